import { copyFileSync, lstatSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Differing } from '../core/foreign.ts';
import type { Frozen } from '../schema/frozen.ts';
import { ask, type GitCall, git, gitBinary } from './git.ts';
import { type RawPath, rawOf, rawPaths, readable, statOf } from './raw-path.ts';
import { reason } from './repository.ts';
import { shadowCall } from './shadow.ts';
import { addEntries, entriesOf, gitDirOf, keepIndex, remove, TREE_INDEX } from './trees.ts';

/** ms of one git call: it runs while the record is held. */
const TIMEOUT_MS = 3_000;

export type NextTree = { readonly tree: string; readonly differing: readonly Differing[] } | { readonly missing: string };

/**
 * The tree as it is now, made from the index of the tree before: only what differs is read. `before` is that tree's id.
 * Paths of `also` are in it whatever git ignores. Never throws: why there is no tree is the answer.
 */
export function nextTree(frozen: Frozen, runFolder: string, path: string | undefined, before: string, also: readonly string[]): NextTree {
  const index = join(runFolder, `index.${process.pid}`);
  const warm = join(runFolder, TREE_INDEX);
  try {
    const call: GitCall = { ...shadowCall(gitBinary(path), runFolder, frozen.ground.root), index, timeout: TIMEOUT_MS };
    copyIndex(warm, index);
    const changed = changedPaths(call, frozen, warm, also);
    if (changed.length === 0) return { tree: before, differing: [] };
    const nested = changed.filter((one) => isNested(call.cwd, one));
    for (const one of nested) ask(call, 'update-index', '--add', '--', readable(one));
    const files = changed.filter((one) => !nested.includes(one));
    addEntries(call, frozen, entriesOf(call.cwd, files), files);
    const tree = git(call, 'write-tree', '--missing-ok').toString('utf8').trim();
    keepIndex(index, warm);
    return { tree, differing: tree === before ? [] : differing(call, before, tree) };
  } catch (error) {
    return { missing: reason(error) };
  } finally {
    for (const file of [index, `${index}.lock`]) remove(file);
  }
}

/**
 * Git takes an entry that is not older than its index for one that may have changed within the same tick, and looks at its
 * content. A copy must not be younger than the original; older does no harm.
 */
function copyIndex(from: string, to: string): void {
  const { mtimeMs } = statSync(from);
  copyFileSync(from, to);
  const seconds = Math.floor(mtimeMs / 1000);
  utimesSync(to, seconds, seconds);
}

function changedPaths(call: GitCall, frozen: Frozen, warm: string, also: readonly string[]): readonly RawPath[] {
  // it looks at files with several threads, which `ls-files --modified` does not; a nested repository is asked for its commit alone
  const changed = rawPaths(git(call, 'diff-files', '-z', '--name-only', '--no-renames', '--ignore-submodules=dirty'));
  const found = [...changed, ...rawPaths(git(call, 'ls-files', '-z', '--others', '--exclude-standard'))];
  return [...new Set([...found.map((one) => one.replace(/\/$/, '') as RawPath), ...newlyTracked(call, frozen, warm), ...also.map(rawOf)])];
}

/** What the user's own index has come to hold, ignored or not; only where it was written since. */
function newlyTracked(call: GitCall, frozen: Frozen, warm: string): readonly RawPath[] {
  const gitDir = gitDirOf(frozen);
  const own = lstatSync(join(gitDir, 'index'), { throwIfNoEntry: false });
  if (own === undefined || own.ctimeMs < statSync(warm).mtimeMs - 1_000) return [];
  const held = new Set(rawPaths(git(call, 'ls-files', '-z', '--cached')));
  return rawPaths(git({ ...call, gitDir, index: undefined }, 'ls-files', '-z', '--cached')).filter((one) => !held.has(one));
}

/** A repository inside the repository: the tree names its commit. */
const isNested = (root: string, path: RawPath): boolean => statOf(root, `${path}/.git` as RawPath) !== undefined;

function differing(call: GitCall, before: string, tree: string): readonly Differing[] {
  const fields = rawPaths(git(call, 'diff-tree', '-r', '-z', '--no-renames', '--raw', '--no-abbrev', before, tree));
  const out: Differing[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const [, , , blob = '', status = ''] = (fields[i] ?? '').slice(1).split(' ');
    const raw = fields[i + 1] as RawPath;
    out.push({ path: readable(raw), ...(status === 'D' ? {} : { blob }), changedAt: changeTime(call.cwd, raw) });
  }
  return out;
}

/** The change time of a path, or of the nearest folder above it that is there: no unprivileged process can set it back. */
function changeTime(root: string, raw: RawPath): number {
  for (let at: string = raw; ; at = dirname(at)) {
    const stat = at === '.' ? lstatSync(root) : statOf(root, at as RawPath);
    if (stat !== undefined || at === '.') return stat?.ctimeMs ?? 0;
  }
}
