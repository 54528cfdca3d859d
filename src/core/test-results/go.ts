import { lineRunner, type Runner, type Summary } from './summary.ts';

const PACKAGE = /^(ok|FAIL|\?)\s+(\S{1,300})\s+(?:\(cached\)|\d+(?:\.\d+)?s|\[(?:build|setup) failed\]|\[no test files\])(?:\s|$)/;
const RUNS = /^=== RUN\s+(\S{1,300})$/;
const ENDED = /^--- (PASS|FAIL|SKIP): (\S{1,300}) \(\d+(?:\.\d+)?s\)$/;

interface Package {
  readonly ok: boolean;
  readonly at: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The packages of an output with the tests (not the subtests: a failed one fails its test, too) that ended before their line. */
function packagesIn(lines: readonly string[]): { readonly verbose: boolean; readonly packages: readonly Package[] } {
  const packages: Package[] = [];
  let results = new Map<string, string>();
  let verbose = false;
  lines.forEach((line, at) => {
    const run = RUNS.exec(line)?.[1];
    if (run !== undefined) results.set(run, '');
    verbose ||= run !== undefined;
    const [, result, name = ''] = ENDED.exec(line) ?? [];
    // a test may print such a line itself: only what was seen to start can end, and its last line is go's
    if (result !== undefined && results.has(name)) results.set(name, result);
    const [, state] = PACKAGE.exec(line) ?? [];
    if (state === undefined) return;
    const of = (word: string): number => [...results.values()].filter((one) => one === word).length;
    if (state !== '?') packages.push({ ok: state === 'ok', at, passed: of('PASS'), failed: of('FAIL'), skipped: of('SKIP') });
    results = new Map();
  });
  return { verbose, packages };
}

/** `go test -v`: tests; a package that failed without a failed test (build, panic, TestMain) is one failure. */
const verbose: Runner = {
  name: 'go test -v',
  adds: true,
  find: (lines) => {
    const found = packagesIn(lines);
    if (!found.verbose) return [];
    return found.packages.map(({ ok, failed, ...rest }): Summary => {
      const broken = !ok && failed === 0;
      return { ...rest, failed: broken ? 1 : failed, ...(broken && { note: 'a package that failed outside of tests counts as one' }) };
    });
  },
};

/** `go test` names packages only: these are what is counted, and the source says so. */
const plain: Runner = {
  name: 'go test, packages (tests are not counted)',
  adds: true,
  find: (lines) => {
    const found = packagesIn(lines);
    if (found.verbose) return [];
    return found.packages.map(({ ok, at }) => ({ at, passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 }));
  },
};

/** gotestsum, which counts subtests too. */
const gotestsum = lineRunner({
  name: 'gotestsum summary',
  pattern:
    /^DONE (?:\d+ runs, )?(?<total>\d{1,9}) tests?(?:, (?<skipped>\d{1,9}) skipped)?(?:, (?<failed>\d{1,9}) failures?)?(?:, (?<errors>\d{1,9}) errors?)? in [\d.]+s$/,
});

export const GO: readonly Runner[] = [verbose, plain, gotestsum];
