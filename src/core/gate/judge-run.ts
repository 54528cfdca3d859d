import type { Decision } from '../../schema/decision.ts';
import type { Packet } from '../../schema/packet.ts';
import type { Tier } from '../../schema/review.ts';
import type { Decisions } from '../decision/read.ts';
import type { ReleaseRules } from '../decision/rules.ts';
import { type DecisionFault, standingDecision } from '../decision/standing-decision.ts';
import { boundTo } from '../decision/text.ts';
import { requirementsOf } from '../requirements/requirements.ts';
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
  const standing = standingDecision(decisions, {
    rules: facts.rules,
    requirements: requirementsOf(packet),
    tier: rankOf(facts.tier) > rankOf(packet.risk.tier) ? facts.tier : packet.risk.tier,
    requester: packet.run.requester.git ?? packet.run.requester.user,
    assurance: packet.assurance,
    // it was found on a ref: it has left its machine
    exported: true,
    bound: boundTo(packet, digest),
    fresh: { paths: [] },
    signed: facts.signed,
    witnessed: facts.witnessed,
    now,
  });
  const { decision, signer } = standing;
  const next = `\`twoloops decide ship --in ${run} --sign\`, then \`twoloops publish ${run}\``;
  const faults = standing.faults.map(
    ({ check, text }): GateFault => ({ check: isCoverage(text) ? 'coverage' : CHECK[check], text: `run ${run}: ${text}`, run, next }),
  );
  if (decision === undefined && faults.length === 0)
    return { faults: [{ check: 'decision', run, text: `nobody has decided on run ${run} yet (${packet.task.text.slice(0, 100)})`, next }] };
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
