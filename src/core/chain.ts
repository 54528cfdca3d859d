import type { RunEvent } from '../schema/event.ts';
import { NO_HEAD } from './state.ts';

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

/** Checks that every line carries the hash of the raw line before it, that numbers have no gap, and that torn lines are noted. */
export function checkChain(lines: readonly string[], sha256: (text: string) => string): Chain {
  let head = NO_HEAD;
  let seq = 0;
  let torn = 0;
  let open = false;
  for (const [i, line] of lines.entries()) {
    const broken = (problem: string): Chain => ({ intact: false, events: seq, torn, head, problem: `line ${i + 1}: ${problem}` });
    const event = parsed(line);
    if (event === undefined) {
      if (open) return broken('two broken lines in a row');
      open = true;
      torn += 1;
    } else {
      if (open && event.type !== 'torn') return broken('the broken line before it is not noted');
      if (event.prev !== head) return broken('it does not carry the hash of the line before it');
      if (event.seq !== seq + 1) return broken(`number ${event.seq} after ${seq}`);
      seq = event.seq;
      open = false;
    }
    head = sha256(line);
  }
  return { intact: !open, events: seq, torn, head, ...(open ? { problem: 'the last line is half-written' } : {}) };
}

function parsed(line: string): RunEvent | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return value !== null && typeof value === 'object' && 'seq' in value ? (value as RunEvent) : undefined;
  } catch {
    return undefined;
  }
}
