/** How many tests a summary counts. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** One summary in an output: its numbers, the line it ends at, and what must be said with it. */
export interface Summary extends Counts {
  readonly at: number;
  readonly note?: string;
}

/** Reads the summaries of one kind out of an output's lines, in order. */
export interface Runner {
  /** What `source` calls it. */
  readonly name: string;
  /** Several summaries are parts of one run (binaries, modules): they are added up. Else the last one counts. */
  readonly adds?: true;
  readonly find: (lines: readonly string[]) => readonly Summary[];
}

/** A summary line as a pattern with groups `passed`, `failed`, `errors`, `skipped`, `todo`, `total`; what is missing is none. */
interface SummaryLine {
  readonly name: string;
  readonly adds?: true;
  readonly pattern: RegExp;
  /** One of the `within` lines before it must match, so that a line of prose is no summary. */
  readonly after?: RegExp;
  /** One of the `within` lines behind it must match. */
  readonly before?: RegExp;
  readonly within?: number;
}

const NEAR = 4;

/** A runner whose summary is one line. */
export function lineRunner({ name, adds, pattern, after, before, within = NEAR }: SummaryLine): Runner {
  const near = (wanted: RegExp | undefined, lines: readonly string[]): boolean =>
    wanted === undefined || lines.some((one) => wanted.test(one));
  const find = (lines: readonly string[]): readonly Summary[] =>
    lines.flatMap((line, at) => {
      const groups = pattern.exec(line)?.groups;
      if (groups === undefined) return [];
      if (!near(after, lines.slice(Math.max(0, at - within), at)) || !near(before, lines.slice(at + 1, at + 1 + within))) return [];
      const counts = fromGroups(groups);
      return counts ? [{ at, ...counts }] : [];
    });
  return { name, ...(adds && { adds }), find };
}

/** Numbers of a match; undefined where they do not add up, so that they are no summary. */
export function fromGroups(groups: Readonly<Record<string, string | undefined>>): Counts | undefined {
  const of = (name: string): number => Number(groups[name] ?? 0);
  const failed = of('failed') + of('errors');
  const skipped = of('skipped') + of('todo');
  const passed = groups['passed'] === undefined ? of('total') - failed - skipped : of('passed');
  return passed < 0 || ![passed, failed, skipped].every(Number.isSafeInteger) ? undefined : { passed, failed, skipped };
}

/** What a word beside a number means. `total` must be the sum of all others; `apart` is counted nowhere. */
export type Meaning = 'passed' | 'failed' | 'skipped' | 'total' | 'apart';

/** Reads `3 passed`, `1 failed` … by a table of words; undefined where a part is anything else or the total differs. */
export function tally(parts: readonly string[], words: Readonly<Record<string, Meaning>>): Counts | undefined {
  const sum: Record<Meaning, number> = { passed: 0, failed: 0, skipped: 0, total: -1, apart: 0 };
  for (const part of parts) {
    const [, count = '', word = ''] = /^\s*(\d{1,9}) ([A-Za-z][A-Za-z ]{0,40})\s*$/.exec(part) ?? [];
    const meaning = Object.hasOwn(words, word.trim()) ? words[word.trim()] : undefined;
    if (meaning === undefined) return undefined;
    sum[meaning] = meaning === 'total' ? Number(count) : sum[meaning] + Number(count);
  }
  const { passed, failed, skipped, total } = sum;
  return total >= 0 && total !== passed + failed + skipped ? undefined : { passed, failed, skipped };
}

/** The lines from one on, up to the first that does not match and at most `most`. */
export function blockBehind(lines: readonly string[], from: number, pattern: RegExp, most = 12): readonly string[] {
  let end = from;
  while (end < lines.length && end < from + most && pattern.test(lines[end] ?? '')) end += 1;
  return lines.slice(from, end);
}

export const plus = (a: Counts, b: Counts): Counts => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});
