import type { Assignment, Command, Word } from 'unbash';
import { BUILTINS } from './builtins.ts';
import { isFreeAssignment, isFreeByValue, isPlainValue, isSearchPath } from './env-names.ts';
import { Expander } from './expand.ts';
import { type Field, isNumber, isText, shown, text, unknown } from './field.ts';
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
  // `[ -n "$TOKEN" ]` asks whether there is one, and shows nothing of it
  const asks = words.length <= 4 && /^(?:\[|test)$/.test(words[0]?.value ?? '') && /^-[nz]$/.test(words[1]?.value ?? '');
  expander.discreet = asks;
  const alternatives = argumentLists(words, expander);
  expander.discreet = false;
  const redirected = walker.redirects(
    [...node.prefix, ...node.suffix].filter((one) => one.type !== 'Word' && one.type !== 'Assignment'),
    expander.state,
  );
  const prefix = node.prefix.filter((one) => one.type === 'Assignment');
  const assigned = assign(walker, prefix, redirected.state);
  const back = (end: State | undefined): State | undefined => {
    if (end === undefined) return undefined;
    const { opened, ...rest } = end;
    return { ...rest, input: opened ? end.input : state.input };
  };
  let outcome: Outcome = NOTHING;
  const outputs: (Input | undefined)[] = [];
  for (const argv of alternatives) {
    const one = argv.length === 0 ? alone(walker, node, assigned.state) : runWith(walker, argv, declared, assigned, redirected.state);
    outcome = { ok: merge(outcome.ok, back(one.ok)), fail: merge(outcome.fail, back(one.fail)) };
    outputs.push(one.output);
  }
  const output: Input | undefined = redirected.silenced ? { kind: 'none' } : outputs.length === 1 ? outputs[0] : unify(outputs);
  return { ...outcome, ...(output === undefined ? {} : { output }) };
}

/** Without a command word bash assigns first: what its redirections name may be what was assigned. */
function alone(walker: Walker, node: Command, state: State): Outcome {
  const redirects = [...node.prefix, ...node.suffix].filter((one) => one.type !== 'Word' && one.type !== 'Assignment');
  if (redirects.length > 0 && node.prefix.some((one) => one.type === 'Assignment')) walker.redirects(redirects, state);
  // `$(<file)` is what the file holds
  const reads = redirects.some((one) => one.type === 'Redirect' && one.operator === '<');
  return done(state, reads ? { kind: 'unknown', cause: 'the content of a file' } : { kind: 'none' });
}

function unify(outputs: readonly (Input | undefined)[]): Input | undefined {
  if (outputs.every((one) => one?.kind === 'lines'))
    return { kind: 'lines', lines: outputs.flatMap((one) => (one?.kind === 'lines' ? one.lines : [])) };
  return outputs.every((one) => one?.kind === 'none') ? { kind: 'none' } : undefined;
}

/** Variables given to a command hold for it alone; what it does to the shell stays. */
function runWith(walker: Walker, argv: readonly Field[], declared: readonly Assignment[], assigned: Assigned, plain: State): Outcome {
  const first = argv[0];
  if (declared.length > 0 && !(isText(first) && DECLARING.has(first.text))) {
    walker.sink.unknown(`what \`${first ? shown(first) : ''} ${declared[0]?.text ?? ''}\` changes`);
    return done(assigned.state, { kind: 'none' });
  }
  if (isText(first) && DECLARING.has(first.text)) {
    // what stands before it stays assigned
    return declare(walker, argv, declared, assigned.state);
  }
  // the command sees them; afterwards they are what they were
  // dash keeps what stands before a special builtin
  if (
    plain.posix &&
    assigned.names.length > 0 &&
    isText(first) &&
    /^(?::|\.|break|continue|eval|exec|exit|export|readonly|return|set|shift|times|trap|unset)$/.test(first.text)
  )
    walker.sink.unknown(`what stays assigned after \`${first.text}\``);
  const during: State = { ...plain, env: [...assigned.state.env, ...assigned.paths], vars: assigned.state.vars };
  const outcome = run(walker, argv, during);
  const restore = (end: State | undefined): State | undefined => {
    if (end === undefined) return undefined;
    const vars = new Map(end.vars);
    for (const name of assigned.names) {
      const old = plain.vars.get(name);
      if (old) vars.set(name, old);
      else vars.delete(name);
    }
    const gone = [...assigned.telling, ...assigned.paths];
    return { ...end, vars, env: end.env.filter((one) => !gone.includes(one) || plain.env.includes(one)) };
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
  /** Those whose value is a path or code: in front of a command they are not free, whatever their name. */
  readonly paths: readonly string[];
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
  const paths = assignments.flatMap((one) => {
    const values = now.vars.get(one.name)?.values.flat() ?? [];
    return isPlainValue(values) || isFreeByValue(one.name) || telling.some((text) => text.startsWith(`${one.name}=`))
      ? []
      : [`${one.name}=${values.map(shown).join('|')}`];
  });
  return { state: now, telling, names: assignments.map((one) => one.name), paths };
}

function assignOne(walker: Walker, one: Assignment, state: State): Omit<Assigned, 'names' | 'paths'> {
  const expander = new Expander(state, walker.around);
  if (one.index && state.vars.get(one.name)?.keyed) expander.values(one.index);
  else if (one.index) expander.subscript(one.index.text, one.index, one.pos);
  if (one.value.type === 'ArrayValue') {
    const fields = one.value.elements.flatMap((word) => {
      const alternatives = expander.fields(word);
      return alternatives.length === 1 ? (alternatives[0] ?? []) : [unknown(`\`${word.text}\``)];
    });
    const keyed = one.value.elements.some((word) => word.text.startsWith('['));
    for (const word of one.value.elements) {
      const key = /^\[(.*?)\]\+?=/s.exec(word.text)?.[1];
      if (key !== undefined && !state.vars.get(one.name)?.keyed) expander.subscript(key, undefined, word.pos);
    }
    const old = one.append ? state.vars.get(one.name)?.values[0] : [];
    const values = keyed || old === undefined ? [[unknown(`\`$${one.name}\``)]] : [[...old, ...fields]];
    return since(state, setVar(expander.state, one.name, { values, array: true }));
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
  // the shell keeps these as integers: what they are given is evaluated
  if (/^(?:OPTIND|RANDOM|SRANDOM|SECONDS|LINENO|BASHPID|HISTCMD|EPOCH\w*)$/.test(one.name) && !values.every(isNumber))
    walker.sink.unknown(`arithmetic in \`${one.text}\``);
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
  return since(state, next);
}

/** What an assignment added to what programs act upon. */
const since = (before: State, state: State): Omit<Assigned, 'names' | 'paths'> => ({
  state,
  telling: state.env.filter((one) => !before.env.includes(one)),
});

/** `declare` and its like: flags, names, and `NAME=value` words. */
export function declare(walker: Walker, argv: readonly Field[], declared: readonly Assignment[], state: State): Outcome {
  const name = shown(argv[0] ?? text(''));
  const words = argv.slice(1);
  let now = state;
  let fixed = name === 'readonly';
  const names = declared.map((one) => one.name);
  const arrays = words.some((word) => isText(word) && /^-[A-Za-z]*[aA]/.test(word.text));
  for (const word of words) {
    if (!isText(word)) {
      walker.sink.unknown(`what \`${name} ${shown(word)}\` declares`);
      continue;
    }
    const given = /^([A-Za-z_]\w*)(\+?)=(.*)$/s.exec(word.text);
    if (/^[-+]/.test(word.text)) {
      if (/^-[A-Za-z]*r/.test(word.text)) fixed = true;
      // integers are evaluated, references stand for another name, changed case makes other values
      if (!/^[-+][aAfFgrtxp]*$/.test(word.text) && word.text !== '--')
        walker.sink.unknown(`\`${name} ${word.text}\` changes what later assignments do`);
      if (/^-[a-zA-Z]*[px]/.test(word.text) && ((words.length === 1 && declared.length === 0) || /p/.test(word.text))) {
        walker.sink.unknown(`the environment, which \`${name} -p\` prints`);
      }
    } else if (given?.[1] !== undefined) {
      // a value in parentheses is expanded once more
      if (/^\s*\(/.test(given[3] ?? '') || given[2] === '+' || (arrays && /[$`]/.test(given[3] ?? '')))
        walker.sink.unknown(`what \`${name} ${word.text}\` declares`);
      now = setVar(now, given[1], { values: [[text(given[3] ?? '')]], array: false });
      names.push(given[1]);
    } else if (/^[A-Za-z_]\w*$/.test(word.text)) {
      names.push(word.text);
      const held = now.vars.get(word.text);
      // a name that programs act upon, with whatever it holds or is yet to hold
      if (!isFreeAssignment(word.text, held?.values.flat() ?? [unknown('its value')]))
        now = { ...now, env: [...new Set([...now.env, `${name} ${word.text}`])] };
      if (name === 'local') now = setVar(now, word.text, { values: [...(held?.values ?? []), [text('')]], array: false, unset: true });
    } else walker.sink.unknown(`what \`${name} ${word.text}\` declares`);
    if (name === 'export' && isText(word) && /^-[a-z]*f/.test(word.text)) walker.sink.unknown('what exported functions do in other shells');
  }
  if (name === 'export' && words.length === 0 && declared.length === 0) walker.sink.unknown('the whole environment, which `export` prints');
  if (words.length === 0 && declared.length === 0) walker.sink.unknown(`all variables, which \`${name}\` prints`);
  if (words.some((word) => isText(word) && /^-[A-Za-z]*A/.test(word.text)))
    for (const one of names) now = { ...now, vars: new Map(now.vars).set(one, { values: [[]], array: true, keyed: true }) };
  let after = assign(walker, declared, now).state;
  // a value in parentheses is read once more where an array is declared, or was
  for (const one of declared) {
    if (one.value.type === 'ArrayValue') continue;
    const values = after.vars.get(one.name)?.values.flat() ?? [];
    if (
      values.some((value) =>
        isText(value) ? /^\s*\(/.test(value.text) : !isNumber(value) && (arrays || now.vars.get(one.name)?.array === true),
      )
    )
      walker.sink.unknown(`what \`${name} ${one.text}\` declares`);
  }
  if (fixed) {
    const vars = new Map(after.vars);
    for (const one of names) {
      const held = vars.get(one) ?? { values: [[unknown(`\`$${one}\``)]], array: false };
      vars.set(one, { ...held, readonly: true });
    }
    after = { ...after, vars };
  }
  return done(after, { kind: 'none' });
}
