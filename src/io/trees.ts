import { createHash } from 'node:crypto';
import { accessSync, constants, readFileSync, readlinkSync, renameSync, type Stats, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { denying } from '../core/match.ts';
import { hasControl } from '../core/paths.ts';
import type { TreeNote } from '../schema/event.ts';
import type { Frozen } from '../schema/frozen.ts';
import { ask, type GitCall, git, gitBinary } from './git.ts';
import { entryOf, fileOf, type RawPath, rawOf, rawPaths, readable } from './raw-path.ts';
import { findRepository, reason } from './repository.ts';
import { makeShadow, shadowCall } from './shadow.ts';

/**
 * Takes a tree of the whole work tree: tracked files, untracked ones that are not ignored, and the paths named in
 * `also` whatever git ignores. The user's index and git directory are not touched. Files in forbidden zones are in it by
 * hash only; nested repositories by their commit. Never throws: why there is no tree is the answer.
 */
export function takeTree(frozen: Frozen, runFolder: string, path: string | undefined, also: readonly string[] = []): TreeNote {
  // an index of its own: nothing that an earlier, killed git left behind can be in the way
  const index = join(runFolder, `index.${process.pid}`);
  try {
    const binary = gitBinary(path);
    makeShadow(binary, runFolder, frozen.ground);
    const call = { ...shadowCall(binary, runFolder, frozen.ground.root), index };
    const left = fillIndex(call, frozen, also);
    const tree = git(call, 'write-tree', '--missing-ok').toString('utf8').trim();
    keepIndex(index, join(runFolder, TREE_INDEX));
    const head = ask({ binary, gitDir: gitDirOf(frozen), cwd: frozen.ground.root }, 'rev-parse', '--quiet', '--verify', 'HEAD');
    return { tree, left, ...(head === undefined ? {} : { head }) };
  } catch (error) {
    return { missing: reason(error) };
  } finally {
    for (const file of [index, `${index}.lock`]) remove(file);
  }
}

/** The index of the latest tree: what it holds need not be read again. */
export const TREE_INDEX = 'tree.index';

export const keepIndex = (index: string, kept: string): void => renameSync(index, kept);

export function remove(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // was never made
  }
}

/** The git directory of the work tree itself, where its HEAD and its index are. */
export function gitDirOf(frozen: Frozen): string {
  const found = findRepository(frozen.ground.root);
  return found.state === 'found' ? found.gitDir : frozen.ground.common;
}

export interface Entry {
  readonly path: RawPath;
  readonly stat: Stats;
}

function fillIndex(call: GitCall, frozen: Frozen, also: readonly string[]): readonly string[] {
  const listed = rawPaths(git(call, 'ls-files', '-z', '--others', '--exclude-standard'));
  const tracked = rawPaths(git({ ...call, gitDir: gitDirOf(frozen), index: undefined }, 'ls-files', '-z', '--cached'));
  const nested = listed.filter((path) => path.endsWith('/')).map((path) => path.slice(0, -1) as RawPath);
  const folders = new Map<string, boolean>();
  const paths = [...new Set([...listed.filter((path) => !path.endsWith('/')), ...tracked, ...also.map(rawOf)])];
  const entries = entriesOf(call.cwd, paths, folders);
  const unreadable = addEntries(call, frozen, entries);
  for (const path of nested) ask(call, 'update-index', '--add', '--', readable(path));
  const held = new Set(rawPaths(git(call, 'ls-files', '-z', '--cached')));
  const refused = entries.filter((entry) => !held.has(entry.path)).map((entry) => entry.path);
  const odd = tracked.filter((path) => entryOf(call.cwd, path, folders)?.isDirectory());
  return [...new Set([...nested, ...odd, ...unreadable, ...refused].map(readable))].sort();
}

/** The files and links among some paths, as they are on the disk now. */
export function entriesOf(root: string, paths: readonly RawPath[], folders = new Map<string, boolean>()): readonly Entry[] {
  return paths.flatMap((path): Entry[] => {
    const stat = entryOf(root, path, folders);
    return stat?.isFile() || stat?.isSymbolicLink() ? [{ path, stat }] : [];
  });
}

/** Puts entries into the index, those of forbidden zones by their hash; `paths` that are none any more go out of it. Returns those that cannot be read. */
export function addEntries(call: GitCall, frozen: Frozen, entries: readonly Entry[], paths: readonly RawPath[] = []): readonly RawPath[] {
  const there = new Set(entries.map((entry) => entry.path));
  const gone = paths.filter((path) => !there.has(path));
  if (gone.length > 0) git({ ...call, input: listOf(gone) }, 'update-index', '-z', '--force-remove', '--stdin');
  const open = entries.filter((entry) => !isForbidden(frozen, entry.path));
  const unreadable = addFiles(call, open);
  // an unreadable one is not held, and so named as left out
  const forbidden = entries.filter((entry) => isForbidden(frozen, entry.path) && canRead(call.cwd, entry));
  if (forbidden.length === 0) return unreadable;
  const format = ask(call, 'rev-parse', '--show-object-format') ?? 'sha1';
  const hashed = forbidden.map((entry) => entryByHash(call.cwd, entry, format));
  git({ ...call, input: Buffer.from(hashed.join(''), 'latin1') }, 'update-index', '-z', '--replace', '--index-info');
  // with their times beside them they need not be hashed at each look
  ask(call, 'update-index', '-q', '--refresh');
  return unreadable;
}

const listOf = (paths: readonly RawPath[]): Buffer => Buffer.from(paths.map((path) => `${path}\0`).join(''), 'latin1');

/** Adds files, and leaves out (and names) those that cannot be read. */
function addFiles(call: GitCall, entries: readonly Entry[]): readonly RawPath[] {
  const add = (some: readonly Entry[]): void => {
    if (some.length > 0)
      git({ ...call, input: listOf(some.map((entry) => entry.path)) }, 'update-index', '-z', '--add', '--replace', '--stdin');
  };
  try {
    add(entries);
    return [];
  } catch (error) {
    const unreadable = entries.filter((entry) => !canRead(call.cwd, entry));
    if (unreadable.length === 0) throw error;
    const barred = new Set(unreadable);
    add(entries.filter((entry) => !barred.has(entry)));
    return unreadable.map((entry) => entry.path);
  }
}

function canRead(root: string, { path, stat }: Entry): boolean {
  if (stat.isSymbolicLink()) return true;
  try {
    accessSync(fileOf(root, path), constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** Forbidden by the scope, or of a name that globs cannot be trusted with. */
export function isForbidden({ scope, ground }: Frozen, path: RawPath): boolean {
  if (scope === undefined || scope.forbidden.length === 0) return false;
  const relative = readable(path);
  if (hasControl(relative)) return true;
  return (
    denying(scope.forbidden, {
      state: 'known',
      path: `${ground.root}/${relative}`,
      relative,
      root: 'repository',
      type: 'file',
      links: 1,
    }) !== undefined
  );
}

/** An index entry made of the file's hash: the content of a forbidden zone never enters the shadow. */
function entryByHash(root: string, { path, stat }: Entry, format: string): string {
  const file = fileOf(root, path);
  const bytes = stat.isSymbolicLink() ? readlinkSync(file, { encoding: 'buffer' }) : readFileSync(file);
  const id = createHash(format).update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  const mode = stat.isSymbolicLink() ? '120000' : stat.mode & 0o100 ? '100755' : '100644';
  return `${mode} ${id}\t${path}\0`;
}
