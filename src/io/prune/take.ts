import { closeSync, constants, fsyncSync, lstatSync, openSync, readdirSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { NOTE } from '../../core/retention/parts.ts';
import { type PrunePlan, planPrune, type Taking } from '../../core/retention/plan.ts';
import type { PrunedLine } from '../../schema/pruned.ts';
import type { RetentionLimit } from '../../schema/standing.ts';
import { acquire } from '../lock.ts';
import { runsFolder } from '../run-folder.ts';
import { readState } from '../state-file.ts';
import { digestOf, runLeft } from './left.ts';

export interface Taker {
  readonly common: string;
  readonly limits: readonly RetentionLimit[];
  readonly by: string;
  /** ms since the epoch. */
  readonly now: number;
  /** ms since the epoch: waiting for a run's record ends here. */
  readonly deadline: number;
}

/**
 * Takes away what is due of a run. It is judged again under the lock of the run's record, so that a hold that was set in
 * between counts; what goes is noted on the disk before anything is gone. Returns what was taken, or why nothing was. Throws
 * where the disk refuses.
 */
export function takeAway({ common, limits, by, now, deadline }: Taker, run: string): PrunePlan {
  const folder = join(runsFolder(common), run);
  if (!lstatSync(folder).isDirectory()) throw new Error('it is no folder any more');
  const lock = acquire(folder, () => readState(folder), deadline);
  try {
    const plan = planPrune([runLeft(common, run, now)], limits, now);
    if (plan.takes.length > 0) {
      note(folder, plan.takes, by, now);
      for (const taking of plan.takes) for (const { file } of taking.files) remove(folder, file);
    }
    return plan;
  } finally {
    lock.release();
  }
}

function note(folder: string, takes: readonly Taking[], by: string, now: number): void {
  const lines = takes.flatMap(({ part, limit, ended, files }) =>
    files.map(
      (one): PrunedLine => ({
        v: 1,
        at: new Date(now).toISOString(),
        by,
        part,
        rule: limit.place,
        days: limit.days,
        ended: new Date(ended).toISOString(),
        ...one,
        sha256: digestOf(join(folder, one.file)),
      }),
    ),
  );
  const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW } = constants;
  const handle = openSync(join(folder, NOTE), O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW, 0o600);
  try {
    const text = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    for (let done = 0; done < text.length; ) done += writeSync(handle, text, done);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** A link goes, never what it leads to. */
function remove(folder: string, file: string): void {
  rmSync(join(folder, file.replace(/\/$/, '')), { recursive: true, force: true });
  if (file.startsWith('packets/') && readdirSync(join(folder, 'packets')).length === 0) rmdirSync(join(folder, 'packets'));
}
