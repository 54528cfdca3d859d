import {
  closeSync,
  constants,
  fchmodSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  type Stats,
  symlinkSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import type { Blob } from '../../core/rollback/plan.ts';
import { sha256 } from '../hash.ts';
import { type Folder, inFolder } from './folders.ts';

/**
 * Puts a file or a link where a path is, by a name beside it that is then renamed: whoever looks sees the old or the new
 * one whole. A run that was killed in between leaves that name, and the next one takes it over.
 */
export function writeBlob(root: string, path: string, blob: Blob, data: Buffer): void {
  inFolder(root, path, true, (folder, name) => {
    const fresh = folder.at(`.twoloops-${sha256(path).slice(0, 16)}`);
    unlinkIfThere(fresh);
    const before = lstatSync(folder.at(name), { throwIfNoEntry: false });
    if (before?.isDirectory()) removeEmpty(root, path);
    if (blob.mode === '120000') symlinkSync(data, fresh);
    else writeFile(fresh, data, permissions(blob.mode === '100755', before));
    renameSync(fresh, folder.at(name));
  });
}

/** Trees know of permissions only whether a file can be run: the rest stays as it is, or is what a new file gets here. */
function permissions(runs: boolean, before: Stats | undefined): number {
  const now = before?.isFile() ? before.mode & 0o777 : 0o666 & ~process.umask();
  return runs ? now | ((now & 0o444) >> 2) | 0o100 : now & ~0o111;
}

function writeFile(file: Buffer, data: Buffer, mode: number): void {
  const handle = openSync(file, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);
  try {
    for (let done = 0; done < data.length; ) done += writeSync(handle, data, done);
    fchmodSync(handle, mode);
  } finally {
    closeSync(handle);
  }
}

/** Removes a file or a link, and the folders above it that are empty then. One that is gone already is no error. */
export function removeFile(root: string, path: string): void {
  try {
    inFolder(root, path, false, (folder, name) => unlinkIfThere(folder.at(name)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  for (let at = parentOf(path); at !== ''; at = parentOf(at)) if (!removeIfEmpty(root, at)) return;
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

function unlinkIfThere(file: Buffer): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function removeIfEmpty(root: string, path: string): boolean {
  try {
    inFolder(root, path, false, (folder, name) => rmdirSync(folder.at(name)));
    return true;
  } catch (error) {
    // gone already: the one above may be empty
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

/** Removes a folder that holds nothing but folders. Throws where there is a file in it. */
function removeEmpty(root: string, path: string): void {
  inFolder(root, path, false, (folder, name) => {
    for (const inner of namesIn(folder, name)) removeEmpty(root, `${path}/${inner}`);
    rmdirSync(folder.at(name));
  });
}

/** Throws for what is no folder. */
function namesIn(folder: Folder, name: string): readonly string[] {
  return readdirSync(folder.at(name), 'buffer').map((inner) => inner.toString('latin1'));
}
