import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { simpleGit } from 'simple-git';
import { PACKET_TRAILER, RUN_TRAILER } from '../core/published.ts';
import { ask, type GitCall, git, gitBinary } from '../io/git.ts';
import { reason } from '../io/repository.ts';
import { type RunIn, runsIn } from '../io/runs-in.ts';
import { type Here, here } from './here.ts';
import { peopleOnly } from './people-only.ts';
import { EXIT, Refusal, type Terminal } from './terminal.ts';

export const usage =
  'twoloops trailers [--amend]   the lines that name the runs which the last commit comes from; --amend adds them to its message';

/** Prints the trailers of the last commit, or puts them into its message, or into the message file that git's hook names. */
export async function trailers(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { amend: { type: 'boolean' }, hook: { type: 'string' } } });
  const repository = here(terminal);
  if (values.hook !== undefined) return inHook(repository, resolve(terminal.cwd, values.hook), terminal);
  if (values.amend) peopleOnly(terminal, 'amending a commit');
  const call = { binary: gitBinary(terminal.env['PATH']), gitDir: repository.gitDir, cwd: repository.root };
  const head = ask(call, 'rev-parse', '--quiet', '--verify', 'HEAD');
  if (head === undefined) throw new Refusal('there is no commit yet');
  const before = ask(call, 'rev-parse', '--quiet', '--verify', 'HEAD^') ?? emptyTree(call);
  const lines = linesOf(runsIn(call, repository, ['diff-tree', before, head], false));
  if (lines.length === 0) throw new Refusal('no run of this machine has a packet with what the last commit changed', EXIT.no);
  if (values.amend) await amend(repository.root, lines);
  terminal.out(`${lines.join('\n')}\n`);
  return EXIT.done;
}

const emptyTree = (call: GitCall): string => git(call, 'hash-object', '-t', 'tree', '/dev/null').toString('latin1').trim();

const linesOf = (runs: readonly RunIn[]): readonly string[] =>
  runs.flatMap(({ run, packet }) => [`${RUN_TRAILER}: ${run}`, ...(packet === undefined ? [] : [`${PACKET_TRAILER}: ${packet}`])]);

const asTrailers = (lines: readonly string[]): string[] => [
  '--if-exists',
  'addIfDifferent',
  ...lines.flatMap((line) => ['--trailer', line]),
];

/** Only the message changes: what is staged stays staged. */
async function amend(root: string, lines: readonly string[]): Promise<void> {
  const ours = simpleGit(root);
  const folder = mkdtempSync(join(tmpdir(), 'twoloops-message-'));
  try {
    const file = join(folder, 'message');
    writeFileSync(file, await ours.raw(['log', '-1', '--format=%B']));
    await ours.raw(['interpret-trailers', '--in-place', ...asTrailers(lines), file]);
    await ours.raw(['commit', '--amend', '--only', '--allow-empty', '--no-verify', '--quiet', '--file', file]);
  } catch (error) {
    throw new Refusal(`the commit could not be amended: ${reason(error).trim()}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** In git's prepare-commit-msg: what is about to be committed says which runs; `commit -a` keeps it in an index of its own. */
function inHook(repository: Here, file: string, terminal: Terminal): number {
  const plain = { binary: gitBinary(terminal.env['PATH']), gitDir: repository.gitDir, cwd: repository.root };
  const named = terminal.env['GIT_INDEX_FILE'];
  const call = { ...plain, index: named === undefined ? undefined : resolve(terminal.cwd, named) };
  const head = ask(plain, 'rev-parse', '--quiet', '--verify', 'HEAD') ?? emptyTree(plain);
  const lines = linesOf(runsIn(call, repository, ['diff-index', '--cached', head], true));
  if (lines.length > 0) git(plain, 'interpret-trailers', '--in-place', ...asTrailers(lines), file);
  return EXIT.done;
}
