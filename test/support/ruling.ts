import { join } from 'node:path';
import type { Ruling } from '../../src/core/judged.ts';
import { surveyGround } from '../../src/io/ground.ts';
import { readScopeFile } from '../../src/io/scope-file.ts';
import { put } from './repository.ts';

/** What a run in this repository would be judged by; the scope is written to where people write it. */
export const rulingOf = (root: string, scope: string | undefined): Ruling => rulingAt(root, scope, join(root, '..', 'home-of-nobody'));

/** The same with a home folder of its own. */
export function rulingAt(root: string, scope: string | undefined, home: string): Ruling {
  if (scope !== undefined) put(root, { '.claude/scope.yaml': scope });
  const path = join(root, '.claude', 'scope.yaml');
  const ground = surveyGround({
    root,
    common: join(root, '.git'),
    home,
    env: process.env,
    scope: path,
  });
  const file = readScopeFile(path, root, ground.home);
  if (scope !== undefined && file.frozen === undefined) throw new Error(file.errors.join('\n'));
  return { ground, ...(file.frozen ? { scope: file.frozen } : { unscoped: file.errors[0] ?? '' }) };
}
