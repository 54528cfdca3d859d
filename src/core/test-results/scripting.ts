import { fromGroups, lineRunner, type Meaning, type Runner, type Summary, tally } from './summary.ts';

/** rspec: examples; errors outside of them are failures. */
const rspec = lineRunner({
  name: 'rspec summary',
  pattern:
    /^(?<total>\d{1,9}) examples?, (?<failed>\d{1,9}) failures?(?:, (?<skipped>\d{1,9}) pending)?(?:, \d{1,9} errors? occurred outside of examples)?$/,
  after: /^Finished in /,
});

/** rspec with errors outside of examples. */
const rspecBroken: Runner = {
  name: rspec.name,
  find: (lines) =>
    rspec.find(lines).map((one): Summary => {
      const outside = Number(/, (\d{1,9}) errors? occurred outside/.exec(lines[one.at] ?? '')?.[1] ?? 0);
      return outside === 0 ? one : { ...one, failed: one.failed + outside, note: `counts ${outside} errors outside of examples as failed` };
    }),
};

/** minitest, `rails test`, and test-unit, which says `tests` and `omissions`. */
const minitest = lineRunner({
  name: 'minitest summary',
  pattern:
    /^(?<total>\d{1,9}) (?:runs|tests), \d{1,9} assertions, (?<failed>\d{1,9}) failures, (?<errors>\d{1,9}) errors, (?<skipped>\d{1,9}) (?:skips|pendings)(?:, (?<todo>\d{1,9}) omissions, \d{1,9} notifications)?$/,
  after: /^Finished in /,
});

const phpunitGreen = lineRunner({
  name: 'phpunit summary',
  pattern: /^OK \((?<total>\d{1,9}) tests?, \d{1,9} assertions?\)$/,
  after: /^Time: /,
});

/** phpunit's longer form; warnings, risky tests, notices and deprecations are about tests that passed. */
const phpunit: Runner = {
  name: 'phpunit summary',
  find: (lines) =>
    lines.flatMap((line, at) => {
      const parts = /^Tests: \d{1,9}, Assertions: \d{1,9}(?:, [A-Z][A-Za-z ]{1,30}: \d{1,9}){0,12}\.$/.test(line)
        ? line.slice(0, -1).split(', ')
        : [];
      const headed = lines.slice(Math.max(0, at - 2), at).some((one) => /^(?:FAILURES!|ERRORS!|WARNINGS!|OK, but .{1,80}!)$/.test(one));
      if (parts.length === 0 || !headed) return [];
      const of = (name: string): string =>
        parts.flatMap((part) => (part.startsWith(`${name}: `) ? part.slice(name.length + 2) : []))[0] ?? '0';
      const counts = fromGroups({
        total: of('Tests'),
        failed: of('Failures'),
        errors: of('Errors'),
        skipped: of('Skipped'),
        todo: of('Incomplete'),
      });
      return counts ? [{ at, ...counts }] : [];
    }),
};

const PEST: Readonly<Record<string, Meaning>> = {
  passed: 'passed',
  failed: 'failed',
  skipped: 'skipped',
  incomplete: 'skipped',
  todo: 'skipped',
  todos: 'skipped',
  risky: 'passed',
  warning: 'passed',
  warnings: 'passed',
  deprecated: 'passed',
  notice: 'passed',
  notices: 'passed',
};

/** pest and `artisan test`: `Tests:` followed by `Duration:` (`Time:` in version 1). */
const pest: Runner = {
  name: 'pest summary',
  find: (lines) =>
    lines.flatMap((line, at) => {
      const text = /^ {2}Tests: {2,4}(.{1,200})$/.exec(line)?.[1]?.replace(/ \(\d{1,9} assertions?\)$/, '');
      const timed = /^ {2}(?:Duration|Time): +[\d.]+s$/.test(lines[at + 1] ?? '');
      const counts = text === undefined || !timed ? undefined : tally(text.split(', '), PEST);
      return counts ? [{ at, ...counts }] : [];
    }),
};

/** bats on a terminal; elsewhere it prints TAP. */
const bats = lineRunner({
  name: 'bats summary',
  pattern: /^(?<total>\d{1,9}) tests?, (?<failed>\d{1,9}) failures?(?:, (?<skipped>\d{1,9}) skipped)?(?:, (?<todo>\d{1,9}) not run)?$/,
  after: /^ [✓✗-] /,
  within: 300,
});

/** prove: files and tests; which failed stands in its report, and skipped tests are not told from passed ones. */
const prove: Runner = {
  name: 'prove summary',
  find: (lines) => {
    const found: Summary[] = [];
    let [failed, broken] = [0, 0];
    lines.forEach((line, at) => {
      if (line === 'Test Summary Report') [failed, broken] = [0, 0];
      const report = /^\S.{0,300} \(Wstat: .{1,60} Tests: \d{1,9} Failed: (\d{1,9})\)$/.exec(line)?.[1];
      failed += Number(report ?? 0);
      // a file can fail without a failed test: a bad plan, or its own exit code
      if (report === '0' && /^ {2}(?:Non-zero|Parse errors)/.test(lines[at + 1] ?? '')) broken += 1;
      const total = /^Files=\d{1,9}, Tests=(\d{1,9}), /.exec(line)?.[1];
      const result = /^Result: (PASS|FAIL)$/.exec(lines[at + 1] ?? '')?.[1];
      if (total === undefined || result === undefined) return;
      found.push({ at: at + 1, ...proved(Number(total), failed, broken, result === 'FAIL') });
      [failed, broken] = [0, 0];
    });
    return found;
  },
};

function proved(total: number, failed: number, broken: number, red: boolean): Omit<Summary, 'at'> {
  const files = red && failed + broken === 0 ? 1 : broken;
  const note = `skipped tests not told apart${files > 0 ? `, ${files} failed ${files === 1 ? 'file' : 'files'} without a failed test` : ''}`;
  return { passed: Math.max(0, total - failed), failed: failed + files, skipped: 0, note };
}

export const SCRIPTING: readonly Runner[] = [rspecBroken, minitest, phpunitGreen, phpunit, pest, bats, prove];
