import { createHash } from 'node:crypto';
import { accessSync, constants, lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { denying } from '../core/match.ts';
import type { TreeNote } from '../schema/event.ts';
import type { Frozen, FrozenScope } from '../schema/frozen.ts';
import { ask, type GitCall, git, gitBinary } from './git.ts';
import { findRepository, reason } from './repository.ts';
import { makeShadow, shadowCall } from './shadow.ts';

/** One path that differs between two trees. */
export interface TreeChange {
  readonly path: string;
  readonly status: 'added' | 'modified' | 'deleted' | 'type changed';
  readonly mode: string;
  /** Blob id of the raw bytes; zeros where deleted. */
  readonly blob: string;
  /** Lines; absent for binary files and forbidden zones. */
  readonly added?: number;
  readonly removed?: number;
}

/**
 * Takes a tree of the whole work tree: tracked and untracked, not ignored. The user's index and git directory are not
 * touched. Files in forbidden zones are in it by hash only; nested repositories by their commit. Never throws.
 */
export function takeTree(frozen: Frozen, runFolder: string, path: string | undefined): TreeNote {
  try {
    const binary = gitBinary(path);
    makeShadow(binary, runFolder, frozen.ground);
    const call = shadowCall(binary, runFolder, frozen.ground.root);
    const left = updateIndex(call, frozen);
    const tree = git(call, 'write-tree', '--missing-ok').toString('utf8').trim();
    const head = ask({ binary, gitDir: gitDirOf(frozen), cwd: frozen.ground.root }, 'rev-parse', '--quiet', '--verify', 'HEAD');
    return { tree, left, ...(head === undefined ? {} : { head }) };
  } catch (error) {
    return { missing: reason(error) };
  }
}

/** The git directory of the work tree itself, where its HEAD is. */
function gitDirOf(frozen: Frozen): string {
  const found = findRepository(frozen.ground.root);
  return found.state === 'found' ? found.gitDir : frozen.ground.common;
}

function updateIndex(call: GitCall, frozen: Frozen): readonly string[] {
  const listed = zeroList(git(call, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'));
  const nested = listed.filter((path) => path.endsWith('/')).map((path) => path.slice(0, -1));
  const files = [...new Set(listed.filter((path) => !path.endsWith('/')))];
  const forbidden = files.filter((path) => isForbidden(frozen.scope, frozen.ground.root, path));
  const barred = new Set(forbidden);
  const unreadable = addFiles(
    call,
    files.filter((path) => !barred.has(path)),
  );
  const entries = forbidden.map((path) => entryByHash(call.cwd, path, objectFormat(call)));
  if (entries.length > 0) git({ ...call, input: entries.join('') }, 'update-index', '-z', '--index-info');
  const opaque = nested.filter((path) => ask(call, 'update-index', '--add', '--', path) === undefined);
  return [...opaque, ...gitlinks(call), ...unreadable].filter((path, i, all) => all.indexOf(path) === i).sort();
}

function gitlinks(call: GitCall): readonly string[] {
  return zeroList(git(call, 'ls-files', '-z', '--stage')).flatMap((line) =>
    line.startsWith('160000 ') ? [line.slice(line.indexOf('\t') + 1)] : [],
  );
}

/** Adds files, and leaves out (and names) those that cannot be read. */
function addFiles(call: GitCall, files: readonly string[]): readonly string[] {
  const add = (paths: readonly string[]): void => {
    if (paths.length > 0)
      git({ ...call, input: paths.map((path) => `${path}\0`).join('') }, 'update-index', '-z', '--add', '--remove', '--stdin');
  };
  try {
    add(files);
    return [];
  } catch (error) {
    const unreadable = new Set(files.filter((path) => !readable(join(call.cwd, path))));
    if (unreadable.size === 0) throw error;
    add(files.filter((path) => !unreadable.has(path)));
    return [...unreadable];
  }
}

function readable(path: string): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined || stat.isSymbolicLink()) return true;
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function isForbidden(scope: FrozenScope | undefined, root: string, path: string): boolean {
  if (scope === undefined || scope.forbidden.length === 0) return false;
  const place = { state: 'known', path: `${root}/${path}`, relative: path, root: 'repository', type: 'file', links: 1 } as const;
  return denying(scope.forbidden, place) !== undefined;
}

const objectFormat = (call: GitCall): string => ask(call, 'rev-parse', '--show-object-format') ?? 'sha1';

/** An index entry made of the file's hash: the content of a forbidden zone never enters the shadow. */
function entryByHash(root: string, path: string, format: string): string {
  const file = join(root, path);
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (stat === undefined || !(stat.isFile() || stat.isSymbolicLink())) return `0 ${'0'.repeat(format === 'sha256' ? 64 : 40)}\t${path}\0`;
  const bytes = stat.isSymbolicLink() ? Buffer.from(readlinkSync(file)) : readFileSync(file);
  const id = createHash(format).update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  const mode = stat.isSymbolicLink() ? '120000' : stat.mode & 0o100 ? '100755' : '100644';
  return `${mode} ${id}\t${path}\0`;
}

const zeroList = (output: Buffer): string[] => output.toString('utf8').split('\0').filter(Boolean);

const STATUS: Readonly<Record<string, TreeChange['status']>> = { A: 'added', M: 'modified', D: 'deleted', T: 'type changed' };

/** What differs between two trees of a run, by path. Throws where the trees cannot be compared. */
export function compareTrees(frozen: Frozen, runFolder: string, path: string | undefined, from: string, to: string): readonly TreeChange[] {
  const call = shadowCall(gitBinary(path), runFolder, frozen.ground.root);
  const fields = zeroList(git(call, 'diff-tree', '-r', '-z', '--no-renames', '--raw', '--no-abbrev', from, to));
  const changes: TreeChange[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const [, mode = '', , blob = '', status = ''] = (fields[i] ?? '').slice(1).split(' ');
    changes.push({ path: fields[i + 1] ?? '', status: STATUS[status] ?? 'modified', mode, blob });
  }
  return withLines(call, frozen, changes, from, to);
}

/** More changed paths than this are listed without line counts. */
const MOST_COUNTED = 2_000;

function withLines(call: GitCall, frozen: Frozen, changes: readonly TreeChange[], from: string, to: string): readonly TreeChange[] {
  const countable = changes.filter((change) => !isForbidden(frozen.scope, frozen.ground.root, change.path)).map((change) => change.path);
  if (countable.length === 0 || countable.length > MOST_COUNTED) return changes;
  const output = git(
    call,
    '--literal-pathspecs',
    'diff-tree',
    '-r',
    '-z',
    '--no-renames',
    '--numstat',
    '--text',
    '--no-ext-diff',
    '--no-textconv',
    from,
    to,
    '--',
    ...countable,
  );
  const counts = new Map(
    zeroList(output).map((line) => {
      const [added = '', removed = '', ...path] = line.split('\t');
      return [path.join('\t'), { added: Number(added), removed: Number(removed) }] as const;
    }),
  );
  return changes.map((change) => ({ ...change, ...counts.get(change.path) }));
}

/** Commits that HEAD gained between two trees; empty where HEAD did not move forward. */
export function commitsBetween(
  frozen: Frozen,
  path: string | undefined,
  from: string | undefined,
  to: string | undefined,
): readonly string[] {
  if (to === undefined || from === to) return [];
  const call = { binary: gitBinary(path), gitDir: gitDirOf(frozen), cwd: frozen.ground.root };
  const range = from === undefined ? [to] : [`${from}..${to}`];
  return (ask(call, 'rev-list', '--max-count=200', ...range) ?? '').split('\n').filter(Boolean);
}
