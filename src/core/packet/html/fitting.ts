/** How much of a packet one page shows; the rest is in `packet.json`, and the page says so. */
export interface Limits {
  /** Rows of a table, files of the tree. */
  readonly rows: number;
  /** Events of the timeline. */
  readonly steps: number;
  /** Characters of one text. */
  readonly text: number;
  /** Characters of the closing message. */
  readonly message: number;
}

/** From generous to narrow: the first that fits is taken. */
export const LIMITS: readonly Limits[] = [
  { rows: 80, steps: 400, text: 300, message: 6_000 },
  { rows: 60, steps: 300, text: 220, message: 4_000 },
  { rows: 40, steps: 200, text: 160, message: 2_000 },
  { rows: 15, steps: 60, text: 80, message: 500 },
  { rows: 5, steps: 20, text: 40, message: 200 },
];
