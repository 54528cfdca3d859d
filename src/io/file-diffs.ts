import { isUtf8 } from 'node:buffer';
import { lineDiff } from '../core/packet/line-diff.ts';
import type { FileDiff, Unread } from '../schema/file-diff.ts';
import type { Frozen } from '../schema/frozen.ts';
import { git, gitBinary } from './git.ts';
import { shadowCall } from './shadow.ts';
import type { TreeChange } from './tree-changes.ts';
import { isForbidden } from './trees.ts';

/** Bytes of one side of one file, and of all of them: what is beyond is named as not looked into. */
const LARGEST = 1 << 20;
const MOST = 48 << 20;

export interface FileDiffs {
  readonly diffs: readonly FileDiff[];
  /** Changed paths whose content was not looked into. */
  readonly unread: readonly string[];
  /** Why not, by path. */
  readonly why: ReadonlyMap<string, Unread>;
}

/** The texts of what changed, both sides, by one call of git. Throws where the objects cannot be read. */
export function fileDiffs(frozen: Frozen, runFolder: string, path: string | undefined, changes: readonly TreeChange[]): FileDiffs {
  const wanted = changes.filter((change) => !isForbidden(frozen, change.raw));
  const ids = [...new Set(wanted.flatMap((change) => [change.was, change.status === 'deleted' ? undefined : change.blob]))].filter(
    (id): id is string => id !== undefined,
  );
  const call = shadowCall(gitBinary(path), runFolder, frozen.ground.root);
  const { texts, without } = readTexts(call, ids);
  const forbidden = changes.filter((change) => isForbidden(frozen, change.raw));
  const why = new Map<string, Unread>(forbidden.map((change) => [change.path, 'forbidden']));
  const diffs = wanted.map((change): FileDiff => {
    const before = change.was === undefined ? '' : texts.get(change.was);
    const after = change.status === 'deleted' ? '' : texts.get(change.blob);
    if (before === undefined || after === undefined)
      why.set(change.path, without.get((before === undefined ? change.was : change.blob) ?? '') ?? 'missing');
    const lines = before === undefined || after === undefined ? { removed: [], added: [] } : lineDiff(before, after);
    return {
      path: change.path,
      status: change.status,
      ...(change.was === undefined || before === undefined ? {} : { before }),
      ...(change.status === 'deleted' || after === undefined ? {} : { after }),
      ...lines,
    };
  });
  return { diffs, unread: [...why.keys()].sort(), why };
}

interface Texts {
  /** By blob id; what is no UTF-8, holds NUL, is too large or missing has none. */
  readonly texts: ReadonlyMap<string, string>;
  readonly without: ReadonlyMap<string, Unread>;
}

/** The texts of blobs, and why some have none. */
export function readTexts(call: Parameters<typeof git>[0], ids: readonly string[]): Texts {
  const sizes = git({ ...call, input: ids.map((id) => `${id}\n`).join('') }, 'cat-file', '--batch-check').toString('latin1');
  const without = new Map<string, Unread>();
  let total = 0;
  const small = sizes.split('\n').flatMap((line) => {
    const [id = '', type, size = ''] = line.split(' ');
    if (type !== 'blob' || Number(size) > LARGEST || total + Number(size) > MOST) {
      without.set(id, type === 'blob' ? 'too large' : 'missing');
      return [];
    }
    total += Number(size);
    return [id];
  });
  const texts = new Map<string, string>();
  if (small.length === 0) return { texts, without };
  const output = git({ ...call, input: small.map((id) => `${id}\n`).join('') }, 'cat-file', '--batch');
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(10, at);
    const [id = '', , size = '0'] = output.subarray(at, end).toString('latin1').split(' ');
    const bytes = output.subarray(end + 1, end + 1 + Number(size));
    if (isUtf8(bytes) && !bytes.includes(0)) texts.set(id, bytes.toString('utf8'));
    else without.set(id, 'binary');
    at = end + 2 + Number(size);
  }
  return { texts, without };
}
