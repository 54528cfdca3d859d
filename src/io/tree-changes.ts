import type { RawChange } from '../core/packet/changes.ts';
import type { Frozen } from '../schema/frozen.ts';
import { ask, type GitCall, git, gitBinary } from './git.ts';
import { type RawPath, rawPaths, readable } from './raw-path.ts';
import { shadowCall } from './shadow.ts';
import { gitDirOf, isForbidden } from './trees.ts';

const STATUS: Readonly<Record<string, RawChange['status']>> = { A: 'added', M: 'modified', D: 'deleted', T: 'type changed' };

/** A changed path with the bytes of its name. */
export type TreeChange = RawChange & { readonly raw: RawPath };

/** What differs between two trees of a run, by path. Throws where the trees cannot be compared. */
export function compareTrees(frozen: Frozen, runFolder: string, path: string | undefined, from: string, to: string): readonly TreeChange[] {
  const call = shadowCall(gitBinary(path), runFolder, frozen.ground.root);
  const fields = rawPaths(git(call, 'diff-tree', '-r', '-z', '--no-renames', '--raw', '--no-abbrev', from, to));
  const changes: TreeChange[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const [, mode = '', was = '', blob = '', status = ''] = (fields[i] ?? '').slice(1).split(' ');
    const raw = fields[i + 1] as RawPath;
    changes.push({ raw, path: readable(raw), status: STATUS[status] ?? 'modified', mode, blob, ...(status === 'A' ? {} : { was }) });
  }
  const counts = lineCounts(
    call,
    changes.filter((change) => !isForbidden(frozen, change.raw)).map((change) => change.raw),
    from,
    to,
  );
  return changes.map((change) => ({ ...change, ...counts.get(change.raw) }));
}

/** More changed paths than this are listed without line counts. */
const MOST_COUNTED = 2_000;

function lineCounts(
  call: GitCall,
  paths: readonly RawPath[],
  from: string,
  to: string,
): ReadonlyMap<string, { added: number; removed: number }> {
  // names that are no UTF-8 cannot be given as arguments
  const named = paths.filter((path) => !readable(path).includes('\\x'));
  if (named.length === 0 || named.length > MOST_COUNTED) return new Map();
  const args = [
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
    ...named.map(readable),
  ];
  let output: Buffer;
  try {
    output = git(call, '--literal-pathspecs', ...args);
  } catch {
    // too many or too long names for one call: the changes are what counts, their lines are an extra
    return new Map();
  }
  const lines = rawPaths(output);
  return new Map(
    lines.map((line) => {
      const [added = '', removed = '', ...path] = line.split('\t');
      return [path.join('\t'), { added: Number(added), removed: Number(removed) }] as const;
    }),
  );
}

/** Commits that one HEAD has and the other has not; at most 200, oldest beyond that left out. */
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
