import type { Blob, Changed } from '../../core/rollback/plan.ts';
import { type GitCall, git } from '../git.ts';
import { rawPaths } from '../raw-path.ts';
import { blobId } from './look.ts';

/** Bytes of content that are held at a time. */
const BATCH = 64 << 20;

const lines = (ids: readonly string[]): string => ids.map((id) => `${id}\n`).join('');

/** What differs between two trees, by path. */
export function changedBetween(call: GitCall, from: string, to: string): readonly Changed[] {
  const fields = rawPaths(git(call, 'diff-tree', '-r', '-z', '--no-renames', '--raw', '--no-abbrev', from, to));
  const out: Changed[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const [baseMode = '', endMode = '', baseId = '', endId = ''] = (fields[i] ?? '').slice(1).split(' ');
    out.push({ path: fields[i + 1] ?? '', ...side('base', baseMode, baseId), ...side('end', endMode, endId) });
  }
  return out;
}

function side<K extends 'base' | 'end'>(key: K, mode: string, id: string): Partial<Record<K, Blob>> {
  return mode === '000000' ? {} : ({ [key]: { mode, id } } as Record<K, Blob>);
}

/** Sizes of those objects that are there. */
export function sizesOf(call: GitCall, ids: readonly string[]): ReadonlyMap<string, number> {
  if (ids.length === 0) return new Map();
  const answers = git({ ...call, input: lines([...new Set(ids)]) }, 'cat-file', '--batch-check')
    .toString('latin1')
    .split('\n');
  return new Map(
    answers.flatMap((line) => {
      const [id = '', type, size] = line.split(' ');
      return type === 'blob' ? [[id, Number(size)] as const] : [];
    }),
  );
}

/** Groups items so that the content of each group is held at once; a large one stands alone. */
export function* inBatches<T>(items: readonly T[], sizeOf: (item: T) => number): Generator<readonly T[]> {
  let group: T[] = [];
  let held = 0;
  for (const item of items) {
    const size = sizeOf(item);
    if (group.length > 0 && (held + size > BATCH || group.length >= 1_000)) {
      yield group;
      group = [];
      held = 0;
    }
    group.push(item);
    held += size;
  }
  if (group.length > 0) yield group;
}

/** The bytes of objects, each checked against its name. Throws where one is missing or another one. */
export function contentOf(call: GitCall, ids: readonly string[], format: string): ReadonlyMap<string, Buffer> {
  const wanted = [...new Set(ids)];
  const out = new Map<string, Buffer>();
  if (wanted.length === 0) return out;
  const answer = git({ ...call, input: lines(wanted) }, 'cat-file', '--batch');
  let at = 0;
  for (const id of wanted) {
    const end = answer.indexOf(10, at);
    const [, type, size] = answer.subarray(at, end).toString('latin1').split(' ');
    if (type !== 'blob') throw new Error(`the content ${id} is missing`);
    const data = answer.subarray(end + 1, end + 1 + Number(size));
    if (blobId(data, format) !== id) throw new Error(`the content ${id} was changed where it is kept`);
    out.set(id, data);
    at = end + 1 + Number(size) + 1;
  }
  return out;
}
