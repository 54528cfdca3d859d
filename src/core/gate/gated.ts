import type { Decision } from '../../schema/decision.ts';
import type { Packet } from '../../schema/packet.ts';
import type { Risk } from '../../schema/review.ts';

/** What the gate looks at, by name; each closes it alone. */
export const CHECKS = {
  policy: 'the base branch has a policy that can be used',
  history: 'base and head are there, with what lies between them',
  trailers: 'trailers of commits name runs and packets that exist',
  ref: 'the published record of a run is whole and of its own run',
  record: 'the log of a run is the one that its packet was made from',
  packet: 'a packet is what was published and decided on',
  scope: 'the scope of a run is the recorded one and grants no more than the base policy',
  coverage: 'the record covers every call of the transcript',
  decision: 'a named person decided to ship each run',
  signature: 'decisions are signed as the base policy asks, by keys that it lists',
  'self-approval': 'nobody ships a run of their own where the policy forbids it',
  requirement: 'every requirement is met, or overridden by somebody who may, until a day that has not passed',
  freshness: 'what is in the head is exactly what was decided on',
  covered: 'every change between base and head is covered by a decided run',
  zone: 'no change in a forbidden zone, by the base policy',
  secret: 'no secret in the diff',
} as const;

export type CheckName = keyof typeof CHECKS;

/** One reason why the gate is closed, in a sentence that a developer understands. */
export interface GateFault {
  readonly check: CheckName;
  readonly text: string;
  /** What to do about it. */
  readonly next?: string;
  readonly run?: string;
  /** A file of the head that it is about, and its line. */
  readonly path?: string;
  readonly line?: number;
}

/** A run that the gate looked at. */
export interface GatedRun {
  readonly run: string;
  /** Absent where its packet could not be used. */
  readonly packet?: Packet;
  /** SHA-256 of packet.json. */
  readonly digest?: string;
  readonly decision?: Decision;
  readonly signer?: string;
  /** Paths between base and head that it brought about. */
  readonly covers: readonly string[];
  /** Whether it counts: its record holds and somebody decided to ship it. */
  readonly counts: boolean;
}

/** What the gate says of the changes from base to head. */
export interface Gated {
  readonly verdict: 'open' | 'closed';
  readonly base: { readonly ref: string; readonly commit?: string };
  readonly head: { readonly ref: string; readonly commit?: string };
  /** Changed paths between the merge base and the head. */
  readonly changed: number;
  /** Of those: covered by a run that counts. */
  readonly covered: number;
  readonly runs: readonly GatedRun[];
  /** Recomputed from the diff with the base policy. */
  readonly risk: Risk;
  readonly faults: readonly GateFault[];
  /** What is worth knowing and closes nothing. */
  readonly notes: readonly string[];
}
