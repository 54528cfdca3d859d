import type { FileDiff } from '../../schema/file-diff.ts';
import type { Tier } from '../../schema/review.ts';
import { linesFound } from './lines.ts';
import { namesPath, partsOf } from './patterns.ts';
import { type Catalogue, isZone, type Rule, ruleName, type Sort } from './rule.ts';

/** A rule that names a path: which, how high, where it is written and what in the path or its added lines says so. */
export interface PathMatch {
  readonly rule: string;
  /** The zone's name, where the rule is a zone. */
  readonly zone?: string;
  readonly tier: Tier;
  readonly place: string;
  /** `src/auth/`, `*.sql`, `line 12`, `import stripe`. */
  readonly signal: string;
  readonly irreversible: boolean;
}

export const TIERS = ['low', 'medium', 'high', 'critical'] as const satisfies readonly Tier[];

export const rankOf = (tier: Tier): number => TIERS.indexOf(tier);

/**
 * Every rule that names a changed path, the highest tier first; with its diff also by what its added lines hold. Never
 * empty: a path that no zone names has the tier of its sort. Plain code is `medium` by the catalogue: `low` would say that
 * nobody needs to look at code that runs, which no rule has shown, and `high` would send every run to its owner, so that
 * tiers told nothing apart; docs, tests and styles run nowhere and are `low`.
 */
export function tierOfPath(catalogue: Catalogue, path: string, diff?: FileDiff): readonly PathMatch[] {
  const parts = partsOf(path);
  const sort = sortOf(catalogue, parts);
  const zones = catalogue.zones.flatMap((rule) => {
    const signal = isZone(rule) ? zoneSignal(rule, sort, parts, diff) : undefined;
    return signal === undefined ? [] : [matchOf(rule, signal)];
  });
  if (zones.length > 0) return zones.sort((a, b) => rankOf(b.tier) - rankOf(a.tier));
  const rest = catalogue.zones.find((rule) => rule.rest?.includes(sort) && rule.tier !== undefined);
  if (rest !== undefined) return [matchOf(rest, sort)];
  // a policy switched the rule off: nothing says what such a path is
  return [{ rule: 'no rule', tier: 'medium', place: 'default', signal: sort, irreversible: false }];
}

const matchOf = (rule: Rule, signal: string): PathMatch => ({
  rule: ruleName(rule),
  ...(isZone(rule) ? { zone: rule.name } : {}),
  tier: rule.tier ?? 'medium',
  place: rule.place,
  signal,
  irreversible: rule.irreversible ?? false,
});

/** What sort of file a path is: tests before docs before styles, else code. */
export function sortOf({ sorts }: Catalogue, parts: readonly string[]): Sort {
  const folders = parts.slice(0, -1);
  const is = ({ segments, files }: Catalogue['sorts']['docs']): boolean =>
    folders.some((folder) => segments.includes(folder)) || files.some((pattern) => namesPath(pattern, parts));
  return is(sorts.tests) ? 'tests' : is(sorts.docs) ? 'docs' : is(sorts.styles) ? 'styles' : 'code';
}

function zoneSignal(rule: Rule, sort: Sort, parts: readonly string[], diff: FileDiff | undefined): string | undefined {
  if (rule.except?.some((pattern) => namesPath(pattern, parts))) return undefined;
  const always = rule.always?.find((pattern) => namesPath(pattern, parts));
  if (always !== undefined) return always;
  const spared = sort !== 'code' && rule.spares?.includes(sort);
  if (spared) return undefined;
  const segment = parts.slice(0, -1).find((part) => rule.segments?.includes(part));
  if (segment !== undefined) return `${segment}/`;
  const file = rule.files?.find((pattern) => namesPath(pattern, parts));
  if (file !== undefined) return file;
  return diff === undefined ? undefined : linesFound(rule, parts, diff);
}
