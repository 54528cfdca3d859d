import { closeSync, fsyncSync, openSync, readFileSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Decisions, readDecisions } from '../core/decision/read.ts';
import { sha256 } from './hash.ts';
import { reason } from './repository.ts';

export const DECISIONS = 'decisions.jsonl';

/** Bytes: people do not decide more often. */
const LARGEST = 32 << 20;

/** The decisions of a run, from its folder. Never throws for what stands in the file. */
export function loadDecisions(folder: string, run: string): Decisions {
  const file = join(folder, DECISIONS);
  try {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat === undefined) return readDecisions('', run, sha256);
    if (!stat.isFile() || stat.size > LARGEST)
      return { ...readDecisions('', run, sha256), faults: [`${DECISIONS} is no file of decisions`] };
    return readDecisions(readFileSync(file, 'utf8'), run, sha256);
  } catch (error) {
    return { ...readDecisions('', run, sha256), faults: [`${DECISIONS} cannot be read: ${reason(error)}`] };
  }
}

/** Adds a line for good. Throws where the disk does not take it whole. */
export function appendDecision(folder: string, line: string): void {
  const handle = openSync(join(folder, DECISIONS), 'a', 0o600);
  try {
    const bytes = Buffer.from(`${line}\n`);
    for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Does something while nobody else decides on this run. Throws where another decision is under way. */
export function whileDeciding<T>(folder: string, act: () => T): T {
  const lock = join(folder, 'decisions.lock');
  try {
    closeSync(openSync(lock, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new Error(`somebody else is deciding on this run; if nobody is, remove ${lock}`);
  }
  try {
    return act();
  } finally {
    unlinkSync(lock);
  }
}
