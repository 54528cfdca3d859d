import { closeSync, linkSync, openSync, readFileSync, statSync, unlinkSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** ms: an owner that has not written its name by then never will. */
const NAMELESS_MS = 5_000;
/** ms: where processes cannot be told apart by their start, a lock this old has outlived every hook's timeout. */
const OLDEST_MS = 600_000;
const NAP_MS = 3;

export interface Held<T> {
  /** What `read` gave under the lock. */
  readonly read: T;
  readonly release: () => void;
}

/** A part of the saved state: the number of the last event. */
interface Numbered {
  readonly state: { readonly seq: number };
}

/**
 * One writer at a time among processes that can be killed at any moment. A lock belongs to the event number that its
 * owner is about to write, so that taking over a dead owner's lock can never let in two: the next attempt at the same
 * number is made by exclusive creation, and a number is used only while the saved state still stands right before it.
 * `read` reads that state from disk. Throws when `deadline` (ms since the epoch) passes.
 */
export function acquire<T extends Numbered>(folder: string, read: () => T, deadline: number): Held<T> {
  for (;;) {
    const { seq } = read().state;
    const taken = attempt(folder, seq);
    if (taken !== undefined) {
      const now = read();
      if (now.state.seq === seq) return { read: now, release: () => taken.forEach(remove) };
      taken.slice(-1).forEach(remove);
    }
    if (Date.now() > deadline) throw new Error('the record is busy: another process holds it');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, NAP_MS);
  }
}

/** The lock files that are ours to remove, the last one being our own; undefined while a living process has it. */
function attempt(folder: string, seq: number): string[] | undefined {
  const files: string[] = [];
  for (let turn = 0; turn < 1000; turn += 1) {
    const file = join(folder, `lock.${seq}.${turn}`);
    files.push(file);
    if (create(file)) return files;
    if (ownerLives(file)) return undefined;
  }
  return undefined;
}

/** A lock is there with its owner's name or not at all: the name is written beside it and linked to its place. */
function create(file: string): boolean {
  const own = `${file}.${process.pid}`;
  try {
    writeFileSync(own, `${process.pid} ${startOf(process.pid) ?? '-'}`, { mode: 0o600 });
    linkSync(own, file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // a file system without hard links
    if (code === 'EPERM' || code === 'ENOTSUP' || code === 'EOPNOTSUPP') return createInPlace(file);
    throw error;
  } finally {
    remove(own);
  }
}

function createInPlace(file: string): boolean {
  let handle: number;
  try {
    handle = openSync(file, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    writeSync(handle, `${process.pid} ${startOf(process.pid) ?? '-'}`);
    return true;
  } catch (error) {
    remove(file);
    throw error;
  } finally {
    closeSync(handle);
  }
}

function ownerLives(file: string): boolean {
  let text: string;
  let age: number;
  try {
    text = readFileSync(file, 'utf8');
    age = Date.now() - statSync(file).mtimeMs;
  } catch {
    // released in this moment: look again
    return true;
  }
  const [pid, start] = text.split(' ');
  if (pid === undefined || start === undefined) return age < NAMELESS_MS;
  if (!running(Number(pid))) return false;
  return start === '-' ? age < OLDEST_MS : startOf(Number(pid)) === start;
}

function running(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process started, as Linux counts it; tells a living owner from another process with its old number. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function remove(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // already gone
  }
}
