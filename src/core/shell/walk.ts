import type {
  AndOr,
  CommandNode,
  CompoundList,
  Function as FunctionNode,
  Pipeline,
  PipelineNode,
  Redirection,
  Script,
  Statement,
  TestExpression,
  Word,
} from 'unbash';
import type { Part } from '../../schema/access.ts';
import { Expander, type Surroundings } from './expand.ts';
import { type Field, isText, NUMBER, text, unknown } from './field.ts';
import { parse } from './parse.ts';
import { simple } from './simple.ts';
import { Sink } from './sink.ts';
import {
  done,
  type Input,
  MOST_VALUES,
  merge,
  NOTHING,
  type Outcome,
  type State,
  sameState,
  setVar,
  unique,
  type Variable,
} from './state.ts';

/** Simple commands that one line may come to, loops and functions followed: beyond it nothing is certain. */
const MOST_STEPS = 1_500;
const DEEPEST = 24;
/** Characters that all texts read within a line may come to: `eval eval …`. */
const MOST_READ = 65_536;

/** Thrown where a line is too much to follow; the caller turns it into an unknown. */
export class TooMuch extends Error {}

export interface Known {
  readonly home: string;
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

interface Frame {
  readonly breaks: State[];
  readonly continues: State[];
}

/** A text that nodes have positions in, and where it stands in the line. */
export interface Source {
  readonly text: string;
  /** The place of the whole text in the line, where positions in it are not places of the line. */
  readonly fixed?: number;
}

/** Follows a parsed line through every branch and notes what each simple command would do. */
export class Walker {
  readonly sink = new Sink();
  readonly known: Known;
  source: Source;
  /** The line made a folder somewhere: what is not there yet may be one when it is reached. */
  made = false;
  /** Code of traps: it runs when the line ends, with what is defined by then. */
  readonly traps: string[] = [];
  private steps = 0;
  private depth = 0;
  private read = 0;
  private loops: Frame[] = [];
  private returns: State[][] = [];
  readonly around: Surroundings;

  constructor(line: string, known: Known) {
    this.known = known;
    this.source = { text: line };
    this.around = {
      home: known.home,
      env: known.env,
      substitute: (script, state, at) => this.substitute(script, state, at),
      process: (script, state) => void this.substitute(script, { ...state, input: { kind: 'unknown', cause: 'its input' } }, 0),
      unknowable: (what) => this.sink.unknown(what),
    };
  }

  step(): void {
    this.steps += 1;
    if (this.steps > MOST_STEPS) throw new TooMuch();
  }

  partOf(node: { readonly pos: number; readonly end: number }): Part {
    return { at: this.source.fixed ?? node.pos, text: this.source.text.slice(node.pos, node.end) };
  }

  /** Runs with another text as the one that nodes lie in. */
  within<T>(source: Source, run: () => T): T {
    const before = this.source;
    const part = this.sink.part;
    this.source = source;
    this.depth += 1;
    if (this.depth > DEEPEST) throw new TooMuch();
    try {
      return run();
    } finally {
      this.depth -= 1;
      this.source = before;
      this.sink.part = part;
    }
  }

  /** A text that a shell would read: `bash -c`, `eval`, a here-document into a shell. */
  script(line: string, state: State): Outcome {
    this.read += line.length;
    if (this.read > MOST_READ) throw new TooMuch();
    const parsed = parse(line);
    if (!parsed.ok) {
      this.sink.unknown(`\`${line.slice(0, 60)}\`: ${parsed.why}`);
      return done(state);
    }
    return this.within({ text: line, fixed: this.sink.part?.at ?? 0 }, () => this.list(parsed.script.commands, state));
  }

  private substitute(script: Script, state: State, at: number): Input {
    const run = (): Input => {
      const before = this.sink.part;
      const outcome = this.list(script.commands, state);
      this.sink.part = before;
      return outcome.output ?? { kind: 'unknown', cause: 'what the commands print' };
    };
    return script.source === undefined ? run() : this.within({ text: script.source, fixed: this.source.fixed ?? at }, run);
  }

  list(statements: readonly Statement[], state: State): Outcome {
    let now: State | undefined = state;
    let last: Outcome = done(state);
    let output: Input | undefined = { kind: 'none' };
    for (const statement of statements) {
      if (now === undefined) break;
      last = this.statement(statement, now);
      output = together(output, last.output);
      now = merge(last.ok, last.fail);
    }
    return { ok: last.ok, fail: last.fail, ...(output === undefined ? {} : { output }) };
  }

  private statement({ command, background }: Statement, state: State): Outcome {
    if (!background) return this.any(command, state);
    this.any(command, { ...state, input: { kind: 'none' } });
    return done(state, { kind: 'unknown', cause: 'a command in the background' });
  }

  private any(node: PipelineNode | AndOr, state: State): Outcome {
    if (node.type === 'AndOr') return this.andOr(node, state);
    if (node.type === 'Pipeline') return this.pipeline(node, state);
    return this.command(node, state);
  }

  private andOr({ commands, operators }: AndOr, state: State): Outcome {
    const [first, ...rest] = commands;
    if (first === undefined) return done(state);
    let outcome = this.any(first, state);
    rest.forEach((node, i) => {
      const onSuccess = operators[i] === '&&';
      const from = onSuccess ? outcome.ok : outcome.fail;
      if (from === undefined) return;
      const next = this.any(node, from);
      const output = together(outcome.output, next.output);
      outcome = {
        ok: onSuccess ? next.ok : merge(outcome.ok, next.ok),
        fail: onSuccess ? merge(outcome.fail, next.fail) : next.fail,
        ...(output === undefined ? {} : { output }),
      };
    });
    return outcome;
  }

  private pipeline({ commands, prefixes }: Pipeline, state: State): Outcome {
    const [only] = commands;
    if (commands.length === 1 && only) {
      const outcome = this.command(only, state);
      return prefixes.filter((prefix) => prefix.type === 'Negation').length % 2 === 1
        ? { ...outcome, ok: outcome.fail, fail: outcome.ok }
        : outcome;
    }
    let input: Input = state.input;
    for (const stage of commands) {
      this.sink.part = this.partOf(stage);
      const outcome = this.command(stage, { ...state, input });
      input = outcome.output ?? { kind: 'unknown', cause: `the output of \`${this.partOf(stage).text.slice(0, 60)}\`` };
    }
    return done(state, input);
  }

  command(node: CommandNode, state: State): Outcome {
    switch (node.type) {
      case 'Command':
        this.sink.part = this.partOf(node);
        return simple(this, node, state);
      case 'Redirected': {
        const redirected = this.redirects(node.redirects, state);
        const outcome = this.command(node.command, redirected.state);
        const back = (end: State | undefined): State | undefined => end && { ...end, input: state.input };
        return { ...outcome, ok: back(outcome.ok), fail: back(outcome.fail), ...(redirected.silenced ? { output: { kind: 'none' } } : {}) };
      }
      case 'Subshell': {
        const outcome = this.list(node.body.commands, state);
        return done(state, outcome.output);
      }
      case 'BraceGroup':
        return this.list(node.body.commands, state);
      case 'If':
        return this.branch(node.clause, node.then, [...node.elif], node.else, state);
      case 'While':
        return this.loop(state, (entry) => {
          const test = this.list(node.clause.commands, entry);
          const [go, leave] = node.kind === 'while' ? [test.ok, test.fail] : [test.fail, test.ok];
          return { body: go && this.list(node.body.commands, go), leave };
        });
      case 'For':
      case 'Select':
        return this.over(node.name.value, node.wordlist, node.body, state, node.type === 'Select');
      case 'ArithmeticFor': {
        const expander = new Expander(state, this.around);
        this.sink.part = this.partOf(node);
        expander.arithmetic(node.initialize, node.pos);
        return this.loop(expander.state, (entry) => {
          const inner = new Expander(entry, this.around);
          inner.arithmetic(node.test, node.pos);
          const body = this.list(node.body.commands, inner.state);
          const after = merge(body.ok, body.fail);
          if (after) {
            const last = new Expander(after, this.around);
            last.arithmetic(node.update, node.pos);
            return { body: done(last.state), leave: inner.state };
          }
          return { body, leave: inner.state };
        });
      }
      case 'Case':
        return this.cases(node, state);
      case 'TestCommand': {
        this.sink.part = this.partOf(node);
        return done(this.test(node.expression, state), { kind: 'none' });
      }
      case 'ArithmeticCommand': {
        this.sink.part = this.partOf(node);
        const expander = new Expander(state, this.around);
        expander.arithmetic(node.expression, node.pos);
        return done(expander.state, { kind: 'none' });
      }
      case 'Function':
        return this.define(node, state);
      case 'Coproc': {
        if (node.body.type !== 'CompoundList') this.command(node.body, { ...state, input: { kind: 'unknown', cause: 'its input' } });
        return done(state);
      }
    }
  }

  private define(node: FunctionNode, state: State): Outcome {
    const name = node.name.value;
    if (name === 'command_not_found_handle') this.sink.unknown('`command_not_found_handle` runs for every name that is no command');
    const functions = new Map(state.functions).set(name, { bodies: [{ body: node.body, source: this.source }], orProgram: false });
    return done({ ...state, functions }, { kind: 'none' });
  }

  private branch(
    clause: CompoundList,
    then: CompoundList,
    elif: readonly { readonly clause: CompoundList; readonly then: CompoundList }[],
    otherwise: CompoundList | undefined,
    state: State,
  ): Outcome {
    const test = this.list(clause.commands, state);
    const yes = test.ok ? this.list(then.commands, test.ok) : NOTHING;
    const [next, ...rest] = elif;
    const no =
      test.fail === undefined
        ? NOTHING
        : next
          ? this.branch(next.clause, next.then, rest, otherwise, test.fail)
          : otherwise
            ? this.list(otherwise.commands, test.fail)
            : done(test.fail, { kind: 'none' });
    return { ok: merge(yes.ok, no.ok), fail: merge(yes.fail, no.fail), output: { kind: 'unknown', cause: 'what an `if` prints' } };
  }

  /** Runs a body until nothing new comes of it, then once more with what changes taken for unknown. */
  private loop(state: State, turn: (entry: State) => { readonly body: Outcome | undefined; readonly leave: State | undefined }): Outcome {
    const frame: Frame = { breaks: [], continues: [] };
    this.loops.push(frame);
    let entry = state;
    let left: State | undefined;
    try {
      for (let round = 0; round < 5; round += 1) {
        const { body, leave } = turn(entry);
        left = merge(left, leave);
        let end = merge(body?.ok, body?.fail);
        for (const one of frame.continues.splice(0)) end = merge(end, one);
        const next = end === undefined ? entry : (merge(entry, end) ?? entry);
        if (sameState(next, entry)) break;
        entry = round >= 2 ? widened(entry, next) : next;
      }
    } finally {
      this.loops.pop();
    }
    const out = frame.breaks.reduce<State | undefined>((sum, one) => merge(sum, one), left);
    return { ok: out, fail: out, output: { kind: 'unknown', cause: 'what a loop prints' } };
  }

  private over(name: string, wordlist: readonly Word[] | undefined, body: CompoundList, state: State, open: boolean): Outcome {
    const expander = new Expander(state, this.around);
    const fields =
      wordlist === undefined ? (state.positional ?? [unknown('`$@`')]) : unique(wordlist.flatMap((word) => expander.fields(word).flat()));
    const values = open ? [...fields, text('')] : fields;
    const variable: Variable = { values: tooMany(values).map((field) => [field]), array: false };
    return this.loop(expander.state, (entry) => ({
      body: values.length === 0 ? undefined : this.list(body.commands, setVar(entry, name, variable)),
      leave: entry,
    }));
  }

  private cases(node: Extract<CommandNode, { type: 'Case' }>, state: State): Outcome {
    this.sink.part = this.partOf(node);
    const expander = new Expander(state, this.around);
    expander.values(node.word);
    for (const item of node.items) for (const pattern of item.pattern) expander.values(pattern);
    let out: State | undefined = expander.state;
    let through: State | undefined;
    for (const item of node.items) {
      const entry: State = merge(expander.state, through) ?? expander.state;
      const end = this.list(item.body.commands, entry);
      const after = merge(end.ok, end.fail);
      through = item.terminator === ';;' || item.terminator === undefined ? undefined : after;
      out = merge(out, after);
    }
    return { ok: out, fail: out, output: { kind: 'unknown', cause: 'what a `case` prints' } };
  }

  private test(expression: TestExpression, state: State): State {
    const expander = new Expander(state, this.around);
    const visit = (node: TestExpression): void => {
      switch (node.type) {
        case 'TestUnary':
          this.operandOfTest(node.operator, node.operand, expander);
          return;
        case 'TestBinary':
          for (const word of [node.left, node.right]) {
            const values = expander.values(word);
            if (/^-(?:eq|ne|lt|le|gt|ge)$/.test(node.operator)) this.numbers(values, word);
          }
          return;
        case 'TestLogical':
          node.operands.forEach(visit);
          return;
        case 'TestNot':
          visit(node.operand);
          return;
        case 'TestGroup':
          visit(node.expression);
          return;
      }
    };
    visit(expression);
    return expander.state;
  }

  private operandOfTest(operator: string, word: Word, expander: Expander): void {
    expander.discreet = operator === '-n' || operator === '-z';
    const values = expander.values(word);
    expander.discreet = false;
    if (operator === '-v' || operator === '-R') {
      if (!values.every((field) => isText(field) && /^\w+$/.test(field.text)))
        this.sink.unknown(`the name in \`${operator} ${word.text}\` can run code`);
    }
  }

  /** `[[ a -eq b ]]` does arithmetic on both. */
  private numbers(values: readonly Field[], word: Word): void {
    for (const field of values) {
      if (isText(field) && /^-?\d+$|^$/.test(field.text)) continue;
      if (field.kind === 'glob' && /^(?:\[0-9\]\*|\d)+$/.test(field.text)) continue;
      this.sink.unknown(`arithmetic over \`${word.text}\`, whose value is no static number`);
    }
  }

  /** Notes what redirections open; the state with the input that they give. */
  redirects(redirects: readonly Redirection[], state: State): { readonly state: State; readonly silenced: boolean } {
    const expander = new Expander(state, this.around);
    let input: Input = state.input;
    let silenced = false;
    for (const one of redirects) {
      const descriptor = one.descriptor?.type === 'FileDescriptor' ? one.descriptor.value : undefined;
      if (one.descriptor?.type === 'FileDescriptorVariable' && /\[(?!\d+\]$)/.test(one.descriptor.name))
        this.sink.unknown(`the subscript in \`{${one.descriptor.name}}\``);
      if (one.descriptor?.type === 'FileDescriptorVariable')
        expander.state = setVar(expander.state, one.descriptor.name, { values: [[NUMBER]], array: false });
      if (one.type === 'HereDoc') {
        const body = one.body.parts
          ? expander.body(one.body.parts)
          : text(one.operator === '<<-' ? one.body.text.replace(/^\t+/gm, '') : one.body.text);
        if (descriptor === undefined || descriptor === 0)
          input = linesOf(one.operator === '<<-' && body.kind === 'text' ? text(body.text.replace(/^\t+/gm, '')) : body);
        continue;
      }
      if (one.type === 'HereString') {
        const values = one.target ? expander.values(one.target) : [];
        const [value] = values;
        if (descriptor === undefined || descriptor === 0)
          input =
            values.length === 1 && value
              ? linesOf(value.kind === 'text' ? text(`${value.text}\n`) : value)
              : { kind: 'unknown', cause: 'a here-string' };
        continue;
      }
      if (one.target === undefined) continue;
      const duplicates = one.operator === '<&' || one.operator === '>&';
      const fields = duplicates ? expander.values(one.target) : this.target(one.target, expander);
      for (const field of fields) {
        if (duplicates && isDescriptor(field)) {
          // `0>&1` gives the input as `<&1` does
          const target = descriptor ?? (one.operator === '<&' ? 0 : 1);
          if (target === 0 && !(field.kind === 'text' && field.text === '-')) input = { kind: 'unknown', cause: 'another descriptor' };
          continue;
        }
        const reads = one.operator === '<' || one.operator === '<&' || one.operator === '<>';
        const writes = one.operator !== '<' && one.operator !== '<&';
        if (reads) this.sink.path('read', field, 'content', expander.state);
        if (writes) this.sink.path('edit', field, 'content', expander.state);
        if (reads && (descriptor ?? 0) === 0)
          input = { kind: 'unknown', cause: `the content of \`${isText(field) ? field.text : one.target.text}\`` };
        if (writes && (descriptor ?? 1) === 1) silenced = true;
      }
    }
    return { state: { ...expander.state, input }, silenced };
  }

  /** Names of a redirection are matched like arguments; several words are an error of the shell's. */
  private target(word: Word, expander: Expander): readonly Field[] {
    return expander.fields(word).flat();
  }

  /** A call of a function that the line defines. */
  call(bodies: readonly import('./state.ts').FunctionBody[], args: readonly Field[], state: State): Outcome {
    let out: Outcome = NOTHING;
    for (const { body, source } of bodies) {
      const returned: State[] = [];
      const outcome = this.apart(() => {
        this.returns.push(returned);
        return this.within(source, () => {
          const inner = { ...state, positional: args };
          return body.type === 'CompoundList' ? this.list(body.commands, inner) : this.command(body, inner);
        });
      });
      // what was local holds its old value again: which names were, is not followed
      const back = (end: State | undefined): State | undefined => {
        if (end === undefined) return undefined;
        const vars = end.vars === state.vars ? end.vars : (merge(state, end)?.vars ?? end.vars);
        return { ...end, positional: state.positional, vars };
      };
      const early = returned.reduce<State | undefined>((sum, one) => merge(sum, one), undefined);
      out = {
        ok: merge(out.ok, back(merge(outcome.ok, early))),
        fail: merge(out.fail, back(merge(outcome.fail, early))),
        ...(outcome.output === undefined ? {} : { output: outcome.output }),
      };
    }
    return out;
  }

  /**
   * `break`, `continue`, `return`: the state goes where they lead, and goes on, too: whether they leave anything hangs on
   * what is around them. `exit` ends the shell.
   */
  leave(how: 'break' | 'continue' | 'return' | 'exit', state: State): Outcome {
    if (how === 'exit') return NOTHING;
    if (how === 'break') for (const frame of this.loops) frame.breaks.push(state);
    if (how === 'continue') for (const frame of this.loops) frame.continues.push(state);
    if (how === 'return') this.returns.at(-1)?.push(state);
    return done(state);
  }

  /** Runs what no loop and no function of this shell is around: a function's body, another shell. */
  apart<T>(run: () => T): T {
    const { loops, returns } = this;
    this.loops = [];
    this.returns = [];
    try {
      return run();
    } finally {
      this.loops = loops;
      this.returns = returns;
    }
  }
}

function isDescriptor(field: Field): boolean {
  if (field.kind === 'glob') return field.text === NUMBER.text;
  return isText(field) && /^(?:\d+-?|-)$/.test(field.text);
}

/** Two outputs, one after the other. */
function together(first: Input | undefined, second: Input | undefined): Input | undefined {
  if (first === undefined || second === undefined) return undefined;
  if (first.kind === 'none') return second;
  if (second.kind === 'none') return first;
  if (first.kind === 'lines' && second.kind === 'lines') {
    const raw = first.raw === undefined || second.raw === undefined ? {} : { raw: first.raw + second.raw };
    return { kind: 'lines', lines: unique([...first.lines, ...second.lines]), ...raw };
  }
  return { kind: 'unknown', cause: first.kind === 'unknown' ? first.cause : second.kind === 'unknown' ? second.cause : 'several outputs' };
}

export function linesOf(field: Field): Input {
  if (field.kind !== 'text') return field.kind === 'unknown' ? { kind: 'unknown', cause: field.cause } : { kind: 'lines', lines: [field] };
  const lines = field.text.replace(/\n$/, '').split('\n');
  return lines.length > 500 ? { kind: 'unknown', cause: 'many lines' } : { kind: 'lines', lines: lines.map(text), raw: field.text };
}

export function tooMany(values: readonly Field[]): readonly Field[] {
  if (values.length <= MOST_VALUES) return values;
  if (values.every((field) => field.kind === 'text' && /^\d+$/.test(field.text))) return [NUMBER];
  return [unknown('one of many words')];
}

/** What still changes after several rounds of a loop may be anything. */
function widened(before: State, after: State): State {
  const vars = new Map(after.vars);
  for (const [name, variable] of after.vars) {
    const old = before.vars.get(name);
    if (old && JSON.stringify(old) === JSON.stringify(variable)) continue;
    const numeric = variable.values.every((value) =>
      value.every((field) => field === NUMBER || (field.kind === 'text' && /^\d+$/.test(field.text))),
    );
    vars.set(name, { values: [[numeric ? NUMBER : unknown(`\`$${name}\`, which a loop changes`)]], array: false });
  }
  return { ...after, vars, bases: after.bases.length === before.bases.length ? after.bases : [undefined] };
}
