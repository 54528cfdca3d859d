import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK = 1 << 20;
/** Bytes: a longer line is nothing that the hooks write; it is given in pieces of this size, which no check will take for events. */
const LONGEST = 64 << 20;

/**
 * The raw lines of a log as bytes, without newlines, read piece by piece; what follows the last newline is a line, too.
 * Ends after `size` bytes, so that a log that grows meanwhile is read as it stood. Throws where it cannot be read.
 */
export function* logLines(file: string, size: number): Generator<Uint8Array> {
  const handle = openSync(file, 'r');
  try {
    let rest: Buffer[] = [];
    let held = 0;
    for (let at = 0; at < size; ) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK, size - at));
      const got = readSync(handle, chunk, 0, chunk.length, at);
      if (got === 0) throw new Error('the log shrank while it was read');
      at += got;
      let from = 0;
      for (let end = chunk.subarray(0, got).indexOf(10); end >= 0; end = chunk.subarray(0, got).indexOf(10, from)) {
        yield held > 0 ? Buffer.concat([...rest, chunk.subarray(from, end)]) : chunk.subarray(from, end);
        rest = [];
        held = 0;
        from = end + 1;
      }
      if (from < got) {
        rest.push(chunk.subarray(from, got));
        held += got - from;
      }
      if (held > LONGEST) {
        yield Buffer.concat(rest);
        rest = [];
        held = 0;
      }
    }
    if (held > 0) yield Buffer.concat(rest);
  } finally {
    closeSync(handle);
  }
}
