import type { RunEvent } from '../../schema/event.ts';
import type { Incident } from '../../schema/incident.ts';
import { inOneLine } from '../messages.ts';
import { isAbsolute } from '../paths.ts';
import { ran, resultsOf, verdictsOf } from './externals.ts';

type Place = Incident['untrusted']['before'][number];
const MOST = 200;

/** The first act beyond the scope, and what others wrote that the agent had read by then; the latest of it, where it is much. */
export function untrustedOf(events: readonly RunEvent[]): Incident['untrusted'] {
  const offScope = firstOffScope(events);
  const results = resultsOf(events);
  const foreign = new Set(events.flatMap((event) => (event.type === 'opened' ? (event.dirty?.paths ?? []) : [])));
  const before: Place[] = [];
  for (const event of events) {
    if (offScope !== null && event.seq >= offScope.seq) break;
    if (event.type === 'result') for (const path of event.foreign ?? []) foreign.add(path);
    if (event.type !== 'verdict' || !ran(event, results.get(event.id))) continue;
    for (const { kind, target } of event.accesses) {
      const what = sourceOf(kind, target, foreign);
      if (what !== undefined) before.push({ seq: event.seq, at: event.at, what });
    }
  }
  return { offScope, before: before.slice(-MOST), left: Math.max(0, before.length - MOST), basis: 'derived' };
}

function sourceOf(kind: string, target: string, foreign: ReadonlySet<string>): string | undefined {
  if (kind === 'network') return `from the network: ${target}`;
  if (kind === 'mcp') return `from an MCP server: ${target}`;
  if (kind !== 'read') return undefined;
  if (isAbsolute(target) && !target.startsWith('/dev/')) return `a file outside the repository: ${target}`;
  return foreign.has(target) ? `a file that was not as HEAD has it at the start, or that nobody in the record wrote: ${target}` : undefined;
}

const ASKED = new Set(['COMMAND_ASK', 'MCP_ASK']);

function firstOffScope(events: readonly RunEvent[]): Place | null {
  const judged = new Set(
    verdictsOf(events)
      .filter(
        ({ verdict, findings, approvals = [] }) =>
          approvals.length > 0 || verdict === 'deny' || (verdict === 'ask' && !findings.every(({ code }) => ASKED.has(code))),
      )
      .map(({ seq }) => seq),
  );
  const first = events.find((event) => judged.has(event.seq) || (event.type === 'result' && event.unjudged));
  if (first?.type === 'result') return { seq: first.seq, at: first.at, what: `${first.tool} ran without a verdict` };
  if (first?.type !== 'verdict') return null;
  const why = first.approvals === undefined ? first.findings.map(inOneLine).join('; ') : `by approval of R${first.approvals.join(', R')}`;
  return { seq: first.seq, at: first.at, what: `${first.tool} ${first.call}: ${why}`.slice(0, 400) };
}
