import type { FileDiff } from '../../schema/file-diff.ts';
import type { Dependency } from '../../schema/review.ts';
import { partsOf } from '../zones/patterns.ts';
import { type Change, compared } from './compare.ts';
import type { Entry } from './entry.ts';
import { type Format, formatOf } from './format.ts';
import { movedHosts } from './hosts.ts';
import { reasonOf } from './reason.ts';
import { shown } from './shown.ts';

/** So many are named; what is beyond is counted in one last entry. */
export const MOST = 500;
/** Characters of all manifests and lockfiles together, before and after: a few seconds of reading. */
const MOST_OF_ALL = 30_000_000;

/** What is kept first where not all can be named. */
const WEIGHT: Readonly<Record<Dependency['kind'], number>> = {
  'install script': 0,
  registry: 1,
  'lockfile only': 2,
  downgraded: 3,
  changed: 4,
  added: 5,
  upgraded: 6,
  removed: 7,
};

interface Read {
  readonly diff: FileDiff;
  readonly format: Format;
  readonly changes: readonly Change[];
}

/**
 * The dependencies that changed manifests and lockfiles name otherwise than before, in the order of the diffs. What cannot
 * be read is an entry too, `(cannot be read: why)`: an empty list says that nothing that is read here differs. Build files
 * that are programs are read as far as they are written plainly. Addresses lose their users, passwords and queries.
 */
export function dependencyChanges(diffs: readonly FileDiff[]): readonly Dependency[] {
  let left = MOST_OF_ALL;
  const read = diffs.flatMap((diff): Read[] => {
    const format = formatOf(diff.path);
    if (format === undefined) return [];
    left -= costOf(diff.before, format) + costOf(diff.after, format);
    return [{ diff, format, changes: left < 0 ? [unread('there is too much to read in this run')] : changesOf(diff, format) }];
  });
  const all = read.flatMap((one) =>
    [...lockfileOnly(one, read), ...one.changes].map((change) =>
      shown({ ...change, path: one.diff.path, ecosystem: one.format.ecosystem }),
    ),
  );
  return capped(all);
}

const costOf = (text: string | undefined, { slow }: Format): number =>
  text === undefined ? 0 : text.length * (slow?.(text) === true ? 100 : 1);

const unread = (why: string): Change => ({ kind: 'changed', name: `(cannot be read: ${why})` });

function changesOf(diff: FileDiff, { role, read }: Format): readonly Change[] {
  if (diff.status === 'type changed') return [unread('it is another kind of file than before')];
  const missing =
    diff.status !== 'added' && diff.before === undefined
      ? 'before'
      : diff.status !== 'deleted' && diff.after === undefined
        ? 'after'
        : undefined;
  if (missing !== undefined) return [unread(`its text ${missing} was not taken`)];
  const sides = { before: diff.before ?? '', after: diff.after ?? '' };
  const entries: Record<keyof typeof sides, readonly Entry[]> = { before: [], after: [] };
  for (const side of ['after', 'before'] as const) {
    if (diff[side] === undefined) continue;
    try {
      entries[side] = read(sides[side], diff.path);
    } catch (error) {
      return [unread(side === 'after' ? reasonOf(error) : `before: ${reasonOf(error)}`)];
    }
  }
  return role === 'lock' ? ofLock(diff, entries.before, entries.after) : compared(entries.before, entries.after);
}

/** A whole lockfile that came or went is one entry: its packages are those of its manifest. */
function ofLock({ before: old, after: now }: FileDiff, before: readonly Entry[], after: readonly Entry[]): readonly Change[] {
  const scripts = (entries: readonly Entry[]): readonly Entry[] => entries.filter(({ kind }) => kind !== 'dependency');
  if (now === undefined) return [{ kind: 'removed', name: '(lockfile)', from: `${sizeOf(before)} packages` }];
  if (old !== undefined) return [...compared(before, after), ...movedHosts(before, after)];
  return [
    { kind: 'added', name: '(lockfile)', to: `${sizeOf(after)} packages` },
    ...compared([], scripts(after)),
    ...movedHosts([], after),
  ];
}

const sizeOf = (entries: readonly Entry[]): number =>
  new Set(entries.filter(({ kind }) => kind === 'dependency').map(({ name }) => name)).size;

/**
 * A lockfile that changed while no manifest beside or below it says why. A manifest that names the same dependencies as before is no reason
 * for other packages; where the lockfile names the same packages, any change beside it is reason enough.
 */
function lockfileOnly({ diff, format, changes }: Read, read: readonly Read[]): readonly Change[] {
  if (format.role !== 'lock' || diff.after === undefined) return [];
  const folder = partsOf(diff.path).slice(0, -1);
  const reasons = read.filter((other) => {
    if (other.format.role === 'lock' || other.format.ecosystem !== format.ecosystem) return false;
    const parts = partsOf(other.diff.path);
    return (
      (format.ecosystem === 'gradle' || folder.every((part, i) => parts[i] === part)) && (changes.length === 0 || other.changes.length > 0)
    );
  });
  return reasons.length > 0 ? [] : [{ kind: 'lockfile only', name: diff.path.split('/').at(-1) ?? diff.path }];
}

function capped(all: readonly Dependency[]): readonly Dependency[] {
  if (all.length <= MOST) return all;
  const order = all
    .map((one, i) => [WEIGHT[one.kind] - (one.name.startsWith('(') ? 10 : 0), i] as const)
    .sort(([a, i], [b, j]) => a - b || i - j);
  const kept = new Set(order.slice(0, MOST - 1).map(([, i]) => i));
  const [first] = all.filter((_, i) => !kept.has(i));
  if (first === undefined) return all;
  const { path, ecosystem } = first;
  return [
    ...all.filter((_, i) => kept.has(i)),
    { path, ecosystem, name: `(and ${all.length - kept.size} more, not named here)`, kind: 'changed' },
  ];
}
