import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { EMPTY_STATE } from '../core/state.ts';
import type { RunState } from '../schema/state.ts';

/**
 * The state in two files that are overwritten in turn. Renaming a fresh file over an old one makes a file system flush,
 * which costs as much as everything else that is written for a call; writing in place does not, and a writer that dies in
 * the middle spoils only the file that is the older one anyway.
 */
const FILES = ['state.0.json', 'state.1.json'] as const;
/** A file grows in these steps and never shrinks, so that a shorter state leaves nothing of a longer one behind. */
const STEP = 512;

interface Slot {
  readonly state: RunState;
  readonly size: number;
}

/** What the two files say: the newest state that was wholly written, and what a writer must know of both. */
export interface Saved {
  readonly state: RunState;
  readonly slots: readonly (Slot | undefined)[];
}

export function readState(folder: string): Saved {
  const slots = FILES.map((name) => readSlot(join(folder, name)));
  const state = slots.reduce((newest, slot) => (slot && slot.state.bytes > newest.bytes ? slot.state : newest), EMPTY_STATE);
  return { state, slots };
}

/** The newest state that was wholly written; the empty state where there is none. */
export const savedState = (folder: string): RunState => readState(folder).state;

function readSlot(file: string): Slot | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    const [check = '', json = ''] = text.split('\n', 2);
    if (check !== checksum(json)) return undefined;
    const state = JSON.parse(json) as RunState;
    return state.v === 1 ? { state, size: Buffer.byteLength(text) } : undefined;
  } catch {
    return undefined;
  }
}

/** Overwrites the older of the two files. Only the holder of the lock may call this, with what it read under the lock. */
export function saveState(folder: string, { slots }: Saved, state: RunState): void {
  const older = (slots[0]?.state.bytes ?? -1) <= (slots[1]?.state.bytes ?? -1) ? 0 : 1;
  const json = JSON.stringify(state);
  const text = Buffer.from(`${checksum(json)}\n${json}\n`);
  overwrite(join(folder, FILES[older]), text, slots[older]?.size ?? 0);
}

function overwrite(file: string, text: Buffer, before: number): void {
  const size = Math.max(before, Math.ceil(text.length / STEP) * STEP);
  const padded = Buffer.alloc(size, ' ');
  text.copy(padded);
  const handle = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    for (let done = 0; done < padded.length; ) done += writeSync(handle, padded, done, padded.length - done, done);
  } finally {
    closeSync(handle);
  }
}

/** FNV-1a, 32 bits: tells a half-written file from a whole one. The chain of the log is what guards against a person. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
