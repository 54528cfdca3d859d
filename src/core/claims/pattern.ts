import type { Judge } from './hit.ts';

/** A way to say something that can be checked. Of a group, the first that fits a sentence speaks. */
export interface Pattern {
  readonly kind: string;
  readonly group: string;
  readonly pattern: RegExp;
  readonly judge: Judge;
  /** An expectation of it is shown too; else only the statement is. */
  readonly hoped?: boolean;
}

/** Sentences have one blank between words, so a blank in a pattern is a blank. */
export const re = (source: string): RegExp => new RegExp(source, 'i');

/** One kind of claim in several ways. */
export const ways = (kind: string, judge: Judge, ...sources: readonly string[]): readonly Pattern[] =>
  sources.map((source) => ({ kind, group: kind, pattern: re(source), judge }));

export const hopes = (group: string, patterns: readonly Pattern[]): readonly Pattern[] =>
  patterns.map((pattern) => ({ ...pattern, group, hoped: true }));
