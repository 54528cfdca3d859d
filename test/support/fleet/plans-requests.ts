import type { SummaryRequest } from '../../../src/schema/summary.ts';
import { type Change, type Expected, type Extra, from, type Plan, type RequestPlan, upTo } from './plan.ts';

type Answer = SummaryRequest['answer'];
const ask = (answer: Answer, more: Partial<RequestPlan> = {}): Change => ({
  requests: [{ kind: 'edit', target: 'deploy/run.sh', code: 'EDIT_OUTSIDE_SCOPE', rule: 'edit.allow', calls: 1, answer, ...more }],
});
const subject = 'edit deploy/run.sh';
const recurring = (numbers?: Readonly<Record<string, number>>, key?: number): Expected => ({
  insight: 'recurring-request',
  subject,
  ...(numbers ? { numbers } : {}),
  ...(key === undefined ? {} : { key }),
});
const at = (runs: readonly number[], add: Change) => ({ in: runs, add });
const answers = (yes: number, other: number, otherwise: Answer) => [
  at(upTo(yes), ask('approved')),
  at(from(yes, yes + other), ask(otherwise)),
];
const beside = (as: Extra['as'], ...of: readonly number[]): readonly Extra[] => of.map((one) => ({ as, of: one, add: {} }));
const who = (name: string): Change => ({ set: { who: name } });

/** The same target, refused in 3 runs or in 2. */
const recurringPlans: readonly Plan[] = [
  {
    name: 'recurring: 3 runs of 2 people',
    runs: 9,
    steps: [
      at([1], ask('none')),
      at([4], ask('denied', { calls: 2 })),
      at([6], ask('none', { calls: 4 })),
      at([1, 4], who('first')),
      at([6], who('second')),
    ],
    expect: [recurring({ runs: 3, calls: 7, people: 2, approved: 0, narrowed: 0, denied: 1, unanswered: 2 }, 4)],
  },
  {
    name: 'recurring: one answer of each kind',
    runs: 9,
    steps: [at([0], ask('none')), at([1], ask('approved')), at([2], ask('narrowed')), at([3], ask('denied'))],
    expect: [recurring({ runs: 4, calls: 4, approved: 1, narrowed: 1, denied: 1, unanswered: 1 })],
  },
  { name: 'recurring: 2 runs of many calls', runs: 9, steps: [at([1, 4], ask('denied', { calls: 30 }))], expect: [] },
  {
    name: 'recurring: 2 runs, and once of another kind',
    runs: 9,
    steps: [at([1, 4], ask('none')), at([6], { requests: [{ kind: 'read', target: 'deploy/run.sh' }] })],
    expect: [],
  },
  {
    name: 'recurring: two reasons for one target are one request',
    runs: 9,
    steps: [
      at([1, 4], ask('none')),
      at([6], {
        requests: [{ kind: 'edit', target: 'deploy/run.sh', code: 'EDIT_DENIED', answer: 'none' }, ...(ask('denied').requests ?? [])],
      }),
    ],
    expect: [recurring({ runs: 3, calls: 4, approved: 0, narrowed: 0, denied: 1, unanswered: 2 }, 1)],
  },
  {
    name: 'recurring: two reasons in each of 2 runs are 2 runs',
    runs: 9,
    steps: [at([1, 4], { requests: [{ kind: 'edit', target: 'deploy/run.sh', code: 'EDIT_DENIED' }, ...(ask('denied').requests ?? [])] })],
    expect: [],
  },
  ...(['bypassed', 'before', 'future', 'duplicate', 'twin'] as const).map(
    (as): Plan => ({
      name: `recurring: 2 runs and a ${as} one`,
      runs: 9,
      steps: [at([1, 4], ask('none'))],
      extra: beside(as, 4),
      expect: [],
    }),
  ),
  {
    name: 'recurring: the fuller summary of a run shows the third',
    runs: 9,
    steps: [at([1, 4], ask('none'))],
    extra: [{ as: 'fuller', of: 6, add: ask('none') }],
    expect: [recurring({ runs: 3, calls: 3, approved: 0, narrowed: 0, denied: 0, unanswered: 3 }, 1)],
  },
];

const always = (answered: number, approved: number, key: number): readonly Expected[] => [
  recurring(),
  { insight: 'always-approved', subject, numbers: { answered, approved }, key },
];
const never = (answered: number, key: number): readonly Expected[] => [
  recurring(),
  { insight: 'never-approved', subject, numbers: { answered, approved: 0 }, key },
];

/** How a request was answered, at 10 answers and 95 %. */
const answeredPlans: readonly Plan[] = [
  { name: 'always: 10 of 10', runs: 12, steps: answers(10, 0, 'none'), expect: always(10, 10, 3) },
  { name: 'always: 9 of 9, and 5 without an answer', runs: 14, steps: answers(9, 5, 'none'), expect: [recurring()] },
  { name: 'always: 10 of 10, and 5 without an answer', runs: 15, steps: answers(10, 5, 'none'), expect: always(10, 10, 3) },
  { name: 'always: 19 of 20', runs: 20, steps: answers(19, 1, 'narrowed'), expect: always(20, 19, 4) },
  { name: 'always: 18 of 20', runs: 20, steps: answers(18, 2, 'denied'), expect: [recurring()] },
  { name: 'always: 18 of 19', runs: 19, steps: answers(18, 1, 'denied'), expect: [recurring()] },
  { name: 'always: 9 of 10', runs: 12, steps: answers(9, 1, 'narrowed'), expect: [recurring()] },
  { name: 'always: the tenth is bypassed', runs: 12, steps: answers(9, 0, 'none'), extra: beside('bypassed', 2), expect: [recurring()] },
  {
    name: 'always: refused in bypassed runs alone',
    runs: 12,
    steps: answers(10, 0, 'none'),
    extra: [1, 2].map((of) => ({ as: 'bypassed', of, add: ask('denied') })),
    expect: always(10, 10, 3),
  },
  { name: 'never: 10 of 10', runs: 12, steps: answers(0, 10, 'denied'), expect: never(10, 5) },
  {
    name: 'never: 9 of 9, and 3 without an answer',
    runs: 12,
    steps: [...answers(0, 9, 'denied'), at([9, 10, 11], ask('none'))],
    expect: [recurring()],
  },
  {
    name: 'never: 10 of 10, and 2 without an answer',
    runs: 12,
    steps: [...answers(0, 10, 'denied'), at([10, 11], ask('none'))],
    expect: never(10, 5),
  },
  { name: 'never: one narrowed', runs: 12, steps: [...answers(0, 11, 'denied'), at([11], ask('narrowed'))], expect: [recurring()] },
  { name: 'never: one of 20 approved', runs: 20, steps: answers(1, 19, 'denied'), expect: [recurring()] },
  { name: 'never: the tenth is bypassed', runs: 12, steps: answers(0, 9, 'denied'), extra: beside('bypassed', 2), expect: [recurring()] },
  {
    name: 'never: approved in a bypassed run alone',
    runs: 12,
    steps: answers(0, 10, 'denied'),
    extra: [{ as: 'bypassed', of: 2, add: ask('approved') }],
    expect: never(10, 5),
  },
];

const around = (runs: number, calls: number, key?: number): Expected => ({
  insight: 'workaround',
  subject,
  numbers: { runs, calls },
  ...(key === undefined ? {} : { key }),
});

/** A refused target that was reached another way: one is enough. */
const workaroundPlans: readonly Plan[] = [
  { name: 'workaround: one', runs: 9, steps: [at([3], ask('none', { workarounds: 1 }))], expect: [around(1, 1, 3)] },
  {
    name: 'workaround: 3 calls of 2 runs, refused in 4',
    runs: 9,
    steps: [at([2], ask('none', { calls: 4, workarounds: 2 })), at([5], ask('denied', { workarounds: 1 })), at([6, 7], ask('none'))],
    expect: [around(2, 3), recurring()],
  },
  ...(['bypassed', 'before', 'future', 'duplicate'] as const).map(
    (as): Plan => ({
      name: `workaround: in a ${as} run alone`,
      runs: 9,
      steps: [at([3], ask('none'))],
      extra: [{ as, of: 3, add: ask('none', { workarounds: 1 }) }],
      expect: [],
    }),
  ),
];

export const requestPlans: readonly Plan[] = [...recurringPlans, ...answeredPlans, ...workaroundPlans];
