import type { RunEvent } from '../../schema/event.ts';
import type { Packet } from '../../schema/packet.ts';
import { inOneLine } from '../messages.ts';

type Item = Packet['timeline']['items'][number];

/** Rows of a timeline; of a longer run the calls that only read go first, then those in the middle. */
const MOST_ROWS = 400;
const MOST_TEXT = 160;

/** What happened when: every event that a reviewer would ask about, in the order of the record. */
export function timelineOf(events: readonly RunEvent[]): Packet['timeline'] {
  const results = new Map(events.flatMap((event) => (event.type === 'result' ? [[event.id, event] as const] : [])));
  const rows = events.flatMap((event): Item[] => {
    const row = rowOf(event, results);
    return row === undefined ? [] : [{ seq: event.seq, at: event.at, kind: row.kind, text: short(row.text) }];
  });
  const items = fitting(rows);
  return { items, left: rows.length - items.length, basis: 'observed' };
}

const short = (text: string): string => {
  const line = text.replace(/\s+/g, ' ');
  return line.length > MOST_TEXT ? `${line.slice(0, MOST_TEXT - 1)}…` : line;
};

function fitting(rows: readonly Item[]): Item[] {
  if (rows.length <= MOST_ROWS) return [...rows];
  const telling = rows.filter((row) => row.kind !== 'call');
  if (telling.length <= MOST_ROWS) {
    const calls = new Set(rows.filter((row) => row.kind === 'call').slice(0, MOST_ROWS - telling.length));
    return rows.filter((row) => row.kind !== 'call' || calls.has(row));
  }
  const half = MOST_ROWS / 2;
  return [...telling.slice(0, half), ...telling.slice(-half)];
}

type Result = Extract<RunEvent, { type: 'result' }>;
type Row = { readonly kind: Item['kind']; readonly text: string } | undefined;

function rowOf(event: RunEvent, results: ReadonlyMap<string, Result>): Row {
  switch (event.type) {
    case 'opened':
      return { kind: 'start', text: `opened (${event.source}), scope ${event.scope?.file ?? `none: ${event.unscoped ?? ''}`}` };
    case 'continued':
      return { kind: 'start', text: `continued (${event.source})` };
    case 'prompt':
      return { kind: 'prompt', text: event.refused === undefined ? event.text : `${event.text} — refused: ${event.refused}` };
    case 'verdict':
      return verdictRow(event, results.get(event.id));
    case 'result':
      return event.unjudged ? { kind: 'gap', text: `${event.tool} ran without a verdict` } : trippedRow(event.trip);
    case 'answered':
      return {
        kind: 'person',
        text: `R${event.request} ${event.answer === 'approve' ? 'approved' : 'denied'} by ${event.by}: ${event.reason}`,
      };
    case 'typed':
      return { kind: event.verdict === 'allow' ? 'person' : 'denied', text: `typed ${event.what}: ${event.verdict}` };
    case 'model':
      return { kind: 'person', text: `model ${event.from} → ${event.to}${event.refused ? ': refused' : ''}` };
    case 'config':
      return { kind: 'denied', text: `settings changed and not loaded: ${event.file ?? event.source}` };
    case 'subagent':
      return { kind: 'subagent', text: `${event.agentType ?? 'subagent'} ${event.phase === 'start' ? 'started' : 'stopped'}` };
    case 'halted':
      return { kind: 'halt', text: `halted by ${event.by}: ${event.reason}` };
    case 'resumed':
      return { kind: 'person', text: `resumed by ${event.by}: ${event.reason}` };
    case 'rolled-back':
      return { kind: 'person', text: `${event.paths} paths taken back to the baseline by ${event.by}` };
    case 'decided':
      return { kind: 'person', text: `release decision ${event.number}: ${event.value} by ${event.owner}` };
    case 'legal-hold':
      return { kind: 'person', text: `legal hold ${event.on ? 'set' : 'lifted'} by ${event.by}: ${event.reason}` };
    case 'held':
      return { kind: 'test', text: `held back at the end, owed: ${event.owed.join(', ')}` };
    case 'stopped':
      return { kind: 'end', text: `stopped (${event.from}), packet ${event.packet}` };
    case 'closed':
      return { kind: 'end', text: `closed (${event.reason})` };
    case 'torn':
      return { kind: 'gap', text: `a line of the record was left half-written (${event.bytes} bytes)` };
    case 'self-test':
      return event.ok ? undefined : { kind: 'gap', text: `self-test of the hooks failed: ${event.detail}` };
    case 'asked':
      return { kind: 'person', text: `asked at the prompt: ${event.tool} ${event.call}` };
  }
}

function verdictRow(event: Extract<RunEvent, { type: 'verdict' }>, result: Result | undefined): Row {
  const who = event.agent === undefined ? '' : `${event.agentType ?? 'subagent'}: `;
  const text = `${who}${event.tool} ${event.call}`;
  if (event.trip !== undefined && event.enforced) return trippedRow(event.trip);
  if (event.verdict !== 'allow') {
    const word = event.verdict === 'ask' ? 'asked' : event.enforced ? 'denied' : 'would be denied';
    return { kind: 'denied', text: `${text} — ${word}: ${event.findings.map(inOneLine).join('; ')}` };
  }
  if (result?.test !== undefined || (result?.owed ?? []).length > 0)
    return { kind: 'test', text: `${text} — ${result?.ok ? 'passed' : 'failed'}${countsText(result)}` };
  if (result?.ok === false) return { kind: 'failed', text: `${text} — failed` };
  const edits = event.accesses.some((access) => access.kind === 'edit');
  return { kind: edits ? 'change' : 'call', text: `${text}${result === undefined ? ' — no result seen' : ''}` };
}

const countsText = (result: Result | undefined): string =>
  result?.counts === undefined ? '' : ` (${result.counts.passed} passed, ${result.counts.failed} failed)`;

const trippedRow = (trip: Result['trip']): Row =>
  trip === undefined ? undefined : { kind: 'halt', text: `stop rule ${trip.rule} reached: limit ${trip.limit}, ${trip.on}` };
