/** How much of a report one page shows; the rest is counted, and `twoloops insights --json` lists it. */
export interface Limits {
  /** Insights of one family: shown at once, and folded below them. */
  readonly open: number;
  readonly folded: number;
  /** Groups that are drawn, and groups that the table of all groups names. */
  readonly groups: number;
  readonly named: number;
  /** Rows of any other table. */
  readonly rows: number;
  /** Characters of one text. */
  readonly text: number;
}

/** From generous to narrow: the first that fits is taken. */
export const LIMITS: readonly Limits[] = [
  { open: 6, folded: 60, groups: 60, named: 500, rows: 60, text: 400 },
  { open: 6, folded: 40, groups: 40, named: 300, rows: 40, text: 300 },
  { open: 6, folded: 30, groups: 25, named: 200, rows: 25, text: 200 },
  { open: 6, folded: 14, groups: 12, named: 100, rows: 15, text: 120 },
  { open: 3, folded: 5, groups: 6, named: 40, rows: 10, text: 60 },
];
