import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Ruling } from '../core/judged.ts';
import { readEffective } from '../io/effective-scope.ts';
import { surveyGround } from '../io/ground.ts';
import { scopePath } from '../io/scope-file.ts';
import { here } from './here.ts';
import { Refusal, type Terminal } from './terminal.ts';

/** What a run that opened now would be judged by; a scope that is named must be good, the one in force may be missing. */
export function rulingFrom(terminal: Terminal, repo: string | undefined, scope: string | undefined): Ruling {
  const repository = here(terminal, resolve(terminal.cwd, repo ?? '.'));
  const path = scope === undefined ? scopePath(repository.root, terminal.env['TWOLOOPS_SCOPE']) : realpathOf(resolve(terminal.cwd, scope));
  const read = readEffective({ path, root: repository.root, home: terminal.home, env: terminal.env });
  if (scope !== undefined && read.ruling.scope === undefined) throw new Refusal(read.errors.join('\n'));
  const ground = surveyGround({
    root: repository.root,
    common: repository.common,
    home: terminal.home,
    env: terminal.env,
    scope: path,
    more: read.guarded,
  });
  return { ground, ...read.ruling };
}

function realpathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
