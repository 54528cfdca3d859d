import type { Unsealed } from '../../../src/core/insight/seal.ts';
import type { SummaryGrant, SummaryRequest, SummaryTool } from '../../../src/schema/summary.ts';
import type { Flaw } from './plan.ts';
import { type Draw, draw, sha256 } from './random.ts';
import { POOL, type PoolGrant, TAGS } from './words.ts';

/** What one group's noise is made of, whatever run it is. */
export interface Base {
  readonly seed: string;
  readonly repository: { readonly id: string; readonly name: string };
  readonly profile: string;
  readonly runs: number;
  readonly flaw: Flaw;
  readonly grants: readonly PoolGrant[];
  readonly digest: string;
  readonly people: readonly string[];
  readonly models: readonly [string, ...string[]];
  readonly server: string;
  /** One failed run alone, so that a plan knows how many there are. */
  readonly calm: boolean;
}

/** Each grant is needed at least in each eighth run, so that nothing can be said of it: not unused, not too broad, not spare. */
const EIGHTH = 8;
/** Runs of the window in which a server of the noise is granted: one fewer than a word about it needs. */
const SERVED = 14;

export function poolOf(seed: string): readonly PoolGrant[] {
  const one = draw(seed);
  const chosen = POOL.filter(() => one.chance(0.45));
  return chosen.length < 5 ? POOL.slice(0, 6) : chosen.slice(0, 15);
}

function grantOf(pool: PoolGrant, place: number, i: number, one: Draw): SummaryGrant {
  const turn = (i + EIGHTH - (place % EIGHTH)) % EIGHTH;
  const targets = turn === 0 ? pool.used(one) : one.chance(0.5) ? pool.also(one) : [];
  const counted = [...new Set(targets)].map((target): [string, number] => [target, one.int(1, 4)]);
  const more = turn === 0 && pool.loose && one.chance(0.2) ? one.int(1, 9) : 0;
  const uses = counted.reduce((sum, [, count]) => sum + count, more);
  // spare in two of eight runs at most: far from nine in ten
  const spare = turn === 1 || turn === 2 ? uses : turn === 3 ? Math.floor(uses / 2) : 0;
  const { kind, text, root, loose } = pool;
  return { kind, text, root, loose, uses, spare, instead: spare > 0 ? ['**'] : [], targets: counted, more };
}

const ANSWERS = ['none', 'none', 'approved', 'narrowed', 'denied'] as const;
const REQUESTS = [
  ['edit', 'EDIT_OUTSIDE_SCOPE', 'edit.allow', (name) => `tools/${name}/main.ts`],
  ['execute', 'COMMAND_NOT_GRANTED', 'commands.allow', (name) => `npx ${name} …`],
  ['network', 'NETWORK_OUTSIDE_SCOPE', 'network', (name) => `${name}.example.net`],
  ['read', 'READ_OUTSIDE_SCOPE', 'read.allow', (name) => `vault/${name}.json`],
] as const satisfies readonly (readonly [string, string, string, (name: string) => string])[];

/** Two neighbouring runs ask for the same: one run short of a request that recurs. */
function requestsOf(base: Base, i: number, one: Draw): SummaryRequest[] {
  const pair = draw(`${base.seed} pair ${i >> 1}`);
  return Array.from({ length: pair.int(base.flaw === 'denied' ? 1 : 0, 3) }, (_, k) => {
    const [kind, code, rule, target] = pair.pick(REQUESTS);
    return { kind, code, rule, target: target(`t${i >> 1}-${k}`), calls: one.int(1, 3), answer: one.pick(ANSWERS), workarounds: 0 };
  });
}

/** Tools of a server that too few runs grant, and refusals of a server that none does. */
function toolsOf(base: Base, i: number, one: Draw): { readonly servers: string[]; readonly mcp: SummaryTool[] } {
  const idle = { failed: 0, denied: 0, writes: 0, ms: 0, timed: 0, bytes: 0, sized: 0 };
  const refused = one.chance(0.1) ? [{ ...idle, server: 'elsewhere', tool: 'publish', calls: 0, denied: 1 }] : [];
  if (base.flaw === 'none' || i >= SERVED) return { servers: [], mcp: refused };
  const calls = one.int(0, 20);
  const called = { server: base.server, tool: 'find', calls, failed: one.int(0, calls), denied: 0, writes: one.int(0, calls) };
  return { servers: [base.server], mcp: [...refused, { ...called, ms: calls * 90, timed: calls, bytes: calls * 700, sized: calls }] };
}

/** Each fifth run is undecided. A tag comes back with the eleventh decided run: twice at most in any twenty, and in any 21. */
function decisionOf(i: number, at: string, held: boolean, one: Draw): Unsealed['decision'] {
  if (i % 5 === 4) return null;
  const tag = TAGS[(i - Math.floor(i / 5)) % TAGS.length] ?? '';
  const value = held ? 'hold' : one.chance(0.1) ? 'escalate' : 'ship';
  return { value, at, asked: [tag], overrides: 0, minutes: one.int(1, 90), signed: one.chance(0.5) };
}

const FAILURE = { how: 'failed', cause: 'failed test', seen: 'delivery' } as const;

/** A run that shows nothing, nor do many of them. The same base, place and time give the same run. */
export function noise(base: Base, i: number, run: string, opened: number): Unsealed {
  const one = draw(`${base.seed} run ${i}`);
  const flawed = i === 1 || i === base.runs - 2;
  const requests = base.flaw === 'none' ? [] : requestsOf(base, i, one);
  const denied = requests.reduce((sum, { calls }) => sum + calls, 0);
  const minutes = one.int(1, 60);
  const closed = new Date(opened + minutes * 60_000).toISOString();
  const failed = base.calm ? i === 2 : one.chance(0.06);
  const owed = one.int(0, 2);
  return {
    version: 1,
    product: '0.2.0',
    repository: base.repository,
    run,
    profile: base.profile,
    scope: base.digest,
    grantsDigest: base.digest,
    opened: new Date(opened).toISOString(),
    closed,
    who: one.pick(base.people as readonly [string, ...string[]]),
    client: '2.1.0',
    models: [one.pick(base.models)],
    tier: one.pick(['low', 'low', 'medium', 'high']),
    enforcement: 'enforced',
    bypassed: [],
    calls: base.flaw === 'denied' ? denied * 20 : denied + one.int(10, 200),
    denied,
    asked: 0,
    withoutGrant: one.int(0, 9),
    forbidden: flawed && base.flaw === 'forbidden' ? 1 : 0,
    codes: Object.fromEntries(requests.map(({ code, calls }) => [code, calls])),
    grants: base.grants.map((pool, place) => grantOf(pool, place, i, one)),
    requests,
    ...toolsOf(base, i, one),
    evidence: { owed, passed: failed ? 0 : owed, failed: failed ? owed : 0, missing: 0, stale: one.int(0, 1) },
    claims: { supported: one.int(0, 3), contradicted: flawed && base.flaw === 'contradicted' ? 1 : 0, unchecked: one.int(0, 3) },
    weakened: one.chance(0.05) ? 1 : 0,
    changes: { files: one.int(0, 12), added: one.int(0, 300), removed: one.int(0, 90), outside: 0, unattributed: 0 },
    coverage: { state: 'complete', gaps: 0 },
    minutes,
    prompts: one.int(1, 8),
    tokens: one.int(10_000, 900_000),
    trips: [],
    failure: failed ? FAILURE : null,
    decision: decisionOf(i, closed, failed, one),
    reverted: flawed && base.flaw === 'reverted',
    seal: {
      head: sha256(`${base.seed} head ${i}`),
      events: 40 + one.int(0, 400),
      packet: sha256(`${base.seed} packet ${i}`),
      decisions: 3,
    },
  };
}
