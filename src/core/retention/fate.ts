import type { RunEvent } from '../../schema/event.ts';
import type { PrunedLine } from '../../schema/pruned.ts';
import { timeOf } from '../time.ts';
import { LOG } from './parts.ts';

type Of<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;

/** What a run's record says of whether and when parts of it may go. */
export type Fate =
  /** It is never touched, and why. */
  | { readonly keep: string }
  | {
      /** ms since the epoch. */
      readonly ended: number;
      /** Data classes that it read. */
      readonly classes: readonly string[];
    };

export interface FateFacts {
  /** Without what is no event. */
  readonly events: readonly RunEvent[];
  /** What checking the record came to. */
  readonly verdict: 'intact' | 'broken' | 'not checked' | 'pruned';
  readonly pruned: readonly PrunedLine[];
  /** ms since the epoch. */
  readonly now: number;
}

/** Whether a legal hold is on: the last one that was set, where it was not lifted since. */
export function holdOf(events: readonly RunEvent[]): Of<'legal-hold'> | undefined {
  const last = events.findLast((event): event is Of<'legal-hold'> => event.type === 'legal-hold');
  return last?.on === true ? last : undefined;
}

/** Whatever is not known keeps the run: age, holds and data classes are told by a record that holds, or not at all. */
export function fateOf({ events, verdict, pruned, now }: FateFacts): Fate {
  if (verdict === 'broken') return { keep: 'its record does not hold, so neither its age nor a legal hold can be known' };
  if (verdict === 'not checked') return { keep: 'its record is of a newer version: upgrade twoloops' };
  if (verdict === 'pruned') return aged(Math.max(...pruned.filter(({ file }) => file === LOG).map(({ ended }) => timeOf(ended))), [], now);
  const hold = holdOf(events);
  if (hold !== undefined) return { keep: `legal hold, set at ${hold.at} by ${hold.by}: ${hold.reason}` };
  const end = events.findLastIndex((event) => event.type === 'closed' || event.type === 'stopped');
  if (!isClosed(events)) return { keep: 'it is open: its session was not closed' };
  // a clock that went back must not make a run older than it is
  return aged(latest(events.slice(0, end + 1)), classesOf(events), now);
}

function latest(events: readonly RunEvent[]): number {
  return events.reduce((last, event) => Math.max(last, timeOf(event.at)), Number.NEGATIVE_INFINITY);
}

function aged(ended: number, classes: readonly string[], now: number): Fate {
  if (!Number.isFinite(ended)) return { keep: 'when it ended is not known' };
  if (ended > now) return { keep: 'it ended in the future by this clock, so its age is not known' };
  return { ended, classes };
}

/** Closed, and nothing of a client came after that. */
export function isClosed(events: readonly RunEvent[]): boolean {
  const last = events.findLast((event) => CLIENT.has(event.type));
  return last?.type === 'closed';
}

/** Events that a client's hooks make; the others are made by people's commands, too. */
const CLIENT: ReadonlySet<RunEvent['type']> = new Set([
  'opened',
  'continued',
  'prompt',
  'verdict',
  'result',
  'closed',
  'subagent',
  'typed',
]);

function classesOf(events: readonly RunEvent[]): readonly string[] {
  const names = events.flatMap((event) => {
    if (event.type === 'verdict') return event.data ?? [];
    return event.type === 'result' ? [...Object.keys(event.data ?? {}), ...(event.withheld ?? [])] : [];
  });
  return [...new Set(names)].sort();
}
