import { type Field, isNumber, isText, mayBeOption, shown } from './field.ts';

/** What the value of an option, or an operand, is to a utility. */
export type Role =
  | 'flag'
  | 'data'
  | 'read'
  | 'tree'
  | 'names'
  | 'edit'
  | 'edit-tree'
  /** a file that lists further files */
  | 'list'
  /** runs what it names */
  | 'code'
  /** a folder that later paths are relative to */
  | 'base'
  | 'url'
  | 'host'
  /** a word that says how folders are read: all but `skip` reads what is below */
  | 'tree-mark'
  /** prints and ends: nothing else is done */
  | 'help';

interface OptionSpec {
  readonly name: string;
  readonly role: Role;
  /** none, always, or only where it is attached */
  readonly value: 'none' | 'needed' | 'attached';
}

export interface Options {
  readonly short: ReadonlyMap<string, OptionSpec>;
  readonly long: ReadonlyMap<string, OptionSpec>;
}

const compiled = new Map<string, Options>();

/**
 * Reads a table line: words separated by blanks, each `name,name…[:role|?role|=role]`; one letter is a short option;
 * `:` needs a value, `?` takes one only where it is attached, `=` is a flag with a role of its own (`help`, `code`).
 */
export function optionsOf(line: string): Options {
  const known = compiled.get(line);
  if (known) return known;
  const short = new Map<string, OptionSpec>();
  const long = new Map<string, OptionSpec>([
    ['help', { name: 'help', role: 'help', value: 'none' }],
    ['version', { name: 'version', role: 'help', value: 'none' }],
  ]);
  for (const word of line.split(/\s+/).filter(Boolean)) {
    const [, names = '', mark, role = 'flag'] = /^(.+?)(?:([:?=])([a-z-]+))?$/.exec(word) ?? [];
    const all = names.split(',');
    const value = mark === ':' ? 'needed' : mark === '?' ? 'attached' : 'none';
    const name = all[0] ?? '';
    for (const one of all) (one.length === 1 ? short : long).set(one, { name, role: role as Role, value });
  }
  const made = { short, long };
  compiled.set(line, made);
  return made;
}

export interface Given {
  /** The first name of the option in the table. */
  readonly name: string;
  readonly role: Role;
  readonly value?: Field;
  /** The word of argv that it stands in. */
  readonly at: number;
}

export interface Arguments {
  readonly given: readonly Given[];
  readonly operands: readonly { readonly field: Field; readonly at: number; readonly literal: boolean }[];
  /** Words that the table does not know, as they stand. */
  readonly strange: readonly string[];
}

export interface Manner {
  /** Options end at the first operand. */
  readonly first?: boolean;
  /** `-name value` in one dash, as find, java and terraform write them. */
  readonly single?: boolean;
  /** `-5` is a number. */
  readonly digits?: boolean;
}

/** Reads the words after a program's name as getopt does: clusters, attached values, unique prefixes, `--`. */
export function readArguments(words: readonly Field[], options: Options, manner: Manner = {}): Arguments {
  const given: Given[] = [];
  const operands: { field: Field; at: number; literal: boolean }[] = [];
  const strange: string[] = [];
  let onlyOperands = false;
  for (let i = 0; i < words.length; i += 1) {
    const field = words[i];
    if (field === undefined) continue;
    if (isOpen(field)) {
      // unquoted and not known: any number of words, options among them
      strange.push(shown(field));
      operands.push({ field, at: i, literal: false });
      continue;
    }
    if (onlyOperands || !mayBeOption(field)) {
      operands.push({ field, at: i, literal: onlyOperands });
      if (manner.first) onlyOperands = true;
      continue;
    }
    if (field.kind !== 'text') {
      // a word that may turn out to be an option: where it does not begin with a dash for sure, it may be an operand, too
      const whole = optionWithUnknownValue(field, options);
      if (whole) {
        given.push({ ...whole, at: i });
        continue;
      }
      strange.push(shown(field));
      operands.push({ field, at: i, literal: false });
      continue;
    }
    const word = field.text;
    if (word === '--') {
      onlyOperands = true;
      continue;
    }
    if (manner.digits && /^-\d+[a-zA-Z]?$/.test(word)) {
      given.push({ name: 'digits', role: 'data', at: i });
      continue;
    }
    if (word.startsWith('--') || (manner.single && word.length > 2)) i = long(word, i);
    else i = cluster(word, i);
  }
  return { given, operands, strange };

  function long(word: string, i: number): number {
    const [, name = '', value] = /^--?([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    const spec = options.long.get(name) ?? prefix(options.long, name);
    if (spec === undefined) {
      strange.push(word);
      return i;
    }
    if (spec.value === 'none' || (spec.value === 'attached' && value === undefined)) {
      given.push({ name: spec.name, role: spec.value === 'attached' ? 'flag' : spec.role, at: i });
      return i;
    }
    if (value !== undefined) {
      given.push({ name: spec.name, role: spec.role, value: { kind: 'text', text: value }, at: i });
      return i;
    }
    return take(spec, i);
  }

  function take(spec: OptionSpec, i: number): number {
    const next = words[i + 1];
    // a value that may be several words is not the value alone
    if (next && (isOpen(next) || (next.kind === 'glob' && !isNumber(next)))) strange.push(shown(next));
    given.push({ name: spec.name, role: spec.role, at: i, ...(next === undefined ? {} : { value: next }) });
    return i + 1;
  }

  function cluster(word: string, i: number): number {
    for (let at = 1; at < word.length; at += 1) {
      const spec = options.short.get(word.charAt(at));
      if (spec === undefined) {
        strange.push(at === 1 ? word : `-${word.charAt(at)}`);
        return i;
      }
      if (spec.value === 'none') {
        given.push({ name: spec.name, role: spec.role, at: i });
        continue;
      }
      const rest = word.slice(at + 1);
      if (rest !== '') {
        given.push({ name: spec.name, role: spec.role, value: { kind: 'text', text: rest }, at: i });
        return i;
      }
      if (spec.value === 'attached') {
        given.push({ name: spec.name, role: 'flag', at: i });
        return i;
      }
      return take(spec, i);
    }
    return i;
  }
}

const isOpen = (field: Field): boolean => field.kind === 'unknown' && !field.quoted;

/** `--message=$x` and `-m$x`: the option is known, only its value is not. */
function optionWithUnknownValue(field: Field, options: Options): Omit<Given, 'at'> | undefined {
  const known =
    field.kind === 'unknown'
      ? field.prefix
      : field.kind === 'glob'
        ? /^(?:\\.|[^\\*?[])*/s.exec(field.pattern)?.[0].replace(/\\(.)/gs, '$1')
        : undefined;
  if (known === undefined) return undefined;
  if (field.kind === 'unknown' && !field.quoted) return undefined;
  const rest = (skip: number): Field =>
    field.kind === 'unknown'
      ? { ...field, prefix: known.slice(skip) }
      : field.kind === 'glob'
        ? { kind: 'glob', pattern: field.pattern.slice(skip), text: field.text.slice(skip) }
        : field;
  const long = /^--([^=]+)=/.exec(known);
  if (long) {
    const spec = options.long.get(long[1] ?? '') ?? prefix(options.long, long[1] ?? '');
    return spec && spec.value !== 'none' ? { name: spec.name, role: spec.role, value: rest(long[0].length) } : undefined;
  }
  if (!/^-[^-]/.test(known)) return undefined;
  for (let at = 1; at < known.length; at += 1) {
    const spec = options.short.get(known.charAt(at));
    if (spec === undefined) return undefined;
    if (spec.value !== 'none') return { name: spec.name, role: spec.role, value: rest(at + 1) };
  }
  return undefined;
}

/** The one long option that begins so; undefined where there is none or more than one. */
function prefix(long: ReadonlyMap<string, OptionSpec>, name: string): OptionSpec | undefined {
  if (name === '') return undefined;
  const fits = [...long].filter(([full]) => full.startsWith(name)).map(([, spec]) => spec);
  return new Set(fits.map((spec) => spec.name)).size === 1 ? fits[0] : undefined;
}

export const has = (args: Arguments, ...names: readonly string[]): boolean => args.given.some((one) => names.includes(one.name));
export const givenValue = (args: Arguments, name: string): Field | undefined => args.given.findLast((one) => one.name === name)?.value;
export const textOf = (field: Field | undefined): string | undefined => (isText(field) ? field.text : undefined);

/** Every name of an option, by the first of them. */
export const aliasesOf = (options: Options, name: string): readonly string[] =>
  [...options.short, ...options.long].filter(([, spec]) => spec.name === name).map(([alias]) => alias);
