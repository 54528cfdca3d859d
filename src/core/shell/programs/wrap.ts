import { free, type Handler, type Invocation, opaque } from '../call.ts';
import { type Field, isText, shown } from '../field.ts';
import { givenValue, optionsOf, readArguments } from '../options.ts';
import { run } from '../simple.ts';
import { done, type Outcome, type State } from '../state.ts';
import type { Wrapper } from '../tables/wrappers.ts';
import { apply } from '../utility.ts';
import { moved } from './archives.ts';
import { assignments, env } from './env.ts';
import { child } from './interpreters.ts';
import { parallel, xargs } from './xargs.ts';

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
  if (call.name === 'flock') for (const field of fields.slice(0, 1)) walker.sink.path('edit', field, 'content', state);
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
  script: otherUser,
  crontab,
  at: crontab,
  batch: crontab,
};
