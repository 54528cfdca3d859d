import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { ask, type GitCall, git } from '../git.ts';
import { POLICY_FILE, type Policies, readPolicies } from '../policy-files.ts';
import type { Entry } from './history.ts';

/** Bytes of a file of the policy. */
const LARGEST = 1 << 20;

interface Place {
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** An empty folder that the files of the policy are laid into. */
  readonly scratch: string;
}

/**
 * The policies as the base branch has them: not one byte of the head is read for it. Lays the base's `.claude` and the key
 * files that its policy names into a scratch folder and reads them there.
 */
export function basePolicies(
  call: GitCall,
  files: ReadonlyMap<string, Entry>,
  { home, env, scratch }: Place,
): Policies | { readonly problem: string } {
  if (!files.has(POLICY_FILE)) return { problem: `the base branch has no ${POLICY_FILE}: nobody says who may release what` };
  const lay = (path: string): void => {
    const entry = files.get(path);
    if (entry === undefined || !/^100/.test(entry.mode) || existsSync(join(scratch, path))) return;
    if (Number(ask(call, 'cat-file', '-s', entry.blob)) > LARGEST) return;
    mkdirSync(dirname(join(scratch, path)), { recursive: true, mode: 0o700 });
    writeFileSync(join(scratch, path), git(call, 'cat-file', 'blob', entry.blob), { mode: 0o600 });
  };
  for (const path of files.keys()) if (/^\.claude\/(?:twoloops\/)?[^/]+$/.test(path) && !/\.(?:mjs|cjs)$/.test(path)) lay(path);
  const place = { root: scratch, home, env };
  const first = readPolicies(place);
  for (const { allowedSigners, revokedSigners } of first.policies)
    for (const named of [allowedSigners, revokedSigners]) if (named !== undefined && !isAbsolute(named.name)) lay(named.name);
  const read = readPolicies(place);
  const [error] = read.errors;
  return error === undefined ? read : { problem: `the policy of the base branch cannot be used: ${error}` };
}
