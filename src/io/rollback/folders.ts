import { closeSync, constants, existsSync, lstatSync, mkdirSync, openSync } from 'node:fs';

/** A folder below a root that is held open: what is done in it is done there, whatever becomes of its path meanwhile. */
export interface Folder {
  /** The path of a name in it, for the disk. */
  readonly at: (name: string) => Buffer;
  readonly close: () => void;
}

/** Linux names an open folder by its number; elsewhere a path has to do, looked at right before. */
const BY_NUMBER = existsSync('/proc/self/fd');
const REAL = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

const bytes = (base: string, name: string): Buffer => Buffer.concat([Buffer.from(`${base}/`), Buffer.from(name, 'latin1')]);

/**
 * Goes down to a folder one real folder after the other: a link on the way is refused, never followed. Missing ones are
 * made where `make` says so. Throws where the way ends; names are a character a byte.
 */
export function openFolder(root: string, parts: readonly string[], make: boolean): Folder {
  return BY_NUMBER ? byNumber(root, parts, make) : byPath(root, parts, make);
}

function byNumber(root: string, parts: readonly string[], make: boolean): Folder {
  let handle = openSync(root, constants.O_RDONLY | constants.O_DIRECTORY);
  for (const part of parts) {
    const next = bytes(`/proc/self/fd/${handle}`, part);
    try {
      if (make) ensure(next);
      const inner = openSync(next, REAL);
      closeSync(handle);
      handle = inner;
    } catch (error) {
      closeSync(handle);
      throw error;
    }
  }
  const last = handle;
  return { at: (name) => bytes(`/proc/self/fd/${last}`, name), close: () => closeSync(last) };
}

function byPath(root: string, parts: readonly string[], make: boolean): Folder {
  let at = Buffer.from(root);
  for (const part of parts) {
    at = Buffer.concat([at, Buffer.from('/'), Buffer.from(part, 'latin1')]);
    if (make) ensure(at);
    if (!lstatSync(at).isDirectory()) throw new Error(`\`${at.toString()}\` is no folder`);
  }
  const base = at;
  return { at: (name) => Buffer.concat([base, Buffer.from('/'), Buffer.from(name, 'latin1')]), close: () => undefined };
}

function ensure(path: Buffer): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Does something in the folder of a path, with the path's last name. */
export function inFolder<T>(root: string, path: string, make: boolean, use: (folder: Folder, name: string) => T): T {
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  const folder = openFolder(root, parts, make);
  try {
    return use(folder, name);
  } finally {
    folder.close();
  }
}
