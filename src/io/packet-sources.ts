import { checkChain, eventOf } from '../core/chain.ts';
import type { Sources } from '../core/packet/assemble.ts';
import type { RunEvent, TreeNote } from '../schema/event.ts';
import type { Frozen } from '../schema/frozen.ts';
import { lineBytes, readEvents, shortfall } from './event-log.ts';
import { fileDiffs } from './file-diffs.ts';
import { sha256 } from './hash.ts';
import { reason } from './repository.ts';
import { frozenDigest } from './run-folder.ts';
import { commitsBetween, compareTrees, type TreeChange } from './tree-changes.ts';
import { treeSteps } from './tree-steps.ts';

/**
 * Everything that the packet of a run is made of, read from its folder: the record, the frozen scope, the trees. `draft`: an
 * end that is not in the record yet, to see what a packet would say.
 */
export function packetSources(frozen: Frozen, folder: string, path: string | undefined, draft?: RunEvent): Sources {
  const { lines, events } =
    draft === undefined ? upToLastStop(folder) : { lines: lineBytes(folder), events: [...readEvents(folder), draft] };
  const chain = checkChain(lines, sha256);
  const cut = shortfall(folder);
  const opened = events.find((event) => event.type === 'opened');
  const stopped = events.at(-1);
  const from = opened?.type === 'opened' ? opened.baseline : undefined;
  const to = stopped?.type === 'stopped' ? stopped.end : undefined;
  const heads = [from, to].map((note) => (note && 'head' in note ? note.head : undefined));
  const changes = changesBetween(frozen, folder, path, from, to);
  return {
    frozen,
    frozenIntact: opened?.type === 'opened' && opened.frozen === frozenDigest(folder),
    events,
    chain: cut === undefined ? chain : { ...chain, intact: false, problem: cut },
    changes: 'problem' in changes ? changes : changes.map(({ raw: _, ...change }) => change),
    content: 'problem' in changes ? { diffs: [], unread: [] } : fileDiffs(frozen, folder, path, changes),
    steps: attempt(() => treeSteps(frozen, folder, path, events)),
    commits: commitsBetween(frozen, path, heads[0], heads[1]),
    sha256,
  };
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    // trees that cannot be read attribute nothing: the packet says that it is not known
    return undefined;
  }
}

function changesBetween(
  frozen: Frozen,
  folder: string,
  path: string | undefined,
  from: TreeNote | undefined,
  to: TreeNote | undefined,
): readonly TreeChange[] | { readonly problem: string } {
  if (from === undefined || to === undefined) return { problem: 'the record has no beginning or no end' };
  if ('missing' in from) return { problem: `no baseline tree: ${from.missing}` };
  if ('missing' in to) return { problem: `no end tree: ${to.missing}` };
  try {
    return compareTrees(frozen, folder, path, from.tree, to.tree);
  } catch (error) {
    return { problem: `the trees cannot be compared: ${reason(error)}` };
  }
}

/** The record as it stood when the last packet was due: what came later belongs to the next one. */
function upToLastStop(folder: string): { readonly lines: readonly Uint8Array[]; readonly events: readonly RunEvent[] } {
  const lines = lineBytes(folder);
  const parsed = lines.map(eventOf);
  const end = parsed.findLastIndex((event) => event?.type === 'stopped') + 1;
  return { lines: lines.slice(0, end), events: parsed.slice(0, end).filter((event) => event !== undefined) };
}
