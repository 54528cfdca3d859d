import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Meant, sameText } from '../core/meant.ts';
import type { Wrote } from '../schema/event.ts';

/** Bytes: a larger file is not looked at here; the next tree says what it holds. */
const LARGEST = 16 << 20;

/**
 * What a file tool wrote, as a blob id that can be compared with a tree: the bytes on the disk where they are what the
 * tool meant, else the bytes that it meant, so that whatever came after it counts as somebody else's. `path` is relative to
 * the root, `tree` a tree id of the run, which says how blobs are named.
 */
export function wroteAt(root: string, path: string, meant: Meant, tree: string | null): Wrote | undefined {
  const file = join(root, path);
  const stat = statSync(file, { throwIfNoEntry: false });
  const algorithm = tree?.length === 64 ? 'sha256' : 'sha1';
  const disk = stat?.isFile() && stat.size <= LARGEST ? readFileSync(file) : undefined;
  const whole = meant.whole ? { whole: true as const } : {};
  if (meant.content === undefined) return disk && { path, blob: blobId(disk, algorithm), ...whole, unchecked: true };
  const same = disk !== undefined && sameText(disk.toString('utf8'), meant.content);
  return { path, blob: blobId(same ? disk : Buffer.from(meant.content), algorithm), ...whole };
}

function blobId(bytes: Buffer, algorithm: 'sha1' | 'sha256'): string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
