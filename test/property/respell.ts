import fc from 'fast-check';
import { single } from './grammar.ts';

/** A command on its way to another spelling: what must run before it, and its words; operators are words of their own. */
interface Spelling {
  readonly before: string;
  readonly words: readonly string[];
}

export type Respell = (text: string) => string;

const double = (text: string): string => `"${text.replace(/[\\"$`]/g, '\\$&')}"`;
const OPERATOR = /^(?:[0-9]?(?:>>?|<|>\||&>|<<<)|\||&&|;|&)$/;
const PLAIN = /^[\w./:=@+,-]+$/;

const hex = (char: string): string => char.charCodeAt(0).toString(16).padStart(2, '0');
const octal = (char: string): string => char.charCodeAt(0).toString(8).padStart(3, '0');

/** Other spellings of one plain word; `at` is where in it something happens. */
const WORDS: readonly ((word: string, at: number) => string)[] = [
  (word, at) => `'${word.slice(0, at)}'${word.slice(at)}`,
  (word, at) => `"${word.slice(0, at)}"${word.slice(at)}`,
  (word, at) => `${word.slice(0, at)}"${word.slice(at)}"`,
  (word, at) => `${word.slice(0, at)}\\${word.slice(at)}`,
  (word, at) => `${word.slice(0, at)}\\\n${word.slice(at)}`,
  (word, at) => `${word.slice(0, at)}''${word.slice(at)}`,
  (word, at) => `${word.slice(0, at)}""${word.slice(at)}`,
  (word, at) => `$'${word.slice(0, at)}'${word.slice(at)}`,
  (word, at) => `${word.slice(0, at)}$'\\x${hex(word.charAt(at))}'${word.slice(at + 1)}`,
  (word, at) => `${word.slice(0, at)}$'\\${octal(word.charAt(at))}'${word.slice(at + 1)}`,
  (word, at) => `${word.slice(0, at)}$'\\u00${hex(word.charAt(at))}'${word.slice(at + 1)}`,
  (word) => `$(echo ${word})`.replace('echo -', 'printf %s -'),
  (word) => `"$(printf %s ${word})"`,
  (word) => `\`printf %s ${word}\``,
  (word, at) => `${word.slice(0, at)}$(echo ${word.slice(at)})`.replace('echo -', 'printf %s -'),
  (word, at) => `${word.slice(0, at)}$(printf '%s' '${word.slice(at)}')`,
  (word) => `$(cat <<< ${word})`,
];

/** The same through variables that are set before; each time another one. */
const VARIABLES: readonly ((word: string, at: number, x: string) => readonly [before: string, word: string])[] = [
  (word, _, x) => [`${x}=${word}`, `$${x}`],
  (word, _, x) => [`${x}=${single(word)}`, `"$${x}"`],
  (word, at, x) => [`${x}=${word.slice(0, at)}`, `\${${x}}${word.slice(at)}`],
  (word, at, x) => [`${x}=${word.slice(at)}`, `${word.slice(0, at)}"$${x}"`],
  (word, _, x) => [`${x}=`, `\${${x}:-${word}}`],
  (word, _, x) => [`unset ${x}`, `"\${${x}-${word}}"`],
  (word, _, x) => [`${x}=`, `\${${x}:=${word}}`],
  (word, _, x) => [`${x}=1`, `\${${x}:+${word}}`],
  (word, _, x) => [`${x}=z${word}`, `\${${x}#z}`],
  (word, _, x) => [`${x}=${word}.z`, `"\${${x}%.z}"`],
  (word, at, x) => [`${x}=${word.slice(0, at)}; ${x}+=${word.slice(at)}`, `$${x}`],
  (word, _, x) => [`${x}=(z ${word})`, `"\${${x}[1]}"`],
  (word, _, x) => [`printf -v ${x} %s ${word}`, `$${x}`],
  (word, _, x) => [`read -r ${x} <<< ${word}`, `$${x}`],
  (word, _, x) => [`${x}=$(printf %s ${word})`, `$${x}`],
  (word, _, x) => [`declare ${x}=${word}`, `$${x}`],
  (word, _, x) => [`${x}a=${x}b; ${x}b=${word}`, `\${!${x}a}`],
  (word, _, x) => [`local -n ${x}=y 2> /dev/null; ${x}=${word}`, `$${x}`],
];

const isPlain = (word: string | undefined): word is string => word !== undefined && PLAIN.test(word) && !OPERATOR.test(word);

function replaceAt(words: readonly string[], at: number, by: string): readonly string[] {
  return words.map((word, i) => (i === at ? by : word));
}

const some = fc.nat();
const pick = <T>(items: readonly T[], by: number): T => items[by % items.length] as T;

type Step = (spelling: Spelling) => Spelling;

/** One plain word spelled in another way. */
const word: fc.Arbitrary<Step> = fc.tuple(some, some, some, fc.boolean()).map(([which, how, where, variable]) => ({ before, words }) => {
  const plain = words.flatMap((one, i) => (isPlain(one) ? [i] : []));
  if (plain.length === 0) return { before, words };
  const at = pick(plain, which);
  const old = words[at] ?? '';
  const middle = old.length < 2 ? 0 : where % old.length;
  if (!variable) return { before, words: replaceAt(words, at, pick(WORDS, how)(old, middle)) };
  const [set, use] = pick(VARIABLES, how)(old, middle, `x${before.length}`);
  return { before: `${before}${set}; `, words: replaceAt(words, at, use) };
});

const PATHS: readonly ((path: string, root: string) => string)[] = [
  (path) => `./${path}`,
  (path) => `.//${path}`,
  (path) => `src/../${path}`,
  (path) => `src/deep/../../${path}`,
  (path) => path.replace('/', '//'),
  (path) => path.replace('/', '/./'),
  (path, root) => `${root}/${path}`,
  (path) => `$PWD/${path}`,
  (path) => `"\${PWD}"/${path}`,
  (path) => path.replace(/[a-z]$/, '?'),
  (path) => path.replace(/([a-z])$/, '[$1]'),
  (path) => path.replace(/[a-z]$/, '*'),
];

/** A path that is there, by another way to it. */
const path = (root: string, paths: readonly string[]): fc.Arbitrary<Step> =>
  fc.tuple(some, some).map(([which, how]) => ({ before, words }) => {
    const there = words.flatMap((one, i) => (paths.includes(one) ? [i] : []));
    if (there.length === 0) return { before, words };
    const at = pick(there, which);
    return { before, words: replaceAt(words, at, pick(PATHS, how)(words[at] ?? '', root)) };
  });

/** All words at once, as far as the first operator. */
const LISTS: readonly ((words: readonly string[]) => readonly [before: string, words: readonly string[]])[] = [
  (words) => ['', [words.join('${IFS}')]],
  (words) => ['', [words.join('$IFS')].map((text) => text.replace(/\$IFS(?=\w)/g, '${IFS}'))],
  (words) => ['', [`{${words.join(',')}}`]],
  (words) => [`l=(${words.join(' ')}); `, ['"${l[@]}"']],
  (words) => [`l="${words.join(' ')}"; `, ['$l']],
  (words) => [`set -- ${words.join(' ')}; `, ['"$@"']],
  (words) => [`l="${words.slice(1).join(' ')}"; `, [words[0] ?? '', '$l']],
  (words) => ['', [`$(printf '%s ' ${words.join(' ')})`]],
  (words) => ['', [words[0] ?? '', `$(printf '%s ' ${words.slice(1).join(' ')})`]],
  (words) => ['', words.map((one) => `"${one}"`)],
  (words) => ['', words.map((one) => [...one].map((char) => `\\${char}`).join(''))],
  (words) => ['', [words.join('\t')]],
  (words) => ['', [words.join(' \\\n ')]],
];

const list: fc.Arbitrary<Step> = fc.nat(LISTS.length - 1).map((how) => ({ before, words }) => {
  const end = words.findIndex((one) => OPERATOR.test(one));
  const [first, rest] = end < 0 ? [words, []] : [words.slice(0, end), words.slice(end)];
  if (first.length < 2 || !first.every(isPlain)) return { before, words };
  const [set, made] = (LISTS[how] as (typeof LISTS)[number])(first);
  return { before: before + set, words: [...made, ...rest] };
});

const WRAPPERS =
  'command|command -p|command --|env|env --|env v=1|/usr/bin/env|nohup|nice|nice -n 5|timeout 5|timeout -k 1 5|time|time -p|stdbuf -oL|setsid -w|ionice -c 3|builtin command|command env nohup|env -u q|exec|!|busybox|eval|each|env -S|x=1|CI=1|\\command|"env"|timeout --signal=KILL 5'.split(
    '|',
  );
/** These need a grant of their own, or take in more words. */
const BARRED =
  'sudo|sudo -n|doas|xargs|xargs -r|xargs -n 1|unshare -r|strace -f|script -qc|ssh host.example|su -c|parallel|watch -n 1'.split('|');

/** How far outside a prefix must stand: programs run programs only, and words of the shell stand before them. */
function rank(prefix: string): number {
  const order = [/^exec$/, /^\\?command|^builtin/, /^\w+=/, /^(?:eval|each)$/, /^time( |$)/, /^!/];
  return order.findIndex((form) => form.test(prefix)) + 1;
}

const prefixed =
  (prefix: string): Step =>
  ({ before, words }) =>
    // what follows in a list would not run any more
    prefix === 'exec' && words.some((one) => one === '&&' || one === ';')
      ? { before, words }
      : { before: prefix === 'each' ? `each() { "$@"\n}; ${before}` : before, words: [prefix, ...words] };

/** The program by the place where it is. */
const placed: fc.Arbitrary<Step> = fc.constantFrom('/bin/', '/usr/bin/').map((folder) => ({ before, words }) => ({
  before,
  words: words[0] !== undefined && /^\w+$/.test(words[0]) && !BUILTIN.has(words[0]) ? [folder + words[0], ...words.slice(1)] : words,
}));
const BUILTIN = new Set('echo cd source eval exec export set printenv read trap alias'.split(' '));

const heredoc = (shell: string, body: string): string => `{ ${shell} <<'E${body.length}'\n${body}\nE${body.length}\n}`;

/** A whole line in something that runs it. Newlines, not `;`, end it: it may end with a comment or with `&`. */
const LINES: readonly Respell[] = [
  (line) => `( ${line}\n)`,
  (line) => `{ ${line}\n}`,
  (line) => `if true; then ${line}\nfi`,
  (line) => `if false; then :; else ${line}\nfi`,
  (line) => `if ${line}\nthen :; fi`,
  (line) => `true && { ${line}\n}`,
  (line) => `false || { ${line}\n}`,
  (line) => `[[ -n x ]] && { ${line}\n}`,
  (line) => `for i in 1; do ${line}\ndone`,
  (line) => `for ((i=0; i<1; i++)); do ${line}\ndone`,
  (line) => `while true; do ${line}\nbreak; done`,
  (line) => `until ${line}\ndo break; done`,
  (line) => `case x in y) ;; *) ${line}\n;; esac`,
  (line) => `f() { ${line}\n}; f`,
  (line) => `function g { ${line}\n}\ng`,
  (line) => `f() ( ${line}\n); f a`,
  (line) => `echo $( ${line}\n)`,
  (line) => `echo "$( ${line}\n)"`,
  (line) => `echo \`${line.replace(/[\\`]/g, '\\$&')}\n\``,
  (line) => `cat <( ${line}\n)`,
  (line) => `y=$( ${line}\n); echo "$y"`,
  (line) => `bash -c ${single(line)}`,
  (line) => `bash -c ${double(line)}`,
  (line) => `sh -c ${double(line)}`,
  (line) => `/bin/bash -ec ${single(line)} x`,
  (line) => `bash --norc -c ${single(line)}`,
  (line) => `bash -c 'eval "$1"' _ ${single(line)}`,
  (line) => `eval ${single(line)}`,
  (line) => `eval ${double(line)}`,
  (line) => `c=${single(line)}; eval "$c"`,
  (line) => `c=${single(line)}; bash -c "$c"`,
  (line) => heredoc('bash', line),
  (line) => heredoc('bash -s', line),
  (line) => `bash <<< ${single(line)}`,
  (line) => `echo ${single(line)} | bash`,
  (line) => `printf '%s\\n' ${single(line)} | bash -`,
  (line) => `cat <<< ${single(line)} | bash`,
  (line) => `${line} # comment`,
  (line) => `${line} &\nwait`,
  (line) => `{ ${line}\n} 2> /dev/null`,
  (line) => `{ ${line}\n} 2>&1 | cat`,
  (line) => `true | { ${line}\n}`,
  (line) => `echo x; ${line}`,
  (line) => `: 'x' \\\n; ${line}`,
  (line) => `cd src && cd .. && { ${line}\n}`,
  (line) => `cd src; cd ..; ${line}`,
  (line) => `trap ${single(line)} EXIT`,
  (line) => `shopt -s extglob; ${line}`,
  (line) => `time { ${line}\n}`,
  (line) => `set -e; ${line}`,
  (line) => `exec 3>&1; ${line}`,
];

const whole: fc.Arbitrary<Respell> = fc.constantFrom(...LINES);

/** One to three respellings: of words, then with prefixes, then of the whole line. */
export function respelling({
  root,
  paths,
  barred,
}: {
  readonly root: string;
  readonly paths: readonly string[];
  readonly barred: boolean;
}): fc.Arbitrary<Respell> {
  const steps = fc.oneof(
    { weight: 3, arbitrary: word },
    { weight: 2, arbitrary: path(root, paths) },
    { weight: 1, arbitrary: placed },
    { weight: 1, arbitrary: list },
  );
  const wrappers = barred ? [...WRAPPERS, ...BARRED] : WRAPPERS.filter((one) => one !== 'busybox');
  const prefixes = fc.constantFrom(...wrappers);
  const parts = fc.constantFrom(
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
    [2, 0, 0],
    [1, 1, 0],
    [1, 0, 1],
    [0, 1, 1],
    [0, 0, 2],
    [2, 0, 1],
    [1, 1, 1],
    [1, 0, 2],
    [0, 2, 1],
    [0, 0, 3],
  );
  const counted = <T>(arbitrary: fc.Arbitrary<T>, count = 0): fc.Arbitrary<T[]> =>
    fc.array(arbitrary, { minLength: count, maxLength: count });
  return parts.chain(([a, b, c]) =>
    fc.tuple(counted(steps, a), counted(prefixes, b), counted(whole, c)).map(([inner, around, outer]) => (text) => {
      const start: Spelling = { before: '', words: text.split(' ') };
      const { before, words } = [...inner, ...[...around].sort((a, b) => rank(a) - rank(b)).map(prefixed)].reduce(
        (spelling, step) => step(spelling),
        start,
      );
      return outer.reduce((line, step) => step(line), before + words.join(' '));
    }),
  );
}
