import type { Decision } from '../../schema/decision.ts';
import type { OwedEvidence } from '../../schema/frozen.ts';
import type { Packet } from '../../schema/packet.ts';
import type { Tier } from '../../schema/review.ts';
import type { Standing } from '../../schema/standing.ts';
import { factsOf } from '../decision/facts-of.ts';
import type { Decisions } from '../decision/read.ts';
import type { ReleaseRules } from '../decision/rules.ts';
import { type DecisionFault, standingDecision } from '../decision/standing-decision.ts';
import { boundTo } from '../decision/text.ts';
import { rankOf } from '../zones/path-tier.ts';
import type { CheckName, GateFault } from './gated.ts';

/** What the gate knows of one run whose record could be read. */
export interface RunFacts {
  readonly run: string;
  readonly packet: Packet;
  readonly digest: string;
  readonly decisions: Decisions;
  /** By the base policy. */
  readonly rules: ReleaseRules;
  readonly standing: Pick<Standing, 'assurance' | 'evidence'>;
  /** What every run owes by the base policy. */
  readonly owed: readonly OwedEvidence[];
  /** The tier that the diff has by the base policy. */
  readonly tier: Tier;
  readonly signed: (decision: Decision) => { readonly signer: string } | { readonly problem: string };
  readonly witnessed: ReadonlyMap<number, string>;
  /** ms since the epoch. */
  readonly now: number;
}

export interface JudgedRun {
  readonly decision?: Decision;
  readonly signer?: string;
  readonly faults: readonly GateFault[];
}

/** Which check of the gate a fault of a decision belongs to. */
const CHECK: Readonly<Record<DecisionFault['check'], CheckName>> = {
  decisions: 'decision',
  packet: 'packet',
  scope: 'scope',
  'change set': 'freshness',
  tree: 'freshness',
  signature: 'signature',
  requirement: 'requirement',
  override: 'requirement',
  assurance: 'requirement',
  owner: 'decision',
  'self-approval': 'self-approval',
  incomplete: 'decision',
};

/** Whether a run was released: the last decision on it says ship, still holds, and was made by somebody who may, all by the base policy. */
export function judgeRun(facts: RunFacts): JudgedRun {
  const { run, packet, digest, decisions, now } = facts;
  const tier = rankOf(facts.tier) > rankOf(packet.risk.tier) ? facts.tier : packet.risk.tier;
  const standing = standingDecision(decisions, {
    ...factsOf(packet, facts.rules, now),
    tier,
    assurance: [...packet.assurance, ...assuranceAt(facts.standing, tier)],
    bound: boundTo(packet, digest),
    fresh: { paths: [] },
    signed: facts.signed,
    witnessed: facts.witnessed,
  });
  const { decision, signer } = standing;
  const next = `\`twoloops decide ship --in ${run} --sign\`, then \`twoloops publish ${run}\``;
  const faults = standing.faults.map(
    ({ check, text }): GateFault => ({ check: isCoverage(text) ? 'coverage' : CHECK[check], text: `run ${run}: ${text}`, run, next }),
  );
  faults.push(...notOwed(facts, tier));
  if (decision === undefined && standing.faults.length === 0)
    return {
      faults: [
        ...faults,
        { check: 'decision', run, text: `nobody has decided on run ${run} yet (${packet.task.text.slice(0, 100)})`, next },
      ],
    };
  if (decision !== undefined && decision.value !== 'ship')
    faults.push({
      check: 'decision',
      run,
      text: `run ${run} was not released: ${decision.owner} said ${decision.value}: ${decision.reason.slice(0, 200)}`,
      next: `settle that, then ${next}`,
    });
  return { ...(decision === undefined ? {} : { decision }), ...(signer === undefined ? {} : { signer }), faults };
}

const isCoverage = (text: string): boolean => /`coverage(?:-known)?` /.test(text);

/** What the base policy asks of a record at a tier. */
const assuranceAt = ({ assurance }: RunFacts['standing'], tier: Tier): Packet['assurance'] =>
  (assurance ?? []).filter((one) => rankOf(one.tier) <= rankOf(tier)).map((one) => ({ ...one, met: one.level === 'self-reported' }));

/** Evidence that the base policy owes and that the run, under another policy or at a lower tier, did not. */
function notOwed({ run, packet, owed, standing }: RunFacts, tier: Tier): readonly GateFault[] {
  const more = (standing.evidence ?? []).filter((one) => rankOf(one.tier) <= rankOf(tier)).map((one) => one.owed);
  const there = new Set(packet.evidence.owed.map((one) => one.text));
  return [...owed, ...more]
    .filter((one) => !there.has(one.text))
    .map(({ text, place }) => ({
      check: 'requirement',
      run,
      text: `run ${run}: the base policy owes \`${text}\` (${place}), and the run’s packet does not have it`,
      next: 'run it in a new run under the policy of the base, and decide again',
    }));
}
