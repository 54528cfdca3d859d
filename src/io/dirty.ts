import type { OpenedBody, TreeNote } from '../schema/event.ts';
import type { Frozen } from '../schema/frozen.ts';
import { ask, git, gitBinary } from './git.ts';
import { rawPaths, readable } from './raw-path.ts';
import { shadowCall } from './shadow.ts';
import { gitDirOf } from './trees.ts';

const MOST_NAMED = 200;

/**
 * Paths whose bytes in a tree are not those of the commit that it was taken on: what was dirty or untracked before a run.
 * A file that the repository keeps through a filter differs in its bytes and counts. In a sparse checkout what is not
 * there is no difference. Undefined where there is no commit or it cannot be read.
 */
export function dirtyPaths(frozen: Frozen, runFolder: string, path: string | undefined, note: TreeNote): OpenedBody['dirty'] {
  if (!('tree' in note) || note.head === undefined) return undefined;
  try {
    const binary = gitBinary(path);
    const own = { binary, gitDir: gitDirOf(frozen), cwd: frozen.ground.root };
    const sparse = ask(own, 'config', '--bool', 'core.sparseCheckout') === 'true';
    const call = shadowCall(binary, runFolder, frozen.ground.root);
    const filter = sparse ? ['--diff-filter=d'] : [];
    const names = rawPaths(git(call, 'diff-tree', '-r', '-z', '--no-renames', '--name-only', ...filter, `${note.head}^{tree}`, note.tree));
    return { paths: names.slice(0, MOST_NAMED).map(readable).sort(), count: names.length };
  } catch {
    return undefined;
  }
}
