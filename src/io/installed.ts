import { readdirSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Frozen } from '../schema/frozen.ts';
import { ask, gitBinary } from './git.ts';
import { sha256 } from './hash.ts';

/** SHA-256 of every hook file in a folder, by name; empty where the folder cannot be read. */
export function hookDigests(folder: string): Readonly<Record<string, string>> {
  try {
    const names = readdirSync(folder)
      .filter((name) => name.endsWith('.cjs'))
      .sort();
    return Object.fromEntries(names.map((name) => [name, sha256(readFileSync(join(folder, name)))]));
  } catch {
    return {};
  }
}

type Place = Pick<Frozen['ground'], 'common' | 'root' | 'home'>;

/** Who opened the run, as git and the operating system name them: neither is proof. */
export function requester(
  ground: Place,
  env: Readonly<Record<string, string | undefined>>,
): { readonly git?: string; readonly user?: string } {
  const git = gitUser(ground, env);
  const user = systemUser();
  return { ...(git === undefined ? {} : { git }), ...(user === undefined ? {} : { user }) };
}

function gitUser({ common, root, home }: Place, env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (env['GIT_AUTHOR_EMAIL']) return env['GIT_AUTHOR_EMAIL'];
  const call = { binary: gitBinary(env['PATH']), gitDir: common, cwd: root };
  return (
    ask(call, 'config', '--file', join(common, 'config'), '--get', 'user.email') ??
    ask(call, 'config', '--file', join(home, '.gitconfig'), '--get', 'user.email')
  );
}

function systemUser(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
