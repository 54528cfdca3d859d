import { fromGroups, type Meaning, type Runner, type Summary, tally } from './summary.ts';

/** pytest's words; an expected failure counts as skipped, as in its JUnit report. */
const PYTEST: Readonly<Record<string, Meaning>> = {
  passed: 'passed',
  xpassed: 'passed',
  failed: 'failed',
  error: 'failed',
  errors: 'failed',
  'subtests failed': 'failed',
  skipped: 'skipped',
  xfailed: 'skipped',
  deselected: 'apart',
  warning: 'apart',
  warnings: 'apart',
  rerun: 'apart',
  'subtests passed': 'apart',
  'subtests skipped': 'apart',
};

const PYTEST_LINE = /^(?:=+ )?((?:\d{1,9} [a-z ]{1,20}(?:, |(?= in )))+) in \d+(?:\.\d+)?s(?: \([\d:]+\))?(?: =+)?$/;

/** pytest, with and without its frame; tox and nox run it once per environment, and the last one counts. */
const pytest: Runner = {
  name: 'pytest summary',
  find: (lines) =>
    lines.flatMap((line, at) => {
      if (/^(?:=+ )?no tests ran in \d+(?:\.\d+)?s(?: =+)?$/.test(line)) return [{ at, passed: 0, failed: 0, skipped: 0 }];
      const text = PYTEST_LINE.exec(line)?.[1];
      const counts = text === undefined ? undefined : tally(text.split(', '), PYTEST);
      return counts ? [{ at, ...counts }] : [];
    }),
};

const VERDICT = /^(?:OK|FAILED|NO TESTS RAN)(?: \(([a-z]+(?: [a-z]+)?=\d{1,9}(?:, [a-z]+(?: [a-z]+)?=\d{1,9})*)\))?$/;

/** What the verdict's brackets count; an expected failure counts as skipped. */
const PARTS: Readonly<Record<string, 'failed' | 'skipped'>> = {
  failures: 'failed',
  errors: 'failed',
  'unexpected successes': 'failed',
  skipped: 'skipped',
  'expected failures': 'skipped',
};

/** unittest, nose2 and Django: `Ran 5 tests in 0.001s`, then the verdict, which says nothing of those that passed. */
const unittest: Runner = {
  name: 'unittest summary',
  find: (lines) =>
    lines.flatMap((line, at) => {
      const total = /^Ran (\d{1,9}) tests? in \d+(?:\.\d+)?s$/.exec(line)?.[1];
      const verdict = VERDICT.exec(lines[at + 2] ?? '');
      const summary = total === undefined || !verdict || lines[at + 1] !== '' ? undefined : verdictOf(total, verdict[1] ?? '');
      return summary ? [{ at: at + 2, ...summary }] : [];
    }),
};

function verdictOf(total: string, text: string): Omit<Summary, 'at'> | undefined {
  const sum = { failed: 0, skipped: 0 };
  for (const part of text === '' ? [] : text.split(', ')) {
    const [name = '', count = ''] = part.split('=');
    const meaning = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
    if (meaning === undefined) return undefined;
    sum[meaning] += Number(count);
  }
  const counts = fromGroups({ total, failed: String(sum.failed), skipped: String(sum.skipped) });
  // several subtests of one test can fail, and so can a class or module outside of any test
  return counts ?? { passed: 0, ...sum, note: 'more failures than tests: subtests, or failures outside of tests' };
}

export const PYTHON: readonly Runner[] = [pytest, unittest];
