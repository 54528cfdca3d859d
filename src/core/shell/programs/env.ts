import { free, type Handler } from '../call.ts';
import { isFreeAssignment } from '../env-names.ts';
import { type Field, isText, shown, text, unknown } from '../field.ts';
import { optionsOf, readArguments } from '../options.ts';
import { run } from '../simple.ts';
import { done, type State, setVar } from '../state.ts';
import { moved } from './archives.ts';

export function assignments(fields: readonly Field[], state: State): { readonly rest: readonly Field[]; readonly state: State } {
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

const ENV =
  'i,ignore-environment 0,null u,unset:data C,chdir:base S,split-string:data v,debug block-signal?data default-signal?data ignore-signal?data list-signal-handling P:code a,argv0:data';

/** `env`: prints the environment where it runs nothing. */
export const env: Handler = (call) => {
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
