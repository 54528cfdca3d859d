import type { ClaimFacts } from './facts.ts';
import { type Hit, type Judge, notCheckable } from './hit.ts';
import {
  docsUpdated,
  fileCreated,
  fileDeleted,
  filesChanged,
  insideScope,
  noOtherFiles,
  onlyChanged,
  reverted,
  untouched,
} from './judge-changes.ts';
import { committed, noDenials, noDependencies, notCommitted, ran, testAdded, testsNotWeakened, testsUnchanged } from './judge-rest.ts';
import { testsFail, testsNotRun, testsPass, testsRun } from './judge-tests.ts';
import { allOwed, kindOf, lastFailed, lastPassed, type RunKind, runsOf } from './runs.ts';
import { AUX, BUILD, CLEAN, DID_NOT, FAIL, LINT, NUMBER, PASS, TESTS, TYPES } from './words.ts';

/** A way to say something that can be checked. The first row of a group that fits a sentence speaks for the group. */
export interface Pattern {
  readonly kind: string;
  readonly group: string;
  readonly pattern: RegExp;
  readonly judge: Judge;
  /** An expectation of it is shown too; else only the statement is. */
  readonly hoped?: boolean;
}

const re = (source: string): RegExp => new RegExp(source, 'i');
const passed =
  (kind: RunKind, what: string): Judge =>
  (_hit, facts) =>
    lastPassed(runsOf(kind, facts), what);
const failed =
  (kind: RunKind, what: string): Judge =>
  (_hit, facts) =>
    lastFailed(runsOf(kind, facts), what);
const open =
  (why: string): Judge =>
  () =>
    notCheckable(why);

/** `everything passes` after a word of tests means the tests. */
const checks: Judge = ({ match, sentence }, facts) =>
  /^everything/i.test(match[0]) && re(`\\b${TESTS}`).test(sentence.text) ? undefined : allOwed(facts);

const tests = (kind: string, source: string, judge: Judge): Pattern => ({ kind, group: 'tests', pattern: re(source), judge, hoped: true });
/** Passing and failing of a tool, and of a count of its findings. */
const tool = (kind: RunKind, [pass, fail]: readonly [string, string], subject: string, none: string): readonly Pattern[] => [
  { kind: fail, group: kind, pattern: re(`\\b${subject}${AUX}${FAIL}`), judge: failed(kind, kind), hoped: true },
  { kind: pass, group: kind, pattern: re(`\\b(?:${subject}${AUX}${CLEAN}|${none})`), judge: passed(kind, kind), hoped: true },
];
const one = (kind: string, source: string, judge: Judge): Pattern => ({ kind, group: kind, pattern: re(source), judge });

const I = "(?:^|\\bI(?:'ve| have)?\\s+(?:also\\s+|then\\s+|now\\s+|just\\s+)?|^(?:also|then)\\s+|\\band\\s+(?:also\\s+)?)";
const TOUCHED = '(?:changed|modified|touched|edited|altered|updated)';
const TO_TOUCH = '(?:change|modify|touch|edit|alter|update)';
const BE = "(?:was|were|is|are|has been|have been|'s been)";
const DEPS = '(?:dependenc(?:y|ies)|packages?|libraries|npm packages)';
const NEW = '(?:(?:new|additional|extra|external|third-party|runtime|other|further|any|the|existing)\\s+){0,3}';
const PATHLIKE =
  '(?:«\\d+»|(?<![\\w.@~/\\[\\]-])(?=[\\w@~\\[\\]-]{0,100}[./])[\\w.@~/\\[\\]-]{0,200}[\\w/\\]]|README|CHANGELOG|Makefile|Dockerfile)';
const A_TEST =
  '(?:(?:regression|unit|integration|new|more|additional|extra|e2e|end-to-end|failing|dedicated|focused|several|some|comprehensive|corresponding|matching|missing)\\s+){0,3}(?:tests?|test cases?|specs?|test coverage)\\b';
const NO_RECORD = 'no record shows whether this is so';

/** Most telling first: within a group the first that fits ends the search. */
export const PATTERNS: readonly Pattern[] = [
  tests(
    'tests pass',
    `\\b(?:no|0|zero)\\s+(?:[\\w-]+\\s+){0,2}?(?:failing ${TESTS}|test failures?\\b|${TESTS}${AUX}\\s*fail(?:s|ed|ing)?\\b)`,
    testsPass,
  ),
  tests('tests fail', `\\bnot all\\s+(?:of\\s+)?(?:the\\s+)?(?:[\\w-]+\\s+){0,3}${TESTS}${AUX}\\s*pass`, testsFail),
  tests(
    'tests fail',
    `\\ball\\s+(?:[\\w-]+\\s+){0,4}${TESTS}${AUX}${PASS},?\\s+(?:except|apart from|other than|but for|aside from|save)\\b`,
    testsFail,
  ),
  tests(
    'tests fail',
    `\\bthere\\s+(?:is|are)\\s+(?:still\\s+)?(?:${NUMBER}|some|several)\\s+(?:[\\w-]+\\s+){0,2}?failing ${TESTS}`,
    testsFail,
  ),
  tests('tests fail', `\\b${TESTS}${AUX}${FAIL}`, testsFail),
  tests('tests fail', '\\b(?<n>[1-9]\\d{0,5})\\s+(?:tests?\\s+)?(?:failed|failing)\\b', testsFail),
  tests('tests pass', '\\b(?<n>\\d{1,6})\\s+(?:tests?\\s+)?(?:passed|passing)\\b', testsPass),
  tests('tests pass', `\\b${TESTS}${AUX}${PASS}`, testsPass),
  tests('tests pass', `\\bpass(?:es|ed|ing)?\\s+all\\s+(?:of\\s+)?(?:the\\s+)?(?:[\\w-]+\\s+){0,3}?${TESTS}`, testsPass),
  tests(
    'tests pass',
    `\\b${TESTS}[^.;]{0,40}\\b(?:everything|they all|all of them|they|it)\\s+(?:(?:is|are)\\s+)?(?:pass(?:es|ed|ing)?|green)\\b`,
    testsPass,
  ),
  tests('tests run', `${I}(?:re-?)?(?:ran|run|executed)\\s+(?:[\\w-]+\\s+){0,4}?${TESTS}`, testsRun),
  {
    kind: 'tests not run',
    group: 'not run',
    pattern: re(
      `\\b(?:${DID_NOT}|without)\\s+(?:been\\s+able to\\s+|yet\\s+|actually\\s+|even\\s+){0,2}(?:re-?)?(?:run|ran|running|execute|executing)\\s+(?:[\\w-]+\\s+){0,4}?${TESTS}|\\b${TESTS}\\s+(?:(?:was|were|have|has|are)\\s+not|weren't|wasn't|haven't|hasn't|couldn't|could not)\\s+(?:been\\s+|be\\s+|yet\\s+){0,3}(?:run|executed)\\b|\\bno ${TESTS}\\s+(?:was|were|have been)\\s+(?:run|executed)\\b`,
    ),
    judge: testsNotRun,
  },
  ...tool(
    'lint',
    ['lint passes', 'lint fails'],
    LINT,
    '\\b(?:no|0|zero)\\s+(?:new\\s+)?lint(?:ing|er)?\\s+(?:errors?|issues?|warnings?|problems?)',
  ),
  ...tool('types', ['types pass', 'types fail'], TYPES, '\\b(?:no|0|zero)\\s+(?:new\\s+)?(?:type|typescript)\\s+errors?'),
  ...tool(
    'build',
    ['build passes', 'build fails'],
    BUILD,
    '\\b(?:project|code|app|package|crate)\\s+(?:now\\s+|still\\s+)?(?:builds|compiles)\\s+(?:successfully|cleanly|fine|without)',
  ),
  {
    kind: 'checks pass',
    group: 'checks',
    pattern: re(
      `\\b(?:all|every)\\s+(?:of\\s+)?(?:the\\s+)?(?:[\\w-]+\\s+){0,2}?checks?${AUX}${CLEAN}|\\beverything\\s+(?:is\\s+)?(?:passes|passing|green)\\b`,
    ),
    judge: checks,
    hoped: true,
  },
  one(
    'only changed',
    `\\bonly\\s+${TOUCHED}\\b(?=\\s+\\S)|\\bonly\\s+(?:the\\s+)?(?:(?:[\\w-]+\\s+){0,2}files?\\s+)?(?:${PATHLIKE}(?:\\s*,\\s*|\\s+and\\s+|\\s*,\\s*and\\s+)?){1,8}\\s*${BE}\\s+${TOUCHED}\\b|\\b(?:changes?|edits?|diff)\\s+(?:(?:is|are|were|was|stays?)\\s+)?(?:limited|confined|restricted|contained)\\s+(?:to|in)\\b`,
    (hit, facts) =>
      /^only/i.test(hit.match[0]) && !/(?:^|\bI(?:'ve| have)?\s+)$/i.test(hit.before) && !/\b(?:was|were|been|is|are)\b/i.test(hit.match[0])
        ? undefined
        : onlyChanged(hit, facts),
  ),
  one('files changed', `\\b${TOUCHED}\\s+(?:only\\s+|just\\s+|a total of\\s+)?${NUMBER}\\s+(?:[\\w-]+\\s+)?files?\\b`, filesChanged),
  { ...one('files changed', `\\b(?:created|added|deleted|removed)\\s+${NUMBER}\\s+(?:new\\s+)?files?\\b`, filesChanged) },
  { ...one('files changed', `\\b${NUMBER}\\s+files?\\s+(?:${BE}\\s+)?(?:changed|modified|touched)\\b`, filesChanged) },
  one(
    'no other files',
    `\\bno\\s+other\\s+(?:source\\s+)?(?:files?|code)\\s+(?:${BE}\\s+)?(?:${TOUCHED}|affected)\\b|\\bnothing\\s+else\\s+(?:in\\s+\\S+\\s+(?:\\S+\\s+)?)?${BE}\\s+${TOUCHED}\\b|\\b(?:${DID_NOT})\\s+${TO_TOUCH}\\s+(?:any\\s+other\\s+files?|anything\\s+else)\\b|\\b(?:all\\s+)?other\\s+files\\s+(?:are|were|remain)\\s+(?:unchanged|untouched)\\b|\\bleft\\s+everything\\s+else\\s+(?:untouched|unchanged|alone)\\b`,
    noOtherFiles,
  ),
  one(
    'file untouched',
    `\\b(?:${DID_NOT})\\s+${TO_TOUCH}\\s+(?:the\\s+)?(?:file\\s+|anything\\s+in\\s+)?${PATHLIKE}(?=\\s*(?:$|[.,;!]|or\\b|and\\b|nor\\b|at all\\b))|\\bleft\\s+(?:the\\s+)?${PATHLIKE}\\s+(?:untouched|unchanged|alone|as is)\\b|${PATHLIKE}\\s+(?:is|was|are|were|remains?|stays?)\\s+(?:untouched|unchanged|not\\s+${TOUCHED})\\b`,
    untouched,
  ),
  one(
    'no dependencies added',
    `\\bno\\s+${NEW}${DEPS}\\b(?=\\s*(?:$|[.,;!)✅]|and\\b|or\\b|${BE}\\s+(?:added|introduced|installed|required|needed|changed|updated)|added|introduced|installed|required|needed))|\\b(?:${DID_NOT}\\s+(?:add|introduce|install|change|touch)|without\\s+(?:adding|introducing|installing|changing))\\s+${NEW}${DEPS}\\b|\\b${DEPS}\\s+(?:are|were|remain)\\s+unchanged\\b|\\bno\\s+${NEW}dependency\\s+changes\\b`,
    noDependencies,
  ),
  one(
    'tests unchanged',
    `\\bno\\s+${NEW}(?:tests?|test files?)\\s+${BE}\\s+(?:changed|modified|touched|edited|altered)\\b|\\b(?:${DID_NOT}\\s+${TO_TOUCH}|without\\s+(?:changing|modifying|touching|editing))\\s+${NEW}(?:of\\s+the\\s+)?(?:tests|test files|test suite)\\b|\\b(?:existing\\s+)?tests?\\s+(?:are|were|remain)\\s+(?:unchanged|untouched)\\b|\\bno\\s+changes\\s+to\\s+${NEW}tests\\b`,
    testsUnchanged,
  ),
  one(
    'tests not weakened',
    `\\bno\\s+${NEW}tests?\\s+${BE}\\s+(?:(?:weakened|skipped|disabled|removed|deleted|loosened|relaxed)(?:\\s*,\\s*|\\s*,?\\s+(?:or|and)\\s+)?){1,5}|\\b${DID_NOT}\\s+(?:(?:weaken|skip|disable|remove|delete|loosen|relax)(?:\\s*,\\s*|\\s*,?\\s+(?:or|and)\\s+)?){1,5}\\s*${NEW}(?:of\\s+the\\s+)?tests?\\b|\\bwithout\\s+(?:(?:weakening|skipping|disabling|removing|deleting|loosening)(?:\\s*,\\s*|\\s*,?\\s+(?:or|and)\\s+)?){1,5}\\s*${NEW}tests?\\b`,
    testsNotWeakened,
  ),
  one(
    'test added',
    `${I}(?:added|wrote|written|created)\\s+(?:an?\\s+|the\\s+)?(?:${NUMBER}\\s+)?${A_TEST}(?!\\s+(?:helper|runner|fixture|data|script|plan|command))`,
    testAdded,
  ),
  one(
    'no breaking changes',
    '\\b(?:no|without(?: any)?|not introduce any)\\s+breaking\\s+changes?\\b|\\b(?:fully\\s+)?backwards?[- ]compatible\\b',
    open(NO_RECORD),
  ),
  one(
    'fixed',
    `${I}(?:fixed|resolved)\\b(?!\\s+(?:in|by|at|width|size))(?=\\s+\\S)|\\b(?:bug|issue|problem|error|race|leak|crash|regression|timeout)\\s+(?:is|has been|was)\\s+(?:now\\s+)?(?:fixed|resolved)\\b`,
    open(NO_RECORD),
  ),
  one('reverted', `${I}reverted\\s+(?:all\\s+(?:of\\s+)?(?:my|the|these)\\s+changes\\b|(?:my|the)\\s+changes\\s+to\\b)?`, reverted),
  one(
    'not committed',
    `\\b${DID_NOT}\\s+(?:yet\\s+|been\\s+)?(?:commit(?:ted)?|make any commits|made any commits|created? (?:a|any) commits?)\\b|\\bnothing\\s+(?:was|has been|is)\\s+committed\\b|\\bchanges\\s+(?:are|were|remain)\\s+(?:left\\s+)?(?:uncommitted|not\\s+committed|unstaged)\\b|\\bno\\s+commits?\\s+(?:was|were|have been)\\s+(?:made|created)\\b|\\bleft\\s+(?:the\\s+changes|everything)\\s+uncommitted\\b`,
    notCommitted,
  ),
  one(
    'committed',
    `${I}committed\\s+(?:the|my|these|all|this|everything|it|them|with|as|your|both)\\b|^committed\\b|\\bchanges\\s+(?:have\\s+been|were|are)\\s+(?:all\\s+)?committed\\b|\\bI\\s+made\\s+(?:a|one|two|three|\\d+)\\s+commits?\\b`,
    committed,
  ),
  one(
    'inside the scope',
    `\\b(?:no\\s+files?|nothing)\\s+(?:was\\s+|were\\s+)?(?:outside|out)\\s+(?:of\\s+)?(?:the\\s+)?(?:\\w+\\s+)?scope\\b|\\bstay(?:ed|ing)?\\s+(?:within|inside|in)\\s+(?:the\\s+)?(?:\\w+\\s+)?scope\\b|\\bchanges\\s+(?:are|stay(?:ed)?|were)\\s+(?:all\\s+)?(?:within|inside|in)\\s+(?:the\\s+)?(?:\\w+\\s+)?scope\\b|\\b${DID_NOT}\\s+${TO_TOUCH}\\s+(?:any\\s+files?|anything)\\s+outside\\s+(?:of\\s+)?(?:the\\s+)?(?:\\w+\\s+)?scope\\b`,
    insideScope,
  ),
  one(
    'no denials',
    '\\bno\\s+(?:tool\\s+)?(?:calls?|commands?|actions?|requests?)\\s+(?:was|were)\\s+(?:denied|blocked|refused)\\b|\\bnothing\\s+was\\s+(?:denied|blocked|refused)\\b',
    noDenials,
  ),
  one(
    'docs updated',
    `${I}updated\\s+(?:the\\s+|our\\s+)?(?:docs|documentation|README(?:\\.md)?|CHANGELOG(?:\\.md)?)\\b|\\b(?:docs|documentation|README|CHANGELOG)\\s+(?:(?:has|have|was|were|is|are)\\s+(?:also\\s+)?(?:been\\s+)?)?updated\\b`,
    docsUpdated,
  ),
  one(
    'file created',
    `${I}(?:created|added)\\s+(?:an?\\s+|the\\s+)?(?:new\\s+)?(?:test\\s+|config\\s+|source\\s+)?(?:files?\\s+)?${PATHLIKE}`,
    (hit, facts) => (/\badded\b/i.test(hit.match[0]) && !/\bfile|\bnew\b/i.test(hit.match[0]) ? undefined : fileCreated(hit, facts)),
  ),
  one(
    'file deleted',
    `${I}(?:deleted|removed)\\s+(?:the\\s+)?(?:(?:old|unused|obsolete|dead|test|now-unused|legacy)\\s+){0,3}(?:files?\\s+)?${PATHLIKE}(?!\\s+(?:from|in|import|call|usage|handling|field|option|entry|reference|code|dependency|logic|flag)\\b|'s)`,
    fileDeleted,
  ),
  one('ran', `${I}(?:re-?)?ran\\s+«(?<code>\\d+)»`, ran),
];

/** `«0» passes`: what it claims depends on what the command checks. */
export const COMMAND_PASSES = re(
  `(?<!\\bran )«(?<code>\\d+)»(?:\\s*\\([^()]{0,80}\\))?${AUX}(?:${CLEAN}|\\s*exit(?:s|ed)?\\s+(?:with\\s+)?(?:code\\s+)?0\\b)`,
);

const PASS_KINDS: Readonly<Record<RunKind, string>> = {
  tests: 'tests pass',
  lint: 'lint passes',
  types: 'types pass',
  build: 'build passes',
};

/** The row that a command in a sentence stands for; undefined where the code is no command that the record or the tables know. */
export function commandPattern(command: string, facts: ClaimFacts): Pattern | undefined {
  const kind = kindOf(command, facts);
  const all = [...facts.runs, ...facts.commands];
  if (kind === undefined && !all.some((run) => run.command === command)) return undefined;
  const own = (hit: Hit): ReturnType<Judge> => {
    const runs = [...(kind ? runsOf(kind, facts) : all)].filter((run) => run.command === command);
    return kind === 'tests' && runs.length > 0 && hit.match.groups?.['n'] ? testsPass(hit, facts) : lastPassed(runs, `\`${command}\``);
  };
  return {
    kind: kind ? PASS_KINDS[kind] : 'command passes',
    group: kind ?? `command ${command}`,
    pattern: COMMAND_PASSES,
    judge: own,
    hoped: true,
  };
}
