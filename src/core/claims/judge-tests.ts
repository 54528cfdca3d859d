import type { ClaimFacts } from './facts.ts';
import { contradicted, type Hit, type Judge, type Judgement, notCheckable, numberOf, plural, supported } from './hit.ts';
import { countsText, lastFailed, lastPassed, outcome, type Ran, runsOf, said } from './runs.ts';

/** Suites that a plain test command need not hold. */
const SUITE =
  /\b(integration|e2e|end-to-end|browser|ui|visual|smoke|performance|load|acceptance|contract|benchmark|mutation|fuzz) (?:\w+ )?(?:tests?|specs?|suite)\b/i;
/** Words that make it a claim about some tests only. */
const SOME = /\b(?:new|failing|broken|added|relevant|related|affected|updated|targeted|these|those|this|my|its)\b/i;

/** Words before `tests` that leave none out. */
const WHOLE = new Set(
  'the of all our full whole entire complete existing current other remaining unit project test automated local passing'.split(' '),
);
const AGAIN =
  /\b(?:again|afterwards|since then)\b|\bafter (?:that|this|the|my|these)\b|\bsince (?:the|my|that) (?:last )?(?:change|edit|fix)/i;

/** The number that a claim about tests gives, from the match or from the words before it: `2 of 42`, `42/42`, `two new`. */
function claimed({ match, before }: Hit): { readonly count?: number; readonly of?: number } {
  // files and suites are counted apart from tests
  if (/\b(?:suites|files)\b/i.test(match[0]) || /\b(?:suites|files):?\s*$/i.test(before)) return {};
  const here = numberOf(match.groups?.['n']);
  if (here !== undefined) return { count: here };
  const pair = /\b(\d{1,6})\s*(?:\/|of|out of)\s*(?:the\s+)?(\d{1,6})\s+(?:[\w-]+\s+){0,3}$/i.exec(before);
  if (pair) return { count: Number(pair[1]), of: Number(pair[2]) };
  const word = before
    .split(/\s+/)
    .slice(-5)
    .reverse()
    .map(numberOf)
    .find((one) => one !== undefined);
  return word === undefined ? {} : { count: word };
}

/** `the login tests` are some tests; `the full test suite` is not. */
function isAboutSome({ before }: Hit): boolean {
  if (SOME.test(before.split(' ').slice(-5).join(' '))) return true;
  const word = /\b(?:the|all|every|my|our)\s+(?:\d+\s+)?([\w-]+)\s+$/i.exec(before)?.[1];
  return word !== undefined && numberOf(word) === undefined && !WHOLE.has(word.toLowerCase());
}

/** The clause that a match stands in. */
const clauseOf = ({ before, match, after }: Hit): string =>
  `${before.split(/[,;:]\s|\bbut\s/).at(-1)}${match[0]}${after.split(/[,;:.]\s|\sbut\s/)[0]}`;

/** A clause that names a suite of its own needs a run that names it too. */
function runsMeant(hit: Hit, facts: ClaimFacts): { readonly runs: readonly Ran[]; readonly suite?: string } {
  const runs = runsOf('tests', facts);
  const suite = SUITE.exec(clauseOf(hit))?.[1]?.toLowerCase();
  return suite === undefined ? { runs } : { runs: runs.filter((run) => run.command.toLowerCase().includes(suite)), suite };
}

export const testsPass: Judge = (hit, facts) => {
  const { count, of } = claimed(hit);
  if (count !== undefined && of !== undefined && count < of) return failing(of - count, runsOf('tests', facts));
  const { runs, suite } = runsMeant(hit, facts);
  if (suite !== undefined) return lastPassed(runs, `the ${suite} tests`);
  if (!isAboutSome(hit)) return whole(runs, count, false);
  const last = runs.at(-1);
  if (last !== undefined && outcome(last) === 'failed' && !last.part)
    return notCheckable(`the last run failed; whether in one of these tests is not known: ${said(last)}`);
  return runs.some(({ part }) => part) ? lastPassed(runs, 'tests') : whole(runs, count, true);
};

/** About all tests: the last run of all of them speaks, and what ran of them after it. */
function whole(runs: readonly Ran[], count: number | undefined, part: boolean): Judgement {
  const at = runs.findLastIndex((run) => !run.part);
  const full = runs[at];
  const last = runs.at(-1);
  if (full === undefined || last === undefined) return onlyPart(last);
  if (outcome(last) === 'failed') return contradicted(`the last run failed: ${said(last)}`);
  if (outcome(full) === 'failed' && full.fresh === 'no' && last !== full)
    return notCheckable(`the last run of all tests failed: ${said(full)}; after later changes only ${said(last)} was run`);
  const other = runs.find(
    (run) =>
      !run.part && run.command !== full.command && isLast(run, runs) && outcome(run) === 'failed' && (run.owed || run.fresh !== 'no'),
  );
  if (other?.fresh === 'yes') return contradicted(`the last run of another test command failed: ${said(other)}`);
  if (other) return notCheckable(`another test command failed and was not run again: ${said(other)}`);
  const passed = lastPassed([full], 'tests');
  if (passed.verdict !== 'supported') return passed;
  if (full.counts?.passed === 0) return notCheckable(`the last run ran no test: ${said(full)}`);
  return count === undefined || part ? passed : counted(runs, full, count);
}

const isLast = (run: Ran, runs: readonly Ran[]): boolean => runs.findLast(({ command }) => command === run.command) === run;

function onlyPart(last: Ran | undefined): Judgement {
  if (last === undefined) return notCheckable('no run of tests is recorded');
  if (outcome(last) === 'failed') return contradicted(`the last run failed: ${said(last)}`);
  return notCheckable(`only a part of the tests is known to have run: ${said(last)}`);
}

/** A number fits the last full run, or the fresh green runs together; with several commands a misfit proves nothing. */
function counted(runs: readonly Ran[], full: Ran, count: number): Judgement {
  if (full.counts === undefined) return notCheckable(`${said(full)} passed; how many tests it ran is not known`);
  const green = [...new Map(runs.map((run) => [run.command, run])).values()].filter(
    (run) => run.fresh === 'yes' && outcome(run) === 'passed',
  );
  const sums = [...green.map((run) => run.counts?.passed ?? 0), green.reduce((sum, run) => sum + (run.counts?.passed ?? 0), 0)];
  if (sums.includes(count)) return supported(`${said(full)} passed, and nothing changed after it`);
  if (green.length > 1) return notCheckable(`the runs passed, but none counts ${count}: ${said(full)}`);
  return contradicted(`the last run counts ${countsText(full.counts)}, not ${count}: \`${full.command}\``);
}

export const testsFail: Judge = (hit, facts) => failing(claimed(hit).count, runsOf('tests', facts));

function failing(count: number | undefined, runs: readonly Ran[]): Judgement {
  const last = runs.at(-1);
  const judged = lastFailed(runs, 'tests');
  if (judged.verdict !== 'supported' || count === undefined || count === 0 || last === undefined) return judged;
  if (last.counts === undefined) return notCheckable(`${said(last)} failed; how many tests failed is not known`);
  if (last.counts.failed === count) return judged;
  return contradicted(`the last run counts ${plural(last.counts.failed, 'failed test')}, not ${count}: \`${last.command}\``);
}

export const testsNotRun: Judge = (hit, facts) => {
  const all = runsOf('tests', facts);
  const { runs } = runsMeant(hit, facts);
  const last = runs.at(-1);
  if (last === undefined) return supported(all.length === 0 ? 'no run of tests is recorded' : 'no run of these tests is recorded');
  if (AGAIN.test(hit.after) || /\bre-?run\b/i.test(hit.match[0]))
    return last.fresh === 'no'
      ? supported(`something changed after the last run: ${said(last)}`)
      : notCheckable(`the last run was ${said(last)}`);
  if (/\b(?:full|entire|whole|complete|all)\b/i.test(hit.match[0])) {
    if (runs.every(({ part }) => part)) return supported(`only a part of the tests is known to have run: ${said(last)}`);
  }
  if (/\b(?:on|with|against|in|under)\b/i.test(hit.after) && !/^\s*in this\b/i.test(hit.after))
    return notCheckable(`tests ran, where is not known: ${said(last)}`);
  return contradicted(`tests were run: ${said(last)}`);
};

export const testsRun: Judge = (hit, facts) => {
  const { runs } = runsMeant(hit, facts);
  const last = runs.at(-1);
  if (last === undefined) return notCheckable('no run of tests is recorded');
  if (/\b(?:full|entire|whole|complete|all)\b/i.test(hit.match[0]) && runs.every(({ part }) => part))
    return notCheckable(`only a part of the tests is known to have run: ${said(last)}`);
  return supported(`run: ${said(last)}`);
};
