import type { Access } from '../schema/access.ts';
import type { FrozenScope, Limit } from '../schema/frozen.ts';
import type { RunState } from '../schema/state.ts';
import type { Trip, VerdictWord } from '../schema/verdict.ts';
import { denying, type KnownPlace } from './match.ts';

export interface StopQuestion {
  readonly scope: FrozenScope;
  readonly state: RunState;
  /** ms since the epoch. */
  readonly now: number;
}

/** Paths that a call edits or a result reports as changed. */
export interface Touched {
  readonly target: string;
  readonly place: KnownPlace;
}

/** Time with a client process open, in ms. */
export function openTime(state: RunState, now: number): number {
  return state.openMs + (state.openSince === null ? 0 : Math.max(0, now - state.openSince));
}

/**
 * The stop rule that this call reaches, if any. `denials` trips on the denial that reaches the limit; `tool_calls` and
 * `files_changed` on the call that would go beyond it; `minutes` on the first call at or after it.
 */
export function trippedByCall(question: StopQuestion, verdict: VerdictWord, touched: readonly Touched[]): Trip | undefined {
  const { scope, state, now } = question;
  const { stop } = scope;
  return (
    touching(scope, touched) ??
    over('denials', stop.denials, state.denials + (verdict === 'deny' ? 1 : 0), -1, verdict === 'deny') ??
    over('tool_calls', stop.toolCalls, state.calls + 1, 0, true) ??
    over('minutes', stop.minutes, openTime(state, now) / 60_000, -1e-9, true) ??
    filesChanged(question, verdict === 'deny' ? [] : touched)
  );
}

/** The stop rule that what a command changed reaches. */
export function trippedByResult(question: StopQuestion, touched: readonly Touched[]): Trip | undefined {
  return touching(question.scope, touched) ?? filesChanged(question, touched);
}

function over(rule: Trip['rule'], limit: Limit | undefined, value: number, slack: number, applies: boolean): Trip | undefined {
  if (limit === undefined || !applies || value <= limit.limit + slack) return undefined;
  return { rule, limit: limit.limit, on: `${Math.floor(value)}`, place: limit.place };
}

function touching(scope: FrozenScope, touched: readonly Touched[]): Trip | undefined {
  for (const { target, place } of touched) {
    const rule = denying(scope.stop.touches, place);
    if (rule) return { rule: 'touches', limit: rule.pattern, on: target, place: rule.place };
  }
  return undefined;
}

function filesChanged({ scope, state }: StopQuestion, touched: readonly Touched[]): Trip | undefined {
  const limit = scope.stop.filesChanged;
  if (limit === undefined) return undefined;
  const fresh = new Set(touched.map((one) => one.target).filter((target) => !state.files.includes(target)));
  return over('files_changed', limit, state.files.length + fresh.size, 0, fresh.size > 0);
}

/** The targets among a call's accesses that a trip by `files_changed` counts. */
export function editTargets(accesses: readonly Access[]): readonly string[] {
  return accesses.filter((access) => access.kind === 'edit').map((access) => access.target);
}
