import { readFileSync, readlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Step } from '../../core/rollback/plan.ts';
import { ask, type GitCall, git } from '../git.ts';
import { inFolder } from './folders.ts';

/** ms of one git call: hashing large files takes its time. */
const TIMEOUT_MS = 300_000;

/** Settings that a repository could have and that would make its own of what is saved; the identity is ours. */
const FIXED = [
  'core.sparseCheckout=false',
  'index.sparse=false',
  'core.splitIndex=false',
  'core.fsync=none',
  'i18n.commitEncoding=utf-8',
  ...['user', 'author', 'committer'].flatMap((who) => [`${who}.name=twoloops`, `${who}.email=twoloops@localhost`]),
].flatMap((setting) => ['-c', setting]);

const zeros = (id: string): string => '0'.repeat(id.length);

/**
 * Keeps what stands now at the paths of these steps as a commit of its own under `refs/twoloops/rollback/<run>/<n>` in the
 * repository, by plumbing alone: no filter, no hook, and neither index nor HEAD is touched. Returns the ref; undefined
 * where nothing stands there. Throws where something cannot be kept or is not what was looked at.
 */
export function saveNow(call: GitCall, run: string, steps: readonly Step[], scratch: string): string | undefined {
  const kept = steps.filter((step) => step.now !== undefined);
  if (kept.length === 0) return undefined;
  keepContent({ ...call, timeout: TIMEOUT_MS }, kept);
  const index = join(scratch, `rollback.index.${process.pid}`);
  const there = { ...call, index };
  try {
    const entries = kept.map(({ path, now }) => `${now?.mode} ${now?.id}\t${path}\0`).join('');
    git({ ...there, input: Buffer.from(entries, 'latin1') }, ...FIXED, 'update-index', '-z', '--index-info');
    const tree = text(git(there, ...FIXED, 'write-tree'));
    const commit = text(git({ ...call, input: `twoloops: what a rollback of run ${run} replaced\n` }, ...FIXED, 'commit-tree', tree));
    return point(call, run, commit);
  } finally {
    for (const file of [index, `${index}.lock`]) unlinkQuietly(file);
  }
}

const text = (output: Buffer): string => output.toString('latin1').trim();

/** A name that git can read off a list: one line each, and not quoted. */
const isPlain = (path: string): boolean => !path.includes('\n');

function keepContent(call: GitCall, kept: readonly Step[]): void {
  const [listed, single] = [[] as Step[], [] as Step[]];
  for (const step of kept) (isPlain(step.path) && step.now?.mode !== '120000' ? listed : single).push(step);
  if (listed.length > 0) {
    const input = Buffer.from(listed.map(({ path }) => `./${path}\n`).join(''), 'latin1');
    const ids = text(git({ ...call, input }, 'hash-object', '-w', '--no-filters', '--stdin-paths')).split('\n');
    for (const [i, step] of listed.entries()) same(step, ids[i]);
  }
  for (const step of single) {
    const input = inFolder(call.cwd, step.path, false, (folder, name) =>
      step.now?.mode === '120000' ? readlinkSync(folder.at(name), 'buffer') : readFileSync(folder.at(name)),
    );
    same(step, text(git({ ...call, input }, 'hash-object', '-w', '--no-filters', '--stdin')));
  }
}

function same({ path, now }: Step, id: string | undefined): void {
  if (now?.id !== id) throw new Error(`\`${path}\` changed while it was saved: nothing was done; start again`);
}

/** The next free number; a ref that is there is never moved. */
function point(call: GitCall, run: string, commit: string): string {
  const folder = `refs/twoloops/rollback/${run}`;
  const taken = (ask(call, 'for-each-ref', '--format=%(refname)', `${folder}/`) ?? '').split('\n');
  const next = 1 + Math.max(0, ...taken.map((ref) => Number(ref.slice(folder.length + 1)) || 0));
  git(call, 'update-ref', `${folder}/${next}`, commit, zeros(commit));
  return `${folder}/${next}`;
}

function unlinkQuietly(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // was never made
  }
}
