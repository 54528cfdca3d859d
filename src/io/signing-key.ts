import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expandHome } from '../core/paths.ts';
import type { Ground } from '../schema/frozen.ts';
import { ask, gitBinary } from './git.ts';

/**
 * The key that git signs with, as a file that `ssh-keygen -Y sign -f` takes: a private key, or a public one whose private
 * half an agent or a hardware key holds. Undefined where git has none or signs by other means than SSH. A key that the
 * setting spells out is written to `scratch`.
 */
export function signingKey(
  ground: Pick<Ground, 'common' | 'root' | 'home'>,
  path: string | undefined,
  scratch: string,
): string | undefined {
  const call = { binary: gitBinary(path), gitDir: ground.common, cwd: ground.root };
  const setting = (name: string): string | undefined =>
    ask(call, 'config', '--file', join(ground.common, 'config'), '--get', name) ??
    ask(call, 'config', '--file', join(ground.home, '.gitconfig'), '--get', name);
  const key = setting('user.signingkey');
  if (key === undefined || setting('gpg.format') !== 'ssh') return undefined;
  const literal = /^key::(.+)$/s.exec(key)?.[1] ?? (/^(?:ssh|ecdsa|sk)-/.test(key) ? key : undefined);
  if (literal === undefined) return expandHome(key, ground.home);
  const file = join(scratch, 'signing-key.pub');
  writeFileSync(file, `${literal}\n`, { mode: 0o600 });
  return file;
}
