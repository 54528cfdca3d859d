import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** ms: a git call that takes longer is an unknown answer, never "nothing changed". */
const TIMEOUT_MS = 30_000;

/** Settings of every call: nothing that the repository's own configuration could run is left to run. */
const HARMLESS = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.attributesFile=/dev/null',
  'core.excludesFile=/dev/null',
  'core.quotePath=false',
  'core.untrackedCache=false',
  // names that other systems take for `.git` are names like others here: left out, they would be out of sight
  'core.protectNTFS=false',
  'core.protectHFS=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'submodule.recurse=false',
  'diff.ignoreSubmodules=all',
  'protocol.allow=never',
].flatMap((setting) => ['-c', setting]);

export class GitFailed extends Error {}

/** The absolute path of git on the client's PATH. */
export function gitBinary(path: string | undefined): string {
  for (const folder of (path ?? '').split(delimiter)) {
    const file = join(folder, 'git');
    if (folder.startsWith('/') && existsSync(file)) {
      accessSync(file, constants.X_OK);
      return file;
    }
  }
  throw new GitFailed('git is not on PATH');
}

export interface GitCall {
  readonly binary: string;
  readonly gitDir: string;
  readonly workTree?: string;
  readonly cwd: string;
  readonly input?: Buffer | string;
  /** An index file other than the git directory's own. */
  readonly index?: string | undefined;
  /** ms; half a minute where nothing is said. */
  readonly timeout?: number;
}

/** Runs git with an environment of our own. Returns its output; throws with its first line of error. */
export function git(call: GitCall, ...args: readonly string[]): Buffer {
  const places = [`--git-dir=${call.gitDir}`, ...(call.workTree ? [`--work-tree=${call.workTree}`] : [])];
  const done = spawnSync(call.binary, [...HARMLESS, ...places, ...args], {
    cwd: call.cwd,
    env: { ...gitEnvironment(call.binary), ...(call.index === undefined ? {} : { GIT_INDEX_FILE: call.index }) },
    input: call.input ?? '',
    timeout: call.timeout ?? TIMEOUT_MS,
    maxBuffer: 1 << 30,
  });
  if (done.error) throw new GitFailed(`git ${args[0]}: ${done.error.message}`);
  if (done.status !== 0) throw new GitFailed(`git ${args[0]}: ${firstLine(done.stderr) || `exit ${done.status ?? done.signal}`}`);
  return done.stdout;
}

function gitEnvironment(binary: string): NodeJS.ProcessEnv {
  return {
    PATH: `${dirname(binary)}:/usr/bin:/bin`,
    HOME: '/nonexistent',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
  };
}

const firstLine = (text: Buffer): string => text.toString('utf8').trim().split('\n')[0] ?? '';

/** One answer of git, trimmed; undefined where git says no. */
export function ask(call: GitCall, ...args: readonly string[]): string | undefined {
  try {
    return (
      git(call, ...args)
        .toString('utf8')
        .trim() || undefined
    );
  } catch {
    return undefined;
  }
}
