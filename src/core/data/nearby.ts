import { type Tables, tablesOf } from './tables.ts';
import { ABOUT, split } from './words.ts';

/** A text, and what was found out about it so far: shared by the detectors of one call. */
export interface View {
  readonly text: string;
  readonly tables: () => Tables;
}

export function viewOf(text: string): View {
  let tables: Tables | undefined;
  return {
    text,
    tables: () => {
      tables ??= tablesOf(text);
      return tables;
    },
  };
}

/** Whether a place is under a word: the word stands before it on its line, or is the name of its column. */
export type Nearby = (start: number, end: number) => boolean;

/** As far as a word reaches, in characters before the place. */
const REACH = 80;

/** Something that begins another field, so that the word is not about what stands behind it. */
const OTHER_FIELD = /[;|&{}]|,\s*["'\d]|,[^,]*[:=]|[:=][^:=]*\p{L}["'\]]?\s*[:=]/u;

/** One separator alone: a line of a table with two columns. */
const PAIR = /^["'\s]*[,;|\t]["'\s]*$/;

/** Builds the test for one set of words. */
export function nearby(view: View, words: RegExp): Nearby {
  const { text } = view;
  let cells: ((start: number, end: number) => boolean) | undefined;
  let lastEnd = -1;
  return (start, end) => {
    cells ??= view.tables().under(words);
    const chained = lastEnd >= 0 && start >= lastEnd && start - lastEnd <= 12 && CHAIN.test(text.slice(lastEnd, start));
    const yes = chained || before(text, start, words);
    if (yes) lastEnd = end;
    return yes || cells(start, end);
  };
}

/** What may stand between two items of one list. */
const CHAIN = /^["'\s]*(?:[,;/]|or|and|oder|und|et|y)?["'\s-]*$/i;

function before(text: string, start: number, words: RegExp): boolean {
  const window = split(text.slice(Math.max(0, start - REACH), start));
  let after = -1;
  for (const found of window.matchAll(words)) after = found.index + found[0].length;
  if (after < 0) return false;
  const gap = window.slice(after);
  return gap.includes('\n') ? onOwnLine(window.slice(0, after), gap) : reaches(gap);
}

/** A label, and its value on the next line. */
function onOwnLine(label: string, gap: string): boolean {
  if (!/^[ \w]{0,12}["'\s:=>[({*_|#-]*$/.test(gap) || /\n[^\n]*\n[^\n]*\n/.test(gap)) return false;
  if (/[:=[>][^\n]*\n/.test(gap)) return !ABOUT.test(gap);
  const line = label.slice(label.lastIndexOf('\n') + 1);
  return line.length <= 30 && !/[,;|\t]/.test(line) && /^\s*$/.test(gap);
}

function reaches(gap: string): boolean {
  if (PAIR.test(gap)) return true;
  const plain = gap
    .replace(/<[^<>]*>/g, ' ')
    // vCard: TEL;TYPE=CELL:
    .replace(/^;[A-Z=,;]{0,40}:/i, ':')
    .replace(/:\s*\{\s*["']?(?:number|value|home|work|main)["']?\s*:/i, ':');
  if (plain.length > 48 || OTHER_FIELD.test(plain) || ABOUT.test(plain)) return false;
  // a longer number in between is what the word is about
  return !/\d{4}/.test(plain);
}
