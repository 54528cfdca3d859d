import type { PacketChange } from '../../../schema/packet.ts';
import type { Tier } from '../../../schema/review.ts';

const TIERS: Readonly<Record<Tier, number>> = { critical: 0, high: 1, medium: 2, low: 3 };
const SCOPES: Readonly<Record<PacketChange['scope'], number>> = { forbidden: 0, protected: 1, outside: 2, unscoped: 3, inside: 4 };

const unclaimed = (change: PacketChange): boolean =>
  change.authors.length === 0 || change.authors.some((author) => author.kind === 'unattributed');
const size = (change: PacketChange): number => (change.added ?? 0) + (change.removed ?? 0);
const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What a reviewer should read first, first: by tier, then scope, then what nobody claims, then size. */
export function readingOrder(changes: readonly PacketChange[]): readonly PacketChange[] {
  return [...changes].sort(
    (a, b) =>
      TIERS[a.tier] - TIERS[b.tier] ||
      SCOPES[a.scope] - SCOPES[b.scope] ||
      Number(unclaimed(b)) - Number(unclaimed(a)) ||
      size(b) - size(a) ||
      byCode(a.path, b.path),
  );
}
