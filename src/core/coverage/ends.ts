import type { RunEvent } from '../../schema/event.ts';
import type { Gap } from '../../schema/review.ts';
import { isRecord } from '../hook-input.ts';
import { shown } from './facts.ts';

/** Events that show that the client was at work. */
const WORK = new Set<RunEvent['type']>(['prompt', 'verdict', 'result']);

/** Gaps that the record shows by itself: how it begins, where it breaks off, and whether its hooks stayed what they were. */
export function gapsOfRecord(events: readonly RunEvent[]): readonly Gap[] {
  return [...noStart(events), ...noEnd(events), ...hooksChanged(events), ...torn(events)];
}

function noStart(events: readonly RunEvent[]): readonly Gap[] {
  const first = events.find((event) => event.type !== 'torn');
  if (first?.type === 'opened') return [];
  const what = first === undefined ? 'the record is empty' : `the record begins with \`${shown(first.type)}\` at ${shown(first.at)}`;
  return [{ kind: 'no start', what, hides: 'all that happened before: under which scope, from which tree, and which calls' }];
}

/** Work that neither a Stop nor the end of the session followed, before the client was started again. */
function noEnd(events: readonly RunEvent[]): readonly Gap[] {
  const gaps: Gap[] = [];
  let last: RunEvent | undefined;
  for (const event of events) {
    if (WORK.has(event.type)) last = event;
    // a packet that was made by hand later says nothing of how the client ended
    if (event.type === 'closed' || (event.type === 'stopped' && event.from !== 'packet')) last = undefined;
    if (event.type !== 'continued' || event.source === 'compact' || last === undefined) continue;
    gaps.push({
      kind: 'no end',
      what: `after \`${last.type}\` #${shown(last.seq)} at ${shown(last.at)}; the client was started again at ${shown(event.at)}`,
      hides: 'the client was killed, or its hooks were off by then: what the last calls did, and further calls until it ended',
    });
    last = undefined;
  }
  return gaps;
}

function hooksChanged(events: readonly RunEvent[]): readonly Gap[] {
  const opened = events.find((event) => event.type === 'opened');
  if (opened?.type !== 'opened' || !isRecord(opened.hooks)) return [];
  const gaps = new Map<string, Gap>();
  for (const event of events) {
    if (event.type !== 'stopped' || !isRecord(event.hooks)) continue;
    const names = [...new Set([...Object.keys(opened.hooks), ...Object.keys(event.hooks)])].sort();
    const other = names.filter((name) => opened.hooks[name] !== event.hooks[name]).map(shown);
    if (other.length === 0) continue;
    const what = `${other.slice(0, 5).join(', ')}${other.length > 5 ? `, … (${other.length})` : ''}: other than when the run opened`;
    gaps.set(what, { kind: 'hooks changed', what, hides: 'from some moment on another program judged and recorded, or none' });
  }
  return [...gaps.values()];
}

function torn(events: readonly RunEvent[]): readonly Gap[] {
  return events
    .filter((event) => event.type === 'torn')
    .map((event) => ({
      kind: 'record torn',
      what: `before event #${shown(event.seq)} at ${shown(event.at)}: ${shown(event.bytes)} bytes of a half-written line`,
      hides: 'the event in that line: a verdict, a result, or any other',
    }));
}
