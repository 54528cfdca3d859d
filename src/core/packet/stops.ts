import type { RunEvent } from '../../schema/event.ts';
import type { Packet } from '../../schema/packet.ts';

/** Which stop rules tripped, who halted the run and who let it go on. */
export function stopsOf(events: readonly RunEvent[]): Packet['stops'] {
  const trips = events.flatMap((event) => {
    if ((event.type !== 'verdict' && event.type !== 'result') || event.trip === undefined) return [];
    const { rule, limit, on, place } = event.trip;
    return [{ at: event.at, rule, limit: String(limit), on, place, enforced: event.type === 'result' || event.enforced }];
  });
  const said = (type: 'halted' | 'resumed') =>
    events.flatMap((event) => (event.type === type ? [`${event.at} ${event.by}: ${event.reason}`] : []));
  const [halts, resumes] = [said('halted'), said('resumed')];
  const lastOf = (times: readonly string[]): string => times.at(-1)?.slice(0, 24) ?? '';
  const lastHalt = [lastOf(halts), trips.filter((trip) => trip.enforced).at(-1)?.at ?? ''].sort().at(-1) ?? '';
  return { trips, halts, resumes, halted: lastHalt !== '' && lastHalt > lastOf(resumes), basis: 'observed' };
}

/** Results of calls that no verdict let through: the guard was off, replaced, or overruled for them. */
export function unjudged(events: readonly RunEvent[]): string[] {
  return events.flatMap((event) =>
    event.type === 'result' && event.unjudged ? [`${event.tool} #${event.seq}${event.ok ? '' : ' (failed)'}`] : [],
  );
}

/** Calls that were let through and of which no result was seen: interrupted, still running, or refused by someone else. */
export function unfinished(events: readonly RunEvent[]): string[] {
  const done = new Set(events.flatMap((event) => (event.type === 'result' ? [event.id] : [])));
  return events.flatMap((event) =>
    event.type === 'verdict' && (event.verdict === 'allow' || !event.enforced) && !done.has(event.id)
      ? [`${event.tool} #${event.seq}`]
      : [],
  );
}
