/** Something that a line shows, on either side of a change. */
export interface Sign {
  readonly path: string;
  readonly line: number;
  readonly text: string;
  /** Which way it was written. */
  readonly of: string;
  /** The line without its form, and what it speaks of: the same on both sides where it only moved. */
  readonly key: string;
  readonly words: ReadonlySet<string>;
}

/**
 * The signs that are new: each of the old ones stands for one of the same line anywhere, else for one of its kind in the same file
 * that speaks of mostly the same.
 */
export function newSigns(removed: readonly Sign[], added: readonly Sign[]): readonly Sign[] {
  const left = new Map<string, Sign[]>();
  for (const one of removed) {
    const list = left.get(`${one.of} ${one.key}`);
    if (list) list.push(one);
    else left.set(`${one.of} ${one.key}`, [one]);
  }
  const unlike = added.filter((one) => left.get(`${one.of} ${one.key}`)?.pop() === undefined);
  const rest = [...left.values()].flat().slice(0, MOST_COMPARED);
  return unlike.filter((one, i) => {
    if (i >= MOST_COMPARED) return true;
    const same = rest.findIndex((old) => old.path === one.path && old.of === one.of && alike(old.words, one.words));
    if (same >= 0) rest.splice(same, 1);
    return same < 0;
  });
}

/** Signs beyond these stand only for the very same line. */
const MOST_COMPARED = 500;

function alike(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a.size === 0 || b.size === 0) return a.size === b.size;
  const shared = [...a].filter((word) => b.has(word)).length;
  return 2 * shared >= Math.max(a.size, b.size);
}

const FILLERS = new Set('async await function const return true false'.split(' '));

export const wordsOf = (text: string): ReadonlySet<string> =>
  new Set((text.match(/[A-Za-z_]\w{2,}/g) ?? []).filter((word) => !FILLERS.has(word)));
export const keyOf = (text: string): string => text.replace(/[\s;,'"`()]+/g, '');
