import { lineDiff } from '../../core/packet/line-diff.ts';
import type { FileDiff } from '../../schema/file-diff.ts';
import { readTexts } from '../file-diffs.ts';
import type { GitCall } from '../git.ts';
import type { Differing } from './history.ts';

const SUBMODULE = '160000';

/** The texts of what differs between two commits, and the paths that could not be looked into. */
export function diffTexts(
  call: GitCall,
  diff: readonly Differing[],
): { readonly diffs: readonly FileDiff[]; readonly unread: readonly string[] } {
  const ids = diff.flatMap(({ before, after }) => [before, after].flatMap((one) => (one && one.mode !== SUBMODULE ? [one.blob] : [])));
  const { texts } = readTexts(call, [...new Set(ids)]);
  const unread: string[] = [];
  const diffs = diff.map(({ path, before, after }): FileDiff => {
    const was = before === undefined ? '' : texts.get(before.blob);
    const is = after === undefined ? '' : texts.get(after.blob);
    if (was === undefined || is === undefined) unread.push(path);
    const lines = was === undefined || is === undefined ? { removed: [], added: [] } : lineDiff(was, is);
    return {
      path,
      status:
        before === undefined
          ? 'added'
          : after === undefined
            ? 'deleted'
            : before.mode.slice(0, 2) === after.mode.slice(0, 2)
              ? 'modified'
              : 'type changed',
      ...(before === undefined || was === undefined ? {} : { before: was }),
      ...(after === undefined || is === undefined ? {} : { after: is }),
      ...lines,
    };
  });
  return { diffs, unread };
}
