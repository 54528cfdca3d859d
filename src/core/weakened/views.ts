import { type Language, LEXES, type Lexis } from './languages.ts';

/** A text in two layers, both as long as it is and with its newlines: blanks stand for what belongs to neither. */
export interface Views {
  readonly raw: string;
  /** Without comments and the inside of strings; the quotes stay. */
  readonly code: string;
  /** Comments only. */
  readonly comments: string;
}

interface Scan {
  readonly text: string;
  readonly lexis: Lexis;
  readonly language: Language;
  /** Of each stretch: where it begins, and what it is. */
  readonly marks: [number, 'code' | 'string' | 'comment'][];
  /** Open braces in each `${` of a template that is being read. */
  readonly holes: number[];
  /** The last character of code that is no blank: tells a pattern from a division. */
  last: string;
}

/**
 * A cheap scanner: comments, strings with escapes, templates with their holes, raw strings of Rust and Go, text blocks, and
 * patterns between slashes where code before them leaves no other reading. It misses here-documents and `%w` lists of
 * Ruby, text in JSX, and strings of Ruby over several lines; a wrong guess ends at the end of its line.
 */
export function viewsOf(text: string, language: Language): Views {
  const scan: Scan = { text, lexis: LEXES[language], language, marks: [], holes: [], last: '' };
  for (let at = 0; at < text.length; ) at = step(scan, at);
  return { raw: text, code: layer(scan, 'code'), comments: layer(scan, 'comment') };
}

function layer({ text, marks }: Scan, wanted: 'code' | 'comment'): string {
  const parts: string[] = [];
  marks.forEach(([from, kind], i) => {
    const part = text.slice(from, marks[i + 1]?.[0] ?? text.length);
    parts.push(kind === wanted ? part : part.replace(/[^\n]+/g, (line) => ' '.repeat(line.length)));
  });
  return parts.join('');
}

function mark({ marks }: Scan, at: number, kind: 'code' | 'string' | 'comment'): void {
  if (marks.at(-1)?.[1] !== kind) marks.push([at, kind]);
}

/** Reads one token of code from `at`; gives where the next begins. */
function step(scan: Scan, at: number): number {
  const { text, lexis } = scan;
  const char = text[at] ?? '';
  const plain = scan.language === 'rust' ? /[ \ta-zA-Z_]/.test(char) && !/[rb]/.test(char) : /[ \ta-zA-Z_]/.test(char);
  if (plain) {
    mark(scan, at, 'code');
    return code(scan, at, char);
  }
  const { block } = lexis;
  if (block && text.startsWith(block[0], at)) return blockComment(scan, at, block);
  if (text.startsWith(lexis.line, at)) return upTo(scan, at, lineEnd(text, at), 'comment');
  const raw =
    scan.language === 'rust' && (char === 'r' || char === 'b') && !/\w/.test(text[at - 1] ?? '') ? rawString(scan, at) : undefined;
  if (raw !== undefined) return raw;
  if (scan.language === 'js' && char === '/' && beginsPattern(scan)) return pattern(scan, at);
  const quote = lexis.quotes.find((one) => text.startsWith(one, at));
  if (
    quote !== undefined &&
    !(scan.language === 'rust' && quote === "'" && !/^'(?:\\[^\n]|[^\\'\n])[^'\n]{0,10}'/.test(text.slice(at, at + 16)))
  )
    return string(scan, at, quote);
  mark(scan, at, 'code');
  return code(scan, at, char);
}

function code(scan: Scan, at: number, char: string): number {
  const open = scan.holes.length - 1;
  if (open >= 0) {
    if (char === '{') scan.holes[open] = (scan.holes[open] ?? 0) + 1;
    else if (char === '}' && scan.holes[open] === 0) {
      scan.holes.pop();
      return inString(scan, at + 1, '`');
    } else if (char === '}') scan.holes[open] = (scan.holes[open] ?? 0) - 1;
  }
  if (/\w/.test(char)) {
    let end = at + 1;
    while (end < scan.text.length && /[\w$]/.test(scan.text[end] ?? '')) end += 1;
    scan.last = /^(?:return|typeof|case|in|of|throw|await|yield)$/.test(scan.text.slice(at, Math.min(end, at + 10))) ? '(' : 'a';
    return end;
  }
  if (char.trim() !== '') scan.last = char;
  return at + 1;
}

const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
};

function upTo(scan: Scan, at: number, end: number, kind: 'string' | 'comment'): number {
  mark(scan, at, kind);
  return end;
}

function blockComment(scan: Scan, at: number, [open, close]: readonly [string, string]): number {
  let depth = 1;
  let next = at + open.length;
  let end = -1;
  while (depth > 0) {
    if (end < next) end = scan.text.indexOf(close, next);
    if (end < 0) return upTo(scan, at, scan.text.length, 'comment');
    const inner = scan.lexis.nested ? scan.text.slice(next, end).indexOf(open) : -1;
    depth += inner >= 0 ? 1 : -1;
    next = inner >= 0 ? next + inner + open.length : end + close.length;
  }
  return upTo(scan, at, next, 'comment');
}

/** `r"…"`, `r#"…"#`, `br"…"` */
function rawString(scan: Scan, at: number): number | undefined {
  const begin = /^b?r(#{0,20})"/.exec(scan.text.slice(at, at + 24));
  if (!begin) return undefined;
  const close = scan.text.indexOf(`"${begin[1]}`, at + begin[0].length);
  return upTo(scan, at, close < 0 ? scan.text.length : close + 1 + (begin[1] ?? '').length, 'string');
}

const beginsPattern = ({ last }: Scan): boolean => last === '' || '(,=:[!&|?{};~+-*%<>^'.includes(last);

function pattern(scan: Scan, at: number): number {
  let inClass = false;
  for (let i = at + 1; i < scan.text.length && scan.text[i] !== '\n'; i += 1) {
    const char = scan.text[i];
    if (char === '\\') i += 1;
    else if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    else if (char === '/' && !inClass) {
      scan.last = 'a';
      return upTo(scan, at, i + 1, 'string');
    }
  }
  mark(scan, at, 'code');
  scan.last = '/';
  return at + 1;
}

function string(scan: Scan, at: number, quote: string): number {
  mark(scan, at, 'code');
  return inString(scan, at + quote.length, quote);
}

/** From inside a string to after its end; the closing quote is code, like the opening one. */
function inString(scan: Scan, from: number, quote: string): number {
  const { text, lexis, language } = scan;
  mark(scan, from, 'string');
  for (let i = from; i < text.length; i += 1) {
    const char = text[i];
    if (char === '\\' && !lexis.raw.includes(quote)) i += 1;
    else if (char === '\n' && !lexis.long.includes(quote)) return i;
    else if (language === 'js' && quote === '`' && char === '$' && text[i + 1] === '{') {
      scan.holes.push(0);
      scan.last = '{';
      mark(scan, i, 'code');
      return i + 2;
    } else if (text.startsWith(quote, i)) {
      scan.last = 'a';
      mark(scan, i, 'code');
      return i + quote.length;
    }
  }
  return text.length;
}
