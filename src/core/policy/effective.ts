import type { FrozenScope, Limit, NameRule, OwedEvidence, StopRules } from '../../schema/frozen.ts';
import type { DataClass, Standing } from '../../schema/standing.ts';
import type { FrozenPolicy } from './freeze.ts';
import { shortest } from './retention.ts';
import { widerThan } from './wider.ts';

export interface Effective {
  readonly scope?: FrozenScope;
  readonly standing: Standing;
  readonly classes: readonly DataClass[];
  /** Each names the line of the scope and the line of the policy. */
  readonly errors: readonly string[];
}

/**
 * A scope under its policies: limits add up, the smaller number holds, and what is granted beyond a policy is an error
 * rather than cut silently. `signers` and `revoked`: the files of allowed signers and of revoked keys, absolute.
 */
export function effective(
  scope: FrozenScope | undefined,
  policies: readonly FrozenPolicy[],
  signers: Standing['allowedSigners'],
  revoked: Standing['allowedSigners'] = [],
): Effective {
  const classes = classesOf(scope, policies);
  const standing: Standing = {
    files: policies.map(({ file, digest, layer }) => ({ file, digest, layer })),
    approvers: common(policies.map((one) => one.approvers)),
    owners: common(policies.map((one) => one.owners)),
    ...firstOf('signed', policies),
    allowedSigners: signers,
    ...firstOf('noSelfApproval', policies),
    revokedSigners: revoked,
    selfApproval: policies.flatMap((one) => one.selfApproval),
    signedDecisions: policies.flatMap((one) => one.signedDecisions),
    overriders: common(policies.map((one) => one.overriders)),
    neverOverridden: policies.flatMap((one) => one.neverOverridden),
    ...uncoveredNoted(policies),
    deniedModes: policies.flatMap((one) => one.deniedModes),
    prices: policies.flatMap((one) => one.prices),
    readers: readersOf(policies),
    // the organisation has the last word on a rule
    zones: [...policies]
      .sort((a, b) => Number(a.layer === 'organisation') - Number(b.layer === 'organisation'))
      .flatMap((one) => one.zones),
    evidence: policies.flatMap((one) => one.tiered),
    assurance: policies.flatMap((one) => one.assurance),
    ...retained(policies),
    ceilings: policies.flatMap((one) => (one.ceiling === undefined ? [] : [one.ceiling])),
  };
  if (scope === undefined) return { standing, classes, errors: [] };
  // what halts the run when it is read must not be read by a search, either
  const halting = new Set(
    policies
      .flatMap((one) => [...one.stop.data, ...(one.ceilingStop?.data ?? [])])
      .concat(scope.stop.data)
      .map((one) => one.name),
  );
  const barred = classes.filter((one) => !one.allowed || halting.has(one.name)).flatMap((one) => one.paths);
  const ceilings = standing.ceilings;
  const merged: FrozenScope = {
    ...scope,
    read: { ...scope.read, deny: [...scope.read.deny, ...barred, ...ceilings.flatMap((one) => one.read?.deny ?? [])] },
    edit: { ...scope.edit, deny: [...scope.edit.deny, ...ceilings.flatMap((one) => one.edit?.deny ?? [])] },
    forbidden: [...scope.forbidden, ...policies.flatMap((one) => one.forbidden)],
    mcp: {
      ...scope.mcp,
      servers: scope.mcp.servers.map((rule) => ({ ...rule, args: [...rule.args, ...argumentLimits(ceilings, rule.server)] })),
    },
    stop: policies.flatMap((one) => [one.stop, ...(one.ceilingStop ? [one.ceilingStop] : [])]).reduce(tighter, scope.stop),
    evidence: policies.flatMap((one) => one.evidence).reduce(owing, scope.evidence),
  };
  return { scope: merged, standing, classes, errors: policies.flatMap((one) => widerThan(scope, one, classes)) };
}

function argumentLimits(ceilings: Standing['ceilings'], server: string): FrozenScope['mcp']['servers'][number]['args'] {
  return ceilings.flatMap((one) => one.mcp?.servers.filter((rule) => rule.server === server).flatMap((rule) => rule.args) ?? []);
}

function firstOf<K extends 'signed' | 'noSelfApproval'>(key: K, policies: readonly FrozenPolicy[]): { readonly [P in K]?: string } {
  const value = policies.map((one) => one[key]).find((one) => one !== undefined);
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: string });
}

/** Only noted where some policy says so and none says otherwise. */
function uncoveredNoted(policies: readonly FrozenPolicy[]): Pick<Standing, 'uncoveredNoted'> {
  const said = policies.flatMap((one) => (one.uncovered === undefined ? [] : [one.uncovered]));
  const [first] = said;
  return first !== undefined && said.every((one) => one.value === 'note') ? { uncoveredNoted: first.place } : {};
}

function retained(policies: readonly FrozenPolicy[]): Pick<Standing, 'retention'> {
  const retention = shortest(policies.flatMap((one) => one.retention));
  return retention.length === 0 ? {} : { retention };
}

/** Whom every policy that names anyone names. */
function common(lists: readonly (readonly NameRule[])[]): readonly NameRule[] {
  const [first = [], ...others] = lists.filter((list) => list.length > 0);
  return first.filter((rule) => others.every((list) => list.some((one) => one.name === rule.name)));
}

/** A tool reads only where every policy that speaks of its server says so; as `server/tool` patterns. */
function readersOf(policies: readonly FrozenPolicy[]): readonly NameRule[] {
  const servers = new Set(policies.flatMap((one) => one.readers.map((reader) => reader.server)));
  return [...servers].flatMap((server) => {
    const lists = policies.flatMap((one) => one.readers.filter((reader) => reader.server === server).map((reader) => reader.tools));
    return common(lists).map(({ name, place }) => ({ name: `${server}/${name}`, place }));
  });
}

/** Classes of one name in several policies are one class that holds what each of them says. */
function classesOf(scope: FrozenScope | undefined, policies: readonly FrozenPolicy[]): readonly DataClass[] {
  const merged = new Map<string, DataClass>();
  for (const one of policies.flatMap((policy) => policy.classes)) {
    const before = merged.get(one.name);
    const allowed = scope?.data.allow.some((rule) => rule.name === one.name) ?? false;
    merged.set(
      one.name,
      before === undefined
        ? { ...one, allowed }
        : {
            ...before,
            paths: [...before.paths, ...one.paths],
            mcp: [...before.mcp, ...one.mcp],
            detect: [...new Set([...before.detect, ...one.detect])],
            patterns: [...before.patterns, ...one.patterns],
            withhold: before.withhold === 'text' || one.withhold === 'text' ? 'text' : 'matches',
          },
    );
  }
  return [...merged.values()];
}

const NUMBERS = [
  'denials',
  'filesChanged',
  'linesChanged',
  'toolCalls',
  'minutes',
  'failedTests',
  'tokens',
  'costUsd',
  'secrets',
  'unattributedChanges',
] as const satisfies readonly (keyof StopRules)[];

/** Of two limits the smaller one, with its own line; what halts by name adds up. */
export function tighter(a: StopRules, b: StopRules): StopRules {
  const limits = Object.fromEntries(
    NUMBERS.flatMap((key) => {
      const both = [a[key], b[key]].filter((one): one is Limit => one !== undefined);
      const [least] = both.sort((x, y) => x.limit - y.limit);
      return least === undefined ? [] : [[key, least]];
    }),
  ) as Partial<StopRules>;
  return {
    ...limits,
    touches: [...a.touches, ...b.touches],
    commands: [...a.commands, ...b.commands],
    data: [...a.data, ...b.data],
  };
}

function owing(owed: readonly OwedEvidence[], one: OwedEvidence): readonly OwedEvidence[] {
  if (owed.some((other) => other.text === one.text)) return owed;
  // the same name for another command: the policy's gets its own
  return [...owed, owed.some((other) => other.name === one.name) ? { ...one, name: `${one.name} (policy)` } : one];
}
