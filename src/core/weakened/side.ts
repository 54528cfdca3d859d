import type { FileDiff } from '../../schema/file-diff.ts';
import { casesOf, type TestCase } from './cases.ts';
import { type Language, languageOf } from './languages.ts';
import { isTestFile } from './test-files.ts';
import { type Views, viewsOf } from './views.ts';

/** One text of a changed path, read. */
export interface Side {
  readonly views: Views;
  readonly cases: readonly TestCase[];
  /** The layers by line, the first at 0. */
  readonly lines: Readonly<Record<keyof Views, readonly string[]>>;
}

/** A changed path both of whose sides are texts; a side that never was is empty. */
export interface Changed {
  readonly diff: FileDiff;
  readonly language: Language | undefined;
  readonly test: boolean;
  readonly before: Side;
  readonly after: Side;
}

/** Characters of a text, of all texts and of a line beyond which nothing is looked at. */
const LONGEST_TEXT = 1 << 20;
const MOST_TEXT = 16 << 20;
export const LONGEST_LINE = 2_000;

export interface Sorted {
  readonly readable: readonly FileDiff[];
  readonly unread: readonly { readonly diff: FileDiff; readonly why: string }[];
}

/** The diffs that are looked into, tests first, and the others with the reason. */
export function sorted(diffs: readonly FileDiff[]): Sorted {
  const readable: FileDiff[] = [];
  const unread: { diff: FileDiff; why: string }[] = [];
  let left = MOST_TEXT;
  for (const diff of [...diffs.filter(({ path }) => isTestFile(path)), ...diffs.filter(({ path }) => !isTestFile(path))]) {
    const [before, after] = texts(diff);
    const size = (before ?? '').length + (after ?? '').length;
    if (before === undefined || after === undefined) unread.push({ diff, why: 'its text was not read' });
    else if (Math.max(before.length, after.length) > LONGEST_TEXT) unread.push({ diff, why: 'its text is too long' });
    else if (size > left) unread.push({ diff, why: 'the texts of the change are too long together' });
    else {
      readable.push(diff);
      left -= size;
    }
  }
  return { readable, unread };
}

/** A side that never was is empty; one that was not read is undefined. */
function texts({ status, before, after }: FileDiff): readonly [string | undefined, string | undefined] {
  return [before ?? (status === 'added' ? '' : undefined), after ?? (status === 'deleted' ? '' : undefined)];
}

/** Both sides of a diff; undefined for a change of form only, and where a side was not read. */
export function readDiff(diff: FileDiff): Changed | undefined {
  const [before, after] = texts(diff);
  if (before === undefined || after === undefined) return undefined;
  if (diff.status === 'modified' && form(before) === form(after)) return undefined;
  const language = languageOf(diff.path);
  const test = isTestFile(diff.path);
  return { diff, language, test, before: sideOf(diff.path, before, language, test), after: sideOf(diff.path, after, language, test) };
}

/** What a formatter leaves alone. */
const form = (text: string): string => text.replace(/[\s;,'"`()]+/g, '');

function sideOf(path: string, text: string, language: Language | undefined, test: boolean): Side {
  const views = language === undefined ? { raw: text, code: text, comments: '' } : viewsOf(text, language);
  // Rust keeps its tests beside the code
  const cases = language !== undefined && (test || language === 'rust') ? casesOf(path, views, language) : [];
  const lines = { raw: views.raw.split('\n'), code: views.code.split('\n'), comments: views.comments.split('\n') };
  return { views, cases, lines };
}
