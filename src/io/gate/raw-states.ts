import { createHash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ABSENT, type PathState, stateOf } from '../../core/gate/cover.ts';
import { type GitCall, git } from '../git.ts';
import type { Entry } from './history.ts';

/** Bytes of a file that is looked into. */
const LARGEST = 256 << 20;

const LFS = /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n[\s\S]*?^oid sha256:([0-9a-f]{64})$/m;

interface Place {
  /** The checkout of the head, where large files may lie. */
  readonly root: string;
  /** An empty folder. */
  readonly scratch: string;
}

/**
 * The states of some paths of a commit as a checkout has them: what the commit stores is not what lies in a work tree where
 * attributes convert line endings or keep large files elsewhere. A run's trees hold what lay in the work tree.
 */
export function rawStates(
  call: GitCall,
  commit: string,
  entries: ReadonlyMap<string, Entry>,
  paths: readonly string[],
  place: Place,
): (path: string) => PathState {
  const converted = conversions(call, commit, entries, paths, place.scratch);
  return (path) => {
    const entry = entries.get(path);
    const how = converted.get(path);
    if (entry === undefined) return ABSENT;
    if (how === undefined) return stateOf(entry);
    const bytes = how === 'crlf' ? withCrlf(git(call, 'cat-file', 'blob', entry.blob)) : large(call, entry, path, place.root);
    return bytes === undefined ? stateOf(entry) : `${entry.mode} ${blobId(bytes, entry.blob.length === 64 ? 'sha256' : 'sha1')}`;
  };
}

type How = 'crlf' | 'lfs';

function conversions(
  call: GitCall,
  commit: string,
  entries: ReadonlyMap<string, Entry>,
  paths: readonly string[],
  scratch: string,
): ReadonlyMap<string, How> {
  const there = paths.filter((path) => entries.has(path));
  if (there.length === 0 || ![...entries.keys()].some((path) => /(?:^|\/)\.gitattributes$/.test(path))) return new Map();
  const at = { ...call, index: join(scratch, `index.${commit}`) };
  git(at, 'read-tree', commit);
  const output = git(
    { ...at, input: there.map((path) => `${path}\0`).join('') },
    'check-attr',
    '--cached',
    '-z',
    '--stdin',
    'eol',
    'filter',
  ).toString('utf8');
  const fields = output.split('\0');
  const found = new Map<string, How>();
  for (let i = 0; i + 2 < fields.length; i += 3) {
    const [path = '', name, value] = fields.slice(i, i + 3);
    if (name === 'eol' && value === 'crlf') found.set(path, 'crlf');
    if (name === 'filter' && value === 'lfs') found.set(path, 'lfs');
  }
  return found;
}

const withCrlf = (bytes: Buffer): Buffer => Buffer.from(bytes.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1');

/** The file that a pointer stands for, where the checkout has it: its hash is in the pointer, so that nothing else can pose as it. */
function large(call: GitCall, { blob }: Entry, path: string, root: string): Buffer | undefined {
  const oid = LFS.exec(git(call, 'cat-file', 'blob', blob).subarray(0, 1024).toString('utf8'))?.[1];
  const file = join(root, path);
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (oid === undefined || !stat?.isFile() || stat.size > LARGEST) return undefined;
  const bytes = readFileSync(file);
  return createHash('sha256').update(bytes).digest('hex') === oid ? bytes : undefined;
}

const blobId = (bytes: Buffer, format: string): string => createHash(format).update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
