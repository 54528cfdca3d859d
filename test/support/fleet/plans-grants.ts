import { DAY, type Expected, from, type GrantPlan, once, type Plan, upTo } from './plan.ts';

const idle: GrantPlan = { kind: 'read', text: 'legacy/**', root: 'legacy', loose: true };
const used: GrantPlan = { ...idle, targets: once('legacy/old.ts') };
const subject = 'read legacy/**';
const unused = (runs: number, days: number, key: number): readonly Expected[] => [
  { insight: 'unused-grant', subject, numbers: { runs, days, bound: 3 / runs }, key },
];
const all = (runs: number, add: GrantPlan = idle) => ({ in: upTo(runs), add: { grants: [add] } });
const FORTY = 40;

/** A grant that nobody uses, at each threshold and just below it. */
const unusedPlans: readonly Plan[] = [
  { name: 'unused: 20 runs over 14 days', runs: 20, over: 14 * DAY, steps: [all(20)], expect: unused(20, 14, 5) },
  { name: 'unused: 19 runs', runs: 19, steps: [all(19)], expect: [] },
  { name: 'unused: 25 runs over 14 days', runs: 25, over: 14 * DAY, steps: [all(25)], expect: unused(25, 14, 0) },
  { name: 'unused: a second short of 14 days', runs: 25, over: 14 * DAY - 1000, steps: [all(25)], expect: [] },
  { name: 'unused: one use', runs: 24, steps: [all(24), { in: [7], add: { grants: [used] } }], expect: [] },
  { name: 'unused: the latest run lacks it', runs: 24, steps: [all(23)], expect: [] },
  {
    name: 'unused: granted late, in 20 of 30 runs',
    runs: 30,
    over: 58 * DAY,
    steps: [{ in: from(10, 30), add: { grants: [idle] } }],
    expect: unused(20, 38, 12),
  },
  {
    name: 'unused: granted late, in 19 of 30 runs',
    runs: 30,
    over: 58 * DAY,
    steps: [{ in: from(11, 30), add: { grants: [idle] } }],
    expect: [],
  },
  {
    name: 'unused: once of another kind',
    runs: 20,
    steps: [all(19), { in: [19], add: { grants: [{ ...idle, kind: 'edit' }] } }],
    expect: [],
  },
  { name: 'unused: at one instant, the latest by its id lacks it', runs: 21, tie: true, steps: [all(20)], expect: [] },
  {
    name: 'unused: at one instant, the latest by its id has it',
    runs: 21,
    tie: true,
    steps: [{ in: [...upTo(19), 20], add: { grants: [idle] } }],
    expect: unused(20, FORTY, 3),
  },
];

/** Runs that do not count, and would tip it. */
const beside: readonly Plan[] = [
  {
    name: 'unused: the latest run lacks it and is bypassed',
    runs: 20,
    steps: [all(20)],
    extra: [{ as: 'bypassed', of: 19, add: { lacks: [subject] } }],
    expect: unused(20, FORTY, 4),
  },
  ...(['bypassed', 'before', 'future', 'duplicate', 'twin'] as const).map(
    (as): Plan => ({
      name: `unused: 19 runs and a ${as} one`,
      runs: 19,
      steps: [all(19)],
      extra: [{ as, of: 18, add: {} }],
      expect: [],
    }),
  ),
  ...(['bypassed', 'before', 'future', 'duplicate', 'twin'] as const).map(
    (as): Plan => ({
      name: `unused: used in a ${as} run alone`,
      runs: 20,
      steps: [all(20)],
      extra: [{ as, of: 6, add: { grants: [used] } }],
      expect: unused(20, FORTY, 9),
    }),
  ),
  {
    name: 'unused: the fuller summary of a run shows the use',
    runs: 20,
    steps: [all(20)],
    extra: [{ as: 'fuller', of: 6, add: { grants: [used] } }],
    expect: [],
  },
];

const handy: GrantPlan = { kind: 'execute', text: 'make check', root: 'make check', loose: false, targets: once('make check') };
const spare: GrantPlan = { ...handy, spare: 1, instead: ['make *'] };
const partly: GrantPlan = { ...handy, targets: [['make check', 3]], spare: 2, instead: ['make *'] };
const convenient = (usedIn: number, spared: number, key: number): readonly Expected[] => [
  { insight: 'convenience-grant', subject: 'execute make check', numbers: { usedIn, spared }, key },
];
const uses = (runs: number, spared: number) => [
  { in: upTo(runs), add: { grants: [handy] } },
  { in: upTo(spared), add: { grants: [spare] } },
];
const kept = (first: number, end: number) => ({ in: from(first, end), add: { grants: [{ ...handy, targets: [] }] } });

/** A grant that another one makes needless. */
const convenience: readonly Plan[] = [
  { name: 'convenience: spare in 9 of 10 runs', runs: 12, steps: [...uses(10, 9), kept(10, 12)], expect: convenient(10, 9, 2) },
  { name: 'convenience: spare in 9 of 9 runs', runs: 12, steps: [...uses(9, 9), kept(9, 12)], expect: [] },
  { name: 'convenience: spare in 8 of 10 runs', runs: 12, steps: [...uses(10, 8), kept(10, 12)], expect: [] },
  { name: 'convenience: spare in 18 of 20 runs', runs: 20, steps: uses(20, 18), expect: convenient(20, 18, 2) },
  { name: 'convenience: spare in 17 of 20 runs', runs: 20, steps: uses(20, 17), expect: [] },
  {
    name: 'convenience: partly spare',
    runs: 12,
    steps: [...uses(10, 10), { in: [3, 4], add: { grants: [partly] } }, kept(10, 12)],
    expect: [],
  },
  { name: 'convenience: the latest run lacks it', runs: 13, steps: uses(12, 12), expect: [] },
  {
    name: 'convenience: the tenth is bypassed',
    runs: 12,
    steps: [...uses(9, 9), kept(9, 12)],
    extra: [{ as: 'bypassed', of: 8, add: {} }],
    expect: [],
  },
  {
    name: 'convenience: needed in two bypassed runs alone',
    runs: 12,
    steps: [...uses(10, 10), kept(10, 12)],
    extra: [3, 4].map((of) => ({ as: 'bypassed', of, add: { grants: [handy] } })),
    expect: convenient(10, 10, 2),
  },
];

export const grantPlans: readonly Plan[] = [...unusedPlans, ...beside, ...convenience];
