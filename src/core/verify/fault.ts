/** One thing of a run's folder that does not hold. */
export interface Fault {
  readonly kind: FaultKind;
  /** Line of the log, from 1; absent where it is a file beside it. */
  readonly line?: number;
  readonly text: string;
  readonly means: string;
}

export type FaultKind = keyof typeof MEANS;

/** What each kind of fault means for who relies on the record. */
const MEANS = {
  'other head': 'a line was changed after the next one was written, or this one was put in by hand',
  missing: 'lines were taken out',
  'out of order': 'lines were swapped, moved or put in twice',
  'not noted': 'a line was broken by hand: a writer that is killed is noted by the next one',
  'no event': 'it is no line that the hooks write',
  'half-written': 'its writer was killed in the middle, or the end of the log was cut off',
  'other run': 'lines of another run were mixed in, or the log was copied from another run',
  opening: 'what came before is not known: the beginning was cut off or replaced',
  'cut off': 'the end of the log was cut off: what happened last is gone',
  'other state': 'the log or its saved state was changed by hand: the hooks write both together',
  'no state': 'every acknowledged line saves it, so it was removed: the head of the log is known to nobody else',
  frozen: 'what the run was allowed can no longer be said by this file',
  packet: 'the packet was changed, or the record was changed after it was made',
  'no log': 'there is no record of this run any more',
} as const;

export const fault = (kind: FaultKind, text: string, line?: number): Fault => ({
  kind,
  ...(line === undefined ? {} : { line }),
  text,
  means: MEANS[kind],
});
