import type { CompoundList, Function as FunctionNode } from 'unbash';
import { isSetByShell, tellingOf } from './env-names.ts';
import { type Field, unknown } from './field.ts';

/** What a variable may hold: its possible values, each a list of fields (one for a plain variable, more for an array). */
export interface Variable {
  readonly values: readonly (readonly Field[])[];
  readonly array: boolean;
  /** It may also be unset. */
  readonly unset?: true;
  /** Its subscripts are texts, not arithmetic. */
  readonly keyed?: true;
  /** Assigning to it fails, so that it may keep what it holds. */
  readonly readonly?: true;
}

/** What a name may call: bodies of functions, and whether it may still be the program of that name. */
export interface Callable {
  readonly bodies: readonly FunctionBody[];
  readonly orProgram: boolean;
}

export interface FunctionBody {
  readonly body: FunctionNode['body'] | CompoundList;
  /** The text that its positions lie in. */
  readonly source: { readonly text: string; readonly fixed?: number };
}

/**
 * What is known of a shell at one point of a line. Values are sets: each is judged. A state is never changed in place.
 */
export interface State {
  /** The folders that the shell may be in, absolute; undefined = somewhere unknown. */
  readonly bases: readonly (string | undefined)[];
  readonly vars: ReadonlyMap<string, Variable>;
  readonly functions: ReadonlyMap<string, Callable>;
  readonly positional: readonly Field[] | undefined;
  /** `$0`, where it is not the shell's own name. */
  readonly zero?: Field;
  /** Assignments in force that change what programs do, as `NAME=value`. */
  readonly env: readonly string[];
  /** Places that the line made links of, absolute: nothing below them is known. */
  readonly links: readonly string[];
  /** What the line copied or moved, with where it came from, both absolute. */
  readonly copies: readonly { readonly to: string; readonly from: string }[];
  /** The shell is `sh`: dash, perhaps. */
  readonly posix?: true;
  /** Its redirections stay: `exec < file`. */
  readonly opened?: true;
  /** What its standard input carries: lines, where known. */
  readonly input: Input;
}

export type Input =
  /** the client's: empty */
  | { readonly kind: 'none' }
  /** lines that are known, or known to be paths below a folder */
  | { readonly kind: 'lines'; readonly lines: readonly Field[]; readonly raw?: string }
  | { readonly kind: 'unknown'; readonly cause: string };

/** How a command can end: the state after success and after failure; undefined = it cannot end that way. */
export interface Outcome {
  readonly ok: State | undefined;
  readonly fail: State | undefined;
  /** What it writes to its standard output, for a pipe or a substitution. */
  readonly output?: Input;
}

export const done = (state: State, output?: Input): Outcome => ({ ok: state, fail: state, ...(output === undefined ? {} : { output }) });
export const NOTHING: Outcome = { ok: undefined, fail: undefined };

/** More values of one thing than this are not followed one by one. */
export const MOST_VALUES = 24;

const key = (value: unknown): string => JSON.stringify(value);
const same = (a: unknown, b: unknown): boolean => a === b || key(a) === key(b);

export function unique<T>(items: readonly T[]): readonly T[] {
  if (items.length < 2) return items;
  const seen = new Set<string>();
  return items.filter((item) => {
    const k = key(item);
    if (seen.has(k)) return false;
    seen.add(k);
    return true;
  });
}

/** Either of two states: every value of both. */
export function merge(a: State | undefined, b: State | undefined): State | undefined {
  if (a === undefined || b === undefined || a === b) return a ?? b;
  return {
    ...a,
    ...b,
    bases:
      a.bases === b.bases
        ? a.bases
        : unique([...a.bases.map((base) => base ?? null), ...b.bases.map((base) => base ?? null)]).map((base) => base ?? undefined),
    vars: a.vars === b.vars ? a.vars : mergedVars(a.vars, b.vars),
    functions: a.functions === b.functions ? a.functions : mergedFunctions(a.functions, b.functions),
    positional: same(a.positional, b.positional) ? a.positional : undefined,
    env: union(a.env, b.env),
    ...(a.opened || b.opened ? { opened: true as const } : {}),
    links: union(a.links, b.links),
    copies: a.copies === b.copies ? a.copies : unique([...a.copies, ...b.copies]),
    input: same(a.input, b.input) ? a.input : { kind: 'unknown', cause: 'its input' },
  };
}

const union = (a: readonly string[], b: readonly string[]): readonly string[] =>
  a === b || b.length === 0 ? a : [...new Set([...a, ...b])];

function mergedVars(a: State['vars'], b: State['vars']): State['vars'] {
  const out = new Map(a);
  for (const [name, left] of a) if (!b.has(name)) out.set(name, { ...left, unset: true });
  for (const [name, right] of b) {
    const left = a.get(name);
    if (left === undefined) out.set(name, { ...right, unset: true });
    else if (left !== right)
      out.set(name, {
        values: unique([...left.values, ...right.values]),
        array: left.array || right.array,
        ...(left.unset || right.unset ? { unset: true } : {}),
        ...(left.readonly || right.readonly ? { readonly: true } : {}),
      });
  }
  return out;
}

function mergedFunctions(a: State['functions'], b: State['functions']): State['functions'] {
  const out = new Map<string, Callable>();
  for (const name of new Set([...a.keys(), ...b.keys()])) {
    const [left, right] = [a.get(name), b.get(name)];
    out.set(name, {
      bodies: [...new Set([...(left?.bodies ?? []), ...(right?.bodies ?? [])])],
      orProgram: left === undefined || right === undefined || left.orProgram || right.orProgram,
    });
  }
  return out;
}

/** A variable with a new value. Names that programs act upon are noted for every command that follows. */
export function setVar(state: State, name: string, variable: Variable): State {
  const old = state.vars.get(name);
  const kept: Variable = old?.readonly
    ? { ...variable, values: unique([...old.values, ...variable.values]), readonly: true, ...(old.unset ? { unset: true } : {}) }
    : isSetByShell(name)
      ? { values: [[unknown(`\`$${name}\`, which the shell sets itself`)]], array: false }
      : variable;
  const telling = tellingOf(name, variable.values.flat());
  const vars = new Map(state.vars).set(name, old?.keyed ? { ...kept, keyed: true } : kept);
  return { ...state, vars, ...(telling === undefined || state.env.includes(telling) ? {} : { env: [...state.env, telling] }) };
}

/** After a loop: whatever differs from the state before it may be anything of what was seen. */
export const sameState = (a: State | undefined, b: State | undefined): boolean => {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  return key(plain(a)) === key(plain(b));
};

const plain = (state: State): unknown => ({
  ...state,
  vars: [...state.vars].sort(([x], [y]) => (x < y ? -1 : 1)),
  functions: [...state.functions.keys()].sort(),
  links: [...state.links].sort(),
  env: [...state.env].sort(),
});
