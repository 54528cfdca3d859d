import type { Gap } from '../../schema/review.ts';

/** Gaps of one kind that are listed; the others are counted. */
const MOST = 25;

/** The gaps as a packet can hold them: of each kind the first ones, and how many more there are. */
export function fewer(gaps: readonly Gap[]): readonly Gap[] {
  const kinds = [...new Set(gaps.map((gap) => gap.kind))];
  return kinds.flatMap((kind) => {
    const same = gaps.filter((gap) => gap.kind === kind);
    const more = same.length - MOST;
    if (more <= 0) return same;
    return [...same.slice(0, MOST), { kind, what: `and ${more} more`, hides: 'the same, each of them' }];
  });
}

export const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
