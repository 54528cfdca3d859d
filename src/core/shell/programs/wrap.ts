import { free, type Handler, type Invocation, opaque } from '../call.ts';
import { isFreeAssignment } from '../env-names.ts';
import { type Field, isText, join, mayBeOption, shown, text, unknown } from '../field.ts';
import { nameRegex } from '../name-regex.ts';
import { givenValue, has, optionsOf, readArguments, textOf } from '../options.ts';
import { run } from '../simple.ts';
import { done, type Input, MOST_VALUES, type Outcome, type State, setVar } from '../state.ts';
import type { Wrapper } from '../tables/wrappers.ts';
import { apply } from '../utility.ts';
import { moved } from './archives.ts';
import { child } from './interpreters.ts';

/** Runs what a wrapper wraps; the wrapper itself is free unless it changes rights or place. */
export function wrap(call: Invocation, wrapper: Wrapper): Outcome {
  const { walker, words, state } = call;
  const args = readArguments(words, optionsOf(wrapper.options), { first: true });
  const strange = args.strange.filter((word) => word !== '-');
  let now = state;
  for (const one of args.given) {
    if (one.role === 'base' && one.value) now = moved(now, one.value);
    else if (one.value && one.role !== 'code') apply(one.role, one.value, state, walker.sink, {});
  }
  const line = wrapper.line === undefined ? undefined : givenValue(args, wrapper.line);
  const code = args.given.find((one) => one.role === 'code' && one.name !== wrapper.line);
  let fields = args.operands.map((one) => one.field);
  if (strange.length > 0 || code) {
    opaque(call, `its option \`${strange[0] ?? code?.name ?? ''}\` is not one that twoloops can follow`, { whole: true });
    walker.sink.unknown(`what \`${call.name}\` runs`);
    return done(state);
  }
  if (args.given.some((one) => one.role === 'help')) {
    free(call);
    return done(state);
  }
  if (call.name === 'flock' || call.name === 'script')
    for (const field of fields.slice(0, 1)) walker.sink.path('edit', field, 'content', state);
  fields = fields.slice(wrapper.skip ?? 0);
  if (call.name === 'flock' && fields.length === 2 && isText(fields[0]) && /^(?:-c|--command)$/.test(fields[0].text) && isText(fields[1])) {
    free(call);
    return child(call, fields[1].text, []);
  }
  if (wrapper.granted)
    opaque(
      { ...call, words: words.slice(0, words.length - fields.length) },
      'it runs another program with other rights or elsewhere',
      grantOf(call, fields),
    );
  if (line) {
    if (isText(line)) return child(call, line.text, []);
    walker.sink.unknown(`what \`${call.name}\` runs: \`${shown(line)}\``);
    return done(state);
  }
  if (wrapper.assigns) {
    const assigned = assignments(fields, now);
    fields = assigned.rest as Field[];
    now = assigned.state;
  }
  if (fields.length === 0) {
    if (!wrapper.granted) free(call);
    return done(state);
  }
  if (wrapper.shell) return joined(call, fields, now);
  const outcome = run(walker, fields, { ...now, functions: new Map() });
  return done({ ...state, links: outcome.ok?.links ?? state.links }, outcome.output);
}

/** A wrapper that needs a grant is matched with the whole line, so that a grant can name what it runs. */
function grantOf(call: Invocation, fields: readonly Field[]): { readonly as: readonly string[] } {
  const before = call.words.slice(0, call.words.length - fields.length);
  return { as: [call.name, ...before.map(shown), ...fields.map(shown)] };
}

function assignments(fields: readonly Field[], state: State): { readonly rest: readonly Field[]; readonly state: State } {
  let now = state;
  let i = 0;
  for (; i < fields.length; i += 1) {
    const field = fields[i];
    const source = field === undefined ? '' : isText(field) ? field.text : field.kind === 'unknown' ? field.prefix : '';
    const name = /^([^=/]+)=/.exec(source)?.[1];
    // unquoted and not known: the words of a command may be in it
    if (field === undefined || name === undefined || (field.kind === 'unknown' && !field.quoted)) break;
    const value: Field = isText(field) ? text(field.text.slice(name.length + 1)) : unknown(`\`$${name}\``, true);
    now = setVar(now, name, { values: [[value]], array: false });
    if (!isFreeAssignment(name, [value])) now = { ...now, env: [...now.env, shown(field)] };
  }
  return { rest: fields.slice(i), state: now };
}

/** Words that are joined with blanks and read by a shell. */
function joined(call: Invocation, fields: readonly Field[], state: State): Outcome {
  const plain = fields.every(isText) ? fields.map((field) => field.text).join(' ') : undefined;
  if (plain !== undefined) {
    // the words as they stand, too: what was quoted as one word was meant as one
    if (fields.length > 1) run(call.walker, fields, { ...state, functions: new Map() });
    return child({ ...call, state }, plain, []);
  }
  call.walker.sink.unknown(`what \`${call.name}\` runs: \`${fields.map(shown).join(' ')}\``);
  return done(state);
}

const ENV =
  'i,ignore-environment 0,null u,unset:data C,chdir:base S,split-string:data v,debug block-signal?data default-signal?data ignore-signal?data list-signal-handling P:code a,argv0:data';

/** `env`: prints the environment where it runs nothing. */
const env: Handler = (call) => {
  const { walker, state } = call;
  const words = call.words.map((word) => (isText(word) && word.text === '-' ? text('-i') : word));
  const at = words.findIndex((_, i) => splitAt(words, i) !== undefined);
  if (at >= 0) {
    // its words take the place of the option, and may be options themselves
    const split = splitAt(words, at);
    const inner = split && isText(split.value) && !/[\\$#]/.test(split.value.text) ? splitWords(split.value.text) : undefined;
    if (split === undefined || inner === undefined) {
      walker.sink.unknown(`what \`env -S\` runs: \`${split ? shown(split.value) : ''}\``);
      return done(state);
    }
    return env({ ...call, words: [...words.slice(0, at), ...split.before, ...inner.map(text), ...words.slice(split.next)] });
  }
  const args = readArguments(words, optionsOf(ENV), { first: true });
  if (args.given.some((one) => one.role === 'help')) {
    free(call);
    return done(state);
  }
  let now = state;
  for (const one of args.given) if (one.name === 'C' && one.value) now = moved(now, one.value);
  const assigned = assignments(
    args.operands.map((one) => one.field),
    now,
  );
  if (args.strange.length > 0 || args.given.some((one) => one.role === 'code'))
    walker.sink.unknown(`what the options of \`env\` change: \`${args.strange[0] ?? 'P'}\``);
  if (assigned.rest.length === 0) {
    walker.sink.unknown('the whole environment, which `env` prints');
    return done(state);
  }
  free({ ...call, state });
  const outcome = run(walker, assigned.rest, { ...assigned.state, functions: new Map() });
  return done(state, outcome.output);
};

interface Split {
  readonly value: Field;
  /** Letters of the same word before the option. */
  readonly before: readonly Field[];
  /** Where the words behind it begin. */
  readonly next: number;
}

/** Whether the word at a place is `-S` among the options of env, which end at the first word that is none. */
function splitAt(words: readonly Field[], place: number): Split | undefined {
  for (let i = 0; i <= place; i += 1) {
    const word = words[i];
    const source = word === undefined ? '' : isText(word) ? word.text : word.kind === 'unknown' ? word.prefix : '';
    if (!source.startsWith('-') || source === '--') return undefined;
    if (/^(?:-[i0v]*[uCa]|--(?:unset|chdir|argv0))$/.test(source)) i += 1;
    else if (i === place) {
      const short = /^-([i0v]*)S(.*)$/s.exec(source);
      const long = /^--(?:s|sp|spl|spli|split|split-[a-z]*)(?:=(.*))?$/s.exec(source);
      const attached = short ? short[2] : long?.[1];
      if (!short && !long) return undefined;
      const before = short?.[1] ? [text(`-${short[1]}`)] : [];
      if (attached !== undefined && (attached !== '' || long)) {
        return { value: word?.kind === 'unknown' ? word : text(attached), before, next: i + 1 };
      }
      return { value: words[i + 1] ?? text(''), before, next: i + 2 };
    }
  }
  return undefined;
}

/** The words of `env -S`: blanks, quotes; escapes and variables are left to the caller to refuse. */
function splitWords(source: string): readonly string[] | undefined {
  const out: string[] = [];
  let word: string | undefined;
  for (let i = 0; i < source.length; i += 1) {
    const char = source.charAt(i);
    if (/\s/.test(char)) {
      if (word !== undefined) out.push(word);
      word = undefined;
    } else if (char === "'" || char === '"') {
      const end = source.indexOf(char, i + 1);
      if (end < 0) return undefined;
      word = (word ?? '') + source.slice(i + 1, end);
      i = end;
    } else word = (word ?? '') + char;
  }
  if (word !== undefined) out.push(word);
  return out;
}

const XARGS =
  '0,null a,arg-file:read d,delimiter:data E:data e?data eof?data I:data i?data replace?data L,max-lines:data l?data n,max-args:data o,open-tty P,max-procs:data p,interactive process-slot-var:data r,no-run-if-empty s,max-chars:data t,verbose x,exit show-limits J:data R:data S:data';

/** `xargs`: the command runs over whatever its input can hold. */
const xargs: Handler = (call) => {
  const { walker, state } = call;
  const args = readArguments(call.words, optionsOf(XARGS), { first: true });
  if (args.given.some((one) => one.role === 'help')) {
    free(call);
    return done(state);
  }
  const file = givenValue(args, 'a');
  if (file) walker.sink.path('read', file, 'content', state);
  if (args.strange.length > 0) walker.sink.unknown(`what the option \`${args.strange[0]}\` of \`xargs\` changes`);
  free(call);
  const fields = args.operands.map((one) => one.field);
  const command = fields.length === 0 ? [text('echo')] : fields;
  const input: Input = file ? { kind: 'unknown', cause: 'a file of arguments' } : state.input;
  const lines = has(args, '0', 'd', 'I', 'i', 'replace') ? 'lines' : 'words';
  const separator = textOf(givenValue(args, 'd'));
  const odd =
    has(args, 'n', 'L', 's', 'process-slot-var', 'E', 'e', 'eof', 'R') || (has(args, 'd') && separator !== '\\n' && separator !== '\n');
  if (has(args, 'process-slot-var')) walker.sink.unknown('what a variable that `xargs` sets changes');
  const values = odd && !has(args, 'n') ? [unknown('a word from its input', false)] : valuesFrom(input, lines);
  const mark =
    textOf(givenValue(args, 'I')) ??
    (has(args, 'i', 'replace') ? (textOf(givenValue(args, 'i')) ?? textOf(givenValue(args, 'replace')) ?? '{}') : undefined);
  const inner: State = { ...state, functions: new Map(), input: { kind: 'none' } };
  let output: Input | undefined;
  for (const value of values) {
    const argv = mark === undefined ? [...command, value] : command.map((word) => replaced(word, mark, value));
    output = run(walker, argv, inner).output;
  }
  // all the words may be appended to one call, or any few of them
  if (mark === undefined && values.length > 1)
    run(walker, has(args, 'n') ? [...command, unknown('words from its input', false)] : [...command, ...values], inner);
  if (mark !== undefined && has(args, 'n')) run(walker, [...command, unknown('words from its input', false)], inner);
  return done(state, values.length === 1 ? output : undefined);
};

/** What the words that xargs and parallel append can be, one by one; several texts are each judged. */
function valuesFrom(input: Input, by: 'lines' | 'words'): readonly Field[] {
  if (input.kind === 'none') return [unknown('a word from its input', false)];
  if (input.kind === 'unknown') return [unknown(`a word from ${input.cause}`, false)];
  const fields = input.lines.flatMap((line) =>
    line.kind === 'text' && by === 'words' ? line.text.split(/\s+/).filter(Boolean).map(text) : [line],
  );
  if (fields.some((field) => field.kind === 'text' && (/['"\\]/.test(field.text) || field.text !== field.text.trim())))
    return [unknown('a word with quotes from its input', false)];
  return fields.length > MOST_VALUES ? [unknown('one of many words', false)] : fields;
}

/** Puts a value where its mark stands in a word. */
function replaced(word: Field, mark: string, value: Field): Field {
  if (!isText(word) || !word.text.includes(mark)) return word;
  if (word.text === mark) return value.kind === 'unknown' ? { ...value, quoted: true } : value;
  if (value.kind === 'text') return text(word.text.replaceAll(mark, value.text));
  const [before = '', ...after] = word.text.split(mark);
  if (value.kind === 'below' && before === '' && after.every((one) => !one.includes('/') && !one.includes('..')))
    return join(value, text(after.join('')));
  return unknown(word.text.slice(before.length), true, before);
}

const PARALLEL =
  'j,jobs:data k,keep-order n,max-args:data N,max-replace-args:data m X,xargs 0,null a,arg-file:read d,delimiter:data I:data L:data l?data C,colsep:data bar eta progress halt:data joblog:edit results:edit-tree retries:data timeout:data tag tagstring:data dry-run,dryrun t,verbose v q,quote r,no-run-if-empty u,ungroup group line-buffer,lb delay:data load:data memfree:data nice:data will-cite env:code S,sshlogin:code sshloginfile:code transferfile:code return:code workdir,wd:base pipe block:data round-robin shuf plus no-notice P:data s:data';

/** GNU parallel: its arguments stand behind `:::`, or come from its input. */
const parallel: Handler = (call) => {
  const { walker, state } = call;
  const marks = call.words.findIndex((word) => isText(word) && /^:{3,4}\+?$/.test(word.text));
  const before = marks < 0 ? call.words : call.words.slice(0, marks);
  const args = readArguments(before, optionsOf(PARALLEL), { first: true });
  const code = args.given.find((one) => one.role === 'code');
  if (args.strange.length > 0 || code) {
    opaque(call, `its option \`${args.strange[0] ?? code?.name ?? ''}\` is not one that twoloops can follow`, { whole: true });
    walker.sink.unknown('what `parallel` runs');
    return done(state);
  }
  if (has(args, 'dry-run') || args.given.some((one) => one.role === 'help')) {
    free(call);
    return done(state);
  }
  free(call);
  const command = args.operands.map((one) => one.field);
  const sources =
    marks < 0
      ? valuesFrom(state.input, 'lines')
      : call.words.slice(marks + 1).filter((word) => !(isText(word) && /^:{3,4}\+?$/.test(word.text)));
  const fromFile = marks >= 0 && call.words.some((word) => isText(word) && word.text.startsWith('::::'));
  const values = fromFile || sources.length > MOST_VALUES ? [unknown('one of many words', false)] : sources;
  const inner: State = { ...state, functions: new Map(), input: { kind: 'none' } };
  for (const value of values) {
    if (command.length === 0) {
      if (isText(value)) child({ ...call, state: inner }, value.text, []);
      else walker.sink.unknown(`the command that \`parallel\` reads: \`${shown(value)}\``);
      continue;
    }
    const marked = command.some((word) => isText(word) && /\{[\d#%./]*\}/.test(word.text));
    const argv = marked ? command.map((word) => placed(word, value)) : [...command, value];
    // the words are joined and read by a shell
    if (argv.every(isText)) {
      const joinedWords = argv.map((word) => word.text);
      const last = joinedWords.length - 1;
      const line = marked ? joinedWords.join(' ') : [...joinedWords.slice(0, last), quoted(joinedWords[last] ?? '')].join(' ');
      child({ ...call, state: inner }, line, []);
      if (marked && command.length > 1)
        run(
          walker,
          command.map((word) => (isText(word) && isText(value) ? text(word.text.replace(/\{[\d#%./]*\}/g, () => value.text)) : word)),
          inner,
        );
    } else run(walker, argv, inner);
  }
  return done(state);
};

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

function placed(word: Field, value: Field): Field {
  if (!isText(word)) return word;
  const marked = /\{[\d#%./]*\}/g;
  if (!marked.test(word.text)) return word;
  if (value.kind === 'text') return text(word.text.replace(marked, () => quoted(value.text)));
  return /^\{\d*\}$/.test(word.text)
    ? value
    : unknown(word.text.slice(word.text.search(/\{[\d#%./]*\}/)), true, word.text.slice(0, word.text.search(/\{[\d#%./]*\}/)));
}

/** Tests and actions of find, with the words that each takes. Source: the manual of GNU findutils 4.9. */
const FIND_WORDS: Readonly<Record<string, number>> = Object.fromEntries([
  ...'-amin -anewer -atime -cmin -cnewer -context -ctime -fstype -gid -group -ilname -iname -inum -ipath -iregex -iwholename -links -lname -maxdepth -mindepth -mmin -mtime -name -newer -newerXY -path -perm -printf -regex -regextype -samefile -size -type -uid -used -user -wholename -xtype -D -Olevel -files0-from -fprint -fprint0 -fls -flags -newerat -newermt -newerct -newermm'
    .split(' ')
    .map((name) => [name, 1] as const),
  ['-fprintf', 2] as const,
  ...'-daystart -depth -d -follow -ignore_readdir_race -mount -noignore_readdir_race -noleaf -warn -nowarn -xdev -x -empty -executable -false -nogroup -nouser -readable -true -writable -delete -ls -print -print0 -prune -quit -H -L -P -O0 -O1 -O2 -O3 -not -and -or -a -o -E -X -s ! ( ) , -help --help -version --version'
    .split(' ')
    .map((name) => [name, 0] as const),
]);

/** find: names under its roots, and what its actions do with them. */
export const find: Handler = (call) => {
  const { walker, state, words } = call;
  const roots: Field[] = [];
  let i = 0;
  let follow = false;
  for (; i < words.length; i += 1) {
    const word = words[i];
    if (word === undefined) break;
    if (isText(word) && /^-(?:H|L|P|O\d?|E|X|s|x|d)$/.test(word.text)) {
      follow ||= word.text === '-L';
      continue;
    }
    if (isText(word) && /^(?:-.+|[()!,])$/.test(word.text)) break;
    if (!isText(word) && mayBeOption(word)) {
      walker.sink.unknown(`whether \`${shown(word)}\` is a folder or an action of \`find\``);
      return done(state);
    }
    roots.push(word);
  }
  if (roots.length === 0) roots.push(text('.'));
  const names: (string | undefined)[] = [];
  let alternative = false;
  let plain = false;
  let prints = false;
  let strange: string | undefined;
  const actions: (() => void)[] = [];
  // what the tests so far leave; an action sees only those before it
  const listed = (): Field => {
    const flat = roots.flatMap((root) => (root.kind === 'text' ? [root.text] : []));
    const whole = roots.every((root) => root.kind === 'text');
    if (!whole) return roots.length === 1 && roots[0]?.kind === 'glob' ? roots[0] : unknown('what `find` lists', true);
    const [only] = names;
    // one name test that holds for all: no alternative, no negation
    const single = names.length === 1 && only !== undefined && !alternative ? { only } : {};
    return {
      kind: 'below',
      roots: flat,
      ...single,
      ...(follow ? { follow: true } : {}),
      ...(plain && !alternative ? { plain: true } : {}),
    };
  };
  for (; i < words.length; i += 1) {
    const word = words[i];
    const action = word === undefined ? '' : isText(word) ? word.text : shown(word);
    if (action === '-follow') follow = true;
    // these print texts of their own, not the paths that are found
    if (/^-(?:printf|ls|exec|execdir|ok|okdir|fprintf)$/.test(action)) prints = true;
    if (/^-(?:exec|execdir|ok|okdir)$/.test(action)) {
      const end = words.findIndex(
        (one, at) => at > i && isText(one) && (one.text === ';' || (one.text === '+' && isBraces(words[at - 1]))),
      );
      const inner = words.slice(i + 1, end < 0 ? undefined : end);
      const here = action.endsWith('dir');
      const set = listed();
      actions.push(() => each(call, inner, set, here));
      i = end < 0 ? words.length : end;
      continue;
    }
    const takes = FIND_WORDS[action] ?? (/^-newer[aBcmt][aBcmt]$/.test(action) ? 1 : undefined);
    if (takes === undefined) {
      strange ??= action;
      continue;
    }
    const value = words[i + 1];
    i += takes;
    if (takes > 0 && value && (value.kind === 'unknown' ? !value.quoted : value.kind === 'glob')) strange ??= shown(value);
    if (action === '-delete') {
      const set = listed();
      actions.push(() => walker.sink.path('edit', set, 'content', state, { link: true }));
    } else if (/^-f(?:print|print0|ls|printf)$/.test(action) && value) walker.sink.path('edit', value, 'content', state);
    else if (action === '-files0-from') walker.sink.unknown('the folders that `find -files0-from` reads');
    else if (action === '-o' || action === '-or' || action === ',' || action === '!' || action === '-not') alternative = true;
    else if (action === '-type') plain ||= value !== undefined && isText(value) && /^[fd]$/.test(value.text);
    else if (action === '-name' || action === '-iname') names.push(value && isText(value) ? nameRegex(value.text) : undefined);
  }
  for (const root of roots) walker.sink.path('read', root, 'names', state);
  if (strange !== undefined) opaque(call, `\`${strange}\` is no test of \`find\` that twoloops knows`);
  else free(call);
  for (const act of actions) act();
  return done(state, prints ? { kind: 'unknown', cause: 'what `find` prints' } : { kind: 'lines', lines: [listed()] });
};

const isBraces = (word: Field | undefined): boolean => word !== undefined && isText(word) && word.text === '{}';

/** The command of `-exec` over everything that is listed; `-execdir` runs it in the folder of each. */
function each(call: Invocation, inner: readonly Field[], set: Field, here: boolean): void {
  const { walker, state } = call;
  const filled = inner.map((word) => replaced(word, '{}', set));
  const base: State = { ...state, functions: new Map(), ...(here ? { bases: foldersOf(set, state) } : {}) };
  run(walker, filled, base);
}

function foldersOf(set: Field, state: State): readonly (string | undefined)[] {
  // somewhere below the roots: relative words of the command are not known
  return set.kind === 'below' && state.bases.length > 0 ? [undefined] : [undefined];
}

/** `su`, `sg`: another user's shell. */
const otherUser: Handler = (call) => {
  opaque(call, 'it runs another program with other rights', { whole: true });
  call.walker.sink.unknown(`what \`${call.name}\` runs`);
  return done(call.state);
};

const crontab: Handler = (call) => {
  const { walker, words, state } = call;
  if (words.length === 1 && isText(words[0]) && words[0].text === '-l') {
    free(call);
    return done(state);
  }
  walker.sink.unknown('commands that run later, outside this run');
  opaque(call, 'it schedules commands', { literal: words.map((_, i) => i + 1) });
  return done(state);
};

export const WRAPPING: Readonly<Record<string, Handler>> = {
  env,
  xargs,
  gxargs: xargs,
  parallel,
  su: otherUser,
  sg: otherUser,
  pkexec: otherUser,
  run0: otherUser,
  crontab,
  at: crontab,
  batch: crontab,
};
