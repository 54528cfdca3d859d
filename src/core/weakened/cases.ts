import { assertionsOf, helpersIn } from './assertions.ts';
import { bracketsOf } from './brackets.ts';
import { type Found, finders } from './find-cases.ts';
import type { Language } from './languages.ts';
import type { Views } from './views.ts';

/** One test of a file. */
export interface TestCase {
  readonly name: string;
  readonly path: string;
  readonly line: number;
  /** Its text without the inside of strings and comments, and as it is written. */
  readonly code: string;
  readonly raw: string;
  readonly assertions: number;
  /** Its lines, freed of blanks and marks that a formatter sets. */
  readonly lines: readonly string[];
  /** One body for many values: a table, a property. */
  readonly many: boolean;
}

/** The tests that a text holds, outermost only: what a test nests belongs to it. */
export function casesOf(path: string, views: Views, language: Language): readonly TestCase[] {
  const found = outermost(finders[language](views, bracketsOf(views.code)));
  const rest = helpersIn(without(views.code, found), language);
  const lineAt = lineNumbers(views.raw);
  return found.map(({ name, from, body, to, many }) => {
    const code = views.code.slice(body, to);
    const raw = views.raw.slice(body, to);
    return { name, path, line: lineAt(from), code, raw, assertions: assertionsOf(code, language, rest), lines: linesOf(raw, code), many };
  });
}

function outermost(found: readonly Found[]): readonly Found[] {
  let end = -1;
  return found.filter((one) => {
    if (one.from < end) return false;
    end = one.to;
    return true;
  });
}

function without(code: string, found: readonly Found[]): string {
  let at = 0;
  const parts = found.map(({ from, to }) => {
    const part = code.slice(at, from);
    at = to;
    return part;
  });
  return [...parts, code.slice(at)].join('\n');
}

/** Lines that hold code; what a formatter changes is left out. */
function linesOf(raw: string, code: string): readonly string[] {
  const codes = code.split('\n');
  return raw
    .split('\n')
    .filter((_, i) => (codes[i] ?? '').trim() !== '')
    .map((line) => line.replace(/[\s;,'"`]+/g, ''))
    .filter((line) => /\w/.test(line));
}

function lineNumbers(text: string): (at: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  let line = 0;
  let from = -1;
  return (at) => {
    if (at < from) line = 0;
    from = at;
    while ((starts[line + 1] ?? Number.POSITIVE_INFINITY) <= at) line += 1;
    return line + 1;
  };
}
