import { type SimpleGit, simpleGit } from 'simple-git';

/** ms: a git command for a person may take this long without a word. */
const PATIENCE = 30_000;

function git(root: string): SimpleGit {
  // nothing that the repository's own configuration names is run, by a person's command no more than by a hook
  return simpleGit({
    baseDir: root,
    timeout: { block: PATIENCE },
    config: ['core.fsmonitor=false', 'core.hooksPath=/dev/null'],
    unsafe: { allowUnsafeFsMonitor: true, allowUnsafeHooksPath: true },
  });
}

/** Paths of all files that git tracks or would track. */
export async function filesOf(root: string): Promise<readonly string[]> {
  const output = await git(root).raw(['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  return output.split('\0').filter(Boolean);
}

/** The given paths that git ignores. */
export async function ignoredOf(root: string, paths: readonly string[]): Promise<readonly string[]> {
  return git(root).checkIgnore([...paths]);
}

/** `user.email` as git would use it here. */
export async function emailOf(root: string): Promise<string | undefined> {
  const { value } = await git(root).getConfig('user.email');
  return value ?? undefined;
}
