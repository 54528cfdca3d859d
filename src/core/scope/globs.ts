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
 * A glob's regular expression. Parentheses that belong to no extended glob are names of folders (`app/(admin)`), and
 * brackets are read both as a class and as they stand (`[slug]`): a rule that a person wrote must not silently miss.
 */
function source(glob: string): string {
  const plain = glob.replace(/(?<![@+*?!])\(([^()]*)\)/g, '\\($1\\)');
  const spellings = [plain, plain.replace(/[[\]]/g, '\\$&')].filter((one, i, all) => all.indexOf(one) === i);
  const sources = spellings.map((one) => picomatch.makeRe(one, OPTIONS).source);
  return sources.length === 1 ? (sources[0] ?? '') : `(?:${sources.join('|')})`;
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
  if (/\*[\s,]|[\s,]\S*\*/.test(pattern.replace(/\{[^}]*\}/g, '')))
    return 'looks like several globs in one: write each as an item of its own';
  if (pattern.includes('!(')) return 'holds `!(…)`, which globs read differently: grant or deny by name';
  if (segments(pattern).length === 0) return 'names nothing: write `**` for everything';
  return undefined;
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
