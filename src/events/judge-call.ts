import { callText } from '../core/call-text.ts';
import { canonical } from '../core/canonical.ts';
import { classesRead } from '../core/classes.ts';
import { beyond, decide, type Facts } from '../core/decide.ts';
import { mayAct } from '../core/judge-named.ts';
import { tripFinding } from '../core/messages.ts';
import { findingText, isRequestable, type Lift, lift } from '../core/requests.ts';
import { trippedByCall } from '../core/stop-rules.ts';
import { touchedBy } from '../core/touched.ts';
import { lastModel } from '../core/usage.ts';
import { hmac256, sha256 } from '../io/hash.ts';
import { unsignedAnswer } from '../io/signatures.ts';
import { readUsage, transcriptName } from '../io/transcript.ts';
import type { Call, Intent } from '../schema/access.ts';
import type { VerdictBody } from '../schema/event.ts';
import type { FrozenScope } from '../schema/frozen.ts';
import type { HookInput } from '../schema/hook-input.ts';
import type { Answered, RunState } from '../schema/state.ts';
import type { UsageNote } from '../schema/usage.ts';
import type { Finding, Trip, Verdict } from '../schema/verdict.ts';
import type { OpenRun } from './session.ts';

/** A call with what it would do and what the disk says of it. */
export interface AskedCall {
  readonly call: Call;
  readonly id: string;
  readonly intents: readonly Intent[];
  readonly facts: Facts;
  readonly input: HookInput;
}

export interface JudgedCall {
  readonly verdict: Verdict;
  readonly body: VerdictBody;
}

/** Findings that hold in a run that is only observed, too: what the agent may never touch. */
const ALWAYS = new Set<Finding['code']>(['PROTECTED', 'RUN_DIRECTORY', 'HALTED', 'PEOPLE_ONLY']);

/** ms that a transcript may take to appear: the client writes it beside its work. */
const PATIENCE = 500;

/** Characters of a hash that tell requests of one run apart. */
const KEY = 16;
const keyOf = (text: string): string => sha256(text).slice(0, KEY);

/**
 * Judges a call under the lock: halted or not, the scope, what people answered, the stop rules. Counts nothing itself:
 * what it finds is in the event, and the state follows from that.
 */
export function judgeCall(open: OpenRun, before: RunState, asked: AskedCall, now: number): JudgedCall {
  const { scope, standing } = open.frozen;
  const { call, intents, facts } = asked;
  const salt = open.salt();
  const digest = hmac256(salt, canonical(call.input));
  // what one answer for one call is bound to: its tool and its folder, too
  const bound = hmac256(salt, canonical({ tool: call.tool, cwd: call.cwd, digest }));
  const usage = before.halted ? undefined : usageOf(open, before, asked.input);
  const state = usage === undefined ? before : { ...before, usage };
  const plain = decide(open.frozen, intents, facts);
  const barred = state.halted ? [haltedFinding(state.halted)] : standingFindings(open, state, asked.input);
  const decided =
    barred.length > 0
      ? { ...plain, verdict: 'deny' as const, findings: [...barred, ...(state.halted ? [] : plain.findings)], uses: [] }
      : plain;
  const answered = lifted(open, state, { verdict: decided, bound, intents, facts, now });
  const verdict = answered.verdict;
  const observed = scope?.enforce === 'observe';
  const enforced = !observed || verdict.findings.some((finding) => ALWAYS.has(finding.code));
  const classes = classesRead(open.frozen.classes ?? [], intents, facts);
  // an observed run never halts: what would have tripped is noted on the calls that went through
  const counts = scope !== undefined && !state.halted && !(observed && enforced);
  const trip = counts
    ? trippedByCall({ scope, state, now, prices: standing?.prices ?? [] }, verdict.verdict, {
        touched: touchedBy(intents, facts),
        intents,
        classes,
      })
    : undefined;
  const stopped = trip && !observed ? withTrip(verdict, trip) : verdict;
  const request = requestOf(stopped, decided, { scope, state, bound, open });
  const body: VerdictBody = {
    type: 'verdict',
    tool: call.tool,
    id: asked.id,
    verdict: stopped.verdict,
    enforced,
    findings: stopped.findings,
    accesses: stopped.accesses,
    uses: stopped.uses,
    call: callText(call.input),
    digest,
    ...request,
    ...(stopped.verdict === 'allow' && answered.by.length > 0 ? { approvals: answered.by.map((one) => one.request) } : {}),
    ...(classes.length === 0 ? {} : { data: classes }),
    ...(usage === undefined || usage === before.usage ? {} : { usage: news(before.usage, usage) }),
    ...(trip === undefined ? {} : { trip }),
  };
  return { verdict: stopped, body };
}

function haltedFinding({ rule, on, at }: NonNullable<RunState['halted']>): Finding {
  return { code: 'HALTED', args: { rule, on, at }, rule: 'default' };
}

/** Read only where a limit or the models depend on it: all other calls do not pay for it. */
function usageOf({ frozen: { scope } }: OpenRun, state: RunState, input: HookInput): UsageNote | undefined {
  if (scope === undefined || (scope.stop.tokens === undefined && scope.stop.costUsd === undefined && scope.models.length === 0))
    return undefined;
  const path = input.fields['transcript_path'];
  return typeof path === 'string'
    ? readUsage(state.usage, path, input.agent, PATIENCE)
    : { ...state.usage, problem: 'the client names no transcript' };
}

/** Only the files that were read on: the state has the others. */
function news(before: UsageNote, now: UsageNote): UsageNote {
  const files = Object.fromEntries(Object.entries(now.files).filter(([name, file]) => before.files[name] !== file));
  return { files, ...(now.problem === undefined ? {} : { problem: now.problem }) };
}

/** What speaks against any call at this moment: the permission mode, a model that may not act, a limit that cannot be kept. */
function standingFindings({ frozen }: OpenRun, state: RunState, input: HookInput): readonly Finding[] {
  const { mode } = input;
  const { scope, standing } = frozen;
  const denied = standing?.deniedModes.find((one) => one.name === mode);
  const latest = lastModel(state.usage, transcriptName(input));
  const model = latest !== undefined && !mayAct(frozen, latest) ? latest : undefined;
  const limit = scope?.stop.tokens ?? scope?.stop.costUsd;
  const unread = limit !== undefined && state.usage.problem !== undefined ? state.usage.problem : undefined;
  return [
    ...(denied === undefined ? [] : [{ code: 'MODE_FORBIDDEN' as const, args: { mode: denied.name }, rule: denied.place }]),
    ...(model === undefined ? [] : [{ code: 'MODEL_OUTSIDE_SCOPE' as const, args: { model }, rule: scope?.models[0]?.place ?? 'default' }]),
    ...(unread === undefined || limit === undefined
      ? []
      : [{ code: 'LIMIT_UNKNOWN' as const, args: { rule: scope?.stop.tokens ? 'tokens' : 'cost_usd', why: unread }, rule: limit.place }]),
  ];
}

interface LiftQuestion {
  readonly verdict: Verdict;
  readonly bound: string;
  readonly intents: readonly Intent[];
  readonly facts: Facts;
  readonly now: number;
}

/** The verdict after people's answers: an answer lifts what it names, once, as far as every policy lets anyone grant it. */
function lifted(open: OpenRun, state: RunState, question: LiftQuestion): { readonly verdict: Verdict; readonly by: readonly Answered[] } {
  const { verdict, bound, now } = question;
  const none = { verdict, by: [] };
  if (verdict.verdict === 'allow' || state.answers.length === 0 || !isRequestable(verdict.findings, open.frozen.standing)) return none;
  const answer: Lift = lift({
    verdict,
    answers: state.answers,
    digest: bound,
    frozen: state.frozen,
    now: Math.max(now, state.lastAt),
    hash: keyOf,
  });
  if (!answer.lifted) {
    if (answer.refused === undefined) return none;
    const { request, reason } = answer.refused;
    const finding: Finding = { code: 'REFUSED_BEFORE', args: { request, reason }, rule: 'default' };
    return { verdict: { ...verdict, verdict: 'deny', findings: [finding, ...verdict.findings] }, by: [] };
  }
  const beyond = ceilingFinding(open, question, answer.by) ?? signatureFinding(open, answer.by);
  if (beyond) return { verdict: { ...verdict, verdict: 'deny', findings: [beyond, ...verdict.findings] }, by: [] };
  return { verdict: { ...verdict, verdict: 'allow', findings: [], uses: answer.uses }, by: answer.by };
}

/** A call that a policy's ceiling refuses, too, is beyond what anyone here may approve. */
function ceilingFinding(open: OpenRun, { intents, facts }: LiftQuestion, by: readonly Answered[]): Finding | undefined {
  const { scope, standing } = open.frozen;
  for (const ceiling of scope === undefined ? [] : (standing?.ceilings ?? [])) {
    const [broken] = beyond(open.frozen, scope as FrozenScope, ceiling, intents, facts);
    if (broken?.finding === undefined) continue;
    return {
      code: 'POLICY_CEILING',
      args: { request: by[0]?.request ?? 0, why: `${ceiling.file} lets nobody grant this` },
      rule: broken.finding.rule,
    };
  }
  return undefined;
}

function signatureFinding(open: OpenRun, by: readonly Answered[]): Finding | undefined {
  for (const one of by) {
    const why = unsignedAnswer(open.folder, one.seq, open.frozen);
    if (why !== undefined)
      return { code: 'POLICY_CEILING', args: { request: one.request, why }, rule: open.frozen.standing?.signed ?? 'default' };
  }
  return undefined;
}

function withTrip(verdict: Verdict, trip: Trip): Verdict {
  return { ...verdict, verdict: 'deny', findings: [tripFinding(trip), ...verdict.findings], uses: [] };
}

interface RequestQuestion {
  readonly scope: FrozenScope | undefined;
  readonly state: RunState;
  readonly bound: string;
  readonly open: OpenRun;
}

/** The number under which a person can answer this refusal; the same call gets the same number again. */
function requestOf(
  stopped: Verdict,
  decided: Verdict,
  { scope, state, bound, open }: RequestQuestion,
): Pick<VerdictBody, 'request' | 'requestKey' | 'bound'> {
  if (scope === undefined || stopped.verdict === 'allow' || !isRequestable(decided.findings, open.frozen.standing)) return {};
  const requestKey = keyOf(`${decided.findings.map(findingText).join('\n')}\n${bound}`);
  return { request: state.requests[requestKey] ?? state.requestCount + 1, requestKey, bound };
}
