import { closeSync, fstatSync, fsyncSync, openSync, readFileSync, readSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { mayHoldSecret } from '../core/redact.ts';
import { redactEvent } from '../core/redact-event.ts';
import { fold } from '../core/state.ts';
import type { EventBody, EventHead, RunEvent } from '../schema/event.ts';
import type { RunState } from '../schema/state.ts';
import { sha256 } from './hash.ts';
import { acquire } from './lock.ts';
import { logLines } from './log-lines.ts';
import { readState, type Saved, saveState } from './state-file.ts';

/** Who an event belongs to: what every line of it carries beside its body. */
export type Actor = Omit<EventHead, 'v' | 'seq' | 'at' | 'prev'>;

export interface LogOptions {
  readonly folder: string;
  readonly actor: Actor;
  /** ms since the epoch. */
  readonly now: () => number;
  /** ms since the epoch: waiting for the record ends here. */
  readonly deadline: number;
  /** Whether the run has a `files_changed` rule. */
  readonly countFiles: boolean;
}

/** The record was cut or mixed up: nothing is added to it any more. */
export class RecordBroken extends Error {}

const LOG = 'events.jsonl';
/** Characters: a longer event is looked at text by text, and its texts are cut. */
const LONG = 8_000;

/**
 * Reads the state, lets `judge` say which events follow from it, appends them, saves the state: all under the lock, and
 * all before the caller can answer. Throws when anything of it fails; what was appended by then stays and is picked up
 * by the next writer.
 */
export function record<T>(
  options: LogOptions,
  judge: (state: RunState) => { readonly events: readonly EventBody[]; readonly answer: T },
): T {
  const { folder } = options;
  const lock = acquire(folder, () => readState(folder), options.deadline);
  try {
    return write(options, lock.read, judge);
  } finally {
    lock.release();
  }
}

function write<T>(options: LogOptions, saved: Saved, judge: Parameters<typeof record<T>>[1]): T {
  const handle = openSync(join(options.folder, LOG), 'a+', 0o600);
  try {
    const state = caughtUp(handle, saved.state, options);
    const { events, answer } = judge(state);
    const after = events.reduce((at, body) => append(handle, at, body, options), state);
    if (after.bytes !== saved.state.bytes) saveState(options.folder, saved, after);
    return answer;
  } finally {
    closeSync(handle);
  }
}

function append(handle: number, state: RunState, body: EventBody, { actor, now, countFiles }: LogOptions): RunState {
  const head: EventHead = { v: 1, seq: state.seq + 1, at: new Date(now()).toISOString(), prev: state.head, ...actor };
  const raw = { ...head, ...body } as RunEvent;
  const text = JSON.stringify(raw);
  const event = text.length > LONG || mayHoldSecret(text) ? redactEvent(raw) : raw;
  const line = Buffer.from(`${event === raw ? text : JSON.stringify(event)}\n`);
  writeAll(handle, line);
  return fold(state, event, { hash: sha256(line.subarray(0, -1)), bytes: state.bytes + line.length, countFiles });
}

function writeAll(handle: number, data: Buffer): void {
  for (let done = 0; done < data.length; ) done += writeSync(handle, data, done);
}

/** Brings the state up to the log: a writer that died between the line and the state left work, or half a line. */
function caughtUp(handle: number, saved: RunState, options: LogOptions): RunState {
  const size = fstatSync(handle).size;
  if (size === saved.bytes) return saved;
  if (size < saved.bytes) throw new RecordBroken(`it is ${saved.bytes - size} bytes shorter than when it was last written`);
  const tail = Buffer.alloc(size - saved.bytes);
  for (let done = 0; done < tail.length; ) {
    const got = readSync(handle, tail, done, tail.length - done, saved.bytes + done);
    if (got === 0) throw new RecordBroken('it shrank while it was read');
    done += got;
  }
  let state = saved;
  let from = 0;
  let unnoted = 0;
  for (let end = tail.indexOf(10); end >= 0; end = tail.indexOf(10, from)) {
    const before = state.seq;
    state = take(state, tail.subarray(from, end), options.countFiles);
    unnoted = state.seq === before ? end - from : 0;
    from = end + 1;
  }
  if (from < tail.length) return mendTorn(handle, state, tail.subarray(from), options);
  return unnoted > 0 ? append(handle, state, { type: 'torn', bytes: unnoted }, options) : state;
}

/** One whole line; one that is no event stays in the chain and changes nothing else. */
function take(state: RunState, line: Buffer, countFiles: boolean): RunState {
  const facts = { hash: sha256(line), bytes: state.bytes + line.length + 1, countFiles };
  let event: RunEvent;
  try {
    event = JSON.parse(line.toString('utf8')) as RunEvent;
  } catch {
    return { ...state, head: facts.hash, bytes: facts.bytes };
  }
  if (event.prev !== state.head) throw new RecordBroken(`line ${event.seq} does not follow from the line before it`);
  return fold(state, event, facts);
}

/**
 * Half a line is never removed: it is closed, stays in the chain, and the next line says how long it is. A writer that is
 * killed between the two leaves a whole line that is no event: the next one notes it.
 */
function mendTorn(handle: number, state: RunState, torn: Buffer, options: LogOptions): RunState {
  writeAll(handle, Buffer.from('\n'));
  const closed = take(state, torn, options.countFiles);
  // only the newline was missing: the event itself is there
  return closed.seq !== state.seq ? closed : append(handle, closed, { type: 'torn', bytes: torn.length }, options);
}

/** The events of a run in order, without the lines that were torn; empty where there is no log. */
export function readEvents(folder: string): readonly RunEvent[] {
  return rawLines(folder).flatMap((line) => {
    try {
      return [JSON.parse(line) as RunEvent];
    } catch {
      return [];
    }
  });
}

/** The raw lines of a run's log, without newlines. */
export function rawLines(folder: string): readonly string[] {
  try {
    const text = readFileSync(join(folder, LOG), 'utf8');
    return text.split('\n').filter((line, i, all) => i < all.length - 1 || line !== '');
  } catch {
    return [];
  }
}

/** The lines of a run's log as bytes, without newlines: what the chain is checked on. */
export function lineBytes(folder: string): readonly Uint8Array[] {
  const file = join(folder, LOG);
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return size === 0 ? [] : [...logLines(file, size)];
}

/** Puts the log on the disk for good: at the end of a run, not on the path of a call. */
export function syncLog(folder: string): void {
  const handle = openSync(join(folder, LOG), 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Whether a run has any line in its record. */
export function hasLog(folder: string): boolean {
  return (statSync(join(folder, LOG), { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** Where the log and the state that was saved beside it disagree: one of them was cut. */
export function shortfall(folder: string): string | undefined {
  const size = statSync(join(folder, LOG), { throwIfNoEntry: false })?.size ?? 0;
  const { bytes } = readState(folder).state;
  return size < bytes ? `the log is ${bytes - size} bytes shorter than when it was last written` : undefined;
}
