import type { Language } from './languages.ts';
import type { Views } from './views.ts';

/** Where a test stands: `body` begins after its name, `to` is its end. */
export interface Found {
  readonly name: string;
  readonly from: number;
  readonly body: number;
  readonly to: number;
  readonly many: boolean;
}

type Finder = (views: Views, pairs: ReadonlyMap<number, number>) => readonly Found[];

/** Characters between an annotation and the name of its test. */
const NEAR = 600;
const LONGEST_NAME = 2_000;
const MANY =
  /parametrize|parameterized|ParameterizedTest|RepeatedTest|TestFactory|rstest|test_case|hypothesis|@given|each|\.for\b|\.prop\b/i;

/** The place of a character that must not be far. */
function near(text: string, char: string, from: number, most = NEAR): number {
  const at = text.slice(from, from + most).indexOf(char);
  return at < 0 ? -1 : from + at;
}

/** Keeps what a search would find inside of what it found before: a nested test, or a broken text read twice. */
function eachOutermost(matches: Iterable<RegExpExecArray>, read: (match: RegExpExecArray) => Found | undefined): readonly Found[] {
  const found: Found[] = [];
  for (const match of matches) {
    if (match.index < (found.at(-1)?.to ?? 0)) continue;
    const one = read(match);
    if (one) found.push(one);
  }
  return found;
}

const JS = /(?<![\w.$])(?:(?:Deno|t)\.)?[xf]?(?:it|test|specify)((?:\.\w{1,20}){0,4})\s*\(/g;

function js({ raw, code }: Views, pairs: ReadonlyMap<number, number>): readonly Found[] {
  return eachOutermost(code.matchAll(JS), (match) => {
    const first = match.index + match[0].length - 1;
    const table = /\.(?:each|for|skipIf|runIf|prop)$/.test(match[1] ?? '');
    const open = table ? near(code, '(', (pairs.get(first) ?? code.length) + 1) : first;
    const end = pairs.get(open);
    if (open < 0 || end === undefined || (table && code.slice((pairs.get(first) ?? 0) + 1, open).trim() !== '')) return undefined;
    const begin = open + 1 + (/^\s*/.exec(code.slice(open + 1, open + 200))?.[0].length ?? 0);
    const quote = code[begin] ?? '';
    const quoted = quote === "'" || quote === '"' || quote === '`';
    const close = near(code, quoted ? quote : ',', begin + 1, LONGEST_NAME);
    if (close < 0 || close > end || (!quoted && !/=>|\bfunction\b/.test(code.slice(begin, begin + 300)))) return undefined;
    return {
      name: raw.slice(begin + (quoted ? 1 : 0), close),
      from: match.index,
      body: close + 1,
      to: end + 1,
      many: MANY.test(match[1] ?? ''),
    };
  });
}

/** A name after a mark, and the braces after its parameters. */
const annotated =
  (mark: RegExp, named: RegExp): Finder =>
  ({ raw, code }, pairs) =>
    eachOutermost(code.matchAll(mark), (match) => {
      const from = match.index + match[0].length;
      const name = named.exec(code.slice(from, from + NEAR));
      if (!name) return undefined;
      const at = from + name.index + name[0].length;
      const brace = near(code, '{', pairs.get(at - 1) ?? at);
      const to = pairs.get(brace);
      if (brace < 0 || to === undefined) return undefined;
      const words = raw.slice(from + name.index, at);
      const last = /`([^`\n]+)`\s*\($|(\w+)\s*[(<]$/.exec(words);
      return {
        name: last?.[1] ?? last?.[2] ?? words,
        from: match.index,
        body: brace,
        to: to + 1,
        many: MANY.test(match[0]) || /@(?:CsvSource|ValueSource|MethodSource)|#\[case/.test(code.slice(from, at)),
      };
    });

function go({ code }: Views, pairs: ReadonlyMap<number, number>): readonly Found[] {
  return eachOutermost(code.matchAll(/^func\s+((?:Test|Fuzz|Example)\w*)\s*\(/gm), (match) => {
    const brace = near(code, '{', match.index);
    const to = pairs.get(brace);
    return brace < 0 || to === undefined ? undefined : { name: match[1] ?? '', from: match.index, body: brace, to: to + 1, many: false };
  });
}

/** A block by its indentation: up to the next line of code that is not deeper. */
function python({ code, raw }: Views, pairs: ReadonlyMap<number, number>): readonly Found[] {
  return eachOutermost(code.matchAll(/^([ \t]{0,200})(?:async[ \t]+)?def[ \t]+(test\w*)\s*\(/gm), (match) => {
    const open = match.index + match[0].length - 1;
    const body = (pairs.get(open) ?? open) + 1;
    const next = new RegExp(`^[ \\t]{0,${match[1]?.length ?? 0}}\\S`, 'gm');
    const line = code.indexOf('\n', body);
    next.lastIndex = line < 0 ? code.length : line + 1;
    const to = next.exec(code)?.index ?? code.length;
    return {
      name: match[2] ?? '',
      from: match.index,
      body,
      to,
      many: MANY.test(
        raw
          .slice(Math.max(0, match.index - NEAR), match.index)
          .split(/\n\s*\n/)
          .at(-1) ?? '',
      ),
    };
  });
}

const RUBY = /^([ \t]{0,200})(?:[xf]?(?:it|specify|example|scenario)|test|def[ \t]+(test_\w+))\b[ \t(]*(?:(['"])|(?=[{]|do\b|$))?/gm;

/** A block up to the `end` in the column where it began; one without `do` ends with its line. */
function ruby({ code, raw }: Views): readonly Found[] {
  return eachOutermost(code.matchAll(RUBY), (match) => {
    const [whole, indent = '', method, quote] = match;
    const at = match.index + whole.length;
    const line = raw.indexOf('\n', at) < 0 ? raw.length : raw.indexOf('\n', at);
    const close = quote === undefined ? at : near(code, quote, at, Math.min(LONGEST_NAME, line - at));
    if (close < 0) return undefined;
    const name = method ?? (quote === undefined ? raw.slice(at, line).trim() : raw.slice(at, close));
    const ending = new RegExp(`^${indent}end\\b`, 'gm');
    ending.lastIndex = line;
    const long = method !== undefined || /\bdo\b/.test(code.slice(close, line));
    const to = long ? (ending.exec(code)?.index ?? raw.length) + indent.length + 3 : line;
    return { name, from: match.index, body: quote === undefined ? at : close + 1, to, many: false };
  });
}

export const finders: Readonly<Record<Language, Finder>> = {
  js,
  python,
  go,
  java: annotated(
    /@(?:Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate)\b|\bpublic(?=\s+void\s+test\w+\s*\()/g,
    /\b(?:void|fun)\s+(?:`\s*`|\w+)\s*\(/,
  ),
  rust: annotated(/#\[(?:\w+::)?(?:test|rstest|test_case|wasm_bindgen_test)\b/g, /\bfn\s+\w+\s*[(<]/),
  ruby,
};
