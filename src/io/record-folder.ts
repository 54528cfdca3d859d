import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DECISIONS } from './decisions.ts';
import type { RecordFiles } from './run-refs.ts';

/** How the decisions in a folder stand to those of a record: which of the two goes on from the other. */
export type Ahead = 'same' | 'folder' | 'record' | 'neither';

export function compareDecisions(folder: string, files: RecordFiles): Ahead {
  const file = join(folder, DECISIONS);
  const mine = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  const theirs = files.get(DECISIONS) ?? Buffer.alloc(0);
  if (mine.equals(theirs)) return 'same';
  if (mine.subarray(0, theirs.length).equals(theirs)) return 'folder';
  return theirs.subarray(0, mine.length).equals(mine) ? 'record' : 'neither';
}

/** Writes the files of a record into the folder of a run of another machine; decisions that were made here are kept. */
export function layDown(folder: string, files: RecordFiles): void {
  const keep = compareDecisions(folder, files) === 'folder';
  for (const [name, bytes] of files) if (name !== DECISIONS || !keep) put(join(folder, name), bytes);
}

/** Takes over decisions that were made elsewhere on a run of this machine. */
export function takeDecisions(folder: string, files: RecordFiles): void {
  const theirs = files.get(DECISIONS);
  if (theirs !== undefined) put(join(folder, DECISIONS), theirs);
}

function put(file: string, bytes: Buffer): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, bytes, { mode: 0o600, flush: true });
  renameSync(fresh, file);
}
