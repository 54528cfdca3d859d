import { type SimpleGit, simpleGit } from 'simple-git';
import { RUN_REFS } from '../core/published.ts';
import { reason } from '../io/repository.ts';
import { EXIT, Refusal } from './terminal.ts';

/** ms: a network may be slow, a person waits. */
const PATIENCE = 120_000;

/** git with the person's own credentials and transports, and without hooks. */
function git(root: string): SimpleGit {
  return simpleGit({
    baseDir: root,
    timeout: { block: PATIENCE },
    config: ['core.hooksPath=/dev/null'],
    unsafe: { allowUnsafeHooksPath: true },
  });
}

/** A remote by its name, or its URL or path; never an option. */
export function remoteNamed(name: string | undefined): string {
  if (name === undefined) return 'origin';
  if (name.startsWith('-') || name.trim() === '' || /[\0\n]|^ext::/.test(name)) throw new Refusal(`\`${name}\` is no remote`, EXIT.usage);
  return name;
}

/** Pushes the records of runs; a ref on the remote only ever moves on. Throws a refusal that names what was refused. */
export async function pushRecords(root: string, remote: string, runs: readonly string[]): Promise<void> {
  const refs = runs.map((run) => `${RUN_REFS}${run}:${RUN_REFS}${run}`);
  try {
    await git(root).raw(['push', '--porcelain', '--no-verify', remote, ...refs]);
  } catch (error) {
    const said = reason(error);
    if (/rejected|non-fast-forward|fetch first/.test(said))
      throw new Refusal(
        `${remote} has another record of ${runs.length === 1 ? `run ${runs[0]}` : 'one of these runs'}: somebody published in the meantime; \`twoloops fetch ${remote}\`, look at it, and publish again`,
        EXIT.no,
      );
    throw new Refusal(`${remote} did not take it: ${said.trim().split('\n').slice(-2).join(' ')}`);
  }
}

/** Where the records of a remote are kept here, apart from what this repository publishes. */
export const REMOTE_REFS = 'refs/twoloops/remote/';

/** Fetches the records of a remote, whatever was there before: the caller looks at what changed. */
export async function fetchRecords(root: string, remote: string): Promise<void> {
  try {
    await git(root).raw(['fetch', '--no-tags', '--prune', '--no-write-fetch-head', '--quiet', remote, `+${RUN_REFS}*:${REMOTE_REFS}*`]);
  } catch (error) {
    throw new Refusal(`${remote} gave nothing: ${reason(error).trim().split('\n').slice(-2).join(' ')}`);
  }
}
