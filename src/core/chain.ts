import type { RunEvent } from '../schema/event.ts';
import { NO_HEAD } from './state.ts';

/** A line of a log without its newline. As bytes it is exact; a half-written line as text may already be another one. */
export type RawLine = string | Uint8Array;
export type Sha256 = (data: RawLine) => string;

/** What checking a log's chain came to. */
export interface Chain {
  readonly intact: boolean;
  readonly events: number;
  /** Lines that a killed writer left half-written, each followed by a line that says so. */
  readonly torn: number;
  readonly head: string;
  /** The first thing that does not hold, with its line number. */
  readonly problem?: string;
}

/** Why a line does not follow from what stands before it. */
export type Break =
  | { readonly kind: 'not noted' }
  | { readonly kind: 'nothing to note' }
  | { readonly kind: 'other length'; readonly noted: number; readonly found: number }
  | { readonly kind: 'other head'; readonly seq: number }
  | { readonly kind: 'other number'; readonly seq: number; readonly after: number };

/** One line of a log, as it stands to the lines before it. */
export interface Link {
  /** From 1. */
  readonly line: number;
  readonly raw: RawLine;
  readonly hash: string;
  /** Absent where the line is half-written. */
  readonly event?: RunEvent;
  readonly broken?: Break;
}

interface Before {
  readonly head: string;
  readonly seq: number;
  /** The half-written line right before, which nothing has noted yet. */
  readonly open?: RawLine;
}

/**
 * Walks a log: every line must carry the hash of the raw line before it and the next number, and half-written lines must
 * be noted. After a line that does not hold it goes on from there, so that each further one is found as well. Several
 * half-written lines in a row are one after the other killed while it noted the one before: the last one is noted.
 */
export function* links(lines: Iterable<RawLine>, sha256: Sha256): Generator<Link> {
  let before: Before = { head: NO_HEAD, seq: 0 };
  let line = 0;
  for (const raw of lines) {
    line += 1;
    const event = eventOf(raw);
    const broken = event === undefined ? undefined : breakOf(event, before);
    const hash = sha256(raw);
    yield { line, raw, hash, ...(event === undefined ? {} : { event }), ...(broken === undefined ? {} : { broken }) };
    before = event === undefined ? { head: hash, seq: before.seq, open: raw } : { head: hash, seq: event.seq };
  }
}

function breakOf(event: RunEvent, { head, seq, open }: Before): Break | undefined {
  if (event.prev !== head)
    return event.seq === seq + 1 ? { kind: 'other head', seq } : { kind: 'other number', seq: event.seq, after: seq };
  if (event.seq !== seq + 1) return { kind: 'other number', seq: event.seq, after: seq };
  if (event.type !== 'torn') return open === undefined ? undefined : { kind: 'not noted' };
  if (open === undefined) return { kind: 'nothing to note' };
  // a text has lost the length that it had as bytes
  const same = typeof open === 'string' || open.length === event.bytes;
  return same ? undefined : { kind: 'other length', noted: event.bytes, found: open.length };
}

const SAYS: Readonly<Record<Break['kind'], string>> = {
  'not noted': 'the broken line before it is not noted',
  'nothing to note': 'it notes a broken line, and there is none before it',
  'other length': 'it notes a broken line of another length than the one before it',
  'other head': 'it does not carry the hash of the line before it',
  'other number': 'its number is not the next one',
};

/** Checks a log's chain up to the first line that does not hold. */
export function checkChain(lines: Iterable<RawLine>, sha256: Sha256): Chain {
  let done = { head: NO_HEAD, events: 0, torn: 0 };
  let open = false;
  for (const { line, hash, event, broken } of links(lines, sha256)) {
    if (broken !== undefined) return { intact: false, ...done, problem: `line ${line}: ${SAYS[broken.kind]}` };
    done = { head: hash, events: event?.seq ?? done.events, torn: done.torn + (event === undefined ? 1 : 0) };
    open = event === undefined;
  }
  return { intact: !open, ...done, ...(open ? { problem: 'the last line is half-written' } : {}) };
}

// a mark at the start of a line is a changed byte like another
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** The event of a line; undefined where it is none. The beginning of an event is never JSON by itself. */
export function eventOf(raw: RawLine): RunEvent | undefined {
  try {
    const value = JSON.parse(typeof raw === 'string' ? raw : UTF8.decode(raw)) as RunEvent | null;
    const whole = typeof value?.seq === 'number' && typeof value.prev === 'string' && typeof value.type === 'string';
    return whole ? value : undefined;
  } catch {
    return undefined;
  }
}
