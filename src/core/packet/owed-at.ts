import type { Frozen, OwedEvidence } from '../../schema/frozen.ts';
import type { Tier } from '../../schema/review.ts';
import { rankOf } from '../zones/path-tier.ts';

/** What a run of a tier owes: what every run does, and what a policy adds from that tier on. */
export function owedAt({ scope, standing }: Pick<Frozen, 'scope' | 'standing'>, tier: Tier): readonly OwedEvidence[] {
  const more = (standing?.evidence ?? []).filter((one) => rankOf(one.tier) <= rankOf(tier)).map((one) => one.owed);
  return [...(scope?.evidence ?? []), ...more];
}
