import { fromGroups, type Meaning, type Runner, type Summary, tally } from './summary.ts';

/**
 * cargo test: one result for each binary. It must go with the `running 5 tests` before it, and the last that does is the
 * binary's: a test can print such lines itself.
 */
const cargo: Runner = {
  name: 'cargo test summary',
  adds: true,
  find: (lines) => {
    const found: (Summary | undefined)[] = [];
    let due = -1;
    lines.forEach((line, at) => {
      const running = /^running (\d{1,9}) tests?$/.exec(line)?.[1];
      if (running !== undefined) {
        due = Number(running);
        found.push(undefined);
      }
      const groups = RESULT.exec(line)?.groups;
      const counts = groups && fromGroups(groups);
      if (counts && due === counts.passed + counts.failed + counts.skipped + Number(groups['measured'] ?? 0))
        found[found.length - 1] = { at, ...counts };
    });
    return found.filter((one) => one !== undefined);
  },
};

const RESULT =
  /^test result: (?:ok|FAILED)\. (?<passed>\d{1,9}) passed; (?<failed>\d{1,9}) failed; (?<skipped>\d{1,9}) ignored; (?<measured>\d{1,9}) measured; \d{1,9} filtered out(?:; finished in [\d.]+s)?$/;

const NEXTEST: Readonly<Record<string, Meaning>> = {
  passed: 'passed',
  failed: 'failed',
  'timed out': 'failed',
  'exec failed': 'failed',
  skipped: 'skipped',
};

/** cargo nextest; what is slow, flaky or leaky stands in brackets and has passed. */
const nextest: Runner = {
  name: 'cargo nextest summary',
  find: (lines) =>
    lines.flatMap((line, at) => {
      const text = /^ +Summary \[ *[\d.]+s\] \d{1,9}(?:\/\d{1,9})? tests? run: (.{1,200})$/.exec(line)?.[1];
      const counts = text === undefined ? undefined : tally(text.replace(/ \([^)]{0,100}\)/g, '').split(', '), NEXTEST);
      return counts ? [{ at, ...counts }] : [];
    }),
};

/** CTest: those that did not run are listed behind, and are among the passed ones of its percentage. */
const ctest: Runner = {
  name: 'ctest summary',
  find: (lines) =>
    lines.flatMap((line, at) => {
      const [, failed, total] = /^\d{1,3}% tests passed, (\d{1,9}) tests? failed out of (\d{1,9})$/.exec(line) ?? [];
      if (failed === undefined || total === undefined) return [];
      const behind = lines.slice(at + 1, at + 200);
      if (!behind.some((one) => /^Total Test time \(real\) = /.test(one))) return [];
      const skipped = behind.filter((one) => /^\s+\d+ - .{1,200} \(Skipped\)$/.test(one)).length;
      const counts = fromGroups({ total, failed, skipped: String(skipped) });
      return counts ? [{ at, ...counts }] : [];
    }),
};

const XCTEST_SKIPS = /^\s+Executed (\d{1,9}) tests?, with (?:(\d{1,9}) tests? skipped and )?(\d{1,9}) failures? \(\d+ unexpected\) in /;

/** swift test: XCTest's totals (failures are assertions: failed cases are counted by their lines) and Swift Testing's. */
const swift: Runner = {
  name: 'swift test summary',
  adds: true,
  find: (lines) => {
    const found: Summary[] = [];
    let [cases, tests, outer] = [0, 0, false];
    lines.forEach((line, at) => {
      if (/^Test Case '.{1,300}' failed \(/.test(line)) cases += 1;
      if (/^✘ Test .{1,300} failed after [\d.]+ seconds/.test(line) && !/^✘ Test run /.test(line)) tests += 1;
      const xctest = outer ? XCTEST_SKIPS.exec(line) : null;
      const testing = /^[✔✘] Test run with (\d{1,9}) tests?(?: in \d{1,9} suites?)? (?:passed|failed) after [\d.]+ seconds/.exec(line);
      const groups = xctest
        ? { total: xctest[1], skipped: xctest[2], failed: String(Number(xctest[3]) > 0 ? Math.max(1, cases) : 0) }
        : testing && { total: testing[1], failed: String(/^✘/.test(line) ? Math.max(1, tests) : 0) };
      const counts = groups && fromGroups(groups);
      if (counts) found.push({ at, ...counts });
      outer = /^Test Suite '(?:All tests|Selected tests)' (?:passed|failed) at /.test(line);
    });
    return found;
  },
};

export const NATIVE: readonly Runner[] = [cargo, nextest, ctest, swift];
