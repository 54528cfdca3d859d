import picomatch from 'picomatch';
import type { PathRule } from '../../schema/frozen.ts';
import { globRoot } from '../accesses/search.ts';
import { expandHome, hasControl, isAbsolute, lexical, segments } from '../paths.ts';

/** The one option set: dot files are files like others, and an unclosed bracket is an error. */
const OPTIONS = { dot: true, strictBrackets: true } as const;

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
  const full = expandHome(spelled, context.home);
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

const source = (glob: string): string => picomatch.makeRe(glob, OPTIONS).source;

function unfit(pattern: string): string | undefined {
  if (hasControl(pattern)) return 'holds a control character';
  if (pattern.startsWith('!')) return 'starts with `!`: a grant cannot be a negation, use `deny`';
  if (pattern.length > 1000) return 'is longer than 1000 characters';
  if (pattern.includes('\\')) return 'holds a backslash: write `/` between folders';
  if (segments(pattern).includes('..')) return 'holds `..`: name the other repository in `repos`, or write an absolute path';
  if (/^~[^/]/.test(pattern)) return "names another user's home";
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
  return context.realFolder(root) + rest;
}
