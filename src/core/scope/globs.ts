import picomatch from 'picomatch';
import type { PathRule } from '../../schema/frozen.ts';
import { globRoot } from '../accesses/search.ts';
import { expandHome, hasControl, isAbsolute, lexical, segments } from '../paths.ts';

/** The one option set: dot files are files like others, and an unclosed bracket is an error. */
const OPTIONS = { dot: true, strictBrackets: true, keepQuotes: true } as const;

export interface GlobContext {
  readonly home: string;
  /** Where the literal folder of an absolute glob really lies: links on the way are followed. */
  readonly realFolder: (path: string) => string;
}

export type Compiled = { readonly rule: PathRule } | { readonly problem: string };

/**
 * Compiles one glob of a scope: relative to the repository, `~/…`, or absolute. A trailing slash means the folder's
 * content. The result is text, so that a call needs no glob library.
 */
export function compileGlob(pattern: string, place: string, context: GlobContext): Compiled {
  const problem = unfit(pattern);
  if (problem) return { problem };
  const spelled = pattern.endsWith('/') ? `${pattern}**` : pattern;
  const full = expandHome(spelled.normalize('NFC'), literal(context.home));
  const glob = isAbsolute(full) ? realGlob(full, context) : segments(full).join('/');
  try {
    const folder = folderOf(glob);
    return {
      rule: {
        pattern,
        place,
        base: isAbsolute(full) ? 'absolute' : 'repository',
        regex: source(glob),
        ...(folder === undefined ? {} : { folder: folder === '' || folder === '/' ? '' : source(folder) }),
        root: globRoot(glob),
      },
    };
  } catch (error) {
    return { problem: `is no glob: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/**
 * A glob's regular expression. Parentheses without alternatives are names of folders (`app/(admin)`), brackets are read
 * both as a class and as they stand (`[slug]`), `|` is a character outside parentheses: a rule that a person wrote must
 * not silently miss what it names.
 */
function source(glob: string): string {
  const plain = namesInParentheses(glob);
  const spellings = [plain, plain.replace(/[[\]]/g, '\\$&'), glob.replace(/[()[\]|]/g, '\\$&')];
  const sources: string[] = [];
  let failure: unknown;
  for (const spelling of spellings.slice(0, /[[\]]/.test(glob) ? 2 : 1)) {
    try {
      sources.push(picomatch.makeRe(spelling, OPTIONS).source);
    } catch (error) {
      failure = error;
    }
  }
  if (sources.length === 0 && failure !== undefined) sources.push(picomatch.makeRe(spellings[2] ?? glob, OPTIONS).source);
  return sources.length === 1 ? (sources[0] ?? '') : `(?:${sources.join('|')})`;
}

/** Escapes parentheses that hold no alternatives and belong to no extended glob, and every `|` outside parentheses. */
function namesInParentheses(glob: string): string {
  const open: { readonly at: number; bars: boolean; readonly extended: boolean }[] = [];
  const escaped = new Set<number>();
  for (let i = 0; i < glob.length; i += 1) {
    const char = glob[i];
    if (char === '\\') i += 1;
    else if (char === '(') open.push({ at: i, bars: false, extended: /[@+*?!]/.test(glob[i - 1] ?? '') });
    else if (char === '|') {
      const around = open.at(-1);
      if (around) around.bars = true;
      else escaped.add(i);
    } else if (char === ')') {
      const around = open.pop();
      if (around === undefined) escaped.add(i);
      else if (!around.bars && !around.extended) escaped.add(around.at).add(i);
    }
  }
  for (const left of open) escaped.add(left.at);
  return glob
    .split('')
    .map((char, i) => (escaped.has(i) ? `\\${char}` : char))
    .join('');
}

/** A path as a glob that matches nothing but itself. */
const literal = (path: string): string => path.replace(/[*?{}()[\]!+@\\]/g, '\\$&');

function unfit(pattern: string): string | undefined {
  if (hasControl(pattern)) return 'holds a control character';
  if (pattern.startsWith('!')) return 'starts with `!`: a grant cannot be a negation, use `deny`';
  if (pattern.length > 1000) return 'is longer than 1000 characters';
  if (pattern.includes('\\')) return 'holds a backslash: write `/` between folders';
  if (segments(pattern).includes('..')) return 'holds `..`: name the other repository in `repos`, or write an absolute path';
  if (/^~[^/]/.test(pattern)) return "names another user's home";
  if (pattern !== pattern.trim()) return 'begins or ends with a blank';
  if (/[\u200b-\u200f\u2060-\u2064\ufeff\u00ad]/.test(pattern)) return 'holds a character that cannot be seen';
  if (severalGlobs(pattern)) return 'looks like several globs in one: write each as an item of its own';
  if (pattern.includes('!(')) return 'holds `!(…)`, which globs read differently: grant or deny by name';
  if (pattern.includes('[!')) return 'holds `[!…]`, which would not be read as a negation: write `[^…]`';
  if (/\{-?(?:\d{2,}\.\.|\w+\.\.-?\d{2,})/.test(pattern))
    return 'holds a range in braces, which would not be read as one: write the names out';
  if (segments(pattern).length === 0) return 'names nothing: write `**` for everything';
  return undefined;
}

/** Two items of a list that lost their separator: both sides of a blank or comma look like globs of their own. */
function severalGlobs(pattern: string): boolean {
  let bare = pattern;
  for (let next = bare.replace(/\{[^{}]*\}/g, ''); next !== bare; next = bare.replace(/\{[^{}]*\}/g, '')) bare = next;
  const parts = bare.split(/[\s,]+/).filter(Boolean);
  return parts.length > 1 && parts.every((part) => part.includes('*') || part.endsWith('/'));
}

/** For `a/b/**`: `a/b`; for `**`: ``; undefined for a glob that does not promise a whole folder. */
function folderOf(glob: string): string | undefined {
  if (glob === '**' || glob === '**/*') return '';
  const ending = /^(.*)\/\*\*(?:\/\*)?$/.exec(glob);
  return ending ? ending[1] : undefined;
}

function realGlob(glob: string, context: GlobContext): string {
  const normal = lexical('/', glob);
  const root = globRoot(normal);
  if (root === '' || root === '/') return normal;
  const rest = normal.slice(root.length);
  return literal(context.realFolder(root.replace(/\\(.)/g, '$1'))) + rest;
}
