import type { Backtest, Insight, InsightName } from '../../schema/insight.ts';
import type { Group } from './collect.ts';
import type { Row } from './rows.ts';

/** Runs that an insight names. */
const MOST_RUNS = 5;

/** What only the finding of an insight knows. */
export interface Found extends Pick<Insight, 'subject' | 'says' | 'numbers'>, Partial<Pick<Insight, 'advice' | 'backtest' | 'proposal'>> {
  /** All runs that it rests on, in order. */
  readonly basis: readonly Row[];
  /** The runs of those that show it; all of them where nothing is said. */
  readonly shown?: readonly Row[];
}

/** An insight of a group. */
export function tell(insight: InsightName, group: Group, { basis, shown, ...rest }: Found): Insight {
  return {
    insight,
    repository: group.repository,
    repositoryName: group.repositoryName,
    profile: group.profile,
    ...rest,
    window: { from: basis[0]?.opened ?? '', to: basis.at(-1)?.opened ?? '', runs: basis.length },
    runs: (shown ?? basis)
      .slice(-MOST_RUNS)
      .reverse()
      .map((row) => row.run),
  };
}

/** Whole days from the first run to the last. */
export function daysOf(rows: readonly Row[]): number {
  return Math.floor(((rows.at(-1)?.at ?? 0) - (rows[0]?.at ?? 0)) / 86_400_000);
}

/** The older and the newer half of runs. */
export function halves(rows: readonly Row[]): { readonly older: readonly Row[]; readonly newer: readonly Row[] } {
  const middle = Math.floor(rows.length / 2);
  return { older: rows.slice(0, middle), newer: rows.slice(middle) };
}

/** What a change would have done to the newer half; `refused` and `allowed` count calls of one run. */
export function backtest(
  rows: readonly Row[],
  does: {
    readonly held: (older: readonly Row[]) => boolean;
    readonly refused?: (row: Row, older: readonly Row[]) => number;
    readonly allowed?: (row: Row) => number;
  },
): Backtest {
  const { older, newer } = halves(rows);
  const refused = newer.map((row) => does.refused?.(row, older) ?? 0);
  const allowed = newer.map((row) => does.allowed?.(row) ?? 0);
  return {
    decidedOn: older.length,
    triedOn: newer.length,
    held: does.held(older),
    refused: sum(refused),
    refusedRuns: refused.filter((count) => count > 0).length,
    allowed: sum(allowed),
    allowedRuns: allowed.filter((count) => count > 0).length,
  };
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
export const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** `1 run`, `3 runs`. */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
export const percent = (value: number): string => `${Math.round(value * 1_000) / 10} %`;
