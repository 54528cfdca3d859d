import type { Standing } from '../../schema/standing.ts';
import { CATALOGUE } from './catalogue.ts';
import { withOverride } from './override.ts';
import type { Catalogue } from './rule.ts';

/** The rules in force: the catalogue, as the policies change it. */
export function catalogueOf(standing: Pick<Standing, 'zones'> | undefined): Catalogue {
  return (standing?.zones ?? []).reduce<Catalogue>(
    (rules, { override, places }) => withOverride(rules, override, (name) => places[name] ?? 'policy').catalogue,
    CATALOGUE,
  );
}
