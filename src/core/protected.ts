import type { Ground } from '../schema/frozen.ts';
import { below } from './paths.ts';

/** Files that decide what the agent may do: read where the scope allows it, changed by people only. */
const NAMES: readonly { readonly parent: string; readonly name: RegExp }[] = [
  { parent: '.claude', name: /^settings[^/]*\.json$/ },
  { parent: '.claude', name: /^twoloops$/ },
  { parent: '.claude', name: /^scope\.ya?ml$/ },
  { parent: '.claude', name: /^scopes$/ },
];
const ANYWHERE: readonly RegExp[] = [/^\.git$/, /^\.mcp\.json$/, /^\.claude\.json$/, /^managed-settings(\.json|\.d)$/];

/** True for a path that no grant can open to changes. `path` is absolute and real. */
export function isProtected(path: string, ground: Ground): boolean {
  const low = path.toLowerCase().normalize('NFC');
  const parts = low.split('/');
  const named = parts.some((part, i) => {
    if (ANYWHERE.some((name) => name.test(part))) return true;
    const parent = parts[i - 1];
    return NAMES.some((entry) => entry.parent === parent && entry.name.test(part));
  });
  if (named || low.startsWith('/etc/claude-code/')) return true;
  return isGuarded(path, ground);
}

/** True inside the git directory of the run and what was found to be protected when it opened, by place alone. */
export function isGuarded(path: string, ground: Ground): boolean {
  const low = path.toLowerCase().normalize('NFC');
  // a work tree may lie inside its own bare repository: then it is no part of the git directory
  const inTree = below(ground.common, ground.root) !== undefined && below(ground.root.toLowerCase(), low) !== undefined;
  return [...(inTree ? [] : [ground.common]), ...ground.guarded].some((guarded) => below(guarded.toLowerCase(), low) !== undefined);
}

/** True inside the folder that holds the runs' records: the agent neither reads nor changes it. */
export function isRunDirectory(path: string, ground: Ground): boolean {
  return below(`${ground.common}/twoloops`.toLowerCase(), path.toLowerCase()) !== undefined;
}

/**
 * True for a folder whose recursive reading takes in the record. Searches leave out `.git` by themselves where it lies
 * below their root; a search that starts inside it, or a git directory of another name, is not so spared.
 */
export function holdsRunDirectory(path: string, { common }: Ground): boolean {
  const record = `${common}/twoloops`.toLowerCase();
  const inside = below(path.toLowerCase(), record);
  if (inside === undefined) return false;
  return !inside.split('/').includes('.git');
}
