import type { RunEvent } from '../../schema/event.ts';
import type { Author } from '../../schema/review.ts';
import { mayChange } from '../may-change.ts';

/** What changed up to a tree since the tree before it. */
export interface TreeStep {
  /** Number of the event that names the tree. */
  readonly seq: number;
  readonly tree: string;
  /** Blob ids before and now; absent where the path was not there, or is gone. */
  readonly changes: readonly { readonly path: string; readonly was?: string; readonly blob?: string }[];
}

type Result = Extract<RunEvent, { type: 'result' }>;

interface Command {
  readonly call: string;
  readonly agent: string | undefined;
  /** Number of its verdict, and of its result; no result: it may run until the end. */
  readonly from: number;
  readonly to: number;
  readonly claims: ReadonlySet<string>;
}

interface Known {
  /** null: gone. */
  blob: string | null;
  authors: Author[];
}

const NOBODY: Author = { kind: 'unattributed', by: 'nothing in the record claims it' };

/**
 * Who brought each path to its content, in the order of the trees: a file tool where the content is what it wrote, else
 * the commands that ran between two trees, else nobody. A tool that replaces the whole content takes it over from all
 * before it. `others`: paths that another run on the same work tree claims.
 */
export function attribute(
  events: readonly RunEvent[],
  steps: readonly TreeStep[],
  others: Readonly<Record<string, string>> = {},
): ReadonlyMap<string, readonly Author[]> {
  const commands = commandsOf(events);
  const calls = new Map(events.flatMap((event) => (event.type === 'verdict' ? [[event.id, event.seq] as const] : [])));
  const bySeq = new Map(steps.map((step) => [step.seq, step]));
  const known = new Map<string, Known>();
  let before = 0;
  for (const event of events) {
    if (event.type === 'result' && event.wrote !== undefined) wrote(known, event, calls.get(event.id) ?? event.seq);
    const step = bySeq.get(event.seq);
    if (step === undefined) continue;
    const foreign = new Set(event.type === 'result' ? event.foreign : []);
    const between = commands.filter(({ from, to }) => from < step.seq && to > before);
    for (const { path, blob = null } of step.changes) {
      const one = known.get(path);
      if (one !== undefined && one.blob === blob) continue;
      const authors = foreign.has(path) ? [] : authorsOf(between, path);
      add(known, path, blob, authors.length > 0 ? authors : [claimed(others[path])]);
    }
    before = step.seq;
  }
  return new Map([...known].map(([path, { authors }]) => [path, authors]));
}

const claimed = (run: string | undefined): Author => (run === undefined ? NOBODY : { kind: 'other run', by: run });

function wrote(known: Map<string, Known>, event: Result, call: number): void {
  for (const { path, blob, whole } of event.wrote ?? []) {
    const author: Author = { kind: 'tool', by: `${event.tool} #${call}`, ...agentOf(event) };
    if (whole) known.set(path, { blob, authors: [author] });
    else add(known, path, blob, [author]);
  }
}

function add(known: Map<string, Known>, path: string, blob: string | null, authors: readonly Author[]): void {
  const one = known.get(path) ?? { blob: null, authors: [] };
  const fresh = authors.filter((author) => !one.authors.some((other) => other.kind === author.kind && other.by === author.by));
  known.set(path, { blob, authors: [...one.authors, ...fresh] });
}

/** The commands whose result names the path; where none does, all that ran. */
function authorsOf(between: readonly Command[], path: string): readonly Author[] {
  const naming = between.filter(({ claims }) => claims.has(path));
  const chosen = naming.length > 0 ? naming : between;
  return chosen.map(({ call, agent }) => ({ kind: 'command', by: call, ...(agent === undefined ? {} : { agent }) }));
}

function commandsOf(events: readonly RunEvent[]): readonly Command[] {
  const results = new Map(events.flatMap((event) => (event.type === 'result' ? [[event.id, event] as const] : [])));
  return events.flatMap((event): Command[] => {
    if (event.type !== 'verdict' || (event.verdict === 'deny' && event.enforced) || !mayChange(event)) return [];
    const result = results.get(event.id);
    // an ask that nobody agreed to never ran
    if (event.verdict === 'ask' && event.enforced && result === undefined) return [];
    const ended = result?.background ? Number.POSITIVE_INFINITY : (result?.seq ?? overAt(events, event.seq));
    const call = `${event.tool} #${event.seq}${result === undefined ? ' (no result seen)' : result.background ? ' (in the background)' : ''}`;
    return [
      {
        call,
        agent: event.agent === undefined ? undefined : (event.agentType ?? event.agent),
        from: event.seq,
        to: ended,
        claims: new Set(result?.changed),
      },
    ];
  });
}

/** A call without a result is over when its agent stops or its client starts again. */
function overAt(events: readonly RunEvent[], from: number): number {
  const end = events.find(({ seq, type }) => seq > from && (type === 'stopped' || type === 'continued' || type === 'closed'));
  return end?.seq ?? Number.POSITIVE_INFINITY;
}

const agentOf = ({ agent, agentType }: RunEvent): { agent?: string } => (agent === undefined ? {} : { agent: agentType ?? agent });
