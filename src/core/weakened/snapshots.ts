import type { Weakened } from '../../schema/review.ts';
import type { Changed } from './side.ts';

/** Entries that change together from which they were hardly looked at one by one. */
const WHOLESALE = 5;

/** Snapshot files most of whose entries changed at once. New and obsolete entries do not count. */
export function wholesaleSnapshots({ diff, before, after }: Changed): readonly Weakened[] {
  if (!/\.(?:snap|ambr)$/.test(diff.path) || diff.status !== 'modified') return [];
  const old = entriesOf(before.views.raw);
  const now = entriesOf(after.views.raw);
  const changed = [...old].filter(([name, text]) => now.has(name) && now.get(name) !== text).length;
  if (changed < WHOLESALE || changed * 2 < old.size) return [];
  return [{ path: diff.path, kind: 'loosened', text: `${changed} of ${old.size} snapshots changed at once` }];
}

/** Jest and Vitest: `exports[…]`; Syrupy: `# name:`. */
function entriesOf(text: string): ReadonlyMap<string, string> {
  const parts = text.split(/^(?=exports\[|# name: )/m).slice(1);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n')).trim()]));
}
