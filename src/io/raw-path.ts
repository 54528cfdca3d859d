import { isUtf8 } from 'node:buffer';
import { lstatSync, type Stats } from 'node:fs';

/**
 * A path as git prints it, one character a byte (`latin1`): names that are no UTF-8 survive the way through git and back,
 * where a decoded name would be another file.
 */
export type RawPath = string & { readonly raw: unique symbol };

export function rawPaths(output: Buffer): RawPath[] {
  return output.toString('latin1').split('\0').filter(Boolean) as RawPath[];
}

export const rawOf = (path: string): RawPath => Buffer.from(path).toString('latin1') as RawPath;

/** The name as people read it; bytes that are no UTF-8 as `\xNN`. */
export function readable(path: RawPath): string {
  const bytes = Buffer.from(path, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : path.replace(/[\x80-\xff]/g, (char) => `\\x${char.charCodeAt(0).toString(16)}`);
}

/** The bytes of a path below a folder, for the disk. */
export const fileOf = (root: string, path: RawPath): Buffer => Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path, 'latin1')]);

/** The file or link itself; undefined where it is not there, or where a folder on the way is no real folder any more. */
export function entryOf(root: string, path: RawPath, folders: Map<string, boolean>): Stats | undefined {
  const parts = path.split('/');
  for (let depth = 1; depth < parts.length; depth += 1) {
    const folder = parts.slice(0, depth).join('/') as RawPath;
    if (!folders.has(folder)) folders.set(folder, statOf(root, folder)?.isDirectory() ?? false);
    if (!folders.get(folder)) return undefined;
  }
  return statOf(root, path);
}

/** What is at a path, links not followed; undefined where nothing is or it cannot be reached. */
export function statOf(root: string, path: RawPath): Stats | undefined {
  try {
    return lstatSync(fileOf(root, path), { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
