import type { ZonesOverride } from '../../schema/zones.ts';
import { zoneProblems } from './problems.ts';
import type { Catalogue, Rule } from './rule.ts';

type Change = ZonesOverride[string];

export interface Overridden {
  readonly catalogue: Catalogue;
  /** What could not be applied, each with its place; the catalogue's own rule stays in force there. */
  readonly problems: readonly string[];
}

/** Rules without which a run that nobody could look into would count as one that was fine. */
const FIXED: ReadonlySet<string> = new Set(['unknown']);

/**
 * The catalogue under a policy's `zones`: another tier, `off: true`, more signals for a rule (lists add up), or a rule of
 * its own, which needs a tier. `placeOf` gives the line of the policy that names a rule. Several policies apply one after
 * the other, the one that has the last word last.
 */
export function withOverride(catalogue: Catalogue, override: ZonesOverride, placeOf: (zone: string) => string): Overridden {
  const zones = new Map(catalogue.zones.map((rule) => [rule.name, rule]));
  const problems: string[] = [];
  for (const [name, change] of Object.entries(override)) {
    const place = placeOf(name);
    const problem = problemOf(name, change, zones.get(name));
    if (problem !== undefined) problems.push(`${place}: ${problem}`);
    else if (change.off === true) zones.delete(name);
    else zones.set(name, merged({ name, place }, zones.get(name), change));
  }
  return { catalogue: { ...catalogue, zones: [...zones.values()] }, problems };
}

function problemOf(name: string, change: Change, rule: Rule | undefined): string | undefined {
  if (FIXED.has(name)) return `the rule \`${name}\` cannot be changed: what is not known has no lower tier`;
  const [pattern] = zoneProblems({ [name]: change });
  if (pattern !== undefined) return pattern;
  if (change.off === true) return rule === undefined ? `there is no rule \`${name}\` that could be off` : undefined;
  if (rule === undefined && change.tier === undefined && change.raise === undefined)
    return `the rule \`${name}\` is new and needs a \`tier\``;
  if (change.tier !== undefined && (change.raise !== undefined || rule?.raise !== undefined))
    return `the rule \`${name}\` has a \`raise\`, so it cannot have a \`tier\``;
  if (change.raise !== undefined && rule?.tier !== undefined) return `the rule \`${name}\` has a \`tier\`, so it cannot have a \`raise\``;
  return undefined;
}

/** Lists add up; what is one value is replaced. */
function merged(named: Pick<Rule, 'name' | 'place'>, before: Rule | undefined, change: Change): Rule {
  const { off: _, ...parts } = change;
  const sum: Record<string, unknown> = { ...before };
  for (const [key, value] of Object.entries(parts)) {
    const old = sum[key];
    if (value === undefined) continue;
    if (Array.isArray(value) && Array.isArray(old)) sum[key] = key === 'spares' ? value : [...new Set([...old, ...value])];
    else if (key === 'raise') sum[key] = { ...(old ?? {}), ...(value as object) };
    else sum[key] = value;
  }
  return { ...(sum as unknown as Rule), ...named };
}
