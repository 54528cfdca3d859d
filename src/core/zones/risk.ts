import type { FileDiff } from '../../schema/file-diff.ts';
import type { PacketChange } from '../../schema/packet.ts';
import type { Dependency, DiffSecret, Risk, RiskMatch, Tier, Weakened } from '../../schema/review.ts';
import { callsFound, type RiskCalls } from './calls.ts';
import { isPackage } from './imports.ts';
import { isCut, withinPatience } from './lines.ts';
import { rankOf, sortOf, TIERS, tierOfPath } from './path-tier.ts';
import { partsOf } from './patterns.ts';
import { type Catalogue, type Rule, ruleName } from './rule.ts';

/** A changed path with the scope's word on it; lines where they were counted. */
export type RiskChange = Pick<PacketChange, 'path' | 'scope'> & { readonly added?: number; readonly removed?: number };

/** All that a run's tier comes from, as plain values. */
export interface RiskFacts extends RiskCalls {
  /** The rules in force: CATALOGUE, or what ./override.ts made of it. */
  readonly catalogue: Catalogue;
  readonly changes: readonly RiskChange[];
  /** Why something that rules ask about is not known: `no end tree`, `the record is torn`. Empty where all is. */
  readonly notKnown: readonly string[];
  readonly diffs: readonly FileDiff[];
  readonly weakened: readonly Weakened[];
  readonly secrets: readonly DiffSecret[];
  readonly dependencies: readonly Dependency[];
}

/** So many things that a rule matched on are named, and so many characters of each. */
const NAMED = 5;
const LONGEST = 200;
/** Stands for the paths that ./path-tier.ts finds no rule for. */
const NO_RULE: Rule = { name: 'no rule', place: 'default' };

/**
 * The tier of a run with every rule that matched, the highest first. The highest match wins; size and weakened tests then
 * raise it by one tier each, never above critical. `low` is said only where something shows it: all that changed is docs,
 * tests or styles inside a known scope and no rule names a call; a run that changed nothing and called nothing has no match and is `low`.
 * Changed code that no rule names is `medium` (see ./path-tier.ts). What is not known is `high` by the rule `unknown`: not
 * `low`, because nothing shows that, and not `critical`, because nothing shows that either.
 */
export function riskOf(facts: RiskFacts): Risk {
  const found = foundBy(facts);
  const matches = facts.catalogue.zones.flatMap((rule) => (rule.tier === undefined ? [] : matchOf(rule, rule.tier, found(rule))));
  matches.push(...unknownOf(facts), ...matchOf(NO_RULE, 'medium', found(NO_RULE)));
  let tier = matches.reduce<Tier>((high, match) => (rankOf(match.tier) > rankOf(high) ? match.tier : high), 'low');
  for (const rule of facts.catalogue.zones) {
    const on = raisedBy(rule, facts);
    if (on.length === 0) continue;
    tier = TIERS[Math.min(rankOf(tier) + 1, TIERS.length - 1)] ?? 'critical';
    matches.push(...matchOf(rule, tier, on));
  }
  return { tier, matches: matches.sort((a, b) => rankOf(b.tier) - rankOf(a.tier)), basis: 'derived' };
}

/** What a rule matched on in paths, lines, packages and calls; each once. */
function foundBy(facts: RiskFacts): (rule: Rule) => readonly string[] {
  const { catalogue, changes } = facts;
  const diffs = withinPatience(facts.diffs);
  const byRule = new Map<string, string[]>();
  const add = (rule: string, on: string): unknown => (byRule.get(rule) ?? byRule.set(rule, []).get(rule))?.push(on);
  for (const { path } of changes) {
    for (const match of tierOfPath(catalogue, path, diffs.get(path))) add(match.rule, withSignal(path, match.signal));
  }
  return (rule) => [
    ...(byRule.get(ruleName(rule)) ?? []),
    ...changes.flatMap(({ path, scope }) => (rule.scope?.some((word) => word === scope) ? [path] : [])),
    ...callsFound(rule, facts),
    ...(rule.secrets === true ? facts.secrets.map(({ path, line, kind }) => `${path}:${line} (${kind})`) : []),
    ...facts.dependencies.filter((one) => isNamed(rule, one)).map(({ path, name, kind }) => `${name} (${kind}, ${path})`),
    ...(rule.rest?.includes('unread') ? changes.flatMap(({ path }) => (isUnread(facts, path, diffs.get(path)) ? [path] : [])) : []),
  ];
}

/** Lines and packages are named, because the path does not show them. */
const withSignal = (path: string, signal: string): string => (/^(?:line|import) /.test(signal) ? `${path} (${signal})` : path);

const isNamed = (rule: Rule, { name, kind }: Dependency): boolean =>
  rule.dependencies?.includes(kind) === true || (rule.packages !== undefined && isPackage(rule.packages, name));

/** Whether a changed file's content was not looked at, or not to its end; of docs and the like there is nothing to look for. */
function isUnread({ catalogue }: RiskFacts, path: string, diff: FileDiff | undefined): boolean {
  if (diff !== undefined && (diff.before !== undefined || diff.after !== undefined) && !isCut(diff)) return false;
  return sortOf(catalogue, partsOf(path)) === 'code';
}

/**
 * What is not known of the run itself: its changes, its scope, what an allowed call would do. It has a place of its own
 * here, so that no catalogue can leave it out.
 */
function unknownOf({ catalogue, changes, notKnown, accesses }: RiskFacts): readonly RiskMatch[] {
  const place = catalogue.zones.find((one) => one.name === 'unknown')?.place ?? 'default';
  const unscoped = changes.filter(({ scope }) => scope === 'unscoped').map(({ path }) => `${path}: no scope`);
  const calls = accesses.filter(({ kind }) => kind === 'unknown').map(({ target }) => `call: ${target}`);
  return matchOf({ name: 'unknown', place }, 'high', [...notKnown, ...unscoped, ...calls]);
}

function raisedBy({ raise }: Rule, { changes, weakened }: RiskFacts): readonly string[] {
  if (raise === undefined) return [];
  const lines = changes.reduce((sum, { added = 0, removed = 0 }) => sum + added + removed, 0);
  return [
    ...(raise.lines !== undefined && lines > raise.lines ? [`${lines} changed lines`] : []),
    ...(raise.files !== undefined && changes.length > raise.files ? [`${changes.length} changed files`] : []),
    ...(raise.weakened === true ? weakened.map(({ path, line, kind }) => `${path}${line === undefined ? '' : `:${line}`} (${kind})`) : []),
  ];
}

function matchOf(rule: Pick<Rule, 'name' | 'place'> & Partial<Rule>, tier: Tier, on: readonly string[]): RiskMatch[] {
  const once = [...new Set(on)];
  if (once.length === 0) return [];
  const named = once.slice(0, NAMED).map((text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text));
  return [{ rule: ruleName(rule), tier, on: named, count: once.length, place: rule.place }];
}
