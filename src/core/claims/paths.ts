import { type Sentence, sentencesOf } from './sentences.ts';

const ENDINGS =
  'ts tsx mts cts js jsx mjs cjs py pyi go rs java kt kts rb json jsonc yaml yml toml md mdx txt css scss less html htm vue svelte sql sh bash xml gradle lock cfg ini env proto graphql c h cc cpp hpp cs php swift ex exs snap csv svg'.split(
    ' ',
  );
const ENDING = new RegExp(`[\\w\\])-]\\.(?:${ENDINGS.join('|')})$`, 'i');
const BARE = /^(?:readme|changelog|license|contributing|makefile|dockerfile|gemfile|rakefile|codeowners|justfile|procfile)$/i;
/** First segments that make `a/b` in prose a path and not an alternative. */
const FOLDERS = new Set(
  'src test tests lib app apps docs doc packages pkg cmd internal spec scripts config examples server client components .github'.split(' '),
);
const PATH = /^[\w.@~+$[\]()*-]+(?:\/[\w.@~+$[\]()*-]*)*$/;

/** Paths that the words and code spans of a sentence name, as written; a README is named by its bare name. */
export function pathsIn({ text, codes }: Pick<Sentence, 'text' | 'codes'>): readonly string[] {
  const found = text.split(/[\s,]+/).flatMap((word) => {
    const code = /«(\d+)»/.exec(word);
    if (code) return asPath(codes[Number(code[1])] ?? '', true);
    return asPath(word.replace(/^[("'[]+|[)"'\].:;!?]+$/g, ''), false);
  });
  return [...new Set(found)];
}

/** All paths that a message names outside of its code blocks and quotes. */
export function pathsNamed(message: string): readonly string[] {
  return [...new Set(sentencesOf(message).sentences.flatMap(pathsIn))];
}

function asPath(word: string, code: boolean): readonly string[] {
  const path = word.replace(/^\.\//, '').replace(/:\d+(?:[:-]\d+)?$/, '');
  if (path.length < 2 || path.length > 300 || !PATH.test(path)) return [];
  const known = ENDING.test(path) || BARE.test(path);
  const folder = path.includes('/') && (path.endsWith('/') || FOLDERS.has(path.split('/')[0] ?? '') || (code && !path.startsWith('@')));
  return known || folder ? [path] : [];
}

/** How surely a written path means a changed one: `exact`, or perhaps another one of the same name. */
export function covers(written: string, path: string): 'exact' | 'perhaps' | 'no' {
  const name = written.replace(/\/(?:\*\*?)?$/, '').replace(/\/\*\*\/\*$/, '');
  if (name === path || path.startsWith(`${name}/`)) return 'exact';
  if (BARE.test(name)) {
    const base = (path.split('/').at(-1) ?? '').replace(/\.\w+$/, '').toLowerCase();
    return base === name.toLowerCase() ? (path.includes('/') ? 'perhaps' : 'exact') : 'no';
  }
  return `/${path}/`.includes(`/${name}/`) ? 'perhaps' : 'no';
}
