import type { FileDiff } from '../../schema/file-diff.ts';
import { linesOf } from '../packet/line-diff.ts';

/** A line of a diff with its number on each side that has it. */
export interface HunkLine {
  readonly kind: 'kept' | 'removed' | 'added';
  readonly old?: number;
  readonly now?: number;
}

/** Neighbouring lines: changes with what stands around them. */
export type Hunk = readonly HunkLine[];

/** Kept lines around a change. */
const CONTEXT = 3;

/** The changes of one file as hunks, in order. Total: two texts always have hunks that lead from one to the other. */
export function hunksOf(diff: FileDiff): readonly Hunk[] {
  const [before, after] = [linesOf(diff.before ?? ''), linesOf(diff.after ?? '')];
  return grouped(paired(diff, before, after) ?? replaced(before, after));
}

/** Both sides side by side; undefined where the kept lines of the two do not stand in one order. */
function paired({ removed, added }: FileDiff, before: readonly string[], after: readonly string[]): readonly HunkLine[] | undefined {
  const gone = new Set(removed.map(({ line }) => line));
  const come = new Set(added.map(({ line }) => line));
  const all: HunkLine[] = [];
  let [old, now] = [1, 1];
  while (old <= before.length || now <= after.length) {
    if (gone.has(old) && old <= before.length) all.push({ kind: 'removed', old: old++ });
    else if (come.has(now) && now <= after.length) all.push({ kind: 'added', now: now++ });
    else if (old > before.length || now > after.length || before[old - 1] !== after[now - 1]) return undefined;
    else all.push({ kind: 'kept', old: old++, now: now++ });
  }
  return all;
}

/** All between the first and the last line that differ, taken away and put there anew. */
function replaced(before: readonly string[], after: readonly string[]): readonly HunkLine[] {
  const least = Math.min(before.length, after.length);
  let start = 0;
  while (start < least && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < least - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const lines = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i + 1);
  return [
    ...lines(0, start).map((line): HunkLine => ({ kind: 'kept', old: line, now: line })),
    ...lines(start, before.length - end).map((old): HunkLine => ({ kind: 'removed', old })),
    ...lines(start, after.length - end).map((now): HunkLine => ({ kind: 'added', now })),
    ...lines(before.length - end, before.length).map((old): HunkLine => ({ kind: 'kept', old, now: old - before.length + after.length })),
  ];
}

function grouped(all: readonly HunkLine[]): readonly Hunk[] {
  const hunks: HunkLine[][] = [];
  let hunk: HunkLine[] = [];
  let end = 0;
  for (const [i, line] of all.entries()) {
    if (line.kind === 'kept') continue;
    const from = Math.max(i - CONTEXT, 0);
    // what touches is one hunk
    if (from > end || hunks.length === 0) {
      hunk = [];
      hunks.push(hunk);
      end = from;
    }
    const to = Math.min(i + CONTEXT + 1, all.length);
    hunk.push(...all.slice(end, to));
    end = to;
  }
  return hunks;
}
