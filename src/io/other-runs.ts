import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Frozen } from '../schema/frozen.ts';
import { readEvents } from './event-log.ts';
import { listRuns, loadFrozen, runsFolder } from './run-folder.ts';

/** Runs that are looked into, the latest first, and the size of a log that is. */
const MOST_RUNS = 20;
const LARGEST_LOG = 32 << 20;
const MOST_NAMED = 500;

/**
 * Paths that other runs on the same work tree claim to have changed since `from` (ISO 8601), among those that changed here:
 * path → run. Where the others' records cannot be read they claim nothing.
 */
export function claimedByOthers(frozen: Frozen, from: string, changed: ReadonlySet<string>): Readonly<Record<string, string>> {
  const { common, root } = frozen.ground;
  const claims: [string, string][] = [];
  for (const run of listRuns(common)
    .filter((one) => one !== frozen.run)
    .slice(0, MOST_RUNS)) {
    const folder = join(runsFolder(common), run);
    const log = statSync(join(folder, 'events.jsonl'), { throwIfNoEntry: false });
    if (log === undefined || log.size > LARGEST_LOG || log.mtime.toISOString() < from) continue;
    if (loadFrozen(folder)?.frozen.ground.root !== root) continue;
    for (const event of readEvents(folder)) {
      if (event.type !== 'result' || event.at < from) continue;
      const paths = new Set([...event.changed, ...(event.wrote ?? []).map((one) => one.path)]);
      for (const path of paths) if (changed.has(path)) claims.push([path, run]);
    }
  }
  return Object.fromEntries(claims.slice(-MOST_NAMED));
}
