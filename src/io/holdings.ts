import { type Dir, opendirSync } from 'node:fs';
import { denying, type KnownPlace } from '../core/match.ts';
import { below } from '../core/paths.ts';
import type { FrozenScope } from '../schema/frozen.ts';
import type { Holdings } from '../schema/located.ts';

/** Entries looked at before a search root is called too large to be sure of. */
const MOST_ENTRIES = 300_000;

/**
 * Whether a folder holds, on disk and now, a path that the scope forbids or denies to read. Links are not followed
 * (searches do not either) and `.git` is left out, as searches leave it out by themselves.
 */
export function holdings(scope: FrozenScope, top: KnownPlace, extensions: readonly string[] | undefined): Holdings {
  const rules = [...scope.forbidden, ...scope.read.deny].filter((rule) => {
    const at = rule.base === 'absolute' ? top.path : top.relative;
    if (at === undefined) return false;
    const [text, root] = [at, rule.root].map((path) => path.normalize('NFC').toLowerCase()) as [string, string];
    // a rule whose literal folder lies elsewhere cannot match below this folder
    return text === '' || root === '' || below(root, text) !== undefined || below(text, root) !== undefined;
  });
  if (rules.length === 0 || top.type !== 'folder') return { state: 'none' };
  let seen = 0;
  const pending: string[] = [''];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    const path = folder === '' ? top.path : `${top.path}/${folder}`;
    const handle = openFolder(path);
    // what this user cannot list, a search of this user cannot read
    if (handle === undefined) continue;
    try {
      for (let entry = handle.readSync(); entry !== null; entry = handle.readSync()) {
        seen += 1;
        if (seen > MOST_ENTRIES) {
          return { state: 'unknown', why: `it holds more than ${MOST_ENTRIES} entries, too many to look at for what is denied` };
        }
        if (entry.name === '.git') continue;
        const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory()) pending.push(name);
        else if (reads(entry.name, extensions)) {
          const found = denied(rules, top, name);
          if (found) return found;
        }
      }
    } finally {
      handle.closeSync();
    }
  }
  return { state: 'none' };
}

function openFolder(path: string): Dir | undefined {
  try {
    return opendirSync(path, { bufferSize: 256 });
  } catch (error) {
    if (['EACCES', 'EPERM', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

const reads = (name: string, extensions: readonly string[] | undefined): boolean =>
  extensions === undefined || extensions.some((extension) => name.toLowerCase().endsWith(extension));

function denied(rules: FrozenScope['forbidden'], top: KnownPlace, name: string): Holdings | undefined {
  const relative = top.relative === undefined ? undefined : top.relative === '' ? name : `${top.relative}/${name}`;
  const place: KnownPlace = { ...top, path: `${top.path}/${name}`, ...(relative === undefined ? {} : { relative }) };
  const rule = denying(rules, place);
  return rule ? { state: 'some', path: relative ?? place.path, rule: rule.place, pattern: rule.pattern } : undefined;
}
