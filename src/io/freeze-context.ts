import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { expandHome } from '../core/paths.ts';
import type { FreezeContext } from '../core/scope/lists.ts';

/** What the disk says where a scope or a policy is turned into rules. */
export function freezeContext(root: string, home: string, file: string, digest: string): FreezeContext {
  return { home, file, digest, realFolder, repo: (folder) => realDirectory(resolve(root, expandHome(folder, home))) };
}

/** The real path of the part that exists, with the rest behind it. */
function realFolder(folder: string): string {
  const parts = folder.split('/');
  for (let keep = parts.length; keep > 1; keep -= 1) {
    try {
      const real = realpathSync(parts.slice(0, keep).join('/'));
      return [real === '/' ? '' : real, ...parts.slice(keep)].join('/');
    } catch {
      // not there yet: look at its parent
    }
  }
  return folder;
}

function realDirectory(path: string): string | undefined {
  try {
    return statSync(path).isDirectory() ? realpathSync(path) : undefined;
  } catch {
    return undefined;
  }
}
