import type { Decision } from '../../../schema/decision.ts';
import type { RunEvent } from '../../../schema/event.ts';
import type { Packet } from '../../../schema/packet.ts';
import type { SummaryFailure } from '../../../schema/summary.ts';
import { THRESHOLDS } from '../thresholds.ts';

type Cause = NonNullable<NonNullable<SummaryFailure>['cause']>;

/** In the order in which they explain a failure. */
const CAUSES: readonly (readonly [Cause, (event: RunEvent) => boolean])[] = [
  ['stop rule', (event) => (event.type === 'verdict' || event.type === 'result') && event.trip !== undefined],
  ['person', (event) => event.type === 'halted'],
  ['failed test', (event) => event.type === 'result' && event.test !== undefined && !event.test.ok],
  ['denied', (event) => event.type === 'verdict' && event.verdict === 'deny' && event.enforced],
  ['failed call', (event) => event.type === 'result' && !event.ok],
  ['gap', (event) => event.type === 'torn' || (event.type === 'result' && event.unjudged === true)],
];

/** Whether a run failed, and what its last events say of why; null where it did not fail. */
export function failureOf(packet: Packet, decision: Decision | undefined, events: readonly RunEvent[]): SummaryFailure {
  const failed = packet.evidence.owed.some((one) => one.result === 'failed');
  const how = packet.stops.halted ? 'halted' : failed ? 'failed' : decision?.value === 'hold' ? 'held' : undefined;
  if (how === undefined) return null;
  const end = events.findLastIndex((event) => event.type === 'stopped');
  const last = events.slice(0, end < 0 ? events.length : end).slice(-THRESHOLDS.causeWithin);
  const cause = CAUSES.find(([, is]) => last.some(is))?.[0] ?? null;
  // a test that fails here fails in CI; all else happened in the run alone
  return { how, cause, seen: cause === null ? null : cause === 'failed test' ? 'delivery' : 'record' };
}
