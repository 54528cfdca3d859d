import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { CATALOGUE } from '../../src/core/zones/catalogue.ts';
import { withOverride } from '../../src/core/zones/override.ts';
import { rankOf, tierOfPath } from '../../src/core/zones/path-tier.ts';
import { fits, namesPath, partsOf } from '../../src/core/zones/patterns.ts';
import { zoneProblems } from '../../src/core/zones/problems.ts';
import { type RiskFacts, riskOf } from '../../src/core/zones/risk.ts';
import type { FileDiff } from '../../src/schema/file-diff.ts';
import type { Risk } from '../../src/schema/review.ts';
import { zonesOverride, zonesSchema } from '../../src/schema/zones.ts';
import { PROJECT } from '../support/hooks.ts';

const tier = z.enum(['low', 'medium', 'high', 'critical']);
const corpus = z.strictObject({
  about: z.string(),
  cases: z.array(
    z.strictObject({
      path: z.string(),
      lines: z.array(z.string()).optional(),
      tier,
      zones: z.array(z.string()),
      near: z.literal(true).optional(),
    }),
  ),
});
const { cases } = corpus.parse(JSON.parse(readFileSync(join(PROJECT, 'test', 'corpus', 'zones.json'), 'utf8')));

const diffOf = (path: string, lines: readonly string[]): FileDiff => ({
  path,
  status: 'modified',
  before: '',
  after: lines.join('\n'),
  added: lines.map((text, i) => ({ line: i + 1, text })),
  removed: [],
});

const zonesOf = (path: string, lines?: readonly string[]) => {
  const matches = tierOfPath(CATALOGUE, path, lines && diffOf(path, lines));
  return { tier: matches[0]?.tier, zones: matches.flatMap(({ zone }) => (zone === undefined ? [] : [zone])) };
};

describe('the corpus of paths', () => {
  it('is large enough, and a quarter of it are near misses', () => {
    expect(cases.length).toBeGreaterThanOrEqual(150);
    expect(cases.filter(({ near }) => near).length / cases.length).toBeGreaterThanOrEqual(0.25);
  });

  it.each(cases)('$path $lines', ({ path, lines, tier, zones }) => {
    expect(zonesOf(path, lines)).toEqual({ tier, zones });
  });

  it.each(cases.filter(({ near, path }) => !near && !path.includes('\n')))('$path: case and depth change nothing', (one) => {
    expect(zonesOf(one.path.toUpperCase(), one.lines).zones, 'upper case').toEqual(zonesOf(one.path.toLowerCase(), one.lines).zones);
    expect(zonesOf(one.path.toUpperCase()).zones).toEqual(zonesOf(one.path).zones);
  });

  it('has a case for each zone', () => {
    const named = new Set(cases.flatMap(({ zones }) => zones));
    const zones = CATALOGUE.zones.filter(({ segments, files, always }) => segments ?? files ?? always).map(({ name }) => name);
    expect(zones.filter((name) => !named.has(name))).toEqual([]);
  });
});

const facts = (more: Partial<RiskFacts>): RiskFacts => ({
  catalogue: CATALOGUE,
  changes: [],
  notKnown: [],
  diffs: [],
  weakened: [],
  secrets: [],
  dependencies: [],
  accesses: [],
  mcp: { readers: [], writers: [] },
  effects: [],
  classes: [],
  ...more,
});

/** Paths that were changed inside the scope and whose content was read. */
const changed = (...paths: readonly string[]): Partial<RiskFacts> => ({
  changes: paths.map((path) => ({ path, scope: 'inside', added: 1, removed: 0 })),
  diffs: paths.map((path) => diffOf(path, ['x'])),
});

const ran = (...argv: readonly string[]): Partial<RiskFacts> => ({ accesses: [{ kind: 'execute', target: JSON.stringify(argv) }] });
const said = ({ tier, matches }: Risk) => [tier, ...matches.map(({ rule, tier, on }) => `${rule} ${tier}: ${on.join(', ')}`)];

describe('the tier of a run', () => {
  const rows: readonly [string, Partial<RiskFacts>, readonly string[]][] = [
    ['nothing at all', {}, ['low']],
    ['docs', changed('README.md'), ['low', 'low low: README.md']],
    ['plain code', changed('src/a.ts'), ['medium', 'code medium: src/a.ts']],
    ['a zone and docs', changed('README.md', 'src/auth/a.ts'), ['high', 'zone auth high: src/auth/a.ts', 'low low: README.md']],
    [
      'docs outside the scope',
      { ...changed('README.md'), changes: [{ path: 'README.md', scope: 'outside' }] },
      ['high', 'outside scope high: README.md', 'low low: README.md'],
    ],
    [
      'docs that are forbidden',
      { ...changed('README.md'), changes: [{ path: 'README.md', scope: 'forbidden' }] },
      ['critical', 'forbidden critical: README.md', 'low low: README.md'],
    ],
    [
      'a scope that is not known',
      { ...changed('README.md'), changes: [{ path: 'README.md', scope: 'unscoped' }] },
      ['high', 'unknown high: README.md: no scope', 'low low: README.md'],
    ],
    ['changes that are not known', { notKnown: ['no end tree'] }, ['high', 'unknown high: no end tree']],
    ['an allowed call that is not known', { accesses: [{ kind: 'unknown', target: 'Frob' }] }, ['high', 'unknown high: call: Frob']],
    [
      'code whose content was not read',
      { changes: [{ path: 'src/a.wasm', scope: 'inside' }] },
      ['medium', 'unread medium: src/a.wasm', 'code medium: src/a.wasm'],
    ],
    ['a picture whose content was not read', { changes: [{ path: 'docs/a.png', scope: 'inside' }] }, ['low', 'low low: docs/a.png']],
    ['a push', ran('git', '-C', 'x', 'push', 'origin'), ['high', 'network high: git -C x push origin']],
    ['a program by its path', ran('/usr/local/bin/aws', 's3', 'ls'), ['high', 'network high: /usr/local/bin/aws s3 ls']],
    [
      'a program by a runner',
      ran('npx', '-y', 'vercel', '--prod'),
      ['high', 'network high: npx -y vercel --prod', 'network listed medium: npx -y vercel --prod'],
    ],
    ['a deploying script', ran('npm', 'run', 'deploy:prod'), ['high', 'network high: npm run deploy:prod']],
    ['a script of another name', ran('npm', 'run', 'redeploy-docs-check'), ['low']],
    ['a branch called push', ran('git', 'switch', 'push'), ['low']],
    ['a message that says push', ran('git', 'commit', '-m', 'git push'), ['low']],
    ['an argv that was cut', { accesses: [{ kind: 'execute', target: '["git","push","origi' }] }, ['high', 'network high: git push origi']],
    [
      'a host of the list',
      { accesses: [{ kind: 'network', target: 'a.example:443', listed: true }] },
      ['medium', 'network listed medium: network a.example:443'],
    ],
    ['a host off the list', { accesses: [{ kind: 'network', target: 'b.example:443' }] }, ['high', 'network high: network b.example:443']],
    ['files that left', { accesses: [{ kind: 'publish', target: 'Artifact' }] }, ['high', 'network high: publish Artifact']],
    ['an MCP tool that reads', { mcp: { readers: ['github/get_issue'], writers: [] } }, ['medium', 'mcp reads medium: github/get_issue']],
    ['an MCP tool that writes', { mcp: { readers: [], writers: ['github/add_comment'] } }, ['high', 'mcp writes high: github/add_comment']],
    [
      'an MCP tool that destroys',
      { mcp: { readers: [], writers: ['crm/deleteCustomer'] } },
      ['critical', 'mcp destroys critical: crm/deleteCustomer', 'mcp writes high: crm/deleteCustomer'],
    ],
    [
      'an MCP tool that only sounds so',
      { mcp: { readers: [], writers: ['drop/dropdown_undeleted'] } },
      ['high', 'mcp writes high: drop/dropdown_undeleted'],
    ],
    [
      'an effect that stays',
      { effects: [{ form: 'git push --force', reversibility: 'irreversible' }] },
      ['high', 'irreversible high: git push --force (irreversible)'],
    ],
    [
      'an effect nobody knows',
      { effects: [{ form: 'kubectl exec', reversibility: 'unknown' }] },
      ['high', 'irreversible high: kubectl exec (unknown)'],
    ],
    [
      'an effect that can be made good',
      { effects: [{ form: 'git rebase', reversibility: 'compensable' }] },
      ['medium', 'compensable medium: git rebase (compensable)'],
    ],
    ['data about people', { classes: ['customer', 'public'] }, ['high', 'zone customer-data high: data class customer']],
    [
      'data that the law is about',
      { classes: ['Regulated'] },
      ['critical', 'zone regulated-data critical: data class Regulated', 'zone customer-data high: data class Regulated'],
    ],
    [
      'a secret that was read',
      { accesses: [{ kind: 'read', target: 'app/.env.local' }] },
      ['high', 'secrets read high: read of app/.env.local'],
    ],
    ['an example that was read', { accesses: [{ kind: 'read', target: 'app/.env.example' }] }, ['low']],
    [
      'a dump that was read',
      { accesses: [{ kind: 'read', target: 'data/users.dump' }] },
      ['high', 'zone customer-data high: read of data/users.dump'],
    ],
    [
      'a secret in the diff',
      { ...changed('docs/a.md'), secrets: [{ path: 'docs/a.md', line: 3, kind: 'private key' }] },
      ['critical', 'zone secrets critical: docs/a.md:3 (private key)', 'low low: docs/a.md'],
    ],
    [
      'a dependency of a zone',
      { dependencies: [{ path: 'package.json', ecosystem: 'npm', name: 'stripe', kind: 'added', to: '^1' }] },
      ['high', 'zone billing high: stripe (added, package.json)', 'zone supply-chain high: stripe (added, package.json)'],
    ],
    [
      'weakened tests',
      { ...changed('test/a.test.ts'), weakened: [{ path: 'test/a.test.ts', line: 4, kind: 'skipped', text: 'it.skip' }] },
      ['medium', 'weakened tests medium: test/a.test.ts:4 (skipped)', 'low low: test/a.test.ts'],
    ],
    [
      'size by lines',
      { ...changed('README.md'), changes: [{ path: 'README.md', scope: 'inside', added: 300, removed: 101 }] },
      ['medium', 'size medium: 401 changed lines', 'low low: README.md'],
    ],
    [
      'size that just fits',
      { ...changed('README.md'), changes: [{ path: 'README.md', scope: 'inside', added: 300, removed: 100 }] },
      ['low', 'low low: README.md'],
    ],
  ];
  it.each(rows)('%s', (_, more, expected) => expect(said(riskOf(facts(more)))).toEqual(expected));

  it('is raised once by each rule and never above critical', () => {
    const many = Array.from({ length: 16 }, (_, i) => `docs/${i}.md`);
    const weak = [1, 2].map((line) => ({ path: 'test/a.test.ts', line, kind: 'skipped' as const, text: 'x' }));
    const both = riskOf(facts({ ...changed(...many), weakened: weak }));
    expect(both.tier).toBe('high');
    expect(both.matches.filter(({ rule }) => rule === 'size')).toHaveLength(1);
    expect(riskOf(facts({ ...changed(...many, 'src/auth/a.ts'), weakened: weak })).tier).toBe('critical');
    expect(riskOf(facts({ ...changed(...many, '.env'), weakened: weak })).tier).toBe('critical');
  });

  it('names at most five things, each once, with their number and the place of the rule', () => {
    const { matches } = riskOf(
      facts({ ...changed('a/auth/1.ts', 'a/auth/2.ts', 'a/auth/3.ts', 'a/auth/4.ts', 'a/auth/5.ts', 'a/auth/6.ts') }),
    );
    expect(matches.find(({ rule }) => rule === 'zone auth')).toMatchObject({ count: 6, place: 'templates/zones.yaml zones.auth' });
    expect(matches.find(({ rule }) => rule === 'zone auth')?.on).toHaveLength(5);
    const [long] = riskOf(facts({ classes: ['x'.repeat(5000)] })).matches;
    expect(long?.on[0]?.length).toBeLessThan(250);
  });

  it('says which files were too long to be looked at whole', () => {
    const lines = ['x'.repeat(2001)];
    const risk = riskOf(facts({ changes: [{ path: 'src/a.ts', scope: 'inside' }], diffs: [diffOf('src/a.ts', lines)] }));
    expect(said(risk)).toContain('unread medium: src/a.ts');
    const big = Array.from({ length: 6 }, (_, i) =>
      diffOf(
        `docs/${i}.ts`,
        Array.from({ length: 450 }, () => 'x'.repeat(1_000)),
      ),
    );
    const changes = big.map(({ path }) => ({ path, scope: 'inside' as const }));
    const unread = riskOf(facts({ changes, diffs: big })).matches.find(({ rule }) => rule === 'unread');
    expect(unread).toMatchObject({ count: 2, on: ['docs/4.ts', 'docs/5.ts'] });
  });

  it('never falls when a change, a call or a doubt is added', () => {
    const part = fc.constantFrom<Partial<RiskFacts>>(...rows.map(([, more]) => more));
    const sum = (parts: readonly Partial<RiskFacts>[]): RiskFacts =>
      facts({
        changes: parts.flatMap(({ changes = [] }) => changes),
        notKnown: parts.flatMap(({ notKnown = [] }) => notKnown),
        diffs: parts.flatMap(({ diffs = [] }) => diffs),
        weakened: parts.flatMap(({ weakened = [] }) => weakened),
        secrets: parts.flatMap(({ secrets = [] }) => secrets),
        dependencies: parts.flatMap(({ dependencies = [] }) => dependencies),
        accesses: parts.flatMap(({ accesses = [] }) => accesses),
        effects: parts.flatMap(({ effects = [] }) => effects),
        classes: parts.flatMap(({ classes = [] }) => classes),
        mcp: { readers: parts.flatMap(({ mcp }) => mcp?.readers ?? []), writers: parts.flatMap(({ mcp }) => mcp?.writers ?? []) },
      });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), part, (some, more) => {
        expect(rankOf(riskOf(sum([...some, more])).tier)).toBeGreaterThanOrEqual(rankOf(riskOf(sum(some)).tier));
        expect(riskOf(sum([...some].reverse())).tier).toBe(riskOf(sum(some)).tier);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the zones of a policy', () => {
  const place = (zone: string): string => `policy.yaml:9:3 zones.${zone}`;
  const with_ = (zones: unknown) => withOverride(CATALOGUE, zonesOverride.parse(zones), place);

  it('raise, lower, switch off, extend and add rules; the place is the line of the policy', () => {
    const { catalogue, problems } = with_({
      auth: { tier: 'critical' },
      billing: { off: true },
      'customer-data': { tier: 'medium', segments: ['members'] },
      code: { tier: 'low' },
      kernels: { tier: 'high', files: ['*.cu'] },
      size: { raise: { files: 2 } },
    });
    expect(problems).toEqual([]);
    const of = (path: string) => tierOfPath(catalogue, path).map(({ rule, tier, place }) => [rule, tier, place]);
    expect(of('src/auth/a.ts')).toEqual([['zone auth', 'critical', place('auth')]]);
    expect(of('src/billing/a.ts')).toEqual([['code', 'low', place('code')]]);
    expect(of('src/members/a.ts')).toEqual([['zone customer-data', 'medium', place('customer-data')]]);
    expect(of('src/pii/a.ts')).toEqual([['zone customer-data', 'medium', place('customer-data')]]);
    expect(of('src/a.cu')).toEqual([['zone kernels', 'high', place('kernels')]]);
    const three = riskOf(facts({ catalogue, ...changed('a.md', 'b.md', 'c.md') }));
    expect(said(three)).toEqual(['medium', 'size medium: 3 changed files', 'low low: a.md, b.md, c.md']);
    expect(CATALOGUE.zones.some(({ name }) => name === 'billing')).toBe(true);
  });

  it('cannot make little of what is not known', () => {
    for (const change of [{ off: true }, { tier: 'low' }]) {
      const { catalogue, problems } = with_({ unknown: change });
      expect(problems).toEqual([expect.stringMatching(/^policy\.yaml:9:3 zones\.unknown: the rule `unknown` cannot be changed/)]);
      expect(riskOf(facts({ catalogue, notKnown: ['x'] })).tier).toBe('high');
    }
    expect(riskOf(facts({ catalogue: { ...CATALOGUE, zones: [] }, notKnown: ['x'] })).tier).toBe('high');
    expect(riskOf(facts({ catalogue: with_({ code: { off: true } }).catalogue, ...changed('src/a.ts') }))).toMatchObject({
      tier: 'medium',
      matches: [{ rule: 'no rule' }],
    });
  });

  it('are errors where they say nothing that holds', () => {
    const problem = (zones: unknown): string => with_(zones).problems.join();
    expect(problem({ kernels: { files: ['*.cu'] } })).toContain('is new and needs a `tier`');
    expect(problem({ kernels: { off: true } })).toContain('there is no rule `kernels`');
    expect(problem({ auth: { lines: [{ pattern: '(a+)+' }] } })).toContain('counts without end');
    expect(problem({ size: { tier: 'low' } })).toContain('has a `raise`');
    expect(problem({ auth: { raise: { files: 3 } } })).toContain('has a `tier`');
    for (const zones of [{ auth: { teir: 'low' } }, { auth: { tier: 'none' } }, { Auth: {} }, { auth: { segments: 'x' } }])
      expect(zonesOverride.safeParse(zones).success, JSON.stringify(zones)).toBe(false);
    expect(zonesSchema.safeParse({ version: 1, sorts: CATALOGUE.sorts, zones: { a: { says: 'x' } } }).success).toBe(false);
  });

  it('refuse patterns that could take long or mean nothing', () => {
    const problems = (pattern: string): string => zoneProblems({ a: { lines: [{ pattern }] } }).join();
    for (const good of ['eval\\(', 'a{1,3}b?', '[*+]x', '\\+\\*', '(?:a|b){2}', 'DROP\\s{1,4}TABLE']) expect(problems(good), good).toBe('');
    for (const bad of ['(a+)+b', 'a*b', 'a{2,}', '.*x', '(?:a{1,9}){1,9}', '((a?b){3}c){2}']) expect(problems(bad), bad).toMatch(/count/);
    for (const bad of ['a{0,200}a{0,200}b', '.{0,99}.{0,99}.{0,99}x']) expect(problems(bad), bad).toContain('too many ways');
    expect(problems('(')).toContain('is no regular expression');
    expect(problems('a?')).toContain('matches nothing');
    expect(problems('x'.repeat(501))).toContain('longer than');
    expect(problems('(a)\\1')).toContain('refers back');
  });
});

describe('hostile input', () => {
  it('takes time in step with its length', () => {
    const parts = [
      'curl ',
      'wget ',
      'delete from ',
      'drop table if exists ',
      'alter table ',
      '"truncate a',
      'import "',
      ' ',
      'from "',
      'verify ',
      'a.',
      '"',
    ];
    const started = performance.now();
    for (const part of parts) {
      const line = part.repeat(Math.ceil(2_000 / part.length));
      for (const path of ['src/a.ts', 'src/a.py', 'src/a.go', 'src/a.yaml', 'src/a.php'])
        expect(
          tierOfPath(
            CATALOGUE,
            path,
            diffOf(
              path,
              Array.from({ length: 20 }, () => line),
            ),
          ).length,
          part,
        ).toBeGreaterThan(0);
    }
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('may have any name', () => {
    for (const path of [
      '',
      '/',
      '..',
      'a//b',
      '__proto__',
      'constructor/x',
      '\u0000',
      'x'.repeat(50_000),
      'a/'.repeat(2_000),
      'src/au\nth/x',
      '🦀/auth/🦀.rs',
    ])
      expect(tierOfPath(CATALOGUE, path).length, path.slice(0, 20)).toBeGreaterThan(0);
    expect(zonesOf('🦀/auth/🦀.rs').zones).toEqual(['auth']);
    expect(zonesOf('src/au\nth/x.ts').zones).toEqual([]);
  });

  it('patterns: `*` inside one part, `**` over any, in bounded time', () => {
    const named = (pattern: string, path: string): boolean => namesPath(pattern, partsOf(path));
    expect(['a/**', '**/b', 'a/*', '**', 'a/**/b', '**/a/**'].map((pattern) => named(pattern, 'a/b'))).toEqual([
      true,
      true,
      true,
      true,
      true,
      true,
    ]);
    expect(['a/*/c', 'a/**/c', '*/c', 'b/*', '*.ts'].map((pattern) => named(pattern, 'a/x/y/c'))).toEqual([
      false,
      true,
      false,
      false,
      false,
    ]);
    expect([fits('a*', 'a'), fits('a*a', 'a'), fits('*a*b*', 'xaybz'), fits('*b*a*', 'xaybz'), fits('ab*ba', 'aba')]).toEqual([
      true,
      false,
      true,
      false,
      false,
    ]);
    expect(fits('*a'.repeat(200), 'a'.repeat(199))).toBe(false);
    expect(named(`${'**/a/'.repeat(50)}b`, 'a/'.repeat(500))).toBe(false);
  });
});

describe('the generated catalogue', () => {
  it('is what templates/zones.yaml says', () => {
    expect(() =>
      execFileSync(process.execPath, ['--import', 'tsx', 'scripts/zones.ts', '--check'], { cwd: PROJECT, stdio: 'pipe' }),
    ).not.toThrow();
  });
});
