import type { Draw } from './random.ts';

export const REPOSITORIES = [
  ...['storefront', 'ledger', 'catalogue', 'gateway', 'mailer', 'search', 'mobile', 'console', 'reports', 'identity'],
  ...['scheduler', 'warehouse', 'pricing', 'docs-site', 'design', 'ingest', 'notifier', 'billing', 'media', 'platform'],
].map((name) => ({ id: `git.example.com/team/${name}`, name }));

export const PROFILES = ['bug-fix', 'feature', 'docs', 'upgrade', 'refactor'] as const;

/** A grant of the noise. `used`: targets of a run that shows by itself that the grant is no wider than its use; `also`: of any run. */
export interface PoolGrant {
  readonly kind: string;
  readonly text: string;
  readonly root: string;
  readonly loose: boolean;
  readonly used: (draw: Draw) => readonly string[];
  readonly also: (draw: Draw) => readonly string[];
}

/** A file in the folder itself: no folder below it holds all that was used. */
const paths = (kind: 'read' | 'edit', root: string, text = `${root}/**`): PoolGrant => {
  const deep = (draw: Draw): readonly string[] => [`${root}/${draw.pick(['a', 'b', 'c', 'd'])}/part${draw.int(0, 30)}.ts`];
  return { kind, text, root, loose: true, also: deep, used: (draw) => [`${root}/index${draw.int(0, 3)}.ts`, ...deep(draw)] };
};
/** Words behind the root that are not known: nothing tighter is known either. */
const commands = (root: string, words: readonly [string, ...string[]]): PoolGrant => {
  const some = (draw: Draw): readonly string[] => [`${root} ${draw.pick(words)}`];
  return { kind: 'execute', text: `${root} *`, root, loose: true, also: some, used: (draw) => [`${root} …`, ...some(draw)] };
};
/** More names than are listed one by one. */
const names = (kind: string, text: string, name: (i: number) => string): PoolGrant => ({
  kind,
  text,
  root: text.replace(/\*.*$/, ''),
  loose: true,
  used: () => Array.from({ length: 7 }, (_, i) => name(i)),
  also: (draw) => [name(draw.int(0, 9))],
});
const exact = (kind: string, text: string): PoolGrant => ({ kind, text, root: text, loose: false, used: () => [text], also: () => [text] });

export const POOL: readonly PoolGrant[] = [
  ...['app', 'lib', 'docs', 'config'].map((root) => paths('read', root)),
  ...['app', 'lib', 'docs', 'test'].map((root) => paths('edit', root)),
  paths('edit', 'styles', 'styles/*'),
  paths('read', 'scripts', 'scripts/**/*.mjs'),
  exact('edit', 'package.json'),
  exact('read', '~/.config/tool.json'),
  commands('npm run', ['build', 'lint', 'test …', 'types', 'format …']),
  commands('npx vitest', ['run', 'run …', 'list', 'bench …']),
  commands('git', ['status', 'log …', 'diff', 'add …']),
  exact('execute', 'npm test'),
  exact('execute', 'node scripts/build.mjs'),
  names('network', '*.registry.example.com', (i) => `n${i}.registry.example.com`),
  exact('network', 'docs.example.com'),
  names('delegate', 'helper-*', (i) => `helper-${i}`),
  exact('skill', 'release-notes'),
];

export const TAGS = [
  ...['tests', 'rollback', 'naming', 'limits', 'errors', 'owner', 'docs', 'migration', 'flags', 'metrics', 'access'],
] as const;
