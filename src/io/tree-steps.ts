import type { TreeStep } from '../core/packet/attribution.ts';
import type { RunEvent } from '../schema/event.ts';
import type { Frozen } from '../schema/frozen.ts';
import { git, gitBinary } from './git.ts';
import { type RawPath, readable } from './raw-path.ts';
import { shadowCall } from './shadow.ts';

/**
 * What changed from each tree of the record to the next one, in order, by one call of git. Throws where a tree cannot be
 * read. Trees that are the same as the one before are steps without changes.
 */
export function treeSteps(frozen: Frozen, runFolder: string, path: string | undefined, events: readonly RunEvent[]): readonly TreeStep[] {
  const trees = events.flatMap((event) => {
    const id = treeOf(event);
    return id === undefined ? [] : [{ seq: event.seq, id }];
  });
  const pairs = trees.slice(1).map((tree, i) => ({ seq: tree.seq, from: trees[i]?.id ?? '', to: tree.id }));
  const different = pairs.filter(({ from, to }) => from !== to);
  if (different.length === 0) return pairs.map(({ seq, to }) => ({ seq, tree: to, changes: [] }));
  const input = different.map(({ from, to }) => `${from} ${to}\n`).join('');
  const call = { ...shadowCall(gitBinary(path), runFolder, frozen.ground.root), input };
  const blocks = blocksOf(git(call, 'diff-tree', '--stdin', '-r', '-z', '--no-renames', '--raw', '--no-abbrev').toString('latin1'));
  if (blocks.length !== different.length) throw new Error(`git compared ${blocks.length} of ${different.length} trees`);
  let next = 0;
  return pairs.map(({ seq, from, to }) => {
    if (from === to) return { seq, tree: to, changes: [] };
    next += 1;
    return { seq, tree: to, changes: blocks[next - 1] ?? [] };
  });
}

/** The tree that an event names. */
function treeOf(event: RunEvent): string | undefined {
  if (event.type === 'result') return event.tree;
  if (event.type === 'opened') return 'tree' in event.baseline ? event.baseline.tree : undefined;
  return event.type === 'stopped' && 'tree' in event.end ? event.end.tree : undefined;
}

/** Git prints `from to` and a newline, then for each path `:mode mode blob blob status`, NUL, path, NUL. */
function blocksOf(output: string): TreeStep['changes'][] {
  const blocks: { path: string; was?: string; blob?: string }[][] = [];
  for (let at = 0; at < output.length; ) {
    if (output[at] !== ':') {
      blocks.push([]);
      at = output.indexOf('\n', at) + 1;
      if (at === 0) break;
      continue;
    }
    const head = output.indexOf('\0', at);
    const end = output.indexOf('\0', head + 1);
    const [, , was = '', blob = '', status = ''] = output.slice(at + 1, head).split(' ');
    const path = readable(output.slice(head + 1, end) as RawPath);
    blocks.at(-1)?.push({ path, ...(status === 'A' ? {} : { was }), ...(status === 'D' ? {} : { blob }) });
    at = end + 1;
  }
  return blocks;
}
