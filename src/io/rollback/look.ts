import { createHash } from 'node:crypto';
import { closeSync, constants, lstatSync, openSync, readdirSync, readlinkSync, readSync, type Stats } from 'node:fs';
import type { Now } from '../../core/rollback/plan.ts';
import { reason } from '../repository.ts';
import { inFolder, openFolder } from './folders.ts';

/** Files of a folder that stands in the way; more are not listed. */
const MOST_HELD = 10_000;
const CHUNK = 1 << 20;

/** What a work tree holds at some paths. Looks at each folder's names once: a name that only case sets apart is another one. */
export interface Look {
  readonly now: (path: string) => Now;
  /** The nearest thing on the way that is there and is no real folder. */
  readonly behind: (path: string) => string | undefined;
  /** The nearest folder on the way that is a repository of its own. */
  readonly nested: (path: string) => string | undefined;
}

export function lookAt(root: string, format: string): Look {
  const folders = new Map<string, ReadonlySet<string> | undefined>();
  const namesOf = (folder: string): ReadonlySet<string> | undefined => {
    if (!folders.has(folder)) folders.set(folder, readNames(root, folder));
    return folders.get(folder);
  };
  const has = (path: string): boolean => namesOf(parentOf(path))?.has(nameOf(path)) ?? false;
  return {
    now: (path) => (has(path) ? readNow(root, path, format) : { kind: 'absent' }),
    behind: (path) => above(path).find((folder) => has(folder) && namesOf(folder) === undefined),
    nested: (path) => above(path).find((folder) => namesOf(folder)?.has('.git') ?? false),
  };
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The folders on the way to a path, the outermost first, without the root. */
function above(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'));
}

/** The names in a folder; undefined where it is no real folder. */
function readNames(root: string, path: string): ReadonlySet<string> | undefined {
  try {
    const folder = openFolder(root, path === '' ? [] : path.split('/'), false);
    try {
      return new Set(readdirSync(folder.at('.'), 'buffer').map((name) => name.toString('latin1')));
    } finally {
      folder.close();
    }
  } catch {
    return undefined;
  }
}

function readNow(root: string, path: string, format: string): Now {
  try {
    return inFolder(root, path, false, (folder, name): Now => {
      const stat = lstatSync(folder.at(name), { throwIfNoEntry: false });
      if (stat === undefined) return { kind: 'absent' };
      if (stat.isDirectory()) return { kind: 'folder', holds: filesBelow(root, path) };
      if (!stat.isFile() && !stat.isSymbolicLink()) return { kind: 'other', what: 'something that is no file stands there now' };
      return { kind: 'blob', ...blobOf(folder.at(name), stat, format) };
    });
  } catch (error) {
    return { kind: 'other', what: `it cannot be looked at: ${reason(error)}` };
  }
}

/** Git's name for what is there: its mode and the hash of its raw bytes, no filter applied. */
export function blobOf(file: Buffer, stat: Stats, format: string): { readonly mode: string; readonly id: string } {
  if (stat.isSymbolicLink()) return { mode: '120000', id: blobId(readlinkSync(file, 'buffer'), format) };
  const handle = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const hash = createHash(format).update(`blob ${stat.size}\0`);
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK, stat.size + 1));
    let left = stat.size;
    for (let got = readSync(handle, chunk); got > 0; got = readSync(handle, chunk)) {
      hash.update(chunk.subarray(0, got));
      left -= got;
    }
    if (left !== 0) throw new Error('it changed while it was read');
    return { mode: stat.mode & 0o100 ? '100755' : '100644', id: hash.digest('hex') };
  } finally {
    closeSync(handle);
  }
}

export const blobId = (data: Buffer, format: string): string =>
  createHash(format).update(`blob ${data.length}\0`).update(data).digest('hex');

function filesBelow(root: string, path: string): readonly string[] | undefined {
  const out: string[] = [];
  const visit = (at: string): boolean => {
    const folder = openFolder(root, at.split('/'), false);
    try {
      for (const entry of readdirSync(folder.at('.'), { withFileTypes: true, encoding: 'buffer' })) {
        const inner = `${at}/${entry.name.toString('latin1')}`;
        if (entry.isDirectory() ? !visit(inner) : out.push(inner) > MOST_HELD) return false;
      }
      return true;
    } finally {
      folder.close();
    }
  };
  return visit(path) ? out : undefined;
}
