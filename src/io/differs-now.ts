import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Frozen } from '../schema/frozen.ts';
import { ask, type GitCall, git, gitBinary } from './git.ts';
import { rawPaths, readable } from './raw-path.ts';
import { reason } from './repository.ts';
import { shadowCall } from './shadow.ts';
import { remove, TREE_INDEX } from './trees.ts';

/** Paths at which the work tree is not what a tree of a run holds, or why that cannot be told. */
export type Differs = { readonly paths: readonly string[] } | { readonly problem: string };

/**
 * Compares the work tree, as it is on the disk now, with a tree of the run: its files by content and mode, and what is new.
 * `left`: paths that the tree does not hold. Changes nothing but for a temporary index in the run's folder.
 */
export function differsNow(
  frozen: Frozen,
  folder: string,
  path: string | undefined,
  tree: { readonly id: string; readonly left: readonly string[] },
): Differs {
  const index = join(folder, `now.${process.pid}`);
  try {
    const call: GitCall = { ...shadowCall(gitBinary(path), folder, frozen.ground.root), index };
    if (!existsSync(join(folder, 'shadow.git', 'HEAD'))) return { problem: 'the trees of the run are gone' };
    const warm = join(folder, TREE_INDEX);
    // with the times of the latest tree beside them, files that nobody touched need not be read again
    if (existsSync(warm)) copyFileSync(warm, index);
    git(call, 'read-tree', ...(existsSync(warm) ? ['-m'] : []), tree.id);
    ask(call, 'update-index', '-q', '--really-refresh');
    const changed = rawPaths(git(call, 'diff-files', '-z', '--name-only', '--no-renames', '--ignore-submodules=dirty'));
    const added = rawPaths(git(call, 'ls-files', '-z', '--others', '--exclude-standard'));
    const left = new Set(tree.left);
    const paths = [...changed, ...added].map((one) => readable(one).replace(/\/$/, '')).filter((one) => !left.has(one));
    return { paths: [...new Set(paths)].sort() };
  } catch (error) {
    return { problem: reason(error) };
  } finally {
    for (const file of [index, `${index}.lock`]) remove(file);
  }
}
