import { lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Where the repository is, found by reading files alone: no git process on the path of a call. */
export type Repository =
  | {
      readonly state: 'found';
      /** Top of the work tree; absolute, resolved. */
      readonly root: string;
      readonly gitDir: string;
      /** The git directory that all work trees share; absolute, resolved. */
      readonly common: string;
    }
  | { readonly state: 'missing'; readonly why: string };

const missing = (why: string): Repository => ({ state: 'missing', why });

/** Looks upward from a folder for the repository that holds it. */
export function findRepository(start: string): Repository {
  let at: string;
  try {
    at = realpathSync.native(start);
  } catch {
    return missing(`\`${start}\` is no folder`);
  }
  for (;;) {
    const found = repositoryAt(at);
    if (found) return found;
    const up = dirname(at);
    if (up === at) return missing(`\`${start}\` lies in no git repository, and twoloops keeps its record in the git directory`);
    at = up;
  }
}

function repositoryAt(folder: string): Repository | undefined {
  const dot = join(folder, '.git');
  const stat = lstatSync(dot, { throwIfNoEntry: false });
  if (stat === undefined)
    return isGitDir(folder) ? missing(`\`${folder}\` is a bare repository: there is no work tree to guard`) : undefined;
  try {
    const gitDir = realpathSync.native(stat.isFile() ? resolve(folder, pointer(dot)) : dot);
    if (!isGitDir(gitDir)) return missing(`\`${dot}\` is no git directory`);
    return { state: 'found', root: folder, gitDir, common: commonDir(gitDir) };
  } catch (error) {
    return missing(`\`${dot}\` cannot be read: ${reason(error)}`);
  }
}

function pointer(file: string): string {
  const text = readFileSync(file, 'utf8');
  const target = /^gitdir: (.+?)\s*$/.exec(text)?.[1];
  if (target === undefined) throw new Error('it names no git directory');
  return target;
}

function isGitDir(folder: string): boolean {
  const exists = (name: string): boolean => lstatSync(join(folder, name), { throwIfNoEntry: false }) !== undefined;
  return exists('HEAD') && (exists('commondir') || (exists('objects') && exists('refs')));
}

function commonDir(gitDir: string): string {
  const file = join(gitDir, 'commondir');
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return gitDir;
  return realpathSync(resolve(gitDir, readFileSync(file, 'utf8').trim()));
}

/**
 * The linked work trees of a repository beside the one at hand: each whose own `.git` file still points back; a folder
 * that only claims to be one is left out. The main work tree is not among them: a git directory does not say for sure
 * where it is, and the folder around it may be anything.
 */
export function otherWorktrees(common: string, root: string): readonly string[] {
  let names: readonly string[];
  try {
    names = readdirSync(join(common, 'worktrees'));
  } catch {
    names = [];
  }
  const linked = names.flatMap((name) => {
    try {
      const entry = join(common, 'worktrees', name);
      const dot = resolve(entry, readFileSync(join(entry, 'gitdir'), 'utf8').trim());
      const back = realpathSync(resolve(dirname(dot), pointer(dot)));
      return back === realpathSync(entry) ? [realpathSync(dirname(dot))] : [];
    } catch {
      return [];
    }
  });
  return linked.filter((tree) => tree !== root);
}

export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
