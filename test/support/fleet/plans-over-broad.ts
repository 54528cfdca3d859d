import { DAY, type Expected, type GrantPlan, once, type Plan, upTo } from './plan.ts';

const wide: GrantPlan = { kind: 'edit', text: 'packages/**', root: 'packages', loose: true };
const TARGETS = ['packages/api/v1/a.ts', 'packages/api/v2/b.ts'];
const OFFERS = { glob: ['packages/api/**'], directory: ['packages/api/v1/*', 'packages/api/v2/*'], exact: TARGETS };
const narrow: GrantPlan = { ...wide, targets: once(...TARGETS) };

/** The grant in all runs, used in the first of them as `used` says. */
const steps = (runs: number, usedIn: number, grant: GrantPlan) => [
  { in: upTo(runs), add: { grants: [{ ...grant, targets: [] }] } },
  { in: upTo(usedIn), add: { grants: [grant] } },
];
const broad = (
  grant: GrantPlan,
  numbers: { readonly runs: number; readonly usedIn: number; readonly targets: number },
  offers: Readonly<Record<string, readonly string[]>>,
): readonly Expected[] => [{ insight: 'over-broad-grant', subject: `${grant.kind} ${grant.text}`, numbers, offers, key: 2 }];

const plan = (name: string, grant: GrantPlan, offers: Readonly<Record<string, readonly string[]>> | null): Plan => ({
  name: `over-broad: ${name}`,
  runs: 20,
  over: 14 * DAY,
  steps: steps(20, 5, grant),
  expect: offers === null ? [] : broad(grant, { runs: 20, usedIn: 5, targets: grant.targets?.length ?? 0 }, offers),
});

const command = (text: string, ...targets: readonly string[]): GrantPlan => ({
  kind: 'execute',
  text,
  root: text.replace(/ ?\*$/, ''),
  loose: true,
  targets: once(...targets),
});
const host = (...targets: readonly string[]): GrantPlan => ({
  kind: 'network',
  text: '*.internal.example.com',
  root: '',
  loose: true,
  targets: once(...targets),
});
const many = (count: number, path: (i: number) => string): readonly string[] => upTo(count).map(path);
const spread = (files: number, folders: number): GrantPlan => ({
  ...wide,
  targets: once(...many(files, (i) => `packages/api/part${i % folders}/file${i}.ts`)),
});
const folders = (count: number): readonly string[] => many(count, (i) => `packages/api/part${i}/*`);
const files = (grant: GrantPlan): readonly string[] => (grant.targets ?? []).map(([target]) => target);
const HOSTS = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}.internal.example.com`);

/** What is offered, by the kind of grant and the number of targets. */
const offered: readonly Plan[] = [
  plan('5 of 20 runs over 14 days', narrow, OFFERS),
  plan(
    'one file',
    { ...wide, targets: once('packages/api/a.ts') },
    { glob: ['packages/api/**'], directory: ['packages/api/*'], exact: ['packages/api/a.ts'] },
  ),
  plan('a root that is the repository', { ...narrow, text: '**', root: '' }, OFFERS),
  plan('20 files in 10 folders', spread(20, 10), { glob: ['packages/api/**'], directory: folders(10), exact: files(spread(20, 10)) }),
  plan('21 files in 10 folders', spread(21, 10), { glob: ['packages/api/**'], directory: folders(10) }),
  plan('20 files in 11 folders', spread(20, 11), { glob: ['packages/api/**'], exact: files(spread(20, 11)) }),
  plan('a file in the root itself', { ...wide, targets: once(...TARGETS, 'packages/index.ts') }, null),
  plan('a folder whose name begins alike', { ...wide, targets: once('packages/api/a.ts', 'packages/api2/b.ts') }, null),
  plan(
    'no wildcard',
    { kind: 'edit', text: 'packages/api/a.ts', root: 'packages/api/a.ts', loose: false, targets: once('packages/api/a.ts') },
    null,
  ),
  plan('words that all share', command('pnpm *', 'pnpm run test …', 'pnpm run build'), { glob: ['pnpm run *'] }),
  plan('words that all share, all plain', command('pnpm *', 'pnpm run test', 'pnpm run build'), {
    glob: ['pnpm run *'],
    exact: ['pnpm run build', 'pnpm run test'],
  }),
  plan('5 commands that share nothing more', command('hg *', 'hg status', 'hg diff', 'hg log', 'hg add', 'hg heads'), {
    exact: ['hg status', 'hg diff', 'hg log', 'hg add', 'hg heads'],
  }),
  plan('6 commands that share nothing more', command('hg *', 'hg status', 'hg diff', 'hg log', 'hg add', 'hg heads', 'hg tip'), null),
  plan('commands that share nothing more, one not wholly known', command('hg *', 'hg status', 'hg diff …'), null),
  plan('commands of which nothing more is known', command('pnpm *', 'pnpm …'), null),
  plan('5 hosts', host(...HOSTS), { exact: HOSTS }),
  plan('6 hosts', host(...HOSTS, 'f.internal.example.com'), null),
];

const OTHER = once('packages/web/x.ts');
const short = (name: string, more: Pick<Plan, 'steps'> & Partial<Plan>): Plan => ({
  name: `over-broad: ${name}`,
  runs: 20,
  expect: [],
  ...more,
});

/** One short of a threshold, and what does not count. */
const thresholds: readonly Plan[] = [
  short('4 of 20 runs', { steps: steps(20, 4, narrow) }),
  short('5 of 19 runs', { runs: 19, steps: steps(19, 5, narrow) }),
  short('a second short of 14 days', { over: 14 * DAY - 1000, steps: steps(20, 5, narrow) }),
  short('a use that is not listed', { steps: [...steps(20, 5, narrow), { in: [3], add: { grants: [{ ...narrow, more: 1 }] } }] }),
  short('the latest run lacks it', { runs: 21, steps: steps(20, 5, narrow) }),
  short('the fifth is bypassed', { steps: steps(20, 4, narrow), extra: [{ as: 'bypassed', of: 3, add: {} }] }),
  short('elsewhere in a bypassed run alone', {
    steps: steps(20, 5, narrow),
    extra: [{ as: 'bypassed', of: 3, add: { grants: [{ ...wide, targets: OTHER }] } }],
    expect: broad(narrow, { runs: 20, usedIn: 5, targets: 2 }, OFFERS),
  }),
  short('elsewhere before the window alone', {
    steps: steps(20, 5, narrow),
    extra: [{ as: 'before', of: 3, add: { grants: [{ ...wide, targets: OTHER, more: 2 }] } }],
    expect: broad(narrow, { runs: 20, usedIn: 5, targets: 2 }, OFFERS),
  }),
  short('elsewhere in one run', {
    steps: [...steps(20, 5, narrow), { in: [9], add: { grants: [{ ...wide, targets: once('packages/x.ts') }] } }],
  }),
];

export const overBroadPlans: readonly Plan[] = [...offered, ...thresholds];
