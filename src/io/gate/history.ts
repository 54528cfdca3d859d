import { PACKET_TRAILER, RUN_TRAILER } from '../../core/published.ts';
import { ask, type GitCall, git } from '../git.ts';
import { type RawPath, rawPaths, readable } from '../raw-path.ts';

/** A file of a commit: its mode and blob. */
export interface Entry {
  readonly mode: string;
  readonly blob: string;
}

/** A path that differs between two commits; a side is absent where the file is. */
export interface Differing {
  readonly path: string;
  readonly before?: Entry;
  readonly after?: Entry;
}

/** What a commit says of runs. */
export interface Trailers {
  readonly commit: string;
  readonly runs: readonly string[];
  readonly packets: readonly string[];
}

/** What lies between two commits. */
export interface History {
  readonly base: string;
  readonly head: string;
  /** Where the head left the base. */
  readonly from: string;
  readonly diff: readonly Differing[];
  readonly trailers: readonly Trailers[];
}

/** Reads what lies between base and head, or why it cannot be read. */
export function historyOf(call: GitCall, baseRef: string, headRef: string): History | { readonly problem: string } {
  const [base, head] = [baseRef, headRef].map((ref) =>
    /^-|[\0\n]/.test(ref) ? undefined : ask(call, 'rev-parse', '--quiet', '--verify', `${ref}^{commit}`),
  );
  if (base === undefined) return { problem: `there is no commit \`${baseRef}\` here${shallow(call)}` };
  if (head === undefined) return { problem: `there is no commit \`${headRef}\` here${shallow(call)}` };
  const from = ask(call, 'merge-base', base, head);
  if (from === undefined) return { problem: `\`${baseRef}\` and \`${headRef}\` have no commit in common here${shallow(call)}` };
  return { base, head, from, diff: differing(call, from, head), trailers: trailersOf(call, from, head) };
}

/** A clone that was cut off knows no merge base. */
const shallow = (call: GitCall): string =>
  ask(call, 'rev-parse', '--is-shallow-repository') === 'true' ? ': this clone is shallow; fetch all of its history (fetch-depth: 0)' : '';

const ABSENT = '000000';

function differing(call: GitCall, from: string, to: string): readonly Differing[] {
  const fields = rawPaths(git(call, 'diff-tree', '-r', '-z', '--no-renames', '--raw', '--no-abbrev', from, to));
  const found: Differing[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const [was = '', mode = '', before = '', after = ''] = (fields[i] ?? '').slice(1).split(' ');
    found.push({
      path: readable(fields[i + 1] as RawPath),
      ...(was === ABSENT ? {} : { before: { mode: was, blob: before } }),
      ...(mode === ABSENT ? {} : { after: { mode, blob: after } }),
    });
  }
  return found;
}

const MOST_COMMITS = 5_000;

function trailersOf(call: GitCall, from: string, head: string): readonly Trailers[] {
  const values = (key: string): string => `%(trailers:key=${key},valueonly,separator=%x2C)`;
  const format = `--format=%H%x00${values(RUN_TRAILER)}%x00${values(PACKET_TRAILER)}%x01`;
  const output = git(call, 'log', `--max-count=${MOST_COMMITS}`, format, `${from}..${head}`).toString('utf8');
  const split = (text: string | undefined): readonly string[] =>
    (text ?? '')
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean);
  return output.split('\u0001').flatMap((line) => {
    const [commit = '', runs, packets] = line.trim().split('\0');
    return commit === '' ? [] : [{ commit, runs: split(runs), packets: split(packets) }];
  });
}

/** Every file of a commit. */
export function filesAt(call: GitCall, commit: string): ReadonlyMap<string, Entry> {
  const lines = rawPaths(git(call, 'ls-tree', '-r', '-z', '--full-tree', commit));
  return new Map(
    lines.flatMap((line): (readonly [string, Entry])[] => {
      const [, mode = '', blob = '', path = ''] = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
      return path === '' ? [] : [[readable(path as RawPath), { mode, blob }]];
    }),
  );
}

/** The last commit of a range that changed a path, short; undefined where none did. */
export const lastChange = (call: GitCall, { from, head }: History, path: string): string | undefined =>
  ask(call, '--literal-pathspecs', 'log', '-1', '--format=%h', `${from}..${head}`, '--', path);
