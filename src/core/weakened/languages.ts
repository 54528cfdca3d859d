export type Language = 'js' | 'python' | 'go' | 'java' | 'rust' | 'ruby';

const ENDINGS: Readonly<Record<string, Language>> = {
  ...Object.fromEntries('js jsx cjs mjs ts tsx cts mts vue svelte'.split(' ').map((ending) => [ending, 'js' as const])),
  py: 'python',
  pyi: 'python',
  go: 'go',
  java: 'java',
  kt: 'java',
  kts: 'java',
  rs: 'rust',
  rb: 'ruby',
  rake: 'ruby',
};

/** Kotlin goes with Java: same comments, strings and test annotations. */
export function languageOf(path: string): Language | undefined {
  return ENDINGS[/\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? ''];
}

export interface Lexis {
  readonly line: string;
  /** Begin and end of a block comment; `nested` where one holds others. */
  readonly block: readonly [string, string] | undefined;
  readonly nested: boolean;
  /** String delimiters, longest first. */
  readonly quotes: readonly string[];
  /** Of those: the ones whose string may go over lines. */
  readonly long: readonly string[];
  /** A backslash is a character in these. */
  readonly raw: readonly string[];
}

export const LEXES: Readonly<Record<Language, Lexis>> = {
  js: { line: '//', block: ['/*', '*/'], nested: false, quotes: ['"', "'", '`'], long: ['`'], raw: [] },
  python: { line: '#', block: undefined, nested: false, quotes: ['"""', "'''", '"', "'"], long: ['"""', "'''"], raw: [] },
  go: { line: '//', block: ['/*', '*/'], nested: false, quotes: ['"', '`', "'"], long: ['`'], raw: ['`'] },
  java: { line: '//', block: ['/*', '*/'], nested: false, quotes: ['"""', '"', "'", '`'], long: ['"""'], raw: [] },
  rust: { line: '//', block: ['/*', '*/'], nested: true, quotes: ['"', "'"], long: ['"'], raw: [] },
  ruby: { line: '#', block: ['\n=begin', '\n=end'], nested: false, quotes: ['"', "'"], long: [], raw: [] },
};
