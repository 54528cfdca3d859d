import type { RunEvent } from '../../../schema/event.ts';
import type { Frozen } from '../../../schema/frozen.ts';
import { MOST_TARGETS, type SummaryGrant } from '../../../schema/summary.ts';
import type { Use } from '../../../schema/verdict.ts';
import { cut } from '../../redact.ts';
import { type GrantCover, grantCovers } from './grant-covers.ts';
import { normalised } from './normalise.ts';

const MOST_TEXT = 250;
const MOST_INSTEAD = 5;
/** Grants that are compared with each other for spare uses; beyond them nothing is called spare. */
const MOST_COMPARED = 60;

/** What each grant of the scope was used for. A grant that stands there twice counts once. */
export function grantsUsed({ scope, ground }: Pick<Frozen, 'scope' | 'ground'>, events: readonly RunEvent[]): SummaryGrant[] {
  if (scope === undefined) return [];
  const covers = grantCovers(scope, ground);
  const byPlace = usesByPlace(events);
  const merged = new Map<string, GrantCover[]>();
  for (const cover of covers) {
    const key = JSON.stringify([cover.kind, cover.text]);
    merged.set(key, [...(merged.get(key) ?? []), cover]);
  }
  return [...merged.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const uses = same.flatMap((one) => byPlace.get(one.place) ?? []);
    return [{ ...named(first), uses: uses.length, ...spared(first, uses, covers), ...targetsOf(uses, ground.home) }];
  });
}

const named = ({ kind, text, root, loose }: GrantCover): Pick<SummaryGrant, 'kind' | 'text' | 'root' | 'loose'> => ({
  kind,
  text: cut(text, MOST_TEXT),
  root: cut(root, MOST_TEXT),
  loose,
});

function usesByPlace(events: readonly RunEvent[]): ReadonlyMap<string, readonly Use[]> {
  const uses = new Map<string, Use[]>();
  for (const event of events) {
    if (event.type !== 'verdict' || event.verdict !== 'allow') continue;
    for (const use of event.uses) {
      const known = uses.get(use.grant);
      if (known === undefined) uses.set(use.grant, [use]);
      else known.push(use);
    }
  }
  return uses;
}

/** Uses that a grant which asks nobody and is not wider would have covered as well. */
function spared(own: GrantCover, uses: readonly Use[], covers: readonly GrantCover[]): Pick<SummaryGrant, 'spare' | 'instead'> {
  const others = covers.filter((one) => one.kind === own.kind && one.text !== own.text && !one.asks);
  if (uses.length === 0 || others.length === 0 || others.length > MOST_COMPARED) return { spare: 0, instead: [] };
  const narrower = others.filter((other) => uses.some((use) => other.covers(use)) && !own.within(other));
  return {
    spare: uses.filter((use) => narrower.some((other) => other.covers(use))).length,
    instead: [...new Set(narrower.map((one) => cut(one.text, MOST_TEXT)))].slice(0, MOST_INSTEAD),
  };
}

function targetsOf(uses: readonly Use[], home: string): Pick<SummaryGrant, 'targets' | 'more'> {
  const counts = new Map<string, number>();
  for (const use of uses) {
    const target = normalised(use.kind, use.target, home);
    counts.set(target, (counts.get(target) ?? 0) + 1);
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const listed = sorted.slice(0, MOST_TARGETS).map(([target, count]): [string, number] => [target, count]);
  return { targets: listed, more: uses.length - listed.reduce((sum, [, count]) => sum + count, 0) };
}
