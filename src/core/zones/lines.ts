import type { DiffLine, FileDiff } from '../../schema/file-diff.ts';
import { importsOf, isPackage } from './imports.ts';
import { namesPath } from './patterns.ts';
import type { Rule } from './rule.ts';

/** So many added lines and characters of one file, and so many characters of one line, are looked at; `isCut` says where that was not all. */
export const MOST_LINES = 20_000;
const MOST_CHARACTERS = 500_000;
export const LONGEST_LINE = 2_000;
/** And so many characters of all files together: a second or two of looking. */
const MOST_OF_ALL = 2_000_000;

/** Whether a file's added lines are too many or too long to be looked at whole. */
export function isCut({ added }: FileDiff): boolean {
  return added.length > MOST_LINES || charactersOf(added) > MOST_CHARACTERS || added.some((line) => line.text.length > LONGEST_LINE);
}

/** The diffs by path, in their order, as long as there is patience for their lines. */
export function withinPatience(diffs: readonly FileDiff[]): ReadonlyMap<string, FileDiff> {
  let left = MOST_OF_ALL;
  const kept = diffs.filter(({ added }) => {
    left -= Math.min(charactersOf(added), MOST_CHARACTERS);
    return left >= 0;
  });
  return new Map(kept.map((diff) => [diff.path, diff]));
}

const charactersOf = (added: readonly DiffLine[]): number => added.reduce((sum, { text }) => sum + text.length + 1, 0);

/** The first added line that a rule's patterns or packages name: `line 12`, `import stripe`; undefined where none does. */
export function linesFound(rule: Rule, parts: readonly string[], diff: FileDiff): string | undefined {
  const patterns = (rule.lines ?? [])
    .filter(({ files }) => files === undefined || files.some((pattern) => namesPath(pattern, parts)))
    .map(({ pattern }) => compiled(pattern));
  const packages = rule.packages ?? [];
  if (patterns.length + packages.length === 0) return undefined;
  for (const { line, text } of looked(diff.added)) {
    if (patterns.some((pattern) => pattern.test(text))) return `line ${line}`;
    const name = packages.length === 0 ? undefined : importsOf(parts.at(-1) ?? '', text).find((one) => isPackage(packages, one));
    if (name !== undefined) return `import ${name.slice(0, 80)}`;
  }
  return undefined;
}

function* looked(added: readonly DiffLine[]): Generator<DiffLine> {
  let left = MOST_CHARACTERS;
  for (const { line, text } of added.slice(0, MOST_LINES)) {
    left -= text.length + 1;
    if (left < 0) return;
    yield { line, text: text.slice(0, LONGEST_LINE) };
  }
}

const known = new Map<string, RegExp>();

function compiled(source: string): RegExp {
  const made = known.get(source) ?? new RegExp(source, 'iu');
  known.set(source, made);
  return made;
}
