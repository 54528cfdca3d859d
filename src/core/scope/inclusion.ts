import type { ExecuteIntent } from '../../schema/access.ts';
import type { CommandRule, CommandWord, PathRule } from '../../schema/frozen.ts';
import { covers } from '../shell/grant.ts';
import { type Found, search } from './inclusion-search.ts';
import { PatternAutomaton } from './pattern-automaton.ts';
import { all, any, END, except, many, readRegex, START, type Tree, text, Unreadable } from './regex-tree.ts';
import { BEFORE_WORD, SOME_TEXT, sanePaths, saneWords } from './sane-texts.ts';

/** `witness`: the shortest text that only the inner pattern matches. */
export type Inclusion =
  | { readonly included: true }
  | { readonly included: false; readonly witness: string }
  | { readonly included: 'unknown'; readonly why: string };

const INCLUDED: Inclusion = { included: true };
const unknown = (why: string): Inclusion => ({ included: 'unknown', why });

/**
 * Is every path that `inner` matches matched by one of `outer`? Asked of the regular expressions that are enforced, case
 * heeded, for paths as they are judged: `src/../x` and the top folder itself make no difference.
 *
 * A rule for the repository and one for absolute paths match different texts, so that neither includes the other; who
 * knows where the repository lies converts them first. Nor is it asked whether a whole folder may be read at once: that
 * takes one rule (`folder`), not several together.
 */
export function pathsIncluded(inner: PathRule, outer: readonly PathRule[]): Inclusion {
  const rivals = outer.filter((rule) => rule.base === inner.base);
  // `folder` is empty only for `**` and its like, which match every path
  if (rivals.some((rule) => rule.folder === '' || rule.regex === inner.regex)) return INCLUDED;
  return attempt(inner.pattern, () => {
    const automaton = new PatternAutomaton();
    const begun = automaton.add(readRegex(inner.regex));
    const readable: number[] = [];
    let problem: string | undefined;
    for (const rule of rivals) {
      const added = tried(() => ({ at: automaton.add(readRegex(rule.regex)) }));
      if (typeof added === 'string') problem ??= `\`${rule.pattern}\` holds ${added}`;
      else readable.push(added.at);
    }
    const found = answer(search(automaton, [begun], readable, sanePaths(inner.base)), characters);
    if (found.included !== false) return found;
    if (confirmed(inner, rivals, found.witness)) return found;
    return unknown(problem ?? `\`${found.witness}\` is another spelling of a path that is included`);
  });
}

/** Holds a witness against what is enforced: text as it is, and in Unicode's composed form. */
function confirmed(inner: PathRule, outer: readonly PathRule[], witness: string): boolean {
  const matches = (rule: PathRule, path: string): boolean => new RegExp(rule.regex, 's').test(path);
  return matches(inner, witness) && !outer.some((rule) => matches(rule, witness) || matches(rule, witness.normalize('NFC')));
}

/**
 * The same for grants of commands: is every command that `inner` covers covered by one of `outer`? A witness is a line,
 * words in quotes where they need them.
 *
 * Which words run code or cannot be taken back is for the analysis of a line to say, not for a pattern: `bound` names
 * them by their places in the words of a form (assignments in front counted). Such a word is only in what has the same
 * word in the same place. Without it commands are compared as if none had such words. Commands that need a grant
 * without wildcards (`whole`: they run what they read) are not compared.
 */
export function commandsIncluded(
  inner: CommandRule,
  outer: readonly CommandRule[],
  bound: (form: readonly CommandWord[]) => readonly number[] = () => [],
): Inclusion {
  if (outer.some((rule) => rule.text === inner.text)) return INCLUDED;
  // only its very text counts
  if (inner.forms.length === 0) return { included: false, witness: inner.text };
  const patterned = new Map<string, Forms>();
  for (const form of inner.forms) {
    const { env, words } = parted(form);
    const literal = bound(form)
      .map((i) => i - env.length)
      .filter((i) => typeof words[i] === 'string');
    if (words.some((word) => typeof word !== 'string')) {
      const key = JSON.stringify([env, literal.map((i) => [i, words[i]])]);
      patterned.set(key, { env, literal, all: [...(patterned.get(key)?.all ?? []), words] });
      continue;
    }
    const argv = words.filter((word) => typeof word === 'string');
    const intent: ExecuteIntent = { kind: 'execute', argv, env, literal };
    if (!outer.some((rule) => covers(rule, intent))) return { included: false, witness: line(env, argv) };
  }
  const answers = [...patterned.values()].map((forms) => formsIncluded(inner.text, forms, outer));
  return answers.find((one) => one.included === false) ?? answers.find((one) => one.included === 'unknown') ?? INCLUDED;
}

/** Forms with patterns in them that have the same assignments and the same bound words. */
interface Forms {
  readonly env: readonly string[];
  /** Places of words that only the same word covers. */
  readonly literal: readonly number[];
  readonly all: readonly (readonly CommandWord[])[];
}

function formsIncluded(name: string, forms: Forms, outer: readonly CommandRule[]): Inclusion {
  // assignments narrow nothing: a form that names more of them covers the same words with fewer
  const rivals = outer
    .flatMap((rule) => rule.forms.map(parted))
    .filter(({ env }) => forms.env.every((one) => env.includes(one)))
    .map(({ words }) => words)
    .filter((rival) => forms.all.some((words) => forms.literal.every((i) => rival[i] === words[i]) && mayMeet(words, rival)));
  return attempt(name, () => {
    const automaton = new PatternAutomaton();
    const add = (words: readonly CommandWord[]): number => automaton.add(command(words));
    const mine = forms.all.map(add);
    const theirs = rivals.map(add);
    const ask = (empty: boolean): Inclusion =>
      answer(search(automaton, mine, theirs, saneWords(empty)), (codes) => line(forms.env, wordsOf(codes)));
    const found = ask(true);
    if (found.included !== false || !found.witness.includes("''")) return found;
    // an empty word is as good a witness, but an odd one to read
    const readable = ask(false);
    return readable.included === false ? readable : found;
  });
}

/** The assignments in front of a form, and its words. */
function parted(form: readonly CommandWord[]): { readonly env: readonly string[]; readonly words: readonly CommandWord[] } {
  const env: string[] = [];
  for (const word of form) {
    if (typeof word !== 'string' || !/^[A-Za-z_]\w*=/.test(word)) break;
    env.push(word);
  }
  return { env, words: form.slice(env.length) };
}

/** False where two forms ask for different words in the same place. */
function mayMeet(a: readonly CommandWord[], b: readonly CommandWord[]): boolean {
  return a.every((word, i) => {
    const other = b[i];
    return typeof word !== 'string' || typeof other !== 'string' || word === other;
  });
}

const WORD_START: Tree = { kind: 'one', ranges: [[BEFORE_WORD, BEFORE_WORD]] };
const ANYTHING: Tree = many(except());
/** A word that goes up is in no pattern (`covers`). */
const CLIMBS: Tree = all(any(all(), all(ANYTHING, any(text('/'), text('='), text(':')))), text('..'), any(text('/'), WORD_START, END));
const NOT_CLIMBING: Tree = { kind: 'ahead', part: CLIMBS, negated: true };

function command(words: readonly CommandWord[]): Tree {
  const parts = words.map((word, i) => {
    if (typeof word === 'string') return all(WORD_START, text(word));
    if (word.glob === '*' && i === words.length - 1) return many(all(WORD_START, ANYTHING));
    return all(
      WORD_START,
      NOT_CLIMBING,
      starred(word.glob, /(\*+)/, () => ANYTHING),
    );
  });
  return all(START, ...parts, END);
}

/** A pattern of text between wildcards. */
function starred(pattern: string, wildcard: RegExp, meaning: (stars: string) => Tree): Tree {
  return all(...pattern.split(wildcard).map((part, i) => (i % 2 === 0 ? text(part) : meaning(part))));
}

/** The same for names: `*` stands for any characters. */
export function namesIncluded(inner: string, outer: readonly string[]): Inclusion {
  return textsIncluded(inner, outer, () => ANYTHING);
}

/** The same for the addresses of resources: `*` stands for any characters but `/`, `**` for any. */
export function urisIncluded(inner: string, outer: readonly string[]): Inclusion {
  return textsIncluded(inner, outer, (stars) => (stars === '*' ? many(except('/')) : ANYTHING));
}

function textsIncluded(inner: string, outer: readonly string[], meaning: (stars: string) => Tree): Inclusion {
  if (outer.includes(inner)) return INCLUDED;
  return attempt(inner, () => {
    const automaton = new PatternAutomaton();
    const add = (pattern: string): number => automaton.add(all(START, starred(pattern, /(\*+)/, meaning), END));
    return answer(search(automaton, [add(inner)], outer.map(add), SOME_TEXT), characters);
  });
}

function answer(found: Found, spell: (codes: readonly number[]) => string): Inclusion {
  if (found === 'none') return INCLUDED;
  if (found === 'too many') return unknown('the patterns can be matched in too many ways to follow');
  return { included: false, witness: spell(found.witness) };
}

/** What cannot be read is unknown, never an answer. */
function attempt(pattern: string, decide: () => Inclusion): Inclusion {
  const decided = tried(decide);
  return typeof decided === 'string' ? unknown(`\`${pattern}\` holds ${decided}`) : decided;
}

function tried<T extends object>(make: () => T): T | string {
  try {
    return make();
  } catch (error) {
    if (error instanceof Unreadable) return error.message;
    throw error;
  }
}

const characters = (codes: readonly number[]): string => String.fromCharCode(...codes);

function wordsOf(codes: readonly number[]): readonly string[] {
  const words: string[] = [];
  for (const code of codes) {
    if (code === BEFORE_WORD) words.push('');
    else words.push((words.pop() ?? '') + String.fromCharCode(code));
  }
  return words;
}

const line = (env: readonly string[], words: readonly string[]): string =>
  [...env.map((one) => one.replace(/=.*$/s, (value) => `=${quoted(value.slice(1), '')}`)), ...words.map((word) => quoted(word, "''"))].join(
    ' ',
  );

const quoted = (word: string, empty: string): string => {
  if (word === '') return empty;
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
};
