import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LogDigest, mostBytes, RUN_REFS } from '../core/published.ts';
import { ask, type GitCall, git } from './git.ts';
import { sha256 } from './hash.ts';
import { isRunId } from './run-folder.ts';
import { readState } from './state-file.ts';

/** Files of a record by name. */
export type RecordFiles = ReadonlyMap<string, Buffer>;

/** Identity of the commits that carry records: whose decision it is stands in the decision. */
const WHO = ['user', 'author', 'committer'].flatMap((who) => ['-c', `${who}.name=twoloops`, '-c', `${who}.email=twoloops@localhost`]);

/** The files of a run that travel. `log: 'digest'`: the log stays here, its digest goes. */
export function filesToPublish(folder: string, log: 'full' | 'digest'): RecordFiles {
  const packets = readdirSync(join(folder, 'packets')).map((name) => `packets/${name}`);
  const names = ['packet.json', ...packets, 'decisions.jsonl', 'scope.json', 'scope.yaml', ...(log === 'full' ? ['events.jsonl'] : [])];
  const files = new Map<string, Buffer>();
  for (const name of names.filter((one) => mostBytes(one) !== undefined)) {
    const file = join(folder, name);
    if (!existsSync(file)) continue;
    const bytes = readFileSync(file);
    if (bytes.length > (mostBytes(name) ?? 0))
      throw new Error(`${name} has ${bytes.length} bytes: too many to travel; --log digest leaves the log here`);
    files.set(name, bytes);
  }
  if (log === 'digest') files.set('log.json', Buffer.from(`${JSON.stringify(digestOf(folder))}\n`));
  return files;
}

function digestOf(folder: string): LogDigest {
  const { bytes, seq, head } = readState(folder).state;
  const log = readFileSync(join(folder, 'events.jsonl')).subarray(0, bytes);
  return { version: 1, sha256: sha256(log), bytes, seq, head };
}

/** The commit of a run's published record here; undefined where there is none. */
export const publishedAt = (call: GitCall, run: string): string | undefined =>
  ask(call, 'rev-parse', '--quiet', '--verify', `${RUN_REFS}${run}^{commit}`);

/** Writes a record as the next commit of its ref; what was there stays its parent. Returns the commit, and whether it is new. */
export function writeRecord(call: GitCall, run: string, files: RecordFiles): { readonly commit: string; readonly fresh: boolean } {
  const before = publishedAt(call, run);
  const blobs = [...files].map(([name, bytes]) => [name, text(git({ ...call, input: bytes }, 'hash-object', '-w', '--stdin'))] as const);
  const top = blobs.filter(([name]) => !name.includes('/')).map(([name, id]) => `100644 blob ${id}\t${name}\n`);
  const below = blobs.filter(([name]) => name.startsWith('packets/')).map(([name, id]) => `100644 blob ${id}\t${name.slice(8)}\n`);
  const packets = below.length === 0 ? [] : [`040000 tree ${text(git({ ...call, input: below.join('') }, 'mktree'))}\tpackets\n`];
  const tree = text(git({ ...call, input: [...top, ...packets].join('') }, 'mktree'));
  if (before !== undefined && ask(call, 'rev-parse', `${before}^{tree}`) === tree) return { commit: before, fresh: false };
  const parent = before === undefined ? [] : ['-p', before];
  const commit = text(git({ ...call, input: `twoloops: record of run ${run}\n` }, ...WHO, 'commit-tree', tree, ...parent));
  git(call, 'update-ref', `${RUN_REFS}${run}`, commit, before ?? '0'.repeat(commit.length));
  return { commit, fresh: true };
}

const text = (output: Buffer): string => output.toString('latin1').trim();

/** A record that cannot be taken: what of it, and why. */
export class BadRecord extends Error {}

/**
 * The files of a published record. Throws `BadRecord` where it holds anything but what a record may hold: other names,
 * links, too many bytes. `only`: the names that are wanted; the others are listed and not read.
 */
export function readRecord(call: GitCall, commit: string, only?: (name: string) => boolean): RecordFiles {
  const entries = text(git(call, 'ls-tree', '-r', '-l', '-z', '--full-tree', commit))
    .split('\0')
    .filter(Boolean);
  if (entries.length > MOST_FILES) throw new BadRecord(`it has ${entries.length} files`);
  const wanted: { readonly name: string; readonly id: string }[] = [];
  for (const entry of entries) {
    const [, mode = '', type = '', id = '', size = '', name = ''] = /^(\d+) (\w+) ([0-9a-f]+) +(-|\d+)\t(.*)$/s.exec(entry) ?? [];
    const most = mostBytes(name);
    if (most === undefined) throw new BadRecord(`it holds ${JSON.stringify(name.slice(0, 100))}, which is no part of a record`);
    if (type !== 'blob' || mode !== '100644') throw new BadRecord(`${name} is no plain file in it`);
    if (Number(size) > most) throw new BadRecord(`${name} has ${size} bytes, more than any record needs`);
    if (only === undefined || only(name)) wanted.push({ name, id });
  }
  return new Map(wanted.map(({ name, id }) => [name, git(call, 'cat-file', 'blob', id)]));
}

const MOST_FILES = 2_000;

/** Every run whose record lies in this repository, and its commit. */
export function publishedRuns(call: GitCall, prefix: string = RUN_REFS): ReadonlyMap<string, string> {
  const lines = (ask(call, 'for-each-ref', '--format=%(objectname) %(refname)', prefix) ?? '').split('\n').filter(Boolean);
  return new Map(
    lines.flatMap((line): (readonly [string, string])[] => {
      const [commit = '', ref = ''] = line.split(' ');
      const run = ref.slice(prefix.length);
      return isRunId(run) ? [[run, commit]] : [];
    }),
  );
}

/** Whether one commit of a record comes after another. */
export function follows(call: GitCall, later: string, earlier: string): boolean {
  try {
    git(call, 'merge-base', '--is-ancestor', earlier, later);
    return true;
  } catch {
    return false;
  }
}
