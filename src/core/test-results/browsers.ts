import { blockBehind, lineRunner, type Meaning, type Runner, type Summary, tally } from './summary.ts';

const PLAYWRIGHT: Readonly<Record<string, Meaning>> = {
  passed: 'passed',
  failed: 'failed',
  flaky: 'passed',
  skipped: 'skipped',
  interrupted: 'failed',
  'did not run': 'skipped',
  'error was not a part of any test': 'failed',
  'errors were not a part of any test': 'failed',
};

/** Lines of playwright's epilogue: a count, or the name of a test below one (four blanks and its project or file). */
const EPILOGUE =
  /^ {2}\d{1,9} (?:passed(?: \([\d.]+(?:ms|s|m|h)\))?|failed|flaky|skipped|interrupted|did not run|errors? w(?:as|ere) not a part of any test.*)$|^ {4}\S.* › /;

/** playwright: an epilogue of indented counts; one that passed on a retry is flaky, and passed. */
const playwright: Runner = {
  name: 'playwright summary',
  find: (lines) => {
    const found: Summary[] = [];
    for (let at = 0; at < lines.length; at += 1) {
      const block = blockBehind(lines, at, EPILOGUE, 2_000);
      const rows = block.filter((line) => /^ {2}\d/.test(line)).map((line) => line.replace(/ \([\d.]+\w+\)$|, see above.*$/, ''));
      const counts = rows.length === 0 || !block.some(isTelling) ? undefined : tally(rows, PLAYWRIGHT);
      if (counts) found.push({ at: at + block.length - 1, ...counts });
      at += block.length;
    }
    return found;
  },
};

/** `5 passed (3.2s)`, or the name of a test: a count alone could be anybody's. */
const isTelling = (line: string): boolean => / passed \(/.test(line) || / › /.test(line) || /not a part of any test/.test(line);

const cell = (name: string): string => `\\s+(?:(?<${name}>\\d{1,9})|-)`;

/** cypress: the last row of its table of specs; it prints mocha's summary of each spec before. */
const cypress = lineRunner({
  name: 'cypress summary',
  pattern: new RegExp(
    `^\\s+(?:✔ {2}All specs passed!|✖ {2}\\d+ of \\d+ failed \\(\\d+%\\))\\s+\\d[\\d:]*(?:ms|s)?${cell('total')}${cell('passed')}${cell('failed')}${cell('todo')}${cell('skipped')}$`,
  ),
  after: /^\s+└─+┘$/,
});

const LINE =
  /^(.{1,120}?): Executed (\d{1,9}) of (\d{1,9})(?: \((\d{1,9}) FAILED\))?(?: \(skipped (\d{1,9})\))?(?: (SUCCESS|ERROR|DISCONNECTED))? \((?:[\d.]+ m?secs?|[\d.]+ mins?|skipped)[^)]{0,80}\)$/;

/** karma: the last line of each browser; browsers are added up, as karma's own TOTAL does. A browser that broke off has failed. */
const karma: Runner = {
  name: 'karma summary',
  find: (lines) => {
    const last = new Map<string, Summary>();
    lines.forEach((line, at) => {
      const [, browser, ran = '0', all = '0', failed = '0', skipped = '0', end] = LINE.exec(line) ?? [];
      if (browser === undefined) return;
      const broken = end === 'ERROR' || end === 'DISCONNECTED' || Number(ran) + Number(skipped) < Number(all) ? 1 : 0;
      const passed = Math.max(0, Number(ran) - Number(failed));
      last.set(browser, { at, passed, failed: Number(failed) + broken, skipped: Number(skipped) });
    });
    return [...last.values()];
  },
  adds: true,
};

export const BROWSERS: readonly Runner[] = [playwright, cypress, karma];
