/** The words of one simple command, or why the text is more than that. */
export type Words = { readonly ok: true; readonly argv: readonly string[] } | { readonly ok: false; readonly why: string };

const no = (why: string): Words => ({ ok: false, why });

/** Characters that make a line more than one simple command of literal words, with the name a person knows them by. */
const SPECIAL: Readonly<Record<string, string>> = {
  '\n': 'a second line',
  ';': '`;` (a list of commands)',
  '&': '`&` (background or a list)',
  '|': '`|` (a pipe)',
  '<': '`<` (a redirection)',
  '>': '`>` (a redirection)',
  '(': '`(` (a subshell or function)',
  ')': '`)`',
  $: '`$` (an expansion)',
  '`': 'a backquote (command substitution)',
  '\\': '`\\` (an escape)',
  '*': '`*` (a glob)',
  '?': '`?` (a glob)',
  '[': '`[` (a glob or a test)',
  '{': '`{` (braces or a group)',
  '}': '`}`',
  '!': '`!` (history or negation)',
};

/** Words that the shell itself acts upon: none of them is a plain program. */
const RESERVED = new Set(
  (
    'if then else elif fi for while until do done case esac in select function time coproc ' +
    'eval source . exec command builtin env sudo trap alias cd export declare local readonly set unset'
  ).split(' '),
);

/**
 * Reads a line that is one simple command of literal words: blanks, single quotes, and double quotes without
 * expansions. Everything else is refused by name; a later version reads the whole of the shell's grammar.
 */
export function simpleWords(text: string): Words {
  const argv: string[] = [];
  let word: string | undefined;
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charAt(i);
    if (char === ' ' || char === '\t') {
      if (word !== undefined) argv.push(word);
      word = undefined;
    } else if (char === "'" || char === '"') {
      const end = text.indexOf(char, i + 1);
      if (end < 0) return no('a quote that is not closed');
      const body = text.slice(i + 1, end);
      if (char === '"' && /[$`\\!]/.test(body)) return no('an expansion or escape inside double quotes');
      if (body.includes('\n')) return no(SPECIAL['\n'] ?? '');
      word = (word ?? '') + body;
      i = end;
    } else if (Object.hasOwn(SPECIAL, char)) {
      return no(SPECIAL[char] ?? char);
    } else if (word === undefined && (char === '#' || char === '~')) {
      return no(char === '#' ? '`#` (a comment)' : '`~` (a home folder)');
    } else if (isControl(char)) {
      return no('a control character');
    } else {
      word = (word ?? '') + char;
    }
  }
  if (word !== undefined) argv.push(word);
  return judged(argv);
}

function isControl(char: string): boolean {
  const code = char.charCodeAt(0);
  return code < 32 || code === 127 || (code >= 0xd800 && code <= 0xdfff) || code === 0xfeff || code === 0xa0;
}

function judged(argv: readonly string[]): Words {
  const first = argv[0];
  if (first === undefined || first === '') return no('an empty command');
  if (/^[A-Za-z_][A-Za-z0-9_]*\+?=/.test(first)) return no('an assignment before the command');
  if (RESERVED.has(first)) return no(`\`${first}\` (the shell acts on it itself)`);
  return { ok: true, argv };
}
