import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ground } from '../schema/frozen.ts';
import { ask, type GitCall, git } from './git.ts';

/** The git directory of a run's own: its index, its configuration, the repository's objects by reference. */
export function shadowCall(binary: string, runFolder: string, root: string): GitCall {
  return { binary, gitDir: join(runFolder, 'shadow.git'), workTree: root, cwd: root };
}

/**
 * Makes the shadow git directory. Its attributes outrank every file of the repository: no filter, no line-ending
 * conversion, no driver, so trees hold the raw bytes and no program that the repository names is run.
 */
export function makeShadow(binary: string, runFolder: string, ground: Ground): void {
  const shadow = join(runFolder, 'shadow.git');
  if (existsSync(join(shadow, 'HEAD'))) return;
  const format = ask({ binary, gitDir: ground.common, cwd: ground.root }, 'rev-parse', '--show-object-format') ?? 'sha1';
  git({ binary, gitDir: shadow, cwd: runFolder }, 'init', '--quiet', '--bare', '--template=', `--object-format=${format}`);
  mkdirSync(join(shadow, 'info'), { recursive: true, mode: 0o700 });
  mkdirSync(join(shadow, 'objects', 'info'), { recursive: true });
  writeFileSync(join(shadow, 'objects', 'info', 'alternates'), `${join(ground.common, 'objects')}\n`);
  // `diff` set (not `-diff`): as text, and by no driver
  writeFileSync(join(shadow, 'info', 'attributes'), '* -filter diff -merge -text -ident -eol -working-tree-encoding\n');
  const excludes = join(ground.common, 'info', 'exclude');
  if (existsSync(excludes)) copyFileSync(excludes, join(shadow, 'info', 'exclude'));
  git({ binary, gitDir: shadow, cwd: runFolder }, 'config', 'core.bare', 'false');
}
