import { readEvents } from './event-log.ts';

/** The decisions that a run's log bears witness to: number → SHA-256 of the line. */
export function witnessedIn(folder: string): ReadonlyMap<number, string> {
  return new Map(readEvents(folder).flatMap((event) => (event.type === 'decided' ? [[event.number, event.decision] as const] : [])));
}
