import { isUtf8 } from 'node:buffer';
import { lineDiff } from '../core/packet/line-diff.ts';
import type { FileDiff } from '../schema/file-diff.ts';
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
}

/** The texts of what changed, both sides, by one call of git. Throws where the objects cannot be read. */
export function fileDiffs(frozen: Frozen, runFolder: string, path: string | undefined, changes: readonly TreeChange[]): FileDiffs {
  const wanted = changes.filter((change) => !isForbidden(frozen, change.raw));
  const ids = [...new Set(wanted.flatMap((change) => [change.was, change.status === 'deleted' ? undefined : change.blob]))].filter(
    (id): id is string => id !== undefined,
  );
  const call = shadowCall(gitBinary(path), runFolder, frozen.ground.root);
  const texts = readTexts(call, ids);
  const unread: string[] = changes.filter((change) => isForbidden(frozen, change.raw)).map((change) => change.path);
  const diffs = wanted.map((change): FileDiff => {
    const before = change.was === undefined ? '' : texts.get(change.was);
    const after = change.status === 'deleted' ? '' : texts.get(change.blob);
    if (before === undefined || after === undefined) unread.push(change.path);
    const lines = before === undefined || after === undefined ? { removed: [], added: [] } : lineDiff(before, after);
    return {
      path: change.path,
      status: change.status,
      ...(change.was === undefined || before === undefined ? {} : { before }),
      ...(change.status === 'deleted' || after === undefined ? {} : { after }),
      ...lines,
    };
  });
  return { diffs, unread: unread.sort() };
}

/** Texts by blob id; what is no UTF-8, holds NUL, is too large or missing has none. */
export function readTexts(call: Parameters<typeof git>[0], ids: readonly string[]): ReadonlyMap<string, string> {
  const sizes = git({ ...call, input: ids.map((id) => `${id}\n`).join('') }, 'cat-file', '--batch-check').toString('latin1');
  let total = 0;
  const small = sizes.split('\n').flatMap((line) => {
    const [id = '', type, size = ''] = line.split(' ');
    if (type !== 'blob' || Number(size) > LARGEST || total + Number(size) > MOST) return [];
    total += Number(size);
    return [id];
  });
  const texts = new Map<string, string>();
  if (small.length === 0) return texts;
  const output = git({ ...call, input: small.map((id) => `${id}\n`).join('') }, 'cat-file', '--batch');
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(10, at);
    const [id = '', , size = '0'] = output.subarray(at, end).toString('latin1').split(' ');
    const bytes = output.subarray(end + 1, end + 1 + Number(size));
    if (isUtf8(bytes) && !bytes.includes(0)) texts.set(id, bytes.toString('utf8'));
    at = end + 2 + Number(size);
  }
  return texts;
}
