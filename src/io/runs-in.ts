import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type GitCall, git } from './git.ts';
import { rawPaths, readable } from './raw-path.ts';
import { readPacket } from './release-case.ts';
import { listRuns, loadFrozen, runsFolder } from './run-folder.ts';
import { savedState } from './state-file.ts';

/** A run that a commit comes from, and the SHA-256 of its packet where it has one yet. */
export interface RunIn {
  readonly run: string;
  readonly packet?: string;
}

/** Runs that are looked at, the latest first. */
const MOST_RUNS = 50;

/**
 * The runs of this work tree whose work is among the differences of two trees: a path with the very content that a packet
 * has. `open`: those, too, that changed something and have no packet yet.
 */
export function runsIn(
  call: GitCall,
  place: { readonly root: string; readonly common: string },
  diff: readonly string[],
  open: boolean,
): readonly RunIn[] {
  const fields = rawPaths(git(call, ...diff, '-r', '-z', '--no-renames', '--raw', '--no-abbrev'));
  const changed = new Set<string>();
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const [, , , blob = '', status = ''] = (fields[i] ?? '').slice(1).split(' ');
    changed.add(`${readable(fields[i + 1] as (typeof fields)[number])}\0${status === 'D' ? '' : blob}`);
  }
  const latest = [...listRuns(place.common)].reverse().slice(0, MOST_RUNS);
  return latest.flatMap((run): RunIn[] => {
    const folder = join(runsFolder(place.common), run);
    if (!existsSync(join(folder, 'packet.json'))) return open && atWork(folder, place.root) ? [{ run }] : [];
    const { packet, digest } = readPacket(folder, run);
    const there = packet.delivery.changes.some((one) => changed.has(`${one.path}\0${one.status === 'deleted' ? '' : one.blob}`));
    return there ? [{ run, packet: digest }] : [];
  });
}

function atWork(folder: string, root: string): boolean {
  const state = savedState(folder);
  return !state.closed && state.lastChange > 0 && loadFrozen(folder)?.frozen.ground.root === root;
}
