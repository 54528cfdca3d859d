import type { Access, Intent } from '../schema/access.ts';
import type { FrozenScope, Limit } from '../schema/frozen.ts';
import type { Price } from '../schema/standing.ts';
import type { RunState } from '../schema/state.ts';
import type { Trip, VerdictWord } from '../schema/verdict.ts';
import { denying, type KnownPlace } from './match.ts';
import { isNamedBy } from './shell/grant.ts';
import { costOf, tokensOf } from './usage.ts';

export interface StopQuestion {
  readonly scope: FrozenScope;
  readonly state: RunState;
  /** ms since the epoch. */
  readonly now: number;
  readonly prices: readonly Price[];
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
 * `files_changed` on the call that would go beyond it; `minutes`, `tokens` and `cost_usd` on the first call at or after it.
 */
export function trippedByCall(question: StopQuestion, verdict: VerdictWord, call: CallFacts): Trip | undefined {
  const { scope, state, now } = question;
  const { stop } = scope;
  const { touched, intents, classes } = call;
  return (
    touching(scope, touched) ??
    byCommand(scope, intents) ??
    byClass(scope, classes) ??
    over('denials', stop.denials, state.denials + (verdict === 'deny' ? 1 : 0), -1, verdict === 'deny') ??
    over('tool_calls', stop.toolCalls, state.calls + 1, 0, true) ??
    over('minutes', stop.minutes, openTime(state, now) / 60_000, -1e-9, true) ??
    byUsage(question) ??
    filesChanged(question, verdict === 'deny' ? [] : touched)
  );
}

/** What a call is about, beside its verdict. */
export interface CallFacts {
  readonly touched: readonly Touched[];
  readonly intents: readonly Intent[];
  /** Data classes that it reads. */
  readonly classes: readonly string[];
}

/** The stop rule that a result reaches, counted with the result in the state. */
export function trippedByResult(question: StopQuestion, touched: readonly Touched[], result: ResultFacts): Trip | undefined {
  const { scope, state } = question;
  const { stop } = scope;
  return (
    touching(scope, touched) ??
    byClass(scope, result.classes) ??
    over('secrets', stop.secrets, state.secrets + result.secrets, -1, result.secrets > 0) ??
    over('failed_tests', stop.failedTests, result.failures, -1, result.failures > 0) ??
    over('unattributed_changes', stop.unattributedChanges, state.unattributed + result.unattributed, -1, result.unattributed > 0) ??
    over('lines_changed', stop.linesChanged, state.lines + result.lines, 0, result.lines > 0) ??
    filesChanged(question, touched)
  );
}

export interface ResultFacts {
  readonly lines: number;
  /** Changed paths that nothing in the record claims. */
  readonly unattributed: number;
  readonly secrets: number;
  readonly classes: readonly string[];
  /** How often the test command of this result has now failed in a row; 0 where it is none or passed. */
  readonly failures: number;
}

/** Tokens and cost; a cost that cannot be worked out trips nothing, and the packet says that it is not known. */
function byUsage({ scope, state, prices }: StopQuestion): Trip | undefined {
  const { stop } = scope;
  const cost = stop.costUsd === undefined ? undefined : costOf(state.usage, prices);
  return (
    over('tokens', stop.tokens, stop.tokens === undefined ? 0 : tokensOf(state.usage), -1e-9, true) ??
    (cost !== undefined && 'usd' in cost ? over('cost_usd', stop.costUsd, cost.usd, -1e-9, true, cost.usd.toFixed(2)) : undefined)
  );
}

function byCommand({ stop }: FrozenScope, intents: readonly Intent[]): Trip | undefined {
  if (stop.commands.length === 0) return undefined;
  for (const intent of intents) {
    const rule = intent.kind === 'execute' ? stop.commands.find((one) => isNamedBy(one, intent)) : undefined;
    if (rule && intent.kind === 'execute')
      return { rule: 'commands', limit: rule.text, on: intent.argv.join(' ').slice(0, 200), place: rule.place };
  }
  return undefined;
}

function byClass({ stop }: FrozenScope, classes: readonly string[]): Trip | undefined {
  const rule = stop.data.find((one) => classes.includes(one.name));
  return rule && { rule: 'data', limit: rule.name, on: rule.name, place: rule.place };
}

function over(
  rule: Trip['rule'],
  limit: Limit | undefined,
  value: number,
  slack: number,
  applies: boolean,
  on = `${Math.floor(value)}`,
): Trip | undefined {
  if (limit === undefined || !applies || value <= limit.limit + slack) return undefined;
  return { rule, limit: limit.limit, on, place: limit.place };
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
