import { readFileSync } from 'node:fs';

/** One path that git tracks, with what its index remembers of the file. */
export interface IndexEntry {
  readonly path: string;
  /** seconds, and nanoseconds beyond them (0 where git does not keep them) */
  readonly mtime: number;
  readonly nanoseconds: number;
  /** bytes, the lowest 32 bits */
  readonly size: number;
}

/**
 * The paths in a git index, read without git. Undefined where the file cannot be read or is of a kind that this does not
 * follow (a split index). Source: git's gitformat-index, versions 2 to 4.
 */
export function readIndex(file: string): readonly IndexEntry[] | undefined {
  let data: Buffer;
  try {
    data = readFileSync(file);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? [] : undefined;
  }
  if (data.length < 12 || data.toString('latin1', 0, 4) !== 'DIRC') return undefined;
  const version = data.readUInt32BE(4);
  const count = data.readUInt32BE(8);
  if (version < 2 || version > 4) return undefined;
  const entries: IndexEntry[] = [];
  let at = 12;
  let before = '';
  try {
    for (let i = 0; i < count; i += 1) {
      const start = at;
      const [mtime, nanoseconds, size] = [data.readUInt32BE(at + 8), data.readUInt32BE(at + 12), data.readUInt32BE(at + 36)];
      const flags = data.readUInt16BE(at + 60);
      at += 62 + (flags & 0x4000 ? 2 : 0);
      let keep = '';
      if (version === 4) {
        const strip = variableWidth(data, at);
        at = strip.next;
        const bytes = Buffer.from(before, 'utf8');
        keep = bytes.toString('utf8', 0, bytes.length - strip.value);
      }
      const end = data.indexOf(0, at);
      if (end < 0) return undefined;
      const path = keep + data.toString('utf8', at, end);
      entries.push({ path, mtime, nanoseconds, size });
      before = path;
      at = version === 4 ? end + 1 : start + ((end - start + 8) & ~7);
    }
  } catch {
    return undefined;
  }
  // the extension of a split index says that most entries are elsewhere
  return data.indexOf('link', at, 'latin1') === at ? undefined : entries;
}

function variableWidth(data: Buffer, from: number): { readonly value: number; readonly next: number } {
  let at = from;
  let byte = data.readUInt8(at);
  let value = byte & 127;
  while (byte & 128) {
    at += 1;
    byte = data.readUInt8(at);
    value = ((value + 1) << 7) | (byte & 127);
  }
  return { value, next: at + 1 };
}
