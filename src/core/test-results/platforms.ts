import { lineRunner, type Runner } from './summary.ts';

/** Maven's surefire and failsafe: the totals of each module, behind its `Results:`. */
const maven = lineRunner({
  name: 'maven surefire summary',
  adds: true,
  pattern:
    /^(?:\[(?:INFO|WARNING|ERROR)\] )?Tests run: (?<total>\d{1,9}), Failures: (?<failed>\d{1,9}), Errors: (?<errors>\d{1,9}), Skipped: (?<skipped>\d{1,9})(?:, Flakes: \d{1,9})?$/,
  after: /^(?:\[(?:INFO|WARNING|ERROR)\] )?Results ?:$/,
  within: 200,
});

/** Gradle counts only in a task that failed; one that passed prints nothing. */
const gradle = lineRunner({
  name: 'gradle summary (tasks that passed print none)',
  adds: true,
  pattern: /^(?<total>\d{1,9}) tests? completed, (?<failed>\d{1,9}) failed(?:, (?<skipped>\d{1,9}) skipped)?$/,
});

/** The usual test-logger plugin of Gradle. */
const gradleLogger = lineRunner({
  name: 'gradle test-logger summary',
  adds: true,
  pattern:
    /^(?:SUCCESS|FAILURE): Executed (?<total>\d{1,9}) tests? in [\d.]+(?:ms|s|m)(?: [\d.]+s)?(?: \((?:(?<failed>\d{1,9}) failed)?(?:, )?(?:(?<skipped>\d{1,9}) skipped)?\))?$/,
});

/** dotnet test: one line for each assembly. */
const dotnet = lineRunner({
  name: 'dotnet test summary',
  adds: true,
  pattern:
    /^(?:Passed|Failed|Skipped)! +- Failed: +(?<failed>\d{1,9}), Passed: +(?<passed>\d{1,9}), Skipped: +(?<skipped>\d{1,9}), Total: +\d{1,9}, Duration: /,
});

/** The terminal logger of .NET 9 and later: all assemblies in one line. */
const dotnetTotal = lineRunner({
  name: 'dotnet test summary',
  pattern:
    /^\s*Test summary: total: (?<total>\d{1,9}), failed: (?<failed>\d{1,9}), succeeded: (?<passed>\d{1,9}), skipped: (?<skipped>\d{1,9}), duration: [\d.]+s$/,
});

/** The longer form of vstest: a total, then lines for what there is. */
const vstest: Runner = {
  name: 'dotnet test summary',
  adds: true,
  find: (lines) =>
    lines.flatMap((line, at) => {
      const total = /^Total tests: (\d{1,9})$/.exec(line)?.[1];
      if (total === undefined || !/^Test Run (?:Successful|Failed)\.$/.test(lines[at - 1] ?? '')) return [];
      const of = (name: string): number =>
        Number(lines.slice(at + 1, at + 4).flatMap((one) => new RegExp(`^ +${name}: (\\d{1,9})$`).exec(one)?.[1] ?? [])[0] ?? 0);
      const counts = { passed: of('Passed'), failed: of('Failed'), skipped: of('Skipped') };
      return counts.passed + counts.failed + counts.skipped === Number(total) ? [{ at, ...counts }] : [];
    }),
};

export const PLATFORMS: readonly Runner[] = [maven, gradle, gradleLogger, dotnet, dotnetTotal, vstest];
