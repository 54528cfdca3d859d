/** A line of one side of a diff; `line` counts from 1 in that side. */
export interface DiffLine {
  readonly line: number;
  readonly text: string;
}

/** What differs in one path between baseline and end. Texts only: a binary, huge or forbidden file has neither side. */
export interface FileDiff {
  readonly path: string;
  readonly status: 'added' | 'modified' | 'deleted' | 'type changed';
  /** Whole text before and after; absent where there is none or it was not read. */
  readonly before?: string;
  readonly after?: string;
  readonly added: readonly DiffLine[];
  readonly removed: readonly DiffLine[];
}

/** Why a changed file has no text: in a forbidden zone, no text, too large to look into, or not in the trees (a nested repository). */
export type Unread = 'forbidden' | 'binary' | 'too large' | 'missing';
