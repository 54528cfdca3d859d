import type { RunEvent } from '../schema/event.ts';
import type { RunState } from '../schema/state.ts';
import { mayChange } from './may-change.ts';
import { editTargets } from './stop-rules.ts';
import { timeOf } from './time.ts';
import { joined } from './usage.ts';

/** What file tools wrote, of so many paths: what is forgotten counts as written by nobody known. */
const WRITES_KEPT = 500;

/** The head before the first line. */
export const NO_HEAD = '0'.repeat(64);

/** More open requests than this are numbered but no longer told apart, so that the state stays small. */
const REQUESTS_KEPT = 200;
/** More calls without a result than this are forgotten, oldest first: interrupted ones never get one. */
const PENDING_KEPT = 200;
/** More answers than this are forgotten, oldest first: what is forgotten is not approved. */
const ANSWERS_KEPT = 200;
/** Failing test commands that are told apart. */
const FAILING_KEPT = 50;
/** More changed files than this are no longer listed: a limit beyond it is refused when the scope is checked. */
export const FILES_KEPT = 5_000;

export const EMPTY_STATE: RunState = {
  v: 1,
  seq: 0,
  head: NO_HEAD,
  bytes: 0,
  calls: 0,
  denials: 0,
  files: [],
  openMs: 0,
  openSince: null,
  lastAt: 0,
  halted: null,
  requests: {},
  requestCount: 0,
  answers: [],
  asks: [],
  lines: 0,
  failing: {},
  secrets: 0,
  usage: { files: {} },
  selfTest: 'none',
  frozen: '',
  frozenFile: '',
  pending: [],
  answered: [],
  forgot: false,
  tree: null,
  since: {},
  floor: null,
  background: null,
  writes: {},
  unattributed: 0,
  holds: 0,
  closed: false,
  packets: 0,
  lastChange: 0,
  lastTree: 0,
};

/** What a raw line adds beside its event: its hash and the size of the log after it. */
export interface LineFacts {
  readonly hash: string;
  readonly bytes: number;
  /** Whether changed files are counted, which only a `files_changed` rule asks for. */
  readonly countFiles: boolean;
}

/** One more event: the state after it. Pure; the same events always give the same state. */
export function fold(state: RunState, event: RunEvent, line: LineFacts): RunState {
  const at = timeOf(event.at);
  const next: RunState = { ...state, seq: event.seq, head: line.hash, bytes: line.bytes, lastAt: at };
  switch (event.type) {
    case 'opened':
      return {
        ...next,
        openSince: at,
        frozen: event.frozen,
        frozenFile: event.frozenFile,
        tree: 'tree' in event.baseline ? event.baseline.tree : null,
      };
    case 'continued':
      return { ...next, openMs: spent(state), openSince: at, closed: false, since: {}, background: null };
    case 'verdict':
      return afterVerdict(next, event, line.countFiles);
    case 'result':
      return {
        ...next,
        ...(event.changed.length > 0 || event.tool === 'Bash' ? { lastChange: event.seq } : {}),
        files: line.countFiles ? merge(state.files, event.changed) : state.files,
        pending: state.pending.filter((id) => id !== event.id),
        asks: state.asks.filter((id) => id !== event.id),
        lines: state.lines + (event.lines ?? 0),
        failing: afterTest(state.failing, event.test),
        secrets: state.secrets + (event.secrets ?? 0),
        ...afterTree(state, event),
        answered: [...state.answered, event.id].slice(-PENDING_KEPT),
        ...(event.trip ? { halted: haltOf(event.trip, event.at) } : {}),
      };
    case 'self-test':
      return { ...next, selfTest: event.ok ? 'ok' : 'failed' };
    case 'halted':
      return { ...next, halted: { by: event.by, rule: 'halt', on: event.reason, at: event.at } };
    case 'resumed':
      return {
        ...next,
        halted: null,
        calls: 0,
        denials: 0,
        files: [],
        lines: 0,
        failing: {},
        secrets: 0,
        unattributed: 0,
        usage: rebased(state.usage),
        openMs: 0,
        openSince: state.openSince === null ? null : at,
      };
    case 'answered':
      return { ...next, answers: [...state.answers, answerOf(event)].slice(-ANSWERS_KEPT) };
    case 'stopped':
      return {
        ...next,
        packets: event.packet,
        lastTree: event.seq,
        // when the agent stops it waits for no call of its own any more; its subagents may
        since: Object.fromEntries(Object.entries(state.since).filter(([, [, agent]]) => agent !== null)),
        ...('tree' in event.end ? { tree: event.end.tree, writes: {}, floor: state.background } : { tree: null }),
        ...(event.usage === undefined ? {} : { usage: joined(state.usage, event.usage) }),
      };
    case 'closed':
      return { ...next, openMs: spent({ ...state, lastAt: at }), openSince: null, closed: true };
    case 'prompt':
      return { ...next, holds: 0 };
    case 'held':
      return { ...next, holds: state.holds + 1 };
    case 'rolled-back':
      return { ...next, lastChange: event.seq };
    case 'asked':
    case 'decided':
    case 'legal-hold':
    case 'config':
    case 'subagent':
    case 'typed':
    case 'model':
    case 'torn':
      return next;
  }
}

/** What a result says of files: what a tool wrote, the tree after a command, what nobody claims. */
function afterTree(state: RunState, event: Extract<RunEvent, { type: 'result' }>): Partial<RunState> {
  const { [event.id]: one, ...since } = state.since;
  const began = one?.[0];
  const writes = Object.fromEntries((event.wrote ?? []).map(({ path, blob }) => [path, blob]));
  const background = event.background ? earliest(state.background, began) : state.background;
  const foreign = (event.foreign?.length ?? 0) + (event.foreignMore ?? 0);
  if (event.tree === undefined)
    return {
      since,
      background,
      writes:
        event.wrote === undefined ? state.writes : Object.fromEntries(Object.entries({ ...state.writes, ...writes }).slice(-WRITES_KEPT)),
      ...(event.noTree === undefined ? {} : { floor: earliest(state.floor, began) }),
    };
  return { since, background, tree: event.tree, writes: {}, floor: background, unattributed: state.unattributed + foreign };
}

const earliest = (a: number | null, b: number | undefined): number | null => (b === undefined ? a : Math.min(a ?? b, b));

function answerOf(event: Extract<RunEvent, { type: 'answered' }>): RunState['answers'][number] {
  const { request, answer, how, until, lifts, digest, frozen, reason, seq } = event;
  return { request, answer, how, until: until === undefined ? null : timeOf(until), lifts, digest: digest ?? null, frozen, reason, seq };
}

/** What was approved for one call is gone with it. */
function spentBy(answers: RunState['answers'], used: readonly number[]): RunState['answers'] {
  return answers.filter((one) => !(one.how === 'once' && one.answer === 'approve' && used.includes(one.request)));
}

/** A command that passes is no longer failing; only so many are told apart. */
function afterTest(failing: RunState['failing'], test: { readonly key: string; readonly ok: boolean } | undefined): RunState['failing'] {
  if (test === undefined) return failing;
  const { [test.key]: before = 0, ...others } = failing;
  return test.ok ? others : { ...Object.fromEntries(Object.entries(others).slice(-FAILING_KEPT)), [test.key]: before + 1 };
}

/** The sums start again; how far the files were read stays. */
function rebased({ files }: RunState['usage']): RunState['usage'] {
  return { files: Object.fromEntries(Object.entries(files).map(([name, file]) => [name, { ...file, recent: [], models: {} }])) };
}

/** Time up to the last event: what a client that vanished without closing had used. */
function spent(state: RunState): number {
  return state.openMs + (state.openSince === null ? 0 : Math.max(0, state.lastAt - state.openSince));
}

const haltOf = (trip: { rule: string; on: string }, at: string): RunState['halted'] => ({
  by: 'stop rule',
  rule: trip.rule,
  on: trip.on,
  at,
});

function merge(files: readonly string[], more: readonly string[]): readonly string[] {
  const fresh = more.filter((path) => !files.includes(path));
  return fresh.length === 0 || files.length >= FILES_KEPT ? files : [...files, ...new Set(fresh)];
}

function waiting(state: RunState, id: string): Pick<RunState, 'pending' | 'forgot'> {
  const pending = [...state.pending, id];
  return { pending: pending.slice(-PENDING_KEPT), forgot: state.forgot || pending.length > PENDING_KEPT };
}

function began(
  since: RunState['since'],
  { id, at, agent }: Pick<Extract<RunEvent, { type: 'verdict' }>, 'id' | 'at' | 'agent'>,
): RunState['since'] {
  return { ...Object.fromEntries(Object.entries(since).slice(1 - PENDING_KEPT)), [id]: [timeOf(at), agent ?? null] };
}

function afterVerdict(state: RunState, event: Extract<RunEvent, { type: 'verdict' }>, countFiles: boolean): RunState {
  const ran = event.verdict === 'allow' || !event.enforced;
  const edits = ran ? editTargets(event.accesses) : [];
  const key = event.requestKey;
  const isNew = event.request !== undefined && event.request > state.requestCount;
  const keep = key !== undefined && isNew && Object.keys(state.requests).length < REQUESTS_KEPT;
  return {
    ...state,
    calls: state.calls + 1,
    denials: state.denials + (event.verdict === 'deny' ? 1 : 0),
    files: countFiles ? merge(state.files, edits) : state.files,
    ...(ran || event.verdict === 'ask' ? waiting(state, event.id) : {}),
    ...((ran || event.verdict === 'ask') && mayChange(event) ? { since: began(state.since, event) } : {}),
    ...(edits.length > 0 ? { lastChange: event.seq } : {}),
    ...(event.trip && event.enforced ? { halted: haltOf(event.trip, event.at) } : {}),
    ...(isNew ? { requestCount: event.request ?? state.requestCount } : {}),
    ...(keep ? { requests: { ...state.requests, [key]: event.request ?? 0 } } : {}),
    ...(event.verdict === 'ask' ? { asks: [...state.asks, event.id].slice(-PENDING_KEPT) } : {}),
    ...(event.approvals === undefined ? {} : { answers: spentBy(state.answers, event.approvals) }),
    ...(event.usage === undefined ? {} : { usage: joined(state.usage, event.usage) }),
  };
}
