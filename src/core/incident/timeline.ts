import type { RunEvent } from '../../schema/event.ts';
import type { Incident } from '../../schema/incident.ts';
import { timelineOf } from '../packet/timeline.ts';
import { spanText } from '../packet/timeline-text.ts';
import { timeOf } from '../time.ts';

type Items = Incident['timeline']['items'];
/** ms: a longer silence of an open client is a gap. */
const SILENCE_MS = 10 * 60_000;
const MOST_GAPS = 300;

/** The timeline of the whole record; wherever something is not known, a gap stands in its place. */
export function gapMarked(events: readonly RunEvent[]): Incident['timeline'] {
  const { items, left, basis } = timelineOf(events);
  const bySeq = new Map<number, Items[number][]>();
  for (const item of items) bySeq.set(item.seq, [...(bySeq.get(item.seq) ?? []), item]);
  const out: Items[number][] = [];
  let gaps = 0;
  let before: RunEvent | undefined;
  for (const event of events) {
    for (const text of gapsBefore(event, before)) {
      gaps += 1;
      if (gaps <= MOST_GAPS) out.push({ seq: event.seq, at: event.at, kind: 'gap', text });
    }
    out.push(...(bySeq.get(event.seq) ?? []));
    bySeq.delete(event.seq);
    before = event;
  }
  return { items: out, left: left + Math.max(0, gaps - MOST_GAPS), basis };
}

function gapsBefore(event: RunEvent, before: RunEvent | undefined): readonly string[] {
  const span = before === undefined ? 0 : timeOf(event.at) - timeOf(before.at);
  const next = (before?.seq ?? 0) + 1;
  return [
    ...(event.seq > next ? [`event ${next} to ${event.seq - 1} is not in the log`] : []),
    ...(event.seq < next ? [`event ${event.seq} stands after event ${next - 1}`] : []),
    ...(span < 0 ? [`the clock went back ${spanText(-span)}`] : []),
    ...(span > SILENCE_MS && before?.type !== 'closed' ? [`${spanText(span)} without an event while the client was open`] : []),
    ...(event.type === 'stopped'
      ? (event.coverage?.gaps ?? []).map((gap) => `coverage: ${gap.kind}: ${gap.what}; ${gap.hides}`.slice(0, 300))
      : []),
  ];
}
