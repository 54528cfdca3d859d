import { chmodSync, existsSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, gitBinary } from '../io/git.ts';
import type { Here } from './here.ts';

/** git's hook that puts trailers into messages. It never keeps anybody from committing. */
const HOOK = `#!/bin/sh
# twoloops: names the runs that a commit comes from
root=$(git rev-parse --show-toplevel) || exit 0
cli="$root/.claude/twoloops/cli.mjs"
[ -f "$cli" ] && node "$cli" trailers --hook "$1" >/dev/null 2>&1
exit 0
`;

/** Puts the hook where git looks for it, or says why a person has to. */
export function addTrailerHook({ root, common }: Here, path: string | undefined): string {
  const call = { binary: gitBinary(path), gitDir: common, cwd: root };
  const configured = ask(call, 'config', '--file', join(common, 'config'), '--get', 'core.hooksPath');
  const file = join(common, 'hooks', 'prepare-commit-msg');
  const line = '`node .claude/twoloops/cli.mjs trailers --hook "$1"`';
  if (configured !== undefined) return `git's hooks lie in \`${configured}\`: add ${line} to prepare-commit-msg there`;
  if (existsSync(file) && readFileSync(file, 'utf8') !== HOOK) return `there is a prepare-commit-msg already: add ${line} to it`;
  mkdirSync(join(common, 'hooks'), { recursive: true });
  writeFileSync(file, HOOK);
  chmodSync(file, 0o755);
  return 'commits in this clone name the runs they come from (prepare-commit-msg)';
}

/** Takes the hook away where it is as we wrote it. */
export function removeTrailerHook({ common }: Here): boolean {
  const file = join(common, 'hooks', 'prepare-commit-msg');
  if (!existsSync(file) || readFileSync(file, 'utf8') !== HOOK) return false;
  unlinkSync(file);
  return true;
}
