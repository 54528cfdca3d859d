import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { onlyEvents } from '../core/coverage/record.ts';
import type { IncidentSources, OtherRun } from '../core/incident/incident.ts';
import { verifyRun } from '../core/verify/verify.ts';
import type { Frozen } from '../schema/frozen.ts';
import { type Packet, packetSchema } from '../schema/packet.ts';
import { readEvents } from './event-log.ts';
import { git, gitBinary } from './git.ts';
import { sha256 } from './hash.ts';
import { reason } from './repository.ts';
import { listRuns, loadFrozen, runsFolder } from './run-folder.ts';
import { readRunFiles } from './verify-files.ts';

/** Other runs that are looked at, the latest first, and the size of a log that is, in bytes. */
const MOST_RUNS = 50;
const LARGEST_LOG = 32 << 20;
/** ms for listing the work tree. */
const PATIENCE = 10_000;

export function incidentSources(frozen: Frozen, folder: string, gitDir: string, path: string | undefined): IncidentSources {
  const { files, lines } = readRunFiles(folder, frozen.run);
  const packet = lastPacket(folder);
  return {
    frozen,
    events: onlyEvents(readEvents(folder)),
    verified: verifyRun(lines, files, sha256),
    ...(packet === undefined ? {} : { packet }),
    paths: pathsOf(frozen, gitDir, path),
    others: othersOf(frozen),
  };
}

function lastPacket(folder: string): Packet | undefined {
  try {
    return packetSchema.parse(JSON.parse(readFileSync(join(folder, 'packet.json'), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Tracked, untracked and ignored files. */
function pathsOf({ ground }: Frozen, gitDir: string, path: string | undefined): IncidentSources['paths'] {
  try {
    const call = { binary: gitBinary(path), gitDir, workTree: ground.root, cwd: ground.root, timeout: PATIENCE };
    return [...new Set(git(call, 'ls-files', '-z', '--cached', '--others').toString('utf8').split('\0').filter(Boolean))];
  } catch (error) {
    return { problem: reason(error) };
  }
}

function othersOf({ run, ground }: Frozen): IncidentSources['others'] {
  const names = listRuns(ground.common).filter((name) => name !== run);
  const runs = [...names]
    .reverse()
    .slice(0, MOST_RUNS)
    .flatMap((name): OtherRun[] => {
      try {
        const folder = join(runsFolder(ground.common), name);
        const frozen = loadFrozen(folder)?.frozen;
        if (frozen === undefined || statSync(join(folder, 'events.jsonl')).size > LARGEST_LOG) return [];
        const opened = readEvents(folder).find((event) => event.type === 'opened');
        return [{ frozen, hooks: opened?.type === 'opened' ? opened.hooks : {} }];
      } catch {
        return [];
      }
    });
  return { of: names.length, runs };
}
