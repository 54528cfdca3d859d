import { diffArrays } from 'diff';
import type { DiffLine } from '../../schema/file-diff.ts';

/** Lines removed and added beyond which the shortest script is not looked for. */
const MOST_EDITS = 1_500;

/** The lines that two texts do not share, each with its number in its own text. */
export function lineDiff(before: string, after: string): { readonly removed: DiffLine[]; readonly added: DiffLine[] } {
  const [old, now] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old[old.length - 1 - end] === now[now.length - 1 - end]) end += 1;
  return between(old.slice(start, old.length - end), now.slice(start, now.length - end), start);
}

/** The lines of a text; an end of line at its end begins no other. */
export function linesOf(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  return text.endsWith('\n') ? lines.slice(0, -1) : lines;
}

function between(old: readonly string[], now: readonly string[], start: number): ReturnType<typeof lineDiff> {
  const parts = diffArrays([...old], [...now], { maxEditLength: MOST_EDITS });
  if (parts === undefined) return unshared(old, now, start);
  const removed: DiffLine[] = [];
  const added: DiffLine[] = [];
  let [a, b] = [start, start];
  for (const part of parts) {
    for (const text of part.value) {
      if (part.removed) removed.push({ line: a + 1, text });
      else if (part.added) added.push({ line: b + 1, text });
      if (!part.added) a += 1;
      if (!part.removed) b += 1;
    }
  }
  return { removed, added };
}

/** For texts that share little: a line that the other side has as often counts as kept, wherever it stands. */
function unshared(old: readonly string[], now: readonly string[], start: number): ReturnType<typeof lineDiff> {
  return { removed: without(old, now, start), added: without(now, old, start) };
}

function without(lines: readonly string[], others: readonly string[], start: number): DiffLine[] {
  const left = new Map<string, number>();
  for (const text of others) left.set(text, (left.get(text) ?? 0) + 1);
  return lines.flatMap((text, i) => {
    const count = left.get(text) ?? 0;
    if (count > 0) left.set(text, count - 1);
    return count > 0 ? [] : [{ line: start + i + 1, text }];
  });
}
