import { blockBehind, lineRunner, type Meaning, type Runner, type Summary, tally } from './summary.ts';

/** Words of vitest and jest; a `todo` is a test not run. */
const WORDS: Readonly<Record<string, Meaning>> = {
  passed: 'passed',
  failed: 'failed',
  skipped: 'skipped',
  todo: 'skipped',
  pending: 'skipped',
  total: 'total',
};

/** vitest: `Test Files` and `Tests`, with the total in brackets; a file that cannot be loaded has no tests, but did fail. */
const vitest: Runner = {
  name: 'vitest summary',
  find: (lines) =>
    lines.flatMap((line, at) => {
      const files = /^\s*Test Files {2}(.{1,200}) \((\d{1,9})\)$/.exec(line);
      const tests = /^\s*Tests {2}(.{1,200})$/.exec(lines[at + 1] ?? '');
      if (!files || !tests) return [];
      const [, text = '', total = '0'] = /^(.+) \((\d{1,9})\)$/.exec(tests[1] ?? '') ?? [];
      const counts = text === '' ? NONE : tally([...text.split(' | '), `${total} total`], WORDS);
      const failedFiles = failedIn(files[1] ?? '', ' | ');
      const errors = lines.slice(at + 2, at + 5).map((one) => Number(/^\s*(?:Type )?Errors {2}(\d{1,9}) errors?$/.exec(one)?.[1] ?? 0));
      return counts && (text !== '' || tests[1] === 'no tests')
        ? [
            withBroken(
              { at: at + 1, ...counts },
              failedFiles,
              errors.reduce((sum, one) => sum + one, 0),
            ),
          ]
        : [];
    }),
};

const NONE = { passed: 0, failed: 0, skipped: 0 };

const failedIn = (text: string, separator: string): number =>
  Number(text.split(separator).flatMap((part) => /^(\d{1,9}) failed$/.exec(part.trim())?.[1] ?? [])[0] ?? 0);

/** A failed file without a failed test could not be loaded: it is a failure too, as are errors outside of tests. */
function withBroken(summary: Summary, files: number, errors: number): Summary {
  const broken = Math.max(0, files - summary.failed);
  if (broken + errors === 0) return summary;
  const said = [
    ...(broken > 0 ? [`${broken} failed ${broken === 1 ? 'file' : 'files'}`] : []),
    ...(errors > 0 ? [`${errors} errors outside of tests`] : []),
  ];
  return { ...summary, failed: summary.failed + broken + errors, note: `counts ${said.join(' and ')} as failed` };
}

/** jest: `Test Suites:` and `Tests:`, each with its total. */
const jest: Runner = {
  name: 'jest summary',
  find: (lines) =>
    lines.flatMap((line, at) => {
      const suites = /^Test Suites: (.{1,200} total)$/.exec(line);
      const tests = /^Tests: {7}(.{1,200} total)$/.exec(lines[at + 1] ?? '');
      const counts = suites && tests ? tally((tests[1] ?? '').split(', '), WORDS) : undefined;
      return counts ? [withBroken({ at: at + 1, ...counts }, failedIn(suites?.[1] ?? '', ', '), 0)] : [];
    }),
};

const MOCHA: Readonly<Record<string, Meaning>> = { passing: 'passed', failing: 'failed', pending: 'skipped' };

/** mocha (spec, dot and the like): `3 passing (12ms)`, then pending and failing. */
const mocha: Runner = {
  name: 'mocha summary',
  find: (lines) =>
    lines.flatMap((line, at) => {
      const [, passing = ''] = /^ {2}(\d{1,9} passing) \(\d+(?:ms|s|m|h)\)$/.exec(line) ?? [];
      const rest = blockBehind(lines, at + 1, /^ {2}\d{1,9} (?:pending|failing)$/);
      const counts = passing === '' ? undefined : tally([passing, ...rest], MOCHA);
      return counts ? [{ at: at + rest.length, ...counts }] : [];
    }),
};

const AVA: Readonly<Record<string, Meaning>> = Object.fromEntries(
  (
    [
      ['passed', ['test passed', 'tests passed']],
      ['failed', ['test failed', 'tests failed', 'hook failed', 'hooks failed', 'uncaught exception', 'uncaught exceptions']],
      ['failed', ['unhandled rejection', 'unhandled rejections', 'test remaining in pending', 'tests remaining in pending']],
      ['skipped', ['test skipped', 'tests skipped', 'test todo', 'tests todo', 'known failure', 'known failures']],
    ] as const
  ).flatMap(([meaning, words]) => words.map((word) => [word, meaning] as const)),
);

/** ava: counts behind a rule. With a failure it says nothing of those that passed: their lines are counted. */
const ava: Runner = {
  name: 'ava summary',
  find: (lines) => {
    const found: Summary[] = [];
    let ticks = 0;
    lines.forEach((line, at) => {
      if (/^ {2}✔ /.test(line)) ticks += 1;
      const block = line === '  ─' && lines[at + 1] === '' ? blockBehind(lines, at + 2, /^ {2}\d{1,9} \w/) : [];
      const counts = block.length === 0 ? undefined : tally(block, AVA);
      if (!counts) return;
      const silent = counts.failed > 0 && counts.passed === 0;
      found.push({ at: at + 1 + block.length, ...counts, ...(silent && { passed: ticks, note: 'passed tests counted by their lines' }) });
    });
    return found;
  },
};

/** jasmine: `5 specs, 1 failure, 1 pending spec`; karma has lines of its own. */
const jasmine = lineRunner({
  name: 'jasmine summary',
  pattern: /^(?<total>\d{1,9}) specs?, (?<failed>\d{1,9}) failures?(?:, (?<skipped>\d{1,9}) pending specs?)?$/,
  before: /^Finished in [\d.,]+ seconds?$/,
});

/** deno test; steps within a test are not counted. */
const deno = lineRunner({
  name: 'deno test summary',
  pattern:
    /^(?:ok|FAILED) \| (?<passed>\d{1,9}) passed(?: \(\d+ steps?\))? \| (?<failed>\d{1,9}) failed(?: \(\d+ steps?\))?(?: \| (?<skipped>\d{1,9}) ignored(?: \(\d+ steps?\))?)?(?: \| \d+ measured)?(?: \| \d+ filtered out)? \([\dhms.]+\)$/,
});

const BUN: Readonly<Record<string, Meaning>> = {
  pass: 'passed',
  fail: 'failed',
  error: 'failed',
  errors: 'failed',
  skip: 'skipped',
  todo: 'skipped',
  filtered: 'apart',
  'filtered out': 'apart',
  snapshots: 'apart',
};

/** bun test: counts in the lines before `Ran 5 tests across 2 files. [10ms]`. */
const bun: Runner = {
  name: 'bun test summary',
  find: (lines) =>
    lines.flatMap((line, at) => {
      if (!/^Ran \d{1,9} tests? across \d{1,9} files?\. (?:\d+ total )?\[[\d.]+m?s\]$/.test(line)) return [];
      const before = lines
        .slice(Math.max(0, at - 10), at)
        .filter((one) => /^ *\d{1,9} (?:pass|fail|skip|todo|errors?|filtered out|filtered)$/.test(one));
      const counts = before.length === 0 ? undefined : tally(before, BUN);
      return counts ? [{ at, ...counts }] : [];
    }),
};

/** node-tap: asserts of all files (15 and later say `pass`, `fail`; 16 says `passed`). */
const nodeTap = lineRunner({
  name: 'tap summary',
  pattern:
    /^Asserts: +(?<passed>\d{1,9}) pass(?:ed)?,?(?: +(?<failed>\d{1,9}) fail(?:ed)?,?)?(?: +(?<skipped>\d{1,9}) skip,?)?(?: +(?<todo>\d{1,9}) todo,?)? +(?:\d+ )?of \d+(?: complete)?$/,
});

export const JAVASCRIPT: readonly Runner[] = [vitest, jest, mocha, ava, jasmine, deno, bun, nodeTap];
