import type { SummaryFailure } from '../../../src/schema/summary.ts';
import { type Change, type Expected, type Extra, from, type Plan, type RequestPlan, upTo } from './plan.ts';

const TAG = 'backfill';
const ask: Change = { asked: [TAG] };
const at = (runs: readonly number[], add: Change) => ({ in: runs, add });
const question = (of: number, times: number, key?: number): readonly Expected[] => [
  { insight: 'recurring-question', subject: TAG, numbers: { times, of }, ...(key === undefined ? {} : { key }) },
];
/** All runs decided, so that place and rank are the same. */
const decided = (runs: number) => at(upTo(runs), { asked: [] });
const beside = (as: Extra['as'], add: Change, ...of: readonly number[]): readonly Extra[] => of.map((one) => ({ as, of: one, add }));

const questionPlans: readonly Plan[] = [
  { name: 'question: 3 in the last 20 of 25', runs: 25, steps: [decided(25), at([6, 12, 24], ask)], expect: question(20, 3, 12) },
  { name: 'question: the third is the 20th back', runs: 25, steps: [decided(25), at([5, 12, 20], ask)], expect: question(20, 3, 5) },
  { name: 'question: the third is the 21st back', runs: 25, steps: [decided(25), at([4, 12, 20], ask)], expect: [] },
  { name: 'question: 2 in the last 20', runs: 25, steps: [decided(25), at([12, 20], ask)], expect: [] },
  { name: 'question: 3 of 6 decided', runs: 6, steps: [decided(6), at([1, 3, 5], ask)], expect: question(6, 3, 3) },
  { name: 'question: twice in one decision', runs: 25, steps: [decided(25), at([12], { asked: [TAG, TAG] }), at([20], ask)], expect: [] },
  // of 30 runs, each fifth is undecided: the 24 decided ones end in 29 - 1, and the 20th back is run 5
  { name: 'question: undecided runs between them', runs: 30, steps: [at([5, 12, 20], ask)], expect: question(20, 3, 20) },
  { name: 'question: undecided runs between them, the third 21st back', runs: 30, steps: [at([3, 12, 20], ask)], expect: [] },
  {
    name: 'question: bypassed runs push none out',
    runs: 25,
    steps: [decided(25), at([5, 12, 20], ask)],
    extra: beside('bypassed', { asked: [] }, 22, 23, 24),
    expect: question(20, 3, 5),
  },
  ...(['bypassed', 'before', 'future', 'duplicate', 'twin'] as const).map(
    (as): Plan => ({
      name: `question: the third in a ${as} run`,
      runs: 25,
      steps: [decided(25), at([12, 20], ask)],
      extra: beside(as, ask, 17),
      expect: [],
    }),
  ),
];

const held = (cause: SummaryFailure & object): Change => ({ failure: cause });
const nothing = held({ how: 'held', cause: null, seen: null });
const test = held({ how: 'failed', cause: 'failed test', seen: 'delivery' });
const ours = (cause: 'stop rule' | 'person' | 'denied' | 'failed call' | 'gap'): Change => held({ how: 'halted', cause, seen: 'record' });
const failure = (insight: 'unexplained-failure' | 'record-dependent-failure', runs: number, failed: number, key?: number): Expected => ({
  insight,
  subject: 'all',
  numbers: { runs, failed },
  ...(key === undefined ? {} : { key }),
});

/** A plan's noise has one failed run, explained by a failed test: it is counted in `failed`. */
const failurePlans: readonly Plan[] = [
  { name: 'unexplained: one', runs: 9, steps: [at([4], nothing)], expect: [failure('unexplained-failure', 1, 2, 4)] },
  { name: 'unexplained: none, all by failed tests', runs: 9, steps: [at([4, 5, 6], test)], expect: [] },
  {
    name: 'unexplained: in a bypassed run',
    runs: 9,
    steps: [],
    extra: beside('bypassed', nothing, 4),
    expect: [failure('unexplained-failure', 1, 2)],
  },
  ...(['before', 'future', 'duplicate'] as const).map(
    (as): Plan => ({
      name: `unexplained: in a ${as} run`,
      runs: 9,
      steps: [],
      extra: [...beside(as, nothing, 4), ...beside(as, ours('gap'), 5)],
      expect: [],
    }),
  ),
  ...(['stop rule', 'person', 'denied', 'failed call', 'gap'] as const).map(
    (cause): Plan => ({
      name: `record-dependent: ${cause}`,
      runs: 9,
      steps: [at([5], ours(cause))],
      expect: [failure('record-dependent-failure', 1, 2, 5)],
    }),
  ),
  {
    name: 'both kinds of failure',
    runs: 9,
    steps: [at([4, 7], nothing), at([5], ours('gap')), at([6], test)],
    extra: beside('bypassed', ours('denied'), 8),
    expect: [failure('unexplained-failure', 2, 6), failure('record-dependent-failure', 2, 6)],
  },
];

/** 40 calls a run, so that a share of exactly 5 % can be planned. */
const refusals = (runs: number, total: number) => [
  at(upTo(runs), { set: { calls: 40, denied: Math.floor(total / runs) } }),
  at(upTo(total % runs), { set: { denied: Math.floor(total / runs) + 1 } }),
];
const calm = (runs: number) => refusals(runs, 0);
const ready = (runs: number, denied: number, widens: string | null, key = 8): Expected => ({
  insight: 'autonomy-ready',
  subject: 'all',
  numbers: { runs, calls: 40 * runs, denied },
  key,
  widens,
});
const request = (target: string, more: Partial<RequestPlan> = {}): Change => ({
  requests: [{ kind: 'edit', target, code: 'EDIT_OUTSIDE_SCOPE', rule: 'edit.allow', calls: 1, answer: 'none', ...more }],
});
const recurs = (target: string): Expected => ({ insight: 'recurring-request', subject: `edit ${target}` });
const autonomy = (name: string, more: Partial<Plan> & Pick<Plan, 'steps' | 'expect'>): Plan => ({
  name: `autonomy: ${name}`,
  runs: 30,
  flaw: 'none',
  ...more,
});

const autonomyPlans: readonly Plan[] = [
  autonomy('30 calm runs', { steps: calm(30), expect: [ready(30, 0, null)] }),
  autonomy('29 calm runs', { runs: 29, steps: calm(29), expect: [] }),
  autonomy('29 and a bypassed one', { runs: 29, steps: calm(29), extra: beside('bypassed', {}, 8), expect: [] }),
  autonomy('59 of 1,200 calls refused', { steps: refusals(30, 59), expect: [ready(30, 59, null)] }),
  autonomy('60 of 1,200 calls refused', { steps: refusals(30, 60), expect: [] }),
  ...([{ forbidden: 1 }, { contradicted: 1 }, { reverted: true }] as const).flatMap((set): readonly Plan[] => [
    autonomy(`one ${Object.keys(set)[0]}`, { steps: [...calm(30), at([13], { set })], expect: [] }),
    autonomy(`one ${Object.keys(set)[0]} in a bypassed run, one before`, {
      steps: calm(30),
      extra: [...beside('bypassed', { set }, 13), ...beside('before', { set }, 14)],
      expect: [ready(30, 0, null)],
    }),
  ]),
  autonomy('the request of the most runs is offered', {
    steps: [...calm(30), at(from(2, 6), request('deploy/a.sh')), at(from(3, 6), request('deploy/b.sh', { calls: 9 }))],
    expect: [ready(30, 0, 'deploy/a.sh'), recurs('deploy/a.sh'), recurs('deploy/b.sh')],
  }),
  autonomy('of as many runs, the one of more calls is offered', {
    steps: [...calm(30), at(from(2, 5), request('deploy/a.sh')), at(from(3, 6), request('deploy/b.sh', { calls: 2 }))],
    expect: [ready(30, 0, 'deploy/b.sh'), recurs('deploy/a.sh'), recurs('deploy/b.sh')],
  }),
  autonomy('of as many calls too, the first by name is offered', {
    steps: [...calm(30), at(from(2, 5), request('deploy/b.sh')), at(from(3, 6), request('deploy/a.sh'))],
    expect: [ready(30, 0, 'deploy/a.sh'), recurs('deploy/a.sh'), recurs('deploy/b.sh')],
  }),
  autonomy('what somebody denied is not offered', {
    steps: [...calm(30), at(from(2, 6), request('deploy/a.sh')), at([4], request('deploy/a.sh', { answer: 'denied' }))],
    expect: [ready(30, 0, null), recurs('deploy/a.sh')],
  }),
  ...(['FORBIDDEN', 'DATA_DENIED', 'READ_DENIED', 'EDIT_DENIED'] as const).map((code) =>
    autonomy(`${code} is not offered`, {
      steps: [...calm(30), at(from(2, 6), request('deploy/a.sh', { code }))],
      expect: [ready(30, 0, null), recurs('deploy/a.sh')],
    }),
  ),
];

export const runPlans: readonly Plan[] = [...questionPlans, ...failurePlans, ...autonomyPlans];
