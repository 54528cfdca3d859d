import type { Gated, GatedRun, GateFault } from '../../src/core/gate/gated.ts';
import type { Decision } from '../../src/schema/decision.ts';
import { calmPacket, hostilePacket, samplePacket } from './packet.ts';

const RUN = '20261122-1412-a3f09c1e';

/** A decision to ship with one override, on no packet in particular. */
export const sampleDecision = (more: Partial<Decision> = {}): Decision => ({
  version: 1,
  number: 2,
  prev: '0'.repeat(64),
  at: '2026-11-22T15:30:00.000Z',
  run: RUN,
  value: 'ship',
  owner: 'owner@example.com',
  reason: 'the lint gap is known',
  evidence: ['tests', '#47'],
  residualRisk: 'sessions of old clients end early once',
  rollback: `twoloops rollback ${RUN}`,
  asked: [],
  overrides: [{ requirement: 'evidence-there', reason: 'lint runs nightly', until: '2026-11-29T23:59:59Z' }],
  bound: { packet: 'a'.repeat(64), number: 2, changeSet: 'd'.repeat(64), scope: '5'.repeat(64), end: 'b'.repeat(40) },
  by: { git: 'owner@example.com', user: 'owner' },
  product: '0.1.0',
  signature: '-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----\n',
  ...more,
});

export const sampleRun = (more: Partial<GatedRun> = {}): GatedRun => ({
  run: RUN,
  packet: samplePacket(),
  digest: 'a'.repeat(64),
  decision: sampleDecision(),
  signer: 'owner@example.com',
  covers: ['src/auth/session.ts', 'src/auth/token.ts', 'package-lock.json'],
  counts: true,
  ...more,
});

const FAULTS: readonly GateFault[] = [
  {
    check: 'freshness',
    text: '`src/auth/session.ts` is not what was decided on',
    next: 'decide again on a packet of this very head',
    run: RUN,
    path: 'src/auth/session.ts',
    line: 12,
  },
  { check: 'covered', text: '`docs/by-hand.md` belongs to no decided run', next: 'do it in a run', path: 'docs/by-hand.md' },
  { check: 'decision', text: 'nobody decided on this run', next: 'twoloops decide', run: '20261123-0900-00000000' },
];

/** A gate that is closed for three reasons. */
export const closedGate = (more: Partial<Gated> = {}): Gated => ({
  verdict: 'closed',
  base: { ref: 'main', commit: '1'.repeat(40) },
  head: { ref: 'fix/login', commit: '2'.repeat(40) },
  changed: 4,
  covered: 2,
  runs: [sampleRun(), { run: '20261123-0900-00000000', packet: calmPacket(), covers: ['docs/guide.md'], counts: false }],
  risk: samplePacket().risk,
  faults: FAULTS,
  notes: ['1 commit between base and head has no trailer of a run'],
  ...more,
});

export const openGate = (more: Partial<Gated> = {}): Gated =>
  closedGate({ verdict: 'open', changed: 3, covered: 3, runs: [sampleRun()], faults: [], ...more });

/** The same value with every text made hostile but the words of closed lists, which the reader of the world checks. */
export function hostileGate(hostile: string, gated = closedGate()): Gated {
  const wrap = (text: string): string => `${hostile} ${text} ${hostile}`;
  return {
    ...gated,
    base: { ref: wrap('main') },
    head: { ref: wrap('head') },
    faults: gated.faults.map((fault) => ({ ...fault, text: wrap(fault.text), next: wrap('next'), run: wrap('run'), path: wrap('path') })),
    notes: [hostile, ...gated.notes.map(wrap)],
    risk: {
      ...gated.risk,
      matches: gated.risk.matches.map((match) => ({ ...match, rule: wrap(match.rule), on: match.on.map(wrap), place: wrap(match.place) })),
    },
    runs: gated.runs.map((run) => ({
      ...run,
      run: wrap(run.run),
      ...(run.packet === undefined ? {} : { packet: hostilePacket(run.packet, hostile) }),
      signer: wrap('signer'),
      covers: run.covers.map(wrap),
      ...(run.decision === undefined ? {} : { decision: hostileDecision(run.decision, wrap) }),
    })),
  };
}

function hostileDecision(decision: Decision, wrap: (text: string) => string): Decision {
  return {
    ...decision,
    owner: wrap(decision.owner),
    reason: wrap(decision.reason),
    residualRisk: wrap(decision.residualRisk),
    rollback: wrap(decision.rollback),
    evidence: decision.evidence.map(wrap),
    overrides: decision.overrides.map((one) => ({ ...one, requirement: wrap(one.requirement), reason: wrap(one.reason) })),
  };
}
