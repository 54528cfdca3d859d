import { type Dir, opendirSync, realpathSync, statSync } from 'node:fs';
import { denying, type KnownPlace } from '../core/match.ts';
import { below } from '../core/paths.ts';
import { isGuarded, isProtected } from '../core/protected.ts';
import type { Ground, PathRule } from '../schema/frozen.ts';
import type { Holdings } from '../schema/located.ts';

/** Entries looked at before a search root is called too large to be sure of. */
const MOST_ENTRIES = 300_000;

export interface HoldingsQuestion {
  /** What is denied by name. */
  readonly rules: readonly PathRule[];
  readonly ground: Ground;
  readonly top: KnownPlace;
  readonly kind: 'read' | 'edit';
  /** Source of a regular expression of the only names that count. */
  readonly only: string | undefined;
  /** The same of names that are left out, with all below them. */
  readonly except: string | undefined;
  /** Links below are followed. */
  readonly follow: true | 'files' | undefined;
}

/**
 * Whether a folder holds, on disk and now, a path that the scope forbids or denies to read (or, for an edit, to change).
 * Links are not followed unless the call follows them, and then one that leads out makes the answer unknown. A read leaves
 * `.git` out, as searches leave it out by themselves; an edit does not.
 */
export function holdings({ rules: all, ground, top, kind, only, except, follow }: HoldingsQuestion): Holdings {
  const named = only === undefined ? undefined : new RegExp(only, 'is');
  const left = except === undefined ? undefined : new RegExp(except, 's');
  const edits = kind === 'edit';
  // outside every repository (scratch) names alone protect nothing: a clone there is the agent's own
  const barred = top.root === 'none' ? isGuarded : isProtected;
  const rules = all.filter((rule) => {
    const at = rule.base === 'absolute' ? top.path : top.relative;
    if (at === undefined) return false;
    const [text, root] = [at, rule.root].map((path) => path.normalize('NFC').toLowerCase()) as [string, string];
    // a rule whose literal folder lies elsewhere cannot match below this folder
    return text === '' || root === '' || below(root, text) !== undefined || below(text, root) !== undefined;
  });
  if (top.type !== 'folder' || (rules.length === 0 && !edits && !follow)) return { state: 'none' };
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
        if ((entry.name === '.git' && !edits) || left?.test(entry.name)) continue;
        const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
        const counts = named === undefined || named.test(entry.name);
        if (edits && counts && barred(`${top.path}/${name}`, ground))
          return { state: 'some', path: top.relative ? `${top.relative}/${name}` : name, rule: 'protected', pattern: name };
        if (follow && entry.isSymbolicLink() && leadsOut(`${path}/${entry.name}`, top.path, counts, follow))
          return { state: 'unknown', why: `the link \`${name}\` below it leads out of it` };
        if (entry.isDirectory()) pending.push(name);
        if (counts && (!entry.isDirectory() || (named !== undefined && edits))) {
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

function leadsOut(link: string, top: string, counts: boolean, follow: true | 'files'): boolean {
  try {
    const target = realpathSync(link);
    // a link to a folder brings all in it, whatever the link is called
    return (
      below(top, target) === undefined &&
      (follow === 'files' ? counts && !statSync(target).isDirectory() : counts || statSync(target).isDirectory())
    );
  } catch {
    return false;
  }
}

function denied(rules: readonly PathRule[], top: KnownPlace, name: string): Holdings | undefined {
  const relative = top.relative === undefined ? undefined : top.relative === '' ? name : `${top.relative}/${name}`;
  const place: KnownPlace = { ...top, path: `${top.path}/${name}`, ...(relative === undefined ? {} : { relative }) };
  const rule = denying(rules, place);
  return rule ? { state: 'some', path: relative ?? place.path, rule: rule.place, pattern: rule.pattern } : undefined;
}
