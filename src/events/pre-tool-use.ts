import { intentsOf, type Shell } from '../core/accesses/intents.ts';
import { canonical } from '../core/canonical.ts';
import { decide } from '../core/decide.ts';
import { isRecord, serverOf } from '../core/hook-input.ts';
import { refusal, tripReason } from '../core/messages.ts';
import { RecordBroken, record } from '../io/event-log.ts';
import { gatherFacts } from '../io/facts.ts';
import { reason } from '../io/repository.ts';
import { type Answer, refuse, SILENT, serve, type World } from '../run.ts';
import type { Call, Intent } from '../schema/access.ts';
import type { HookInput } from '../schema/hook-input.ts';
import type { RunState } from '../schema/state.ts';
import type { Finding } from '../schema/verdict.ts';
import { type AskedCall, type JudgedCall, judgeCall } from './judge-call.ts';
import { SELF_TEST_ID, selfTestAnswer } from './self-test-answer.ts';
import { findRun, flagged, logOptions, type OpenRun } from './session.ts';

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
    const asked: AskedCall = { call, id: String(id ?? ''), intents, facts, input };
    const judgement = record(logOptions(open, input, world), (state) => {
      if (state.frozenFile !== open.file && state.frozen !== open.digest())
        throw new RecordBroken('the frozen scope is not the one that was recorded when the run opened');
      const raised = flagged(open, state);
      const judged = judgeCall(open, raised.length > 0 ? halt(state, world.now()) : state, asked, world.now());
      return { events: [...raised, judged.body], answer: judged };
    });
    return render(open, judgement);
  } catch (error) {
    const finding: Finding = {
      code: error instanceof RecordBroken ? 'RECORD_BROKEN' : 'INTERNAL',
      args: { why: reason(error) },
      rule: 'default',
    };
    const text = refusal([finding], { run: open.run });
    // a person's halt holds where nothing can be recorded
    return refuse(text, open.flag === undefined ? '' : ending('a person halted this run'));
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

/** The state as it stands once the flag is in the record. */
function halt(state: RunState, now: number): RunState {
  return { ...state, halted: { by: 'a person', rule: 'halt', on: 'a person halted it', at: new Date(now).toISOString() } };
}

function render(open: OpenRun, { verdict, body: { enforced, trip, request } }: JudgedCall): Answer {
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
