import type { FileDiff } from '../../schema/file-diff.ts';
import type { PacketChange } from '../../schema/packet.ts';
import type { DiffSecret, Risk } from '../../schema/review.ts';
import type { Standing } from '../../schema/standing.ts';
import { dependencyChanges } from '../dependencies/dependency-changes.ts';
import { diffSecrets } from '../diff-secrets.ts';
import { weakenedTests } from '../weakened/weakened-tests.ts';
import { catalogueOf } from '../zones/catalogue-of.ts';
import { riskOf } from '../zones/risk.ts';

export interface Recomputed {
  readonly risk: Risk;
  readonly secrets: readonly DiffSecret[];
}

/**
 * Tier and secrets of a diff by the base policy, whatever packets say of it. `scopeOf`: how a changed path stands to the
 * scope of the run that changed it, by the base policy.
 */
export function recompute(
  { diffs, standing }: { readonly diffs: readonly FileDiff[]; readonly standing: Pick<Standing, 'zones'> },
  scopeOf: (path: string) => PacketChange['scope'],
): Recomputed {
  const secrets = diffSecrets(diffs);
  const risk = riskOf({
    catalogue: catalogueOf(standing),
    changes: diffs.map(({ path, added, removed }) => ({ path, scope: scopeOf(path), added: added.length, removed: removed.length })),
    notKnown: [],
    diffs,
    weakened: weakenedTests(diffs),
    secrets,
    dependencies: dependencyChanges(diffs),
    accesses: [],
    mcp: { readers: [], writers: [] },
    effects: [],
    classes: [],
  });
  return { risk: { ...risk, basis: 'recomputed' }, secrets };
}
