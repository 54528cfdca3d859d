import { changedLines } from '../core/changed-lines.ts';
import { looksForData } from '../core/classes.ts';
import type { Look } from '../core/data/withhold.ts';
import { isRecord } from '../core/hook-input.ts';
import { refusal, tripFinding, tripReason } from '../core/messages.ts';
import { cut } from '../core/redact.ts';
import { type Touched, trippedByResult } from '../core/stop-rules.ts';
import { touchedAt } from '../core/touched.ts';
import { record } from '../io/event-log.ts';
import { locator } from '../io/locate.ts';
import { reason } from '../io/repository.ts';
import { type Answer, refuse, SILENT, type World } from '../run.ts';
import type { ResultBody } from '../schema/event.ts';
import type { HookInput } from '../schema/hook-input.ts';
import type { Trip } from '../schema/verdict.ts';
import { filesOf } from './files-of-result.ts';
import { findRun, flagged, logOptions, type OpenRun } from './session.ts';
import { testsOf } from './tests-of-result.ts';

/** Paths of one result that the record names; more are counted by the trees. */
const MOST_CHANGED = 500;

/** Records a result; what the model may not see is withheld, and a stop rule that this reaches ends the run. */
export async function recordResult(input: HookInput, world: World, ok: boolean): Promise<Answer> {
  const open = findRun(input, world);
  if (open.state === 'none') return refuse(`twoloops: the result could not be recorded: no run is open for this session (${open.why})\n`);
  const touched = ok ? changedBy(open, input) : [];
  const { scope, standing } = open.frozen;
  const seen = await lookAt(open, input, world, ok);
  const trip = record(logOptions(open, input, world), (state) => {
    const body = { ...resultOf(open, input, world, touched, ok, seen), ...filesOf(open, input, world, { state, touched, ok }) };
    const unjudged = !state.pending.includes(body.id) && !state.answered.includes(body.id);
    const failures = body.test && !body.test.ok ? (state.failing[body.test.key] ?? 0) + 1 : 0;
    const unattributed = (body.foreign?.length ?? 0) + (body.foreignMore ?? 0);
    const facts = { unattributed, lines: body.lines ?? 0, secrets: body.secrets ?? 0, failures, classes: Object.keys(body.data ?? {}) };
    // where calls were forgotten it is noted, not held against the run: it may be one of them
    const reached =
      unjudged && ok && !state.forgot
        ? ranUnjudged(body)
        : (shown(body, ok) ??
          (scope && trippedByResult({ scope, state, now: world.now(), prices: standing?.prices ?? [] }, touched, facts)));
    const kept = scope?.enforce === 'observe' || state.halted ? undefined : reached;
    const raised = flagged(open, state);
    const agreed = state.asks.includes(body.id) && ok ? { agreed: true as const } : {};
    return {
      events: [...raised, { ...body, ...agreed, ...(unjudged ? { unjudged } : {}), ...(kept ? { trip: kept } : {}) }],
      answer: kept,
    };
  });
  return render(open, trip, seen);
}

function render(open: OpenRun, trip: Trip | undefined, seen: Look | undefined): Answer {
  const ending = trip === undefined ? {} : { continue: false, stopReason: tripReason(trip, open.run) };
  // exit 2 would drop what stands in for the output: where something is withheld, the answer is JSON alone
  if (seen?.replaced !== undefined && open.frozen.scope?.enforce !== 'observe') {
    const hookSpecificOutput = { hookEventName: 'PostToolUse', updatedToolOutput: seen.replaced };
    return { ...SILENT, stdout: JSON.stringify({ ...ending, hookSpecificOutput }) };
  }
  if (trip === undefined) return SILENT;
  return refuse(refusal([tripFinding(trip)], { scope: open.frozen.scope, run: open.run }), JSON.stringify(ending));
}

/** Something let a call through that no verdict did: a hook that was switched off or replaced, or a mod above it. */
function ranUnjudged({ tool, id }: ResultBody): Trip {
  return { rule: 'unjudged', limit: 'none may run without a verdict', on: `${tool} ${id}`, place: 'protected' };
}

/** The text of a failure cannot be replaced: where it holds what may not be read, the run ends before the model sees it. */
function shown(body: ResultBody, ok: boolean): Trip | undefined {
  const classes = body.withheld ?? [];
  if (ok || classes.length === 0) return undefined;
  return { rule: 'shown', limit: 'the text of a failure cannot be withheld', on: classes.join(', '), place: 'protected' };
}

/** Looks for data classes and secrets where the policy or a stop rule asks for it; a look that fails withholds everything. */
async function lookAt({ frozen }: OpenRun, input: HookInput, world: World, ok: boolean): Promise<Look | undefined> {
  const classes = frozen.classes ?? [];
  const wantsSecrets = frozen.scope?.stop.secrets !== undefined;
  if (!wantsSecrets && !looksForData(classes)) return undefined;
  const response = ok ? input.fields['tool_response'] : input.fields['error'];
  try {
    return await world.detectors().look(response, input.fields['tool_input'], classes, wantsSecrets);
  } catch (error) {
    const withheld = classes.filter((one) => !one.allowed).map((one) => one.name);
    const why = `what it holds could not be looked at: ${reason(error)}`;
    return { counts: {}, secrets: 0, withheld, ...(withheld.length === 0 ? {} : { replaced: emptied(response, why) }) };
  }
}

/** The shape of an answer with nothing in it. */
function emptied(value: unknown, why: string): unknown {
  if (typeof value === 'string') return `[twoloops withheld this: ${why}]`;
  if (Array.isArray(value)) return value.map((item) => emptied(item, why));
  return isRecord(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, key === 'type' ? item : emptied(item, why)]))
    : value;
}

function resultOf(
  open: OpenRun,
  input: HookInput,
  world: World,
  touched: readonly Touched[],
  ok: boolean,
  seen: Look | undefined,
): ResultBody {
  const { tool_name: tool, tool_use_id: id, duration_ms: ms, error } = input.fields;
  const lines = ok ? changedLines(input.fields['tool_response']) : 0;
  const hidden = seen !== undefined && seen.withheld.length > 0;
  return {
    type: 'result',
    tool: String(tool ?? ''),
    id: String(id ?? ''),
    ok,
    ...(typeof ms === 'number' ? { ms } : {}),
    ...sizeOf(String(tool ?? ''), input.fields['tool_response']),
    changed: [...new Set(touched.map((one) => one.target))].slice(0, MOST_CHANGED),
    ...(typeof error === 'string' ? { error: hidden ? '[withheld]' : cut(error, 500) } : {}),
    ...(lines === 0 ? {} : { lines }),
    ...testsOf(open, input, world, ok),
    ...(seen === undefined || seen.secrets === 0 ? {} : { secrets: seen.secrets }),
    ...(seen === undefined || Object.keys(seen.counts).length === 0 ? {} : { data: seen.counts }),
    ...(hidden ? { withheld: seen.withheld } : {}),
  };
}

/** Bytes of what an MCP tool gave: whether it is worth its room in the model's context. */
function sizeOf(tool: string, response: unknown): Pick<ResultBody, 'bytes'> {
  if (!tool.startsWith('mcp__') || response === undefined) return {};
  return { bytes: Buffer.byteLength(JSON.stringify(response) ?? '') };
}

/** The paths that the client reports as changed: by a file tool, or by a command as far as it saw. */
function changedBy(open: OpenRun, input: HookInput): readonly Touched[] {
  const { tool_response: response } = input.fields;
  if (!isRecord(response)) return [];
  const diff = response['bashEditDiff'];
  const listed = isRecord(diff) && Array.isArray(diff['changedFiles']) ? diff['changedFiles'] : [];
  const edited = ['Write', 'Edit', 'MultiEdit'].includes(String(input.fields['tool_name'])) ? [response['filePath']] : [];
  const notebook = input.fields['tool_name'] === 'NotebookEdit' ? [response['notebook_path']] : [];
  const paths = [...listed, ...edited, ...notebook].filter((path): path is string => typeof path === 'string');
  const { locate } = locator(open.frozen.ground, open.frozen.scope);
  return paths.flatMap((path) => touchedAt(path, locate(path, input.cwd)));
}
