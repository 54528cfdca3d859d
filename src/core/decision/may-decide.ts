import type { Decision } from '../../schema/decision.ts';
import type { Packet } from '../../schema/packet.ts';
import type { Tier } from '../../schema/review.ts';
import { timeOf } from '../time.ts';
import type { ReleaseRules } from './rules.ts';

/** What a decision is held against. */
export interface DecisionFacts {
  readonly rules: ReleaseRules;
  readonly requirements: Packet['requirements'];
  /** The tier that counts: the packet's, or a higher one that was recomputed. */
  readonly tier: Tier;
  /** Who opened the run. */
  readonly requester: string | undefined;
  /** What the policies ask of the record, and what is so beside what the packet says. */
  readonly assurance: Packet['assurance'];
  readonly exported: boolean;
  /** Whose good signature it carries; undefined: it is not signed, or not well. */
  readonly signer: string | undefined;
  /** ms since the epoch. */
  readonly now: number;
}

/** A reason why a decision does not count, and what to do about it. */
export interface Objection {
  readonly kind: 'requirement' | 'override' | 'owner' | 'self-approval' | 'signature' | 'incomplete' | 'assurance';
  readonly text: string;
}

/** Everything that speaks against a decision; empty where it counts. Only `ship` releases anything: the others need a named person and a reason. */
export function objections(decision: Decision, facts: DecisionFacts): readonly Objection[] {
  const named = ownerObjections(decision, facts);
  if (decision.value !== 'ship') return named;
  return [
    ...named,
    ...incomplete(decision),
    ...requirementObjections(decision, facts),
    ...selfApproval(decision, facts),
    ...unsigned(decision, facts),
    ...assuranceObjections(decision, facts),
  ];
}

function ownerObjections({ owner, value }: Decision, { rules, requirements, signer }: DecisionFacts): readonly Objection[] {
  const escalated = requirements.filter((one) => one.status === 'unmet' && one.stance === 'escalate');
  const may = value === 'ship' && escalated.length > 0 ? rules.owners : rules.reviewers;
  const who = may.join(', ') || 'nobody';
  return [
    ...(may.includes(owner)
      ? []
      : [
          {
            kind: 'owner' as const,
            text: `\`${owner}\` may not decide this: ${who} may (${rules.place})${value === 'ship' && rules.reviewers.includes(owner) ? `, because ${escalated[0]?.says ?? ''}` : ''}`,
          },
        ]),
    ...(signer === undefined || signer === owner
      ? []
      : [{ kind: 'signature' as const, text: `it is signed by ${signer}, and names ${owner} as its owner` }]),
  ];
}

function incomplete({ residualRisk, rollback }: Decision): readonly Objection[] {
  return [
    ...(residualRisk.trim() === '' ? [{ kind: 'incomplete' as const, text: 'it does not say what risk is left' }] : []),
    ...(rollback.trim() === '' ? [{ kind: 'incomplete' as const, text: 'it does not say how to go back' }] : []),
  ];
}

/** `hold` lines must be met or overridden; `escalate` lines are settled by who decides. */
function requirementObjections(decision: Decision, facts: DecisionFacts): readonly Objection[] {
  return facts.requirements
    .filter((one) => one.status === 'unmet' && one.stance === 'hold')
    .flatMap((one) => notOverridden(decision, facts, { ...one, why: one.says ?? one.title }));
}

interface Line {
  readonly id: string;
  readonly override: 'named' | 'never';
  readonly why: string;
}

/** Why a line that is not met stands against a decision; empty where somebody who may lets it pass, and still does. */
function notOverridden(decision: Decision, { rules, now }: DecisionFacts, { id, override: can, why }: Line): readonly Objection[] {
  const override = decision.overrides.find((item) => item.requirement === id);
  if (override === undefined) return [{ kind: 'requirement', text: `\`${id}\` is not met: ${why}` }];
  if (can === 'never' || rules.neverOverridden.includes(id)) return [{ kind: 'override', text: `\`${id}\` cannot be overridden: ${why}` }];
  if (!rules.overriders.includes(decision.owner)) {
    const who = rules.overriders.join(', ') || 'nobody';
    return [{ kind: 'override', text: `\`${decision.owner}\` may not override \`${id}\`: ${who} may` }];
  }
  // a time that cannot be read is never later than now
  if (timeOf(override.until) > now) return [];
  return [{ kind: 'override', text: `the override of \`${id}\` ended ${override.until}: ${why}` }];
}

function selfApproval({ owner, by }: Decision, { rules, tier, requester }: DecisionFacts): readonly Objection[] {
  const { value, place } = rules.selfApproval(tier);
  const own = [owner, by.git].some((name) => name !== undefined && name.toLowerCase() === requester?.toLowerCase());
  if (value || !own) return [];
  return [
    {
      kind: 'self-approval',
      text: `${requester} opened this run, and at ${tier} risk nobody ships a run of their own (${place === 'default' ? 'self_approval is off from high on where no policy says otherwise' : place})`,
    },
  ];
}

function unsigned({ signature }: Decision, { rules, tier, signer }: DecisionFacts): readonly Objection[] {
  const { value, place } = rules.signed(tier);
  if (signer !== undefined || (!value && signature === undefined)) return [];
  const why = place === 'default' ? `at ${tier} risk it must be where no policy says otherwise` : place;
  return signature === undefined ? [{ kind: 'signature', text: `it is not signed: ${why}; sign with --sign` }] : [];
}

/** What the packet alone could not show: a signature, and a copy that has left the machine. */
function assuranceObjections(decision: Decision, facts: DecisionFacts): readonly Objection[] {
  const { assurance, signer, exported } = facts;
  return assurance
    .filter(({ level, met }) => !met && !(level === 'signed' && signer !== undefined) && !(level === 'exported' && exported))
    .flatMap(({ level, place }) => {
      const way = level === 'signed' ? 'sign with --sign' : level === 'exported' ? 'publish it' : 'this version cannot make it so';
      const why = `${place} asks for a record that is ${level}, and this one is not: ${way}`;
      return notOverridden(decision, facts, { id: 'assurance', override: 'named', why });
    });
}
