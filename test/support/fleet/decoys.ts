import { from, type GrantPlan, type Plan, type Step, upTo } from './plan.ts';

const twice = (target: string): [string, number][] => [[target, 2]];
const young: GrantPlan = { kind: 'read', text: 'young/**', root: 'young', loose: true };
const dropped: GrantPlan = { ...young, text: 'dropped/**', root: 'dropped' };
const single: GrantPlan = { ...young, text: 'single/**', root: 'single' };
const narrow: GrantPlan = { kind: 'edit', text: 'narrow/**', root: 'narrow', loose: true };
const handy: GrantPlan = { kind: 'execute', text: 'tool check', root: 'tool check', loose: false };
const spared: GrantPlan = { ...handy, spare: 2, instead: ['tool *'], targets: twice('tool check') };
const needed: GrantPlan = { ...handy, text: 'tool list', root: 'tool list' };

/** Patterns one short of their thresholds, in a group of noise. */
export function decoys(runs: number): readonly Step[] {
  if (runs < 24) return [];
  return [
    { in: from(runs - 19, runs), add: { grants: [young] } },
    { in: upTo(runs - 2), add: { grants: [dropped] } },
    { in: upTo(runs), add: { grants: [single, narrow, handy, needed] } },
    { in: [5], add: { grants: [{ ...single, targets: twice('single/a/b.ts') }] } },
    { in: from(6, 10), add: { grants: [{ ...narrow, targets: twice('narrow/a/b.ts') }] } },
    { in: from(4, 13), add: { grants: [spared] } },
    { in: from(3, 13), add: { grants: [{ ...needed, targets: twice('tool list') }] } },
    { in: from(3, 11), add: { grants: [{ ...needed, spare: 2, instead: ['tool *'], targets: twice('tool list') }] } },
  ];
}

const three = (runs: number): readonly number[] => [runs - 19, runs - 9, runs - 3].map((i) => (i % 5 === 4 ? i + 1 : i));

/** Patterns planted in a rich group; by turns, one in each. */
export const ADDITIONS: readonly ((runs: number) => Pick<Plan, 'steps' | 'expect'>)[] = [
  (runs) => ({
    steps: [{ in: upTo(runs), add: { grants: [{ ...young, text: 'attic/**', root: 'attic' }] } }],
    expect: [{ insight: 'unused-grant', subject: 'read attic/**', numbers: { runs, bound: 3 / runs } }],
  }),
  (runs) => ({
    steps: [{ in: three(runs), add: { requests: [{ kind: 'network', target: 'status.example.net', code: 'NETWORK_OUTSIDE_SCOPE' }] } }],
    expect: [
      {
        insight: 'recurring-request',
        subject: 'network status.example.net',
        numbers: { runs: 3, calls: 3, unanswered: 3, approved: 0 },
      },
    ],
  }),
  (runs) => ({
    steps: [{ in: three(runs), add: { asked: ['load'] } }],
    expect: [{ insight: 'recurring-question', subject: 'load', numbers: { times: 3, of: 20 } }],
  }),
  () => ({
    steps: [{ in: [11], add: { failure: { how: 'held', cause: null, seen: null } } }],
    expect: [{ insight: 'unexplained-failure', subject: 'all', numbers: { runs: 1 } }],
  }),
  () => ({
    steps: [{ in: [12], add: { failure: { how: 'halted', cause: 'stop rule', seen: 'record' } } }],
    expect: [{ insight: 'record-dependent-failure', subject: 'all', numbers: { runs: 1 } }],
  }),
  () => ({
    steps: [{ in: [13], add: { requests: [{ kind: 'edit', target: 'vault/key.pem', workarounds: 1 }] } }],
    expect: [{ insight: 'workaround', subject: 'edit vault/key.pem', numbers: { runs: 1, calls: 1 } }],
  }),
  (runs) => ({
    steps: [
      { in: upTo(runs), add: { grants: [{ ...handy, text: 'tool fix', root: 'tool fix' }] } },
      { in: from(4, 14), add: { grants: [{ ...spared, text: 'tool fix', root: 'tool fix', targets: twice('tool fix') }] } },
    ],
    expect: [{ insight: 'convenience-grant', subject: 'execute tool fix', numbers: { usedIn: 10, spared: 10 } }],
  }),
  (runs) => ({
    steps: [
      { in: upTo(runs), add: { servers: ['wiki'] } },
      { in: upTo(runs), add: { mcp: [{ server: 'wiki', tool: 'read_page', calls: 2, ms: 80, timed: 2, bytes: 600, sized: 2 }] } },
    ],
    expect: [
      {
        insight: 'mcp-tool',
        subject: 'wiki/read_page',
        advice: 'keep',
        numbers: { granted: runs, usedIn: runs, calls: 2 * runs, meanMs: 40 },
      },
      { insight: 'mcp-server', subject: 'wiki', advice: 'read-only', numbers: { granted: runs, usedIn: runs } },
    ],
  }),
];
