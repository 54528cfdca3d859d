import { intentsOf, type Shell } from '../core/accesses/intents.ts';
import { callText } from '../core/call-text.ts';
import { canonical } from '../core/canonical.ts';
import { decide, type Facts } from '../core/decide.ts';
import { isRecord, serverOf } from '../core/hook-input.ts';
import { refusal, tripFinding, tripReason } from '../core/messages.ts';
import { owedBy, waitsForIt } from '../core/owed.ts';
import { redactAll } from '../core/redact.ts';
import { requestKey } from '../core/state.ts';
import { trippedByCall } from '../core/stop-rules.ts';
import { touchedBy } from '../core/touched.ts';
import { RecordBroken, record } from '../io/event-log.ts';
import { gatherFacts } from '../io/facts.ts';
import { hmac256 } from '../io/hash.ts';
import { reason } from '../io/repository.ts';
import { type Answer, refuse, SILENT, serve, type World } from '../run.ts';
import type { Call, Intent } from '../schema/access.ts';
import type { VerdictBody } from '../schema/event.ts';
import type { FrozenScope } from '../schema/frozen.ts';
import type { HookInput } from '../schema/hook-input.ts';
import type { RunState } from '../schema/state.ts';
import type { Finding, Trip, Verdict } from '../schema/verdict.ts';
import { SELF_TEST_ID, selfTestAnswer } from './self-test-answer.ts';
import { findRun, isTop, logOptions, type OpenRun } from './session.ts';

/** Findings that hold in a run that is only observed, too: what the agent may never touch. */
const ALWAYS = new Set<Finding['code']>(['PROTECTED', 'RUN_DIRECTORY', 'HALTED']);

/** Findings that a wider scope could lift: each gets a request number. */
const REQUESTABLE = new Set<Finding['code']>([
  'FORBIDDEN',
  'READ_DENIED',
  'EDIT_DENIED',
  'READ_OUTSIDE_SCOPE',
  'EDIT_OUTSIDE_SCOPE',
  'OUTSIDE_REPOSITORY',
  'HOLDS_DENIED',
  'COMMAND_NOT_GRANTED',
  'NETWORK_OUTSIDE_SCOPE',
  'DELEGATE_OUTSIDE_SCOPE',
  'DELEGATE_REMOTE',
  'TOOL_UNKNOWN',
]);

interface Judgement {
  readonly verdict: Verdict;
  readonly enforced: boolean;
  readonly trip?: Trip;
  readonly request?: number;
}

/** PreToolUse: judge the call, record the verdict, then answer. */
export function handle(input: HookInput, world: World): Answer {
  const open = findRun(input, world);
  if (open.state === 'none') return noRun(open.why);
  const { tool_name: tool, tool_input: given, tool_use_id: id } = input.fields;
  const whole = isRecord(given) && isReadable(given);
  const call: Call = {
    tool: typeof tool === 'string' ? tool : '',
    input: whole ? given : {},
    cwd: input.cwd,
    ...serverOf(input.fields['mcp_server']),
  };
  const intents: readonly Intent[] =
    typeof tool === 'string' && tool !== '' && whole
      ? intentsOf(call, (line, cwd) => shellOf(open, world)(line, cwd))
      : [{ kind: 'unknown', why: 'input', what: 'a call without tool_name or with a tool_input that cannot be read' }];
  const facts = gatherFacts(open.frozen, intents, input.cwd);
  if (id === SELF_TEST_ID) return selfTestAnswer(decide(open.frozen, intents, facts));
  try {
    const judgement = record(logOptions(open, input, world), (state) => {
      if (state.frozenFile !== open.file && state.frozen !== open.digest())
        throw new RecordBroken('the frozen scope is not the one that was recorded when the run opened');
      const judged = judge(open, state, intents, facts, world.now());
      return { events: [bodyOf(open, call, String(id ?? ''), judged)], answer: judged };
    });
    return render(open, judgement);
  } catch (error) {
    const finding: Finding = {
      code: error instanceof RecordBroken ? 'RECORD_BROKEN' : 'INTERNAL',
      args: { why: reason(error) },
      rule: 'default',
    };
    return refuse(refusal([finding], { run: open.run }));
  }
}

function shellOf({ frozen, folder }: OpenRun, world: World): Shell {
  return world.shell(folder, frozen.shell)(frozen.ground.root, frozen.ground.home, world.env);
}

/** An input that is nested deeper than JSON can be written again has no digest, so it is no input that we can record. */
function isReadable(input: Readonly<Record<string, unknown>>): boolean {
  try {
    return canonical(input) !== '';
  } catch {
    return false;
  }
}

function noRun(why: string): Answer {
  return refuse(refusal([{ code: 'NO_RUN', args: { why }, rule: 'default' }], {}));
}

function judge(open: OpenRun, state: RunState, intents: readonly Intent[], facts: Facts, now: number): Judgement {
  const { scope } = open.frozen;
  const verdict = decide(open.frozen, intents, facts);
  if (state.halted) {
    const { rule, on, at } = state.halted;
    const halted: Finding = { code: 'HALTED', args: { rule, on, at }, rule: 'default' };
    return { verdict: { ...verdict, verdict: 'deny', findings: [halted], uses: [] }, enforced: true };
  }
  const enforced = scope?.enforce !== 'observe' || verdict.findings.some((finding) => ALWAYS.has(finding.code));
  const observed = scope?.enforce === 'observe';
  // an observed run never halts: what would have tripped is noted on the calls that went through
  const counts = scope !== undefined && !(observed && enforced);
  const trip = counts ? trippedByCall({ scope, state, now }, verdict.verdict, touchedBy(intents, facts)) : undefined;
  const stopped = trip && !observed ? withTrip(verdict, trip) : verdict;
  const request = stopped.verdict === 'deny' ? requestOf(stopped.findings, state, scope) : undefined;
  return { verdict: stopped, enforced, ...(trip === undefined ? {} : { trip }), ...(request === undefined ? {} : { request }) };
}

function withTrip(verdict: Verdict, trip: Trip): Verdict {
  return { ...verdict, verdict: 'deny', findings: [tripFinding(trip), ...verdict.findings], uses: [] };
}

function requestOf(findings: readonly Finding[], state: RunState, scope: FrozenScope | undefined): number | undefined {
  if (scope === undefined || !findings.some((finding) => REQUESTABLE.has(finding.code))) return undefined;
  return state.requests[requestKey({ findings: redactAll(findings) })] ?? state.requestCount + 1;
}

function bodyOf(open: OpenRun, call: Call, id: string, { verdict, enforced, trip, request }: Judgement): VerdictBody {
  const owed = waitsForIt(call) && isTop(call.cwd, open) ? owedBy(open.frozen.scope, call) : [];
  return {
    type: 'verdict',
    tool: call.tool,
    id,
    verdict: verdict.verdict,
    enforced,
    findings: verdict.findings,
    accesses: verdict.accesses,
    uses: verdict.uses,
    call: callText(call.input),
    digest: hmac256(open.frozen.salt, canonical(call.input)),
    ...(request === undefined ? {} : { request }),
    ...(trip === undefined ? {} : { trip }),
    ...(owed.length === 0 ? {} : { owed }),
  };
}

function render(open: OpenRun, { verdict, enforced, trip, request }: Judgement): Answer {
  const { scope } = open.frozen;
  if (verdict.verdict === 'allow' || !enforced)
    return enforced && scope?.inScope === 'approve' && verdict.uses.length > 0 ? approve() : SILENT;
  const text = refusal(verdict.findings, { scope, run: open.run, request });
  if (verdict.verdict === 'ask') return { ...SILENT, stdout: decision('ask', text.trimEnd()) };
  const halted = verdict.findings.some((finding) => finding.code === 'HALTED');
  if (trip && scope?.enforce !== 'observe') return refuse(text, ending(tripReason(trip, open.run)));
  return refuse(text, halted ? ending(text.trimEnd()) : '');
}

/** Ends the run; the exit code refuses the call even where this text is lost. */
const ending = (stopReason: string): string => JSON.stringify({ continue: false, stopReason });

function decision(permissionDecision: 'allow' | 'ask', permissionDecisionReason: string): string {
  return JSON.stringify({ hookSpecificOutput: { hookEventName: 'PreToolUse', permissionDecision, permissionDecisionReason } });
}

const approve = (): Answer => ({ ...SILENT, stdout: decision('allow', 'inside the scope of this run') });

export const main = (): Promise<void> => serve('PreToolUse', handle, import.meta.filename);
