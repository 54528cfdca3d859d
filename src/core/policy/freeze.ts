import type { FrozenScope, Grants, NameRule, OwedEvidence, PathRule, StopRules } from '../../schema/frozen.ts';
import { type Policy, policySchema, TIERS } from '../../schema/policy.ts';
import { grantShape } from '../../schema/scope.ts';
import type { ByTier, Ceiling, DataClass, Price, RetentionLimit, Standing } from '../../schema/standing.ts';
import { patternProblem } from '../data/safe-pattern.ts';
import { REQUIREMENTS } from '../requirements/requirements.ts';
import { grantsOf } from '../scope/grants.ts';
import { type FreezeContext, Lists } from '../scope/lists.ts';
import { readFileText, said } from '../scope/read-file.ts';
import { owedEvidence, stopRules } from '../scope/stops.ts';
import { CATALOGUE } from '../zones/catalogue.ts';
import { withOverride } from '../zones/override.ts';
import { zoneProblems } from '../zones/problems.ts';
import { retentionOf } from './retention.ts';

/** A policy as rules that know their line. */
export interface FrozenPolicy {
  readonly file: string;
  readonly digest: string;
  readonly layer: 'organisation' | 'repository' | 'extra';
  readonly include: readonly NameRule[];
  readonly owners: readonly NameRule[];
  readonly approvers: readonly NameRule[];
  readonly allowedSigners?: NameRule;
  readonly revokedSigners?: NameRule;
  readonly signed?: string;
  readonly noSelfApproval?: string;
  readonly selfApproval: readonly ByTier[];
  readonly signedDecisions: readonly ByTier[];
  readonly overriders: readonly NameRule[];
  readonly neverOverridden: readonly NameRule[];
  /** What this policy says of changes that no run covers, where it says it. */
  readonly uncovered?: { readonly value: 'refuse' | 'note'; readonly place: string };
  readonly deniedModes: readonly NameRule[];
  readonly readers: readonly { readonly server: string; readonly tools: readonly NameRule[] }[];
  readonly classes: readonly DataClass[];
  readonly ceiling?: Ceiling;
  /** The part of the ceiling that is not a grant. */
  readonly ceilingData?: readonly NameRule[];
  readonly ceilingStop?: StopRules;
  readonly forbidden: readonly PathRule[];
  readonly stop: StopRules;
  readonly evidence: readonly OwedEvidence[];
  readonly prices: readonly Price[];
  readonly zones: NonNullable<Standing['zones']>;
  readonly assurance: NonNullable<Standing['assurance']>;
  readonly tiered: NonNullable<Standing['evidence']>;
  readonly retention: readonly RetentionLimit[];
}

export type LoadedPolicy = { readonly policy: FrozenPolicy } | { readonly errors: readonly string[] };

/** Reads a policy file. Never throws: what is wrong comes with its place. */
export function loadPolicy(text: string, context: FreezeContext, layer: FrozenPolicy['layer']): LoadedPolicy {
  const read = readFileText<Policy>(text, context.file, policySchema);
  if ('errors' in read) return read;
  const { value: policy, yaml } = read;
  const lists = new Lists(yaml, context);
  const self = TIERS.find((tier) => policy.self_approval[tier] === false);
  const under = new Lists(yaml, context, ['ceilings']);
  const frozen: FrozenPolicy = {
    file: context.file,
    digest: context.digest,
    layer,
    include: lists.names(policy.include, 'include'),
    owners: lists.names(policy.owners, 'owners'),
    approvers: lists.names(policy.approvers, 'approvers'),
    ...(policy.allowed_signers === undefined
      ? {}
      : { allowedSigners: { name: policy.allowed_signers, place: lists.place(['allowed_signers']) } }),
    ...(policy.revoked_signers === undefined
      ? {}
      : { revokedSigners: { name: policy.revoked_signers, place: lists.place(['revoked_signers']) } }),
    ...(policy.approvals?.signed ? { signed: lists.place(['approvals', 'signed']) } : {}),
    ...(self === undefined ? {} : { noSelfApproval: lists.place(['self_approval', self]) }),
    selfApproval: byTier(policy.self_approval, lists, 'self_approval'),
    signedDecisions: byTier(policy.decisions?.signed ?? {}, lists, 'decisions', 'signed'),
    overriders: lists.names(policy.overrides?.by ?? [], 'overrides', 'by'),
    neverOverridden: lists.names(policy.overrides?.never ?? [], 'overrides', 'never'),
    ...(policy.gate === undefined ? {} : { uncovered: { value: policy.gate.uncovered, place: lists.place(['gate', 'uncovered']) } }),
    deniedModes: lists.names(policy.modes?.deny ?? [], 'modes', 'deny'),
    readers: Object.entries(policy.readers?.mcp ?? {}).map(([server, tools]) => ({
      server,
      tools: lists.names(tools, 'readers', 'mcp', server),
    })),
    classes: Object.entries(policy.data).map(([name, one]) => dataClass(name, one, lists)),
    ...ceilingOf(policy.ceilings, under),
    forbidden: lists.globs(policy.forbidden, 'forbidden'),
    stop: stopRules(policy.stop, lists),
    evidence: owedEvidence(policy.evidence.low ?? [], lists, ['evidence', 'low']),
    prices: Object.entries(policy.prices).map(([model, one]) => ({
      model,
      input: one.input,
      output: one.output,
      cacheRead: one.cache_read,
      cacheWrite: one.cache_write,
      place: lists.place(['prices', model]),
    })),
    zones: zonesOf(policy, lists),
    tiered: TIERS.filter((tier) => tier !== 'low').flatMap((tier) =>
      owedEvidence(policy.evidence[tier] ?? [], lists, ['evidence', tier]).map((owed) => ({ tier, owed })),
    ),
    assurance: TIERS.flatMap((tier) => {
      const level = policy.assurance?.[tier];
      return level === undefined ? [] : [{ tier, level, place: lists.place(['assurance', tier]) }];
    }),
    retention: retentionOf(policy.retention, lists),
  };
  if (policy.approvals?.signed && policy.allowed_signers === undefined)
    lists.refuse(['approvals', 'signed'], '`approvals.signed` needs `allowed_signers`: without it no answer could ever count');
  if (Object.values(policy.decisions?.signed ?? {}).includes(true) && policy.allowed_signers === undefined)
    lists.refuse(['decisions', 'signed'], '`decisions.signed` needs `allowed_signers`: without it no decision could ever count');
  for (const [i, id] of (policy.overrides?.never ?? []).entries())
    if (!REQUIREMENTS.some((one) => one.id === id))
      lists.refuse(['overrides', 'never', i], `there is no requirement \`${id}\`: ${REQUIREMENTS.map((one) => one.id).join(', ')}`);
  const problems = [...lists.problems, ...under.problems];
  return problems.length > 0 ? { errors: said(context.file, problems) } : { policy: frozen };
}

function byTier(said: Readonly<Record<string, boolean | undefined>>, lists: Lists, ...key: readonly string[]): readonly ByTier[] {
  return TIERS.flatMap((tier) => {
    const value = said[tier];
    return value === undefined ? [] : [{ tier, value, place: lists.place([...key, tier]) }];
  });
}

function ceilingOf(parts: Policy['ceilings'], lists: Lists): Pick<FrozenPolicy, 'ceiling' | 'ceilingData' | 'ceilingStop'> {
  if (parts === undefined) return {};
  for (const key of ['read', 'edit'] as const)
    if (parts[key] !== undefined && lists.listPlace([key, 'allow']) === 'default')
      lists.refuse(
        [key],
        `\`ceilings.${key}\` needs \`allow\`: without it nothing could be granted; \`allow: ["**"]\` grants the repository`,
      );
  const keys = (Object.keys(grantShape) as (keyof Grants)[]).filter((key) => parts[key] !== undefined);
  const defaults = Object.fromEntries(
    Object.entries(grantShape).map(([key, part]) => [key, parts[key as keyof Grants] ?? part.parse(undefined)]),
  );
  const all = grantsOf(defaults as Parameters<typeof grantsOf>[0], lists);
  const kept = Object.fromEntries(keys.map((key) => [key, all[key]])) as Partial<FrozenScope>;
  return {
    ceiling: { ...kept, file: lists.context.file },
    ...(parts.data === undefined ? {} : { ceilingData: lists.names(parts.data.allow, 'data', 'allow') }),
    ...(parts.stop === undefined ? {} : { ceilingStop: stopRules(parts.stop, lists) }),
  };
}

function zonesOf({ zones }: Policy, lists: Lists): FrozenPolicy['zones'] {
  const names = Object.keys(zones);
  if (names.length === 0) return [];
  const places = Object.fromEntries(names.map((name) => [name, lists.place(['zones', name])]));
  const problems = [...zoneProblems(zones), ...withOverride(CATALOGUE, zones, (name) => places[name] ?? '').problems];
  for (const problem of problems) lists.refuse(['zones'], problem);
  return [{ override: zones, places }];
}

function dataClass(name: string, one: Policy['data'][string], lists: Lists): DataClass {
  const patterns = one.detect.flatMap((detector, i) => {
    if (typeof detector === 'string') return [];
    const problem = patternProblem(detector.pattern);
    if (problem !== undefined) lists.refuse(['data', name, 'detect', i, 'pattern'], `pattern \`${detector.pattern}\` ${problem}`);
    return [{ name: detector.name, pattern: detector.pattern, place: lists.place(['data', name, 'detect', i]) }];
  });
  return {
    name,
    place: lists.place(['data', name]),
    allowed: false,
    paths: lists.globs(one.paths, 'data', name, 'paths').map((rule) => ({ ...rule, dataClass: name })),
    mcp: lists.names(one.mcp, 'data', name, 'mcp'),
    detect: one.detect.filter((detector) => typeof detector === 'string'),
    patterns,
    withhold: one.withhold,
  };
}
