import type { ExecuteIntent } from '../../schema/access.ts';
import { type Field, shown } from './field.ts';
import type { Outcome, State } from './state.ts';
import type { Walker } from './walk.ts';

/** A command about to run: its name as it resolves, the words after it, and the shell around it. */
export interface Invocation {
  readonly walker: Walker;
  readonly name: string;
  readonly words: readonly Field[];
  readonly state: State;
}

export type Handler = (call: Invocation) => Outcome;

/** Notes that a program would be started. Words that are not known are shown as they are written. */
export function execute({ walker, name, words, state }: Invocation, more: Omit<ExecuteIntent, 'kind' | 'argv'> = {}): void {
  walker.sink.execute({ argv: [name, ...words.map(shown)], ...(state.env.length > 0 ? { env: state.env } : {}), ...more });
}

/** A utility whose accesses are all noted: it needs no grant. */
export function free(call: Invocation): void {
  if (call.state.env.length > 0) {
    execute(call, { why: 'what it does depends on the assignments before it' });
    return;
  }
  execute(call, { free: true });
}

/**
 * A program that the tables cannot see through: it needs a grant, its words are judged as paths where they may be some,
 * and a word that is not known makes the whole unknown, because it may be an option that runs code.
 */
export function opaque(
  call: Invocation,
  why: string,
  more: Omit<ExecuteIntent, 'kind' | 'argv' | 'why' | 'operands'> & { readonly data?: readonly number[] } = {},
): void {
  const { walker, name, words, state } = call;
  const { data = [], ...rest } = more;
  const operands: { word: string; raw: string; index: number }[] = [];
  const open: string[] = [];
  words.forEach((field, i) => {
    if (data.includes(i)) return;
    if (field.kind === 'unknown') open.push(shown(field));
    else if (field.kind === 'text') operands.push(...pathsIn(field.text, i + 1, state));
    else walker.sink.path('read', field, 'content', state);
  });
  operands.push(...pathsIn(name, 0, state));
  execute(call, { why, ...rest, ...(open.length > 0 ? { open } : {}), operands });
}

/** The paths that a word of an unknown program may name: itself, and what stands behind `=`, `:` or `@`. */
export function pathsIn(word: string, index: number, state: State): readonly { word: string; raw: string; index: number }[] {
  if (word === '' || word === '-' || word === '--') return [];
  const values = new Set<string>([word]);
  const value = /^[^/=]*=(.+)$/s.exec(word)?.[1];
  if (value !== undefined) values.add(value);
  const attached = /^-[A-Za-z](.+)$/s.exec(word)?.[1];
  if (attached?.includes('/') || attached?.startsWith('.')) values.add(attached);
  const at = /^@(.+)$/s.exec(word)?.[1];
  if (at !== undefined) values.add(at);
  if (word.includes(':') && !word.includes('://'))
    for (const part of word.split(':')) if (part.includes('/') || part.startsWith('.')) values.add(part);
  return [...values].flatMap((one) => {
    if (one.startsWith('-')) return [];
    if (one.startsWith('/')) return [{ word, raw: one, index }];
    return state.bases.map((base) => ({ word, raw: `${base ?? '/'}/${one}`, index }));
  });
}
