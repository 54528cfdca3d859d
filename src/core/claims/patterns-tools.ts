import type { ClaimFacts } from './facts.ts';
import type { Judge } from './hit.ts';
import { hopes, type Pattern, re, ways } from './pattern.ts';
import { allOwed, kindOf, lastFailed, lastPassed, type RunKind, runsOf } from './runs.ts';
import type { Sentence } from './sentences.ts';
import { AUX, BUILD, CLEAN, FAIL, LINT, marked, PROBLEMS, TESTS, TYPES } from './words.ts';

const raw = String.raw;

/** What a claim of a kind of command is called: that it passes, that it fails. */
const KINDS: Readonly<Record<RunKind | 'other', readonly [string, string]>> = {
  tests: ['tests pass', 'tests fail'],
  lint: ['lint passes', 'lint fails'],
  types: ['types pass', 'types fail'],
  build: ['build passes', 'build fails'],
  other: ['command passes', 'command fails'],
};

/** Passing and failing of a tool, and the ways to say that it found nothing. */
function tool(kind: RunKind, subject: string, ...clean: readonly string[]): readonly Pattern[] {
  const judge =
    (last: typeof lastPassed): Judge =>
    (_hit, facts) =>
      last(runsOf(kind, facts), kind);
  return hopes(kind, [
    ...ways(KINDS[kind][1], judge(lastFailed), marked(subject, '❌'), raw`\b${subject}${AUX}(?:${FAIL}|${PROBLEMS})`),
    ...ways(KINDS[kind][0], judge(lastPassed), marked(subject, '✅'), raw`\b${subject}${AUX}${CLEAN}`, ...clean),
  ]);
}

const ofAll: Judge = (_hit, facts) => allOwed(facts);
/** `everything passes` after a word of tests means the tests. */
const ofEverything: Judge = (hit, facts) => (re(raw`\b${TESTS}`).test(hit.sentence.text) ? undefined : ofAll(hit, facts));

export const TOOL_PATTERNS: readonly Pattern[] = [
  ...tool('lint', LINT, raw`\b(?:no|0|zero) (?:new )?lint(?:ing|er)? (?:errors?|issues?|warnings?|problems?)`),
  ...tool('types', TYPES, raw`\b(?:no|0|zero) (?:new )?(?:type|typescript) errors?`),
  ...tool(
    'build',
    BUILD,
    raw`\b(?:project|code|app|package|crate) (?:now |still )?(?:builds|compiles) (?:successfully|cleanly|fine|without)`,
  ),
  ...hopes('checks', [
    ...ways('checks pass', ofAll, raw`\b(?:all|every) (?:of )?(?:the )?(?:[\w-]+ ){0,2}?checks?${AUX}${CLEAN}`),
    ...ways('checks pass', ofEverything, raw`\beverything (?:is )?(?:passes|passing|green)\b(?! (?:through|to|into|on)\b)`),
  ]),
];

const CODE = raw`(?<!\bran )«(?<code>\d+)»(?:\s*\([^()]{0,80}\))?${AUX}`;
const COMMAND_FAILS = re(raw`${CODE}(?:${FAIL}|${PROBLEMS})`);
const COMMAND_PASSES = re(raw`${CODE}(?:${CLEAN}|\s*exit(?:s|ed)? (?:with )?(?:code )?0\b)`);

/** `«0» passes` claims what the command checks: no rows where the code is no command that the record or the tables know. */
export function commandPatterns({ text, codes }: Sentence, facts: ClaimFacts): readonly Pattern[] {
  return [COMMAND_PASSES, COMMAND_FAILS].flatMap((pattern, i): readonly Pattern[] => {
    const command = codes[Number(pattern.exec(text)?.groups?.['code'])];
    if (command === undefined) return [];
    const kind = kindOf(command, facts);
    const runs = (kind ? runsOf(kind, facts) : [...facts.runs, ...facts.commands]).filter((run) => run.command === command);
    if (kind === undefined && runs.length === 0) return [];
    const judge: Judge = () => (i === 0 ? lastPassed : lastFailed)(runs, `\`${command}\``);
    return [{ kind: KINDS[kind ?? 'other'][i] ?? '', group: kind ?? `command ${command}`, pattern, judge, hoped: true }];
  });
}
