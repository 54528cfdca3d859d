import type { EventHead, OpenedBody, ResultBody, RunEvent, VerdictBody } from '../../schema/event.ts';
import { isRecord } from '../hook-input.ts';
import { timeOf } from '../time.ts';

/** The id of the call by which a run tests its own hooks: no call of the agent. The same as in `events/self-test-answer.ts`. */
export const SELF_TEST_CALL = 'twoloops-self-test';

export type Judged = EventHead & VerdictBody;

/** What the record says of calls, by their ids. */
export interface Recorded {
  readonly opened?: EventHead & OpenedBody;
  /** ms since the epoch; NaN where the run was never opened. */
  readonly openedAt: number;
  /** The last verdict of each call: one that was deferred is judged again. */
  readonly verdicts: ReadonlyMap<string, Judged>;
  readonly results: ReadonlyMap<string, ResultBody>;
  readonly sessions: ReadonlySet<string>;
}

export function recorded(events: readonly RunEvent[]): Recorded {
  const verdicts = new Map<string, Judged>();
  const results = new Map<string, ResultBody>();
  const sessions = new Set<string>();
  let opened: Recorded['opened'];
  for (const event of events) {
    if (event.type === 'opened') opened ??= event;
    // an event without an id is none that the hooks wrote: it covers no call
    if ((event.type !== 'verdict' && event.type !== 'result') || typeof event.id !== 'string') continue;
    if (event.type === 'verdict' && event.id !== SELF_TEST_CALL) {
      verdicts.set(event.id, event);
      sessions.add(event.session);
    }
    if (event.type === 'result') results.set(event.id, event);
  }
  return {
    ...(opened === undefined ? {} : { opened }),
    openedAt: opened === undefined ? Number.NaN : timeOf(opened.at),
    verdicts,
    results,
    sessions,
  };
}

/** Without what is no event: a log that was written on by hand may hold any JSON. */
export const onlyEvents = (events: readonly RunEvent[]): readonly RunEvent[] =>
  events.filter((event: unknown) => isRecord(event) && typeof event['type'] === 'string' && typeof event['at'] === 'string');
