import { join } from 'node:path';
import type { Ruling } from '../../src/core/judged.ts';
import { readEffective } from '../../src/io/effective-scope.ts';
import { surveyGround } from '../../src/io/ground.ts';
import { put } from './repository.ts';

/** What a run in this repository would be judged by; the scope is written to where people write it. */
export const rulingOf = (root: string, scope: string | undefined): Ruling => rulingAt(root, scope, join(root, '..', 'home-of-nobody'));

/** The same with a home folder of its own. */
export function rulingAt(root: string, scope: string | undefined, home: string): Ruling {
  if (scope !== undefined) put(root, { '.claude/scope.yaml': scope });
  const path = join(root, '.claude', 'scope.yaml');
  const read = readEffective({ path, root, home, env: {} });
  const ground = surveyGround({
    root,
    common: join(root, '.git'),
    home,
    env: process.env,
    scope: path,
    more: read.guarded,
  });
  if (scope !== undefined && read.ruling.scope === undefined) throw new Error(read.errors.join('\n'));
  return { ground, ...read.ruling };
}
