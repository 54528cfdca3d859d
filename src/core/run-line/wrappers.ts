import { isFreeAssignment } from '../shell/env-names.ts';

/** A program that runs another one, changes nothing about it and ends with its exit code. */
interface Wrapper {
  readonly words: readonly string[];
  /** Options that leave that so, each one word. */
  readonly flags?: RegExp;
  /** Options with a value in the next word. */
  readonly pairs?: RegExp;
  /** What must stand between the options and the command. */
  readonly operand?: RegExp;
  readonly assigns?: true;
  /** What follows is looked up among the installed packages: a plain name, no version, no path. */
  readonly bin?: true;
}

/**
 * Sources: the manuals of coreutils, bash, npm and pnpm. Left out on purpose: `timeout --preserve-status` (a run that was cut
 * short can end with 0), `env -i` and `-u` (another environment), `npx --yes`, `-p` and `name@version` (another program).
 */
const WRAPPERS: readonly Wrapper[] = [
  { words: ['time'], flags: /^-p$/ },
  { words: ['nice'], flags: /^(?:-\d+|--adjustment=-?\d+)$/, pairs: /^-n$/ },
  {
    words: ['timeout'],
    flags: /^(?:--foreground|-v|--verbose|--signal=\w+|--kill-after=[\d.]+[smhd]?)$/,
    pairs: /^-[ks]$/,
    operand: /^\d+(?:\.\d+)?[smhd]?$/,
  },
  { words: ['command'] },
  { words: ['env'], assigns: true },
  { words: ['cross-env'], assigns: true },
  { words: ['corepack'] },
  { words: ['npx'], flags: /^--(?:no-install|no|offline|prefer-offline|silent|quiet)?$/, bin: true },
  { words: ['npm', 'exec'], flags: /^--(?:no|offline|silent)?$/, bin: true },
  { words: ['npm', 'x'], flags: /^--(?:no|offline|silent)?$/, bin: true },
  { words: ['pnpm', 'exec'], flags: /^--$/, bin: true },
];

const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s;

/** Names that a test cannot well take as "leave something out", of those that rule 16 calls free. */
const HARMLESS =
  /^(?:CI|NODE_ENV|FORCE_COLOR|NO_COLOR|CLICOLOR(?:_FORCE)?|TERM|COLUMNS|TZ|LANG|LANGUAGE|LC_\w+|PYTHONDONTWRITEBYTECODE|PYTHONUNBUFFERED|PAGER|\w+_PAGER|GIT_TERMINAL_PROMPT|RUST_BACKTRACE|CARGO_TERM_COLOR)$/;

/**
 * Whether an assignment leaves a test run what it is. Rule 16 asks whether a name makes a program load code; here a name
 * must not make it do less either (`SKIP_SLOW=1`), so only names with a known meaning are harmless.
 */
export function isHarmless(name: string, value: string): boolean {
  return HARMLESS.test(name) && isFreeAssignment(name, [{ kind: 'text', text: value }]);
}

/** What a command runs in the end; undefined where a wrapper is used in a way that is not known to change nothing. */
export function unwrapped(argv: readonly string[], left = 10): readonly string[] | undefined {
  const wrapper = WRAPPERS.find(({ words }) => words.every((word, at) => argv[at] === word));
  if (!wrapper) return inBin(argv);
  const rest = behind(wrapper, argv.slice(wrapper.words.length));
  if (rest === undefined || rest.length === 0 || left === 0) return undefined;
  if (!wrapper.bin) return unwrapped(rest, left - 1);
  return /^[A-Za-z][\w.-]*$/.test(rest[0] ?? '') && !isWrapper(rest[0]) ? rest : undefined;
}

const isWrapper = (word: string | undefined): boolean => WRAPPERS.some(({ words }) => words[0] === word);

/** `node_modules/.bin/x` is what `npx x` runs. */
function inBin(argv: readonly string[]): readonly string[] {
  const [, name] = /^(?:\.\/)?node_modules\/\.bin\/([A-Za-z][\w.-]*)$/.exec(argv[0] ?? '') ?? [];
  return name === undefined ? argv : [name, ...argv.slice(1)];
}

/** The words behind a wrapper's own; undefined where one of them is not known. */
function behind({ flags, pairs, operand, assigns }: Wrapper, words: readonly string[]): readonly string[] | undefined {
  let at = 0;
  while (at < words.length) {
    const word = words[at] ?? '';
    const [, name, value = ''] = (assigns && ASSIGNMENT.exec(word)) || [];
    if (name !== undefined && !isHarmless(name, value)) return undefined;
    if (name === undefined && pairs?.test(word)) at += 1;
    else if (name === undefined && !flags?.test(word)) break;
    at += 1;
  }
  if (operand) {
    if (!operand.test(words[at] ?? '')) return undefined;
    at += 1;
  }
  return words[at]?.startsWith('-') ? undefined : words.slice(at);
}
