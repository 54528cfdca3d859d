import type { FrozenScope } from '../../schema/frozen.ts';
import type { Tier } from '../../schema/review.ts';
import type { ByTier, Standing } from '../../schema/standing.ts';
import { rankOf } from '../zones/path-tier.ts';

/** A yes or no, and the line that says so (`default` where none does). */
export interface Said {
  readonly value: boolean;
  readonly place: string;
}

/** Who may decide what, as the policies in force say. */
export interface ReleaseRules {
  /** May decide on anything. */
  readonly owners: readonly string[];
  /** May decide where no requirement asks for the owner. */
  readonly reviewers: readonly string[];
  readonly overriders: readonly string[];
  readonly neverOverridden: readonly string[];
  /** Whether who opened the run may ship it. */
  readonly selfApproval: (tier: Tier) => Said;
  readonly signed: (tier: Tier) => Said;
  /** Where owners are named. */
  readonly place: string;
}

type Names = Pick<FrozenScope, 'owner' | 'approver'>;

/**
 * The rules of a release. Where no policy names owners, the scope's owner and approver are the people that there are.
 * `travelled`: what came from elsewhere proves nobody without a signature, so that it needs one at every tier where no
 * policy says otherwise.
 */
export function releaseRules(standing: Standing | undefined, scope: Names | undefined, travelled = false): ReleaseRules {
  const names = (rules: readonly { readonly name: string }[] | undefined): readonly string[] => (rules ?? []).map((one) => one.name);
  const named = names(standing?.owners);
  const owners = named.length > 0 ? named : scope === undefined ? [] : [...new Set([scope.owner, scope.approver])];
  const reviewers = [...new Set([...owners, ...names(standing?.approvers)])];
  const overriders = names(standing?.overriders);
  return {
    owners,
    reviewers,
    overriders: overriders.length > 0 ? overriders : reviewers,
    neverOverridden: names(standing?.neverOverridden),
    selfApproval: (tier) => allOf(standing?.selfApproval, tier, !isHigh(tier)),
    signed: (tier) => anyOf(standing?.signedDecisions, tier, travelled || isHigh(tier)),
    place: standing?.owners?.[0]?.place ?? 'the scope (no policy names owners)',
  };
}

const isHigh = (tier: Tier): boolean => rankOf(tier) >= rankOf('high');

/** A no of any policy is a no; where none speaks, the default. */
function allOf(said: readonly ByTier[] | undefined, tier: Tier, otherwise: boolean): Said {
  const about = (said ?? []).filter((one) => one.tier === tier);
  const decisive = about.find((one) => !one.value) ?? about[0];
  return decisive === undefined ? { value: otherwise, place: 'default' } : decisive;
}

/** A yes of any policy is a yes. */
function anyOf(said: readonly ByTier[] | undefined, tier: Tier, otherwise: boolean): Said {
  const about = (said ?? []).filter((one) => one.tier === tier);
  const decisive = about.find((one) => one.value) ?? about[0];
  return decisive === undefined ? { value: otherwise, place: 'default' } : decisive;
}
