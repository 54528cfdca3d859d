import { blocksOf } from './blocks.ts';

/** One sentence without its markup; each code span is `«n»`, the n-th of `codes`. */
export interface Sentence {
  readonly text: string;
  readonly codes: readonly string[];
  /** It was longer than what is looked at. */
  readonly cut: boolean;
}

export interface Reading {
  readonly sentences: readonly Sentence[];
  /** Sentences that were not looked at. */
  readonly left: number;
  /** Characters of the message that were not looked at. */
  readonly unread: number;
}

const MOST_TEXT = 200_000;
const MOST_SENTENCES = 200;
const LONGEST = 500;

/** Ends a sentence: a stop and a blank, but not the stop of an abbreviation. */
const END = /(?<=[.!?])(?<!\b(?:e\.g|i\.e|vs|cf|approx|incl)\.)\s+|;\s+/i;
const REPLACED: readonly (readonly [RegExp, string])[] = [
  [/\p{Cc}|\ufe0f|[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, ''],
  [/[‘’]/g, "'"],
  [/<!--[^<>]{0,300}-->|<\/?[a-zA-Z][^<>]{0,200}>/g, ' '],
  [/!?\[([^[\]]{1,300})\]\([^()\s]{1,300}\)/g, '$1'],
  // what is struck out or quoted is not what the agent says
  [/~~[^~]{1,300}~~/g, ' '],
  [/"[^"]{1,300}"|“[^”]{1,300}”|(?<=^|[\s(])'[^']{2,200}'(?=$|[\s.,;:!?)])/g, '“…”'],
  [/\*+|(?<![\w/])_{1,2}(?=\w)|(?<=\w)_{1,2}(?![\w/.])/g, ''],
  [/[✔✓☑🟢]|:white_check_mark:/gu, '✅'],
  [/[✗✘✖🔴]|:x:/gu, '❌'],
];

/**
 * The sentences of a message in Markdown, in order. Code blocks, quoted lines, quoted and struck text, open check boxes and
 * lists of next steps hold none: what stands there is not said of what was done.
 */
export function sentencesOf(message: string): Reading {
  const all = blocksOf(message.slice(0, MOST_TEXT)).flatMap(sentences);
  return {
    sentences: all.slice(0, MOST_SENTENCES),
    left: Math.max(0, all.length - MOST_SENTENCES),
    unread: Math.max(0, message.length - MOST_TEXT),
  };
}

function sentences(block: string): readonly Sentence[] {
  const { text, codes } = withoutCode(block.replace(/[«»]/g, ''));
  return plain(text)
    .split(END)
    .map((one) => markLast(one.replace(/\s+/g, ' ').trim()))
    .filter((one) => /[\p{L}✅❌]/u.test(one))
    .map((one) => ({ text: one.slice(0, LONGEST), codes, cut: one.length > LONGEST }));
}

const plain = (text: string): string => REPLACED.reduce((out, [from, to]) => out.replace(from, to), text);

/** A mark before a subject says the same as one after it; before a whole sentence a tick adds nothing, and a cross takes it back. */
function markLast(text: string): string {
  const [, mark, rest = ''] = /^([✅❌])\s*(.+)$/u.exec(text) ?? [];
  if (mark === undefined) return text;
  if (/^(?:[\w-]+\s?){1,2}$/.test(rest)) return `${rest} ${mark}`;
  return mark === '✅' ? rest : '';
}

/** Takes code spans out: a span ends at the next run of as many backticks as began it. */
function withoutCode(block: string): { readonly text: string; readonly codes: readonly string[] } {
  const parts = block.split(/(`+)/);
  const last = new Map(parts.map((part, i) => [part, i] as const));
  const codes: string[] = [];
  let text = '';
  for (let i = 0; i < parts.length; i += 1) {
    const part = parts[i] ?? '';
    if (i % 2 === 0) text += part;
    else if ((last.get(part) ?? i) > i) {
      const end = parts.indexOf(part, i + 1);
      codes.push(
        parts
          .slice(i + 1, end)
          .join('')
          .trim(),
      );
      text += `«${codes.length - 1}»`;
      i = end;
    }
  }
  return { text, codes };
}

/** The sentence as it is shown: with its code spans. */
export function shown({ text, codes }: Pick<Sentence, 'text' | 'codes'>): string {
  return text.replace(/«(\d+)»/g, (_, at: string) => `\`${codes[Number(at)] ?? ''}\``).slice(0, LONGEST);
}
