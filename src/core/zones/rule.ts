import type { Sort, ZoneRule, ZonesFile } from '../../schema/zones.ts';

/** A rule of the catalogue, with the place where it is written: the catalogue's, or the line of the policy that changed it. */
export type Rule = ZoneRule & { readonly name: string; readonly place: string };

/** Every rule in force. */
export interface Catalogue {
  readonly sorts: ZonesFile['sorts'];
  readonly zones: readonly Rule[];
}

/** The rule by its name in a packet: `zone auth` where it says what a file is about, else its name as words. */
export function ruleName(rule: Pick<Rule, 'name'> & Partial<Rule>): string {
  return isZone(rule) ? `zone ${rule.name}` : rule.name.replaceAll('-', ' ');
}

/** Whether a rule is about what a file is: such a rule is a zone. */
export function isZone({ segments, files, always, packages, lines }: Partial<Rule>): boolean {
  return [segments, files, always, packages, lines].some((list) => list !== undefined && list.length > 0);
}

export type { Sort };
