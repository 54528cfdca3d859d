import type { Sane } from './inclusion-search.ts';
import { LAST, type Range } from './regex-tree.ts';

/** Stands before each word of a command: no character of a word can be it. */
export const BEFORE_WORD = LAST + 1;

const ANY: readonly Range[] = [[0, LAST]];
const HIGH: readonly Range[] = [[0xd800, 0xdbff]];
const LOW: readonly Range[] = [[0xdc00, 0xdfff]];
const within = (code: number, [range]: readonly Range[]): boolean => range !== undefined && range[0] <= code && code <= range[1];
const sign = (char: string): number => char.charCodeAt(0);
const mark = (code: number): readonly Range[] => [[code, code]];

/** The same texts without halves of characters: none is ever in a path or a command that a person can write down. */
function wellFormed({ start, step, ends, marks }: Sane): Sane {
  return {
    start: start * 2,
    // the odd states wait for the second half
    step: (state, code) => {
      const half = state % 2 === 1;
      if (half !== within(code, LOW)) return undefined;
      const next = step((state - Number(half)) / 2, code);
      return next === undefined ? undefined : next * 2 + Number(within(code, HIGH));
    },
    ends: (state) => state % 2 === 0 && ends(state / 2),
    marks: [ANY, HIGH, LOW, ...marks],
  };
}

const SEGMENT = 0;
const DOT = 1;
const DOTS = 2;
const INSIDE = 3;
const ROOT = 4;

/** Paths as they are judged: no empty segment, none that is `.` or `..`, no slash at the end; not the top folder itself. */
export const sanePaths = (base: 'repository' | 'absolute'): Sane =>
  wellFormed({
    start: base === 'absolute' ? ROOT : SEGMENT,
    step: (state, code) => {
      if (code > LAST) return undefined;
      if (state === ROOT) return code === sign('/') ? SEGMENT : undefined;
      if (code === sign('/')) return state === INSIDE ? SEGMENT : undefined;
      if (code !== sign('.') || state >= DOTS) return INSIDE;
      return state === SEGMENT ? DOT : DOTS;
    },
    ends: (state) => state === INSIDE,
    marks: [mark(sign('/')), mark(sign('.'))],
  });

/** Texts of at least one character. */
export const SOME_TEXT: Sane = wellFormed({
  start: 0,
  step: (_, code) => (code > LAST ? undefined : 1),
  ends: (state) => state === 1,
  marks: [],
});

const BEGIN = 0;
const FIRST = 1;
const WORD = 2;
const NEXT = 3;

/** Commands: at least one word, and the first is not empty; `empty`: others may be. */
export const saneWords = (empty: boolean): Sane =>
  wellFormed({
    start: BEGIN,
    step: (state, code) => {
      if (code !== BEFORE_WORD) return state === BEGIN ? undefined : WORD;
      if (state === BEGIN) return FIRST;
      return state === WORD || (state === NEXT && empty) ? NEXT : undefined;
    },
    ends: (state) => state === WORD || (state === NEXT && empty),
    marks: [mark(BEFORE_WORD)],
  });
