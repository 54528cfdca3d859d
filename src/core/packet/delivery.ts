import type { OpenedBody, RunEvent, TreeNote } from '../../schema/event.ts';
import type { Packet } from '../../schema/packet.ts';
import { dependencyChanges } from '../dependencies/dependency-changes.ts';
import { diffSecrets, notSearched } from '../diff-secrets.ts';
import { notLookedInto } from '../weakened/weakened-tests.ts';
import type { Sources } from './assemble.ts';
import { changeSetText } from './change-set.ts';
import { judgeChanges, type Known } from './changes.ts';
import { weakenedBy } from './weakened-by.ts';
import { unseenPaths } from './written.ts';

type Stopped = Extract<RunEvent, { type: 'stopped' }>;

const MOST_NAMED = 200;

/** What changed between baseline and end: by path, by whom, and what a reader of the diff would look for. */
export function deliveryOf(
  sources: Sources,
  opened: RunEvent & OpenedBody,
  stopped: Stopped,
  known: Omit<Known, 'dirtyBefore' | 'approvals'>,
): Packet['delivery'] {
  const { changes, content, events } = sources;
  const raw = 'problem' in changes ? [] : changes;
  const left = 'left' in stopped.end ? [...stopped.end.left] : [];
  const dirty = opened.dirty ?? { paths: [], count: 0 };
  const judged = judgeChanges(sources.frozen, raw, { ...known, dirtyBefore: new Set(dirty.paths), approvals: approvalsOf(events) });
  const changed = new Set(raw.map((change) => change.path));
  const untouched = dirty.paths.filter((path) => !changed.has(path));
  return {
    baseline: treeOf(opened.baseline, opened.at),
    end: treeOf(stopped.end, stopped.at),
    changes: judged,
    changeSet: sources.sha256(changeSetText(raw)),
    commits: [...sources.commits],
    left,
    unseen: unseenPaths(events, left),
    ignored: ignoredOf(stopped),
    preexisting: { paths: untouched.slice(0, MOST_NAMED), count: dirty.count - (dirty.paths.length - untouched.length) },
    weakened: [...weakenedBy(sources)],
    dependencies: [...dependencyChanges(content.diffs)],
    secrets: [...diffSecrets(content.diffs)],
    unread: [...new Set([...content.unread, ...notSearched(content.diffs), ...notLookedInto(content.diffs).map((one) => one.path)])].sort(),
    ...('problem' in changes ? { problem: changes.problem } : {}),
    basis: 'derived',
  };
}

function approvalsOf(events: readonly RunEvent[]): Known['approvals'] {
  return new Map(
    events.flatMap((event) => (event.type === 'verdict' && event.approvals !== undefined ? [[event.seq, event.approvals] as const] : [])),
  );
}

/** Written files that git ignores are in the trees where a call named them: what is left are the others. */
function ignoredOf({ ignored }: Stopped): Packet['delivery']['ignored'] {
  if (ignored === undefined) return { paths: [], count: 0, problem: 'not looked for' };
  return { ...ignored, paths: [...ignored.paths] };
}

function treeOf(note: TreeNote, at: string): Packet['delivery']['baseline'] {
  return 'tree' in note ? { id: note.tree, at, ...(note.head === undefined ? {} : { head: note.head }) } : { missing: note.missing, at };
}
