import type { Frozen } from '../../schema/frozen.ts';
import type { PacketChange } from '../../schema/packet.ts';
import type { Author, Tier } from '../../schema/review.ts';
import { judgePath, plainPlace } from '../judge-path.ts';
import { canonicalChange } from './change-set.ts';

/** A path that differs between the baseline and the end, as git says. */
export interface RawChange {
  readonly path: string;
  readonly status: PacketChange['status'];
  readonly mode: string;
  readonly blob: string;
  /** The blob before; absent where it was added. */
  readonly was?: string;
  readonly added?: number;
  readonly removed?: number;
}

/** What else is known of changed paths. */
export interface Known {
  /** By path: who brought it there; absent where the trees between could not be compared. */
  readonly authors: ReadonlyMap<string, readonly Author[]> | undefined;
  readonly zonesOf: (path: string) => { readonly zones: readonly string[]; readonly tier: Tier };
  readonly dirtyBefore: ReadonlySet<string>;
  /** Number of a call → the requests whose approval let it through. */
  readonly approvals: ReadonlyMap<number, readonly number[]>;
}

const NOT_KNOWN: Author = { kind: 'unattributed', by: 'the trees of the run cannot be compared' };
const NOBODY: Author = { kind: 'unattributed', by: 'nothing in the record claims it' };

/** Each changed path with the scope's word on it, its zones, and who brought it there. */
export function judgeChanges(frozen: Frozen, changes: readonly RawChange[], known: Known): PacketChange[] {
  return [...changes]
    .sort((a, b) => (canonicalChange(a) < canonicalChange(b) ? -1 : 1))
    .map((change) => {
      const { zones, tier } = known.zonesOf(change.path);
      const authors = known.authors === undefined ? [NOT_KNOWN] : (known.authors.get(change.path) ?? [NOBODY]);
      return {
        ...change,
        ...scopeWord(frozen, change.path),
        approved: approvedBy(authors, known.approvals),
        zones: [...zones],
        tier,
        authors: authors.map((author) => ({ ...author })),
        dirtyBefore: known.dirtyBefore.has(change.path),
      };
    });
}

/** All calls that brought it about must have been let through by an approval. */
function approvedBy(authors: readonly Author[], approvals: Known['approvals']): number[] {
  const each = authors.map(({ kind, by }) =>
    kind === 'tool' || kind === 'command' ? approvals.get(Number(/#(\d+)/.exec(by)?.[1])) : undefined,
  );
  return each.every((one) => one !== undefined) ? [...new Set(each.flat())].sort((a, b) => a - b) : [];
}

/** How a changed path stands to a scope, whoever changed it. */
export function scopeWord(frozen: Frozen, path: string): Pick<PacketChange, 'scope' | 'rule'> {
  if (frozen.scope === undefined) return { scope: 'unscoped', rule: frozen.unscoped ?? 'no scope' };
  const place = plainPlace(frozen.ground.root, path);
  const { finding, use } = judgePath({ ...frozen, intent: { kind: 'edit', raw: path, reach: 'content' }, place });
  if (finding === undefined) return { scope: 'inside', rule: use?.grant ?? 'default' };
  const scope = finding.code === 'FORBIDDEN' ? 'forbidden' : finding.code === 'PROTECTED' ? 'protected' : 'outside';
  return { scope, rule: finding.rule };
}
