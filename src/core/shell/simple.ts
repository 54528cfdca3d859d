import type { Assignment, Command, Word } from 'unbash';
import { BUILTINS } from './builtins.ts';
import { isFreeAssignment, isSearchPath, isSecretName } from './env-names.ts';
import { Expander } from './expand.ts';
import { type Field, isText, shown, text, unknown } from './field.ts';
import { program } from './program.ts';
import { done, type Input, MOST_VALUES, merge, NOTHING, type Outcome, type State, setVar } from './state.ts';
import { TooMuch, type Walker } from './walk.ts';

/** Builtins whose words `NAME=value` are assignments. */
const DECLARING = new Set(['export', 'declare', 'typeset', 'local', 'readonly']);

/** One simple command: its assignments, its redirections, then what it runs, for each of the words it may come to. */
export function simple(walker: Walker, node: Command, state: State): Outcome {
  walker.step();
  const expander = new Expander(state, walker.around);
  const words: Word[] = node.name ? [node.name] : [];
  const declared: Assignment[] = [];
  for (const one of node.suffix) {
    if (one.type === 'Word') words.push(one);
    else if (one.type === 'Assignment') {
      // `export NAME` has no value: it is a word
      if (one.value === undefined) words.push({ type: 'Word', text: one.text, value: one.text, pos: one.pos, end: one.end });
      else declared.push(one);
    }
  }
  const alternatives = argumentLists(words, expander);
  for (const field of echoedSecrets(node)) walker.sink.unknown(`the credential in \`$${field}\``);
  const redirected = walker.redirects(
    [...node.prefix, ...node.suffix].filter((one) => one.type !== 'Word' && one.type !== 'Assignment'),
    expander.state,
  );
  const prefix = node.prefix.filter((one) => one.type === 'Assignment');
  const assigned = assign(walker, prefix, redirected.state);
  const back = (end: State | undefined): State | undefined => end && { ...end, input: state.input };
  let outcome: Outcome = NOTHING;
  const outputs: (Input | undefined)[] = [];
  for (const argv of alternatives) {
    const one = argv.length === 0 ? done(assigned.state, { kind: 'none' }) : runWith(walker, argv, declared, assigned, redirected.state);
    outcome = { ok: merge(outcome.ok, back(one.ok)), fail: merge(outcome.fail, back(one.fail)) };
    outputs.push(one.output);
  }
  const output: Input | undefined = redirected.silenced ? { kind: 'none' } : outputs.length === 1 ? outputs[0] : unify(outputs);
  return { ...outcome, ...(output === undefined ? {} : { output }) };
}

function unify(outputs: readonly (Input | undefined)[]): Input | undefined {
  if (outputs.every((one) => one?.kind === 'lines'))
    return { kind: 'lines', lines: outputs.flatMap((one) => (one?.kind === 'lines' ? one.lines : [])) };
  return outputs.every((one) => one?.kind === 'none') ? { kind: 'none' } : undefined;
}

/** Variables given to a command hold for it alone; what it does to the shell stays. */
function runWith(walker: Walker, argv: readonly Field[], declared: readonly Assignment[], assigned: Assigned, plain: State): Outcome {
  const first = argv[0];
  if (declared.length > 0 || (isText(first) && DECLARING.has(first.text))) {
    return declare(walker, argv, declared, plain);
  }
  // the command sees them; afterwards they are what they were
  const during: State = { ...plain, env: assigned.state.env, vars: assigned.state.vars };
  const outcome = run(walker, argv, during);
  const restore = (end: State | undefined): State | undefined => {
    if (end === undefined) return undefined;
    const vars = new Map(end.vars);
    for (const name of assigned.names) {
      const old = plain.vars.get(name);
      if (old) vars.set(name, old);
      else vars.delete(name);
    }
    return { ...end, vars, env: end.env.filter((one) => !assigned.telling.includes(one) || plain.env.includes(one)) };
  };
  return { ...outcome, ok: restore(outcome.ok), fail: restore(outcome.fail) };
}

/** A command by its words: a function of the line, a builtin, or a program. */
export function run(walker: Walker, argv: readonly Field[], state: State): Outcome {
  walker.step();
  const [name, ...words] = argv;
  if (name === undefined) return done(state, { kind: 'none' });
  if (!isText(name)) {
    walker.sink.unknown(`which program \`${shown(name)}\` is`);
    return done(state);
  }
  if (name.text === '') return done(state, { kind: 'none' });
  const own = state.functions.get(name.text);
  if (own) {
    const called = walker.call(own.bodies, words, state);
    if (!own.orProgram) return called;
    const other = unshadowed(walker, name.text, words, state);
    return { ok: merge(called.ok, other.ok), fail: merge(called.fail, other.fail) };
  }
  return unshadowed(walker, name.text, words, state);
}

/** The builtin or program of a name, functions left aside. */
export function unshadowed(walker: Walker, name: string, words: readonly Field[], state: State): Outcome {
  const builtin = Object.hasOwn(BUILTINS, name) ? BUILTINS[name] : undefined;
  return builtin ? builtin({ walker, name, words, state }) : program({ walker, name, words, state });
}

/** Words that one command may come to. */
const MOST_WORDS = 2_000;

function argumentLists(words: readonly Word[], expander: Expander): readonly (readonly Field[])[] {
  let out: Field[][] = [[]];
  for (const word of words) {
    const alternatives = expander.fields(word);
    const [only] = alternatives;
    if (alternatives.length === 1 && only) for (const fields of out) fields.push(...only);
    else if (out.length * alternatives.length > MOST_VALUES)
      for (const fields of out) fields.push(unknown(`\`${word.text}\`, which may be too many things`));
    else out = out.flatMap((fields) => alternatives.map((more) => [...fields, ...more]));
    if ((out[0]?.length ?? 0) > MOST_WORDS) throw new TooMuch();
  }
  return out;
}

interface Assigned {
  readonly state: State;
  /** Those that change what programs do, as `NAME=value`. */
  readonly telling: readonly string[];
  readonly names: readonly string[];
}

/** Assignments in order; each sees those before it. */
export function assign(walker: Walker, assignments: readonly Assignment[], state: State): Assigned {
  let now = state;
  const telling: string[] = [];
  for (const one of assignments) {
    const made = assignOne(walker, one, now);
    now = made.state;
    telling.push(...made.telling);
  }
  return { state: now, telling, names: assignments.map((one) => one.name) };
}

function assignOne(walker: Walker, one: Assignment, state: State): Omit<Assigned, 'names'> {
  const expander = new Expander(state, walker.around);
  if (one.index && !/^\d+$/.test(one.index.text)) {
    if (!/^["']?[\w. -]+["']?$/.test(one.index.text) || /\$|`/.test(one.index.text))
      walker.sink.unknown(`the subscript in \`${one.text}\` can run code`);
    expander.values(one.index);
  }
  if (one.value.type === 'ArrayValue') {
    const fields = one.value.elements.flatMap((word) => {
      const alternatives = expander.fields(word);
      return alternatives.length === 1 ? (alternatives[0] ?? []) : [unknown(`\`${word.text}\``)];
    });
    const keyed = one.value.elements.some((word) => word.text.startsWith('['));
    const old = one.append ? state.vars.get(one.name)?.values[0] : [];
    const values = keyed || old === undefined ? [[unknown(`\`$${one.name}\``)]] : [[...old, ...fields]];
    return {
      state: setVar(expander.state, one.name, { values, array: true }),
      telling: isFreeAssignment(one.name, []) ? [] : noted(one, []),
    };
  }
  let values = expander.values(one.value);
  if (one.append) {
    const old = state.vars.get(one.name)?.values.flatMap((value) => value.slice(0, 1)) ?? [unknown(`\`$${one.name}\``, true)];
    values = old.flatMap((left) =>
      values.map((right) =>
        left.kind === 'text' && right.kind === 'text' ? text(left.text + right.text) : unknown(`\`$${one.name}\``, true),
      ),
    );
  }
  if (one.index !== undefined || state.vars.get(one.name)?.array) values = [unknown(`\`$${one.name}\``)];
  const next = setVar(expander.state, one.name, {
    values: values.map((field) => [field]),
    array: state.vars.get(one.name)?.array ?? false,
  });
  if (isSearchPath(one.name) && values.every((value) => value.kind === 'text')) {
    for (const value of values)
      if (value.kind === 'text')
        for (const part of value.text.split(':')) walker.sink.path('read', text(part.replace(/^\$\w+$/, '') || '.'), 'recursive', state);
    return { state: next, telling: [] };
  }
  if (isFreeAssignment(one.name, values)) return { state: next, telling: [] };
  const telling = noted(one, values);
  return { state: { ...next, env: [...new Set([...next.env, ...telling])] }, telling };
}

const noted = (one: Assignment, values: readonly Field[]): readonly string[] => {
  const value = values.length === 1 ? values[0] : undefined;
  return [value?.kind === 'text' ? `${one.name}=${value.text}` : one.text];
};

function declare(walker: Walker, argv: readonly Field[], declared: readonly Assignment[], state: State): Outcome {
  const name = shown(argv[0] ?? text(''));
  const words = argv.slice(1);
  let now = state;
  let changed = false;
  for (const word of words) {
    if (!isText(word)) {
      walker.sink.unknown(`what \`${name} ${shown(word)}\` declares`);
      continue;
    }
    // integers are evaluated, name references and changed case make other values: such variables are not followed
    if (/^[-+][A-Za-z]*[ilunc]/.test(word.text)) changed = true;
    if (/^-[A-Za-z]*i/.test(word.text))
      for (const one of declared)
        if (one.value.type === 'Word' && !/^\d+$/.test(one.value.text)) walker.sink.unknown(`arithmetic in \`${one.text}\``);
    if (/^-[a-zA-Z]*p/.test(word.text) && (words.length === 1 || name === 'export'))
      walker.sink.unknown(`the whole environment, which \`${name} -p\` prints`);
    if (!/^[-+]?[\w-]+$/.test(word.text) && !/^[A-Za-z_]\w*=/.test(word.text))
      walker.sink.unknown(`what \`${name} ${word.text}\` declares`);
    const given = /^([A-Za-z_]\w*)=(.*)$/s.exec(word.text);
    if (given?.[1] !== undefined) {
      const value = text(given[2] ?? '');
      now = setVar(now, given[1], { values: [[value]], array: false });
      if (!isFreeAssignment(given[1], [value])) now = { ...now, env: [...now.env, word.text] };
    } else if (/^[A-Za-z_]\w*$/.test(word.text) && name === 'export' && now.vars.has(word.text)) {
      const values = now.vars.get(word.text)?.values.flatMap((value) => value.slice(0, 1)) ?? [];
      if (!isFreeAssignment(word.text, values)) now = { ...now, env: [...now.env, `${word.text}=${values.map(shown).join('|')}`] };
    }
  }
  if (name === 'export' && words.length === 0 && declared.length === 0) walker.sink.unknown('the whole environment, which `export` prints');
  if (words.some((word) => isText(word) && word.text === '-f')) return done(now, { kind: 'none' });
  let after = assign(walker, declared, now).state;
  if (changed) for (const one of declared) after = setVar(after, one.name, { values: [[unknown(`\`$${one.name}\``)]], array: false });
  return done(after, { kind: 'none' });
}

/** Names of credentials that a printing command is given (rules 20). */
function echoedSecrets(node: Command): readonly string[] {
  const name = node.name?.value;
  if (name !== 'echo' && name !== 'printf') return [];
  const names: string[] = [];
  const look = (parts: Word['parts']): void => {
    for (const part of parts ?? []) {
      if (part.type === 'SimpleExpansion') names.push(part.text.slice(1));
      if (part.type === 'ParameterExpansion' && part.prefix === undefined) names.push(part.parameter);
      if (part.type === 'DoubleQuoted') look(part.parts);
    }
  };
  for (const one of node.suffix) if (one.type === 'Word') look(one.parts);
  return names.filter(isSecretName);
}
