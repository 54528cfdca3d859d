import { opendirSync, statSync } from 'node:fs';
import { nameRegex } from '../core/shell/name-regex.ts';

/** Names that one pattern may match before it counts as too many to look at. */
const MOST = 2_000;
const MOST_SEEN = 200_000;

export type Matches = { readonly state: 'known'; readonly paths: readonly string[] } | { readonly state: 'unknown'; readonly why: string };

/**
 * The paths that a shell pattern matches now, as bash does by default: `*` never matches a leading dot, links are
 * followed in folders. `pattern` is absolute; characters that stand for themselves may be escaped.
 */
export function matchGlob(pattern: string): Matches {
  let seen = 0;
  let level: readonly string[] = [''];
  const parts = pattern.split('/').filter((part) => part !== '' && part !== '.');
  for (const [i, part] of parts.entries()) {
    const last = i === parts.length - 1;
    const plain = part.replace(/\\(.)/gs, '$1');
    const active = /(?:^|[^\\])(?:\\\\)*[*?[]/.test(part);
    const next: string[] = [];
    for (const folder of level) {
      if (!active) {
        if (!last || exists(`${folder}/${plain}`)) next.push(`${folder}/${plain}`);
        continue;
      }
      const regex = new RegExp(nameRegex(part), 's');
      const dots = plain.startsWith('.');
      for (const name of names(folder === '' ? '/' : folder)) {
        seen += 1;
        if (seen > MOST_SEEN) return { state: 'unknown', why: 'its folders hold too many names to look at' };
        if (name.startsWith('.') && !dots) continue;
        if (regex.test(name)) next.push(`${folder}/${name}`);
      }
    }
    if (next.length > MOST) return { state: 'unknown', why: `it matches more than ${MOST} names` };
    level = next;
  }
  return { state: 'known', paths: level };
}

function exists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

function names(folder: string): readonly string[] {
  try {
    const out: string[] = [];
    const handle = opendirSync(folder, { bufferSize: 256 });
    try {
      for (let entry = handle.readSync(); entry !== null && out.length <= MOST_SEEN; entry = handle.readSync()) out.push(entry.name);
    } finally {
      handle.closeSync();
    }
    return out;
  } catch {
    return [];
  }
}
