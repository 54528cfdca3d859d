import { existsSync, lstatSync, readdirSync, readFileSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { sha256 } from '../io/hash.ts';
import { here } from './here.ts';
import { MANIFEST, type Manifest, readManifest, SETTINGS } from './install-plan.ts';
import { peopleOnly } from './people-only.ts';
import { withoutHooks } from './settings.ts';
import { EXIT, type Terminal } from './terminal.ts';

export const usage = 'twoloops uninstall [--dry-run]   take away exactly what init put there; what a person changed since stays';

/** Removes our handlers from the settings first, then our files where they are still as we wrote them. */
export function uninstall(args: readonly string[], terminal: Terminal): number {
  const { values } = parseArgs({ args: [...args], options: { 'dry-run': { type: 'boolean' } } });
  peopleOnly(terminal, 'uninstall');
  const { root } = here(terminal);
  const manifest = readManifest(root);
  if (manifest === undefined) {
    terminal.out('twoloops is not installed here\n');
    return EXIT.done;
  }
  const dry = values['dry-run'] === true;
  const removed: string[] = [];
  const kept: string[] = [];
  settings(root, manifest, dry, removed);
  for (const [path, digest] of Object.entries(manifest.files)) {
    const file = join(root, path);
    if (!existsSync(file)) continue;
    if (sha256(readFileSync(file)) !== digest) kept.push(path);
    else {
      removed.push(path);
      if (!dry) remove(root, file);
    }
  }
  removed.push(MANIFEST);
  if (!dry) remove(root, join(root, MANIFEST));
  terminal.out(`${dry ? 'would take away' : 'taken away'}: ${removed.length} files and the hooks in ${SETTINGS}\n`);
  if (kept.length > 0) terminal.out(`kept, because a person changed them: ${kept.join(', ')}\n`);
  terminal.out('the records of past runs stay in the git directory (twoloops/runs)\n');
  return EXIT.done;
}

/** Unchanged since `init`: the text of before comes back as it was. Changed by a person: only our handlers go. */
function settings(root: string, { settings: { before, after } }: Manifest, dry: boolean, removed: string[]): void {
  const file = join(root, SETTINGS);
  if (!existsSync(file)) return;
  const now = readFileSync(file, 'utf8');
  const next = sha256(now) === after ? before : (withoutHooks(now, SETTINGS) ?? null);
  if (dry) return;
  if (next !== null) writeFileSync(file, next);
  else {
    removed.push(SETTINGS);
    remove(root, file);
  }
}

/** A file, and the folders above it that this leaves empty. */
function remove(root: string, file: string): void {
  unlinkSync(file);
  for (
    let folder = dirname(file);
    folder !== root && !lstatSync(folder).isSymbolicLink() && readdirSync(folder).length === 0;
    folder = dirname(folder)
  )
    rmdirSync(folder);
}
