import type { ClaimFacts } from './facts.ts';
import type { Sentence } from './sentences.ts';

/** What a pattern found, and what a judge needs to hold it against the record. */
export interface Hit {
  readonly sentence: Sentence;
  /** All sentences of the message: what else it names. */
  readonly all: readonly Sentence[];
  readonly match: RegExpExecArray;
  /** The sentence up to the match, and from its end. */
  readonly before: string;
  readonly after: string;
}

export interface Judgement {
  readonly verdict: 'supported' | 'contradicted' | 'not checkable';
  readonly evidence: string;
}

/** Undefined: seen closer it is no claim. */
export type Judge = (hit: Hit, facts: ClaimFacts) => Judgement | undefined;

export const supported = (evidence: string): Judgement => ({ verdict: 'supported', evidence });
export const contradicted = (evidence: string): Judgement => ({ verdict: 'contradicted', evidence });
export const notCheckable = (evidence: string): Judgement => ({ verdict: 'not checkable', evidence });

const WORDS = 'no one two three four five six seven eight nine ten eleven twelve'.split(' ');
const TENS = 'ten twenty thirty forty fifty'.split(' ');

/** Digits or a word as a number; undefined for anything else. */
export function numberOf(word: string | undefined): number | undefined {
  if (word === undefined) return undefined;
  if (/^\d{1,6}$/.test(word)) return Number(word);
  const small = WORDS.indexOf(word.toLowerCase());
  const tens = TENS.indexOf(word.toLowerCase());
  return small >= 0 ? small : tens >= 0 ? (tens + 1) * 10 : word.toLowerCase() === 'zero' ? 0 : undefined;
}

/** A handful of names, and how many more there are. */
export function some(names: readonly string[]): string {
  const first = names.slice(0, 3).map((name) => `\`${name}\``);
  return names.length > 3 ? `${first.join(', ')} and ${names.length - 3} more` : first.join(', ');
}

export const plural = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
