import { existsSync, lstatSync, readdirSync, readFileSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { sha256 } from '../io/hash.ts';
import { here } from './here.ts';
import { MANIFEST, readManifest, readReceipt, SETTINGS, VENDOR } from './install-plan.ts';
import { peopleOnly } from './people-only.ts';
import { holdsOurs, withoutHooks } from './settings.ts';
import { EXIT, type Terminal } from './terminal.ts';
import { removeTrailerHook } from './trailer-hook.ts';

export const usage = 'twoloops uninstall [--dry-run]   take away exactly what init put there; what a person changed since stays';

/** Removes our handlers from the settings first, then our files where they are still as we wrote them. */
export function uninstall(args: readonly string[], terminal: Terminal): number {
  const { values } = parseArgs({ args: [...args], options: { 'dry-run': { type: 'boolean' } } });
  peopleOnly(terminal, 'uninstall');
  const repository = here(terminal);
  const { root, common } = repository;
  const files = installedFiles(root);
  const hooked = existsSync(join(root, SETTINGS)) && holdsOurs(readFileSync(join(root, SETTINGS), 'utf8'), SETTINGS);
  if (files.size === 0 && !hooked) {
    terminal.out('twoloops is not installed here\n');
    return EXIT.done;
  }
  const dry = values['dry-run'] === true;
  if (!dry && removeTrailerHook(repository)) terminal.out('taken away: prepare-commit-msg\n');
  const removed: string[] = [];
  const kept: string[] = [];
  settings(root, common, dry, removed);
  for (const [path, digest] of files) {
    const file = join(root, path);
    if (!existsSync(file)) continue;
    if (digest !== undefined && sha256(readFileSync(file)) !== digest) kept.push(path);
    else {
      removed.push(path);
      if (!dry) remove(root, file);
    }
  }
  terminal.out(`${dry ? 'would take away' : 'taken away'}: ${removed.length} files and the hooks in ${SETTINGS}\n`);
  if (kept.length > 0) terminal.out(`kept, because a person changed them: ${kept.join(', ')}\n`);
  terminal.out('the records of past runs stay in the git directory (twoloops/runs)\n');
  return EXIT.done;
}

/**
 * The files that `init` wrote, with the digests it gave them. Without a manifest that can be read it is everything in our
 * folder but the policy, which is the team's.
 */
function installedFiles(root: string): ReadonlyMap<string, string | undefined> {
  const manifest = readManifest(root);
  if (manifest !== undefined) return new Map([...Object.entries(manifest.files), [MANIFEST, undefined] as const]);
  const folder = join(root, VENDOR);
  if (!existsSync(folder)) return new Map();
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path !== 'policy.yaml' && lstatSync(join(folder, path)).isFile(),
  );
  return new Map(paths.map((path) => [`${VENDOR}/${path}`, undefined]));
}

/** Unchanged since `init`: the text of before comes back as it was. Changed by a person: only our handlers go. */
function settings(root: string, common: string, dry: boolean, removed: string[]): void {
  const file = join(root, SETTINGS);
  if (!existsSync(file)) return;
  const now = readFileSync(file, 'utf8');
  const receipt = readReceipt(common);
  if (receipt === undefined && !holdsOurs(now, SETTINGS)) return;
  const next = receipt !== undefined && sha256(now) === receipt.after ? receipt.before : (withoutHooks(now, SETTINGS) ?? null);
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
