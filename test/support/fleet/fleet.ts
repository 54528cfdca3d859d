import type { Summary } from '../../../src/schema/summary.ts';
import { ADDITIONS, decoys } from './decoys.ts';
import { type Group, runId, summariesOf } from './group.ts';
import { type Base, poolOf } from './noise.ts';
import { DAY, type Expected, type Extra, type Plan } from './plan.ts';
import { PLANS } from './plans.ts';
import { type Draw, draw, sha256 } from './random.ts';
import { PROFILES, REPOSITORIES } from './words.ts';

export interface Asked {
  readonly seed: number;
  /** Summaries, those included that do not count. */
  readonly runs: number;
  readonly people: number;
  /** ms since the epoch. */
  readonly now: number;
}

/** An insight that the fleet must show. `without`: the run without which it does not. */
export interface Planted extends Expected {
  readonly plan: string;
  readonly repository: string;
  readonly profile: string;
  readonly without: string | null;
}

/** Runs of a group in the window, and those that something may be learnt from. */
export interface Size {
  readonly runs: number;
  readonly learnable: number;
}

export interface Fleet {
  readonly groups: readonly Group[];
  readonly planted: readonly Planted[];
  /** By `repository profile`. */
  readonly sizes: ReadonlyMap<string, Size>;
  /** Made anew each time, one at a time: a hundred thousand never lie in memory together. */
  readonly summaries: () => Iterable<Summary>;
}

const FLAWS = ['forbidden', 'contradicted', 'reverted', 'denied'] as const;

function groupOf(asked: Asked, plan: Plan, name: string, place: number): Group {
  const seed = `${asked.seed} ${name}`;
  const one = draw(seed);
  const repository = REPOSITORIES[(plan.as?.repository ?? place + asked.seed) % REPOSITORIES.length] ?? REPOSITORIES[0];
  if (!repository) throw new Error('no repository');
  const crew = Array.from({ length: one.int(3, 12) }, () => sha256(`person ${one.int(1, asked.people)}`).slice(0, 16));
  const kind = plan.grants ?? seed;
  const base: Base = {
    seed,
    repository,
    profile: plan.as?.profile ?? name,
    runs: plan.runs,
    flaw: plan.flaw ?? (plan.decoys ? one.pick(FLAWS) : 'forbidden'),
    grants: poolOf(kind),
    digest: sha256(`grants ${kind}`),
    people: crew,
    models: one.chance(0.5) ? ['model-large'] : ['model-large', 'model-small'],
    server: one.pick(['issues', 'designs', 'metrics']),
    calm: plan.decoys !== true,
  };
  return { plan, base, now: asked.now };
}

/** Plans, as many as take at most half of the summaries: a small fleet has fewer. */
function plantedGroups(asked: Asked): Group[] {
  let left = asked.runs / 2;
  const fits = PLANS.filter((plan) => {
    left -= plan.runs + (plan.extra?.length ?? 0);
    return left >= 0;
  });
  return fits.map((plan, i) => groupOf(asked, plan, `${PROFILES[i % PROFILES.length]}-${i}`, i));
}

/** What would tip a decoy, if it counted. */
const TIPS: Extra['add'] = {
  requests: [{ kind: 'edit', target: 'vault/other.pem', workarounds: 1, calls: 2, answer: 'approved' }],
  set: { forbidden: 2, reverted: true, contradicted: 1 },
};
const BLIND: Extra['add'] = { ...TIPS, failure: { how: 'held', cause: null, seen: null } };

function extras(one: Draw, runs: number, count: number): readonly Extra[] {
  return Array.from({ length: count }, (_, k): Extra => {
    const as = k === 0 ? 'twin' : one.pick(['bypassed', 'bypassed', 'before', 'duplicate', 'copy', k % 9 === 1 ? 'future' : 'bypassed']);
    // a twin is a group of its own, so it must be of a run in which nothing is planted
    const of = one.int(0, Math.min(as === 'twin' ? 9 : runs, runs) - 1);
    return { as, of, add: as === 'bypassed' ? { ...TIPS, failure: null } : as === 'twin' || as === 'copy' ? {} : BLIND };
  });
}

/** The rest of the fleet: noise, with a pattern planted in each large group. */
function noisyGroups(asked: Asked, lines: number): Group[] {
  const places = REPOSITORIES.flatMap((_, r) => PROFILES.slice(0, 3 + (r % 3)).map((profile) => ({ profile, r })));
  return places.flatMap(({ profile, r }, g) => {
    const share = Math.floor(lines / places.length) + (g < lines % places.length ? 1 : 0);
    if (share === 0) return [];
    const one = draw(`${asked.seed} lines ${g}`);
    const beside = Math.floor(share * 0.12);
    const runs = share - beside;
    const added = runs >= 40 ? ADDITIONS[g % ADDITIONS.length]?.(runs) : undefined;
    const plan: Plan = {
      name: 'noise',
      runs,
      over: one.int(30, 84) * DAY,
      decoys: true,
      steps: [...decoys(runs), ...(added?.steps ?? [])],
      extra: extras(one, runs, beside),
      expect: added?.expect ?? [],
      as: { profile, repository: r },
    };
    return [groupOf(asked, plan, `noise ${profile} ${r}`, r)];
  });
}

const plantedIn = (group: Group): readonly Planted[] =>
  group.plan.expect.map((expected) => ({
    ...expected,
    plan: group.plan.name,
    repository: group.base.repository.id,
    profile: group.base.profile,
    without: expected.key === undefined ? null : runId(group, expected.key),
  }));

/** Groups whose runs are told by turns, as a folder of many files would be read. */
function* byTurns(groups: readonly Group[]): Generator<Summary> {
  let open = groups.map((group) => summariesOf(group));
  while (open.length > 0) {
    const still: typeof open = [];
    for (const one of open) {
      const next = one.next();
      if (next.done) continue;
      yield next.value;
      still.push(one);
    }
    open = still;
  }
}

function sizesOf(groups: readonly Group[]): ReadonlyMap<string, Size> {
  const sizes = new Map<string, Size>();
  const add = (key: string, runs: number, learnable: number): void => {
    const have = sizes.get(key) ?? { runs: 0, learnable: 0 };
    sizes.set(key, { runs: have.runs + runs, learnable: have.learnable + learnable });
  };
  for (const { plan, base } of groups) {
    const extra = plan.extra ?? [];
    const bypassed = extra.filter(({ as }) => as === 'bypassed').length;
    add(`${base.repository.id} ${base.profile}`, plan.runs + bypassed, plan.runs);
    const twins = new Set(extra.filter(({ as }) => as === 'twin').map(({ of }) => of)).size;
    if (twins > 0) add(`${base.repository.id}-fork ${base.profile}`, twins, twins);
  }
  return sizes;
}

/** A fleet of many runs in which what is planted, and nothing else, may be found. The same arguments give the same fleet. */
export function fleet(asked: Asked): Fleet {
  const planned = plantedGroups(asked);
  const taken = planned.reduce((sum, { plan }) => sum + plan.runs + (plan.extra?.length ?? 0), 0);
  const groups = [...planned, ...noisyGroups(asked, asked.runs - taken)];
  return { groups, planted: groups.flatMap(plantedIn), sizes: sizesOf(groups), summaries: () => byTurns(groups) };
}
