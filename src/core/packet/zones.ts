import type { RunEvent } from '../../schema/event.ts';
import type { Packet } from '../../schema/packet.ts';
import type { Tier } from '../../schema/review.ts';
import type { RiskAccess } from '../zones/calls.ts';
import { CATALOGUE } from '../zones/catalogue.ts';
import { withinPatience } from '../zones/lines.ts';
import { withOverride } from '../zones/override.ts';
import { tierOfPath } from '../zones/path-tier.ts';
import { riskOf } from '../zones/risk.ts';
import type { Catalogue } from '../zones/rule.ts';
import type { Sources } from './assemble.ts';

/** What the zone catalogue says of a run: of each path, and of the whole. */
export interface Zones {
  readonly of: (path: string) => { readonly zones: readonly string[]; readonly tier: Tier };
  readonly risk: (parts: Pick<Packet, 'delivery' | 'data' | 'effects'>) => Packet['risk'];
}

/** The zone catalogue as the policies of a run have it. */
export function catalogueOf({ standing }: Sources['frozen']): Catalogue {
  return (standing?.zones ?? []).reduce<Catalogue>(
    (rules, { override, places }) => withOverride(rules, override, (name) => places[name] ?? 'policy').catalogue,
    CATALOGUE,
  );
}

export function zonesOf(sources: Sources): Zones {
  const { frozen, content, events } = sources;
  const catalogue = catalogueOf(frozen);
  const diffs = withinPatience(content.diffs);
  return {
    of: (path) => {
      const matches = tierOfPath(catalogue, path, diffs.get(path));
      const zones = matches.flatMap((match) => (match.zone === undefined ? [] : [match.zone]));
      return { zones: [...new Set(zones)], tier: matches[0]?.tier ?? 'medium' };
    },
    risk: ({ delivery, data, effects }) =>
      riskOf({
        catalogue,
        changes: delivery.changes.map(({ path, scope, added = 0, removed = 0 }) => ({ path, scope, added, removed })),
        notKnown: notKnown(sources, delivery),
        diffs: content.diffs,
        weakened: delivery.weakened,
        secrets: delivery.secrets,
        dependencies: delivery.dependencies,
        accesses: accessesOf(events),
        mcp: mcpOf(events),
        effects: effects.items.filter((item) => item.result !== 'failed'),
        classes: data.classes.map((one) => one.name),
      }),
  };
}

function notKnown({ frozen, chain }: Sources, { problem }: Packet['delivery']): readonly string[] {
  return [
    ...(frozen.scope === undefined ? [`the run had no scope: ${frozen.unscoped ?? ''}`] : []),
    ...(problem === undefined ? [] : [problem]),
    ...(chain.intact ? [] : [`the record is broken: ${chain.problem ?? ''}`]),
  ];
}

const wentThrough = (event: RunEvent): event is Extract<RunEvent, { type: 'verdict' }> =>
  event.type === 'verdict' && (event.verdict === 'allow' || !event.enforced);

/** Each access once; a utility that needs no grant is judged by its paths. */
function accessesOf(events: readonly RunEvent[]): readonly RiskAccess[] {
  const seen = new Map<string, RiskAccess>();
  for (const event of events.filter(wentThrough)) {
    const listed = new Set(event.uses.filter((use) => use.kind === 'network' && use.grant !== 'default').map((use) => use.target));
    for (const { kind, target } of event.accesses)
      seen.set(`${kind} ${target}`, { kind, target, ...(kind === 'network' ? { listed: listed.has(target) } : {}) });
  }
  return [...seen.values()];
}

function mcpOf(events: readonly RunEvent[]): { readonly readers: readonly string[]; readonly writers: readonly string[] } {
  const uses = events.filter(wentThrough).flatMap((event) => event.uses.filter((use) => use.kind === 'mcp'));
  const named = (reads: boolean): readonly string[] => [
    ...new Set(uses.filter((use) => (use.effect === 'read') === reads).map((use) => use.target)),
  ];
  return { readers: named(true), writers: named(false) };
}
