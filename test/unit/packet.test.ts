import { describe, expect, it } from 'vitest';
import { checkChain } from '../../src/core/chain.ts';
import { assemble, type Sources } from '../../src/core/packet/assemble.ts';
import { markdown } from '../../src/core/packet/markdown.ts';
import { code, inline } from '../../src/core/packet/md/text.ts';
import { loadScope } from '../../src/core/scope/load.ts';
import { NO_HEAD } from '../../src/core/state.ts';
import { sha256 } from '../../src/io/hash.ts';
import type { EventBody, RunEvent } from '../../src/schema/event.ts';
import { packetSchema } from '../../src/schema/packet.ts';
import { scopeText } from '../support/repository.ts';

const text = scopeText({
  commands: '{ allow: [npm test] }',
  forbidden: '["billing/**"]',
  evidence: '[{ run: npm test, name: tests }]',
  stop: '{ denials: 3 }',
});
const { frozen: scope } = loadScope(text, {
  home: '/h',
  realFolder: (path) => path,
  file: '.claude/scope.yaml',
  digest: sha256(text),
  repo: () => undefined,
});

const OPENED: EventBody = {
  type: 'opened',
  run: '20261122-1412-a3f09c1e',
  source: 'startup',
  cwd: '/r',
  scope: { file: '.claude/scope.yaml', digest: sha256(text), enforce: 'deny' },
  frozen: 'f'.repeat(64),
  frozenFile: '',
  baseline: { tree: 'a'.repeat(40), left: [] },
  requester: { git: 'owner@example.com' },
  client: '2.1.330',
  product: '0.1.0',
  hooks: { 'stop.cjs': '1' },
  warnings: [],
};
const SELF_TEST: EventBody = { type: 'self-test', ok: true, detail: '' };
const stopped = (more: Partial<Extract<EventBody, { type: 'stopped' }>> = {}): EventBody => ({
  type: 'stopped',
  end: { tree: 'b'.repeat(40), left: [] },
  packet: 1,
  message: 'All tests pass.',
  background: 0,
  hooks: { 'stop.cjs': '1' },
  from: 'Stop',
  coverage: { state: 'complete', calls: 1, covered: 1, refusedByClient: 0, gaps: [], basis: 'observed' },
  rollback: {
    text: 'tried, restores the baseline',
    commands: ['twoloops rollback R'],
    tried: 'restores the baseline',
    lost: [],
    basis: 'recomputed',
  },
  ignored: { paths: [], count: 0 },
  ...more,
});
const allow = (id: string, target: string, grant: string): EventBody => ({
  type: 'verdict',
  tool: 'Edit',
  id,
  verdict: 'allow',
  enforced: true,
  findings: [],
  accesses: [{ kind: 'edit', target }],
  uses: [{ kind: 'edit', target, grant, text: 'src/**' }],
  call: `/r/${target}`,
  digest: '0',
});
const deny = (id: string, path: string): EventBody => ({
  type: 'verdict',
  tool: 'Write',
  id,
  verdict: 'deny',
  enforced: true,
  findings: [{ code: 'EDIT_OUTSIDE_SCOPE', args: { kind: 'edit', path }, rule: '.claude/scope.yaml:6:16 edit.allow' }],
  accesses: [{ kind: 'edit', target: path }],
  uses: [],
  call: `/r/${path}`,
  digest: '0',
  request: 1,
});
const BLOB = 'c'.repeat(40);
const done = (id: string, changed: readonly string[]): EventBody => ({
  type: 'result',
  tool: 'Edit',
  id,
  ok: true,
  changed,
  wrote: changed.map((path) => ({ path, blob: BLOB })),
});
const tests = (ok: boolean): EventBody => ({
  type: 'result',
  tool: 'Bash',
  id: 't',
  ok,
  changed: [],
  owed: ['tests'],
  tree: 'd'.repeat(40),
});

/** What the trees of a record would show: at each of them the files that results named since the one before. */
function stepsOf(events: readonly RunEvent[]): Sources['steps'] {
  let since: string[] = [];
  return events.flatMap((event) => {
    if (event.type === 'result') since.push(...event.changed);
    const tree = event.type === 'result' ? event.tree : event.type === 'stopped' && 'tree' in event.end ? event.end.tree : undefined;
    if (tree === undefined) return [];
    const changes = since.map((path) => ({ path, was: '0', blob: BLOB }));
    since = [];
    return [{ seq: event.seq, tree, changes }];
  });
}

/** A log with a fixed clock: one event a minute. */
function logOf(bodies: readonly EventBody[]): { readonly lines: readonly string[]; readonly events: readonly RunEvent[] } {
  const lines: string[] = [];
  for (const [i, body] of bodies.entries()) {
    const event = {
      v: 1,
      seq: i + 1,
      at: new Date(Date.UTC(2026, 10, 22, 14, i)).toISOString(),
      prev: i === 0 ? NO_HEAD : sha256(lines[i - 1] ?? ''),
      session: 's',
      mode: 'default',
      ...body,
    };
    lines.push(JSON.stringify(event));
  }
  return { lines, events: lines.map((line) => JSON.parse(line) as RunEvent) };
}

function packetOf(bodies: readonly EventBody[], more: Partial<Sources> = {}) {
  const { lines, events } = logOf(bodies);
  if (scope === undefined) throw new Error('the scope of this test is invalid');
  const ground = { root: '/r', common: '/r/.git', home: '/h', caseInsensitive: false, guarded: [] };
  return packetSchema.parse(
    assemble({
      frozen: { version: 1, run: '20261122-1412-a3f09c1e', session: 's', openedAt: '', ground, scope },
      frozenIntact: true,
      events,
      chain: checkChain(lines, sha256),
      changes: [],
      content: { diffs: [], unread: [] },
      steps: stepsOf(events),
      commits: [],
      sha256,
      ...more,
    }),
  );
}

/** A run that opened without a scope. */
function unscoped(): Sources['frozen'] {
  const ground = { root: '/r', common: '/r/.git', home: '/h', caseInsensitive: false, guarded: [] };
  return {
    version: 1,
    run: '20261122-1412-a3f09c1e',
    session: 's',
    openedAt: '',
    ground,
    unscoped: 'there is no .claude/scope.yaml',
  };
}

const change = (path: string) => ({ path, status: 'modified' as const, mode: '100644', blob: 'c'.repeat(40), added: 1, removed: 1 });
const GRANT = '.claude/scope.yaml:6:17 edit.allow';
const reasons = (bodies: readonly EventBody[], more: Partial<Sources> = {}): string =>
  packetOf(bodies, more).recommendation.reasons.join('\n');
const clean: readonly EventBody[] = [OPENED, SELF_TEST, allow('e', 'src/a.ts', GRANT), done('e', ['src/a.ts']), tests(true), stopped()];

describe('the packet', () => {
  it('is the same to the letter for the same record', async () => {
    const packet = packetOf(
      [
        OPENED,
        SELF_TEST,
        { type: 'prompt', text: 'p' },
        allow('e', 'src/a.ts', GRANT),
        done('e', ['src/a.ts']),
        deny('d', 'package.json'),
        tests(true),
        stopped(),
      ],
      { changes: [change('src/a.ts')] },
    );
    await expect(markdown(packet)).toMatchFileSnapshot('../golden/packet.md');
  });

  const gaps = stopped({
    message: 'All tests pass. I only changed src/a.ts. No dependencies were added.',
    coverage: {
      state: 'gaps',
      calls: 4,
      covered: 3,
      refusedByClient: 0,
      gaps: [
        {
          kind: 'no verdict',
          what: 'Bash toolu_9 in the main agent',
          hides: 'a command that nothing judged: it could have changed any file',
        },
      ],
      basis: 'observed',
    },
  });
  const docs: EventBody = { ...allow('m', 'src/README.md', GRANT) } as EventBody;
  it.each<[string, readonly EventBody[], Partial<Sources>]>([
    [
      'low risk, everything there',
      [OPENED, SELF_TEST, docs, done('m', ['src/README.md']), tests(true), stopped()],
      { changes: [change('src/README.md')] },
    ],
    [
      'stale tests and a hand edit',
      [
        OPENED,
        SELF_TEST,
        allow('e', 'src/a.ts', GRANT),
        done('e', ['src/a.ts']),
        tests(true),
        allow('f', 'src/b.ts', GRANT),
        done('f', ['src/b.ts']),
        stopped(),
      ],
      { changes: [change('src/a.ts'), change('src/b.ts'), change('src/hand.ts')] },
    ],
    [
      'high risk, a gap and a contradicted claim',
      [OPENED, SELF_TEST, allow('e', 'src/auth/a.ts', GRANT), done('e', ['src/auth/a.ts']), deny('d', 'package.json'), tests(false), gaps],
      { changes: [change('src/auth/a.ts'), change('package.json'), change('billing/x')] },
    ],
    [
      'a run without a scope',
      [
        { ...OPENED, scope: null, unscoped: 'there is no .claude/scope.yaml' } as EventBody,
        SELF_TEST,
        deny('d', 'src/a.ts'),
        stopped({ message: '' }),
      ],
      { frozen: unscoped() },
    ],
    [
      'a halted run without an end tree',
      [
        OPENED,
        SELF_TEST,
        { ...deny('d', 'x'), trip: { rule: 'denials', limit: 3, on: '3', place: '.claude/scope.yaml:9:18 stop.denials' } } as EventBody,
        stopped({
          end: { missing: 'git is not on PATH' },
          coverage: {
            state: 'unknown',
            why: 'there is no transcript',
            calls: 0,
            covered: 0,
            refusedByClient: 0,
            gaps: [],
            basis: 'observed',
          },
        }),
      ],
      { changes: { problem: 'no end tree: git is not on PATH' }, steps: undefined },
    ],
  ])('of a run of each kind reads as it did: %s', async (name, bodies, more) => {
    await expect(markdown(packetOf(bodies, more))).toMatchFileSnapshot(`../golden/${name.replace(/\W+/g, '-')}.md`);
  });

  it('counts used grants, and what was left without a result', () => {
    const packet = packetOf([
      OPENED,
      SELF_TEST,
      allow('e', 'src/a.ts', GRANT),
      done('e', ['src/a.ts']),
      allow('f', 'src/b.ts', GRANT),
      stopped(),
    ]);
    expect(packet.authority.granted.map((grant) => [grant.text, grant.uses])).toEqual([
      ['**', 0],
      ['src/**', 2],
      ['npm test', 0],
    ]);
    expect(packet.unfinished.calls).toEqual(['Edit #5']);
  });

  it('asks to ship where nothing that is checked speaks against it', () => {
    expect(packetOf(clean, { changes: [change('src/a.ts')] }).recommendation).toMatchObject({ value: 'ship' });
  });

  it.each<[string, readonly EventBody[], Partial<Sources>, RegExp]>([
    [
      'calls that may not have been seen',
      [
        ...clean.slice(0, 5),
        stopped({
          coverage: { state: 'unknown', why: 'no transcript', calls: 0, covered: 0, refusedByClient: 0, gaps: [], basis: 'observed' },
        }),
      ],
      {},
      /whether every call was seen is not known: no transcript/,
    ],
    [
      'a change that nobody claims',
      clean,
      { changes: [change('src/a.ts'), change('src/b.ts')] },
      /nothing in the record claims what changed: src\/b\.ts/,
    ],
    ['a high tier', clean, { changes: [change('src/auth/login.ts')] }, /high risk by zone auth: owner@example\.com decides/],
    [
      'going back that does not restore the baseline',
      [
        ...clean.slice(0, 5),
        stopped({ rollback: { text: 't', commands: [], tried: 'does not restore it', why: 'x differs', lost: [], basis: 'recomputed' } }),
      ],
      {},
      /going back does not restore the baseline: x differs/,
    ],
  ])('escalates for %s', (_name, bodies, more, reason) => {
    expect(reasons(bodies, more)).toMatch(reason);
    expect(packetOf(bodies, { ...more, steps: more.steps ?? stepsOf(logOf(bodies).events) }).recommendation.value).not.toBe('ship');
  });

  it.each<[string, readonly EventBody[], Partial<Sources>, RegExp]>([
    ['a change outside', clean, { changes: [change('package.json')] }, /changed outside the scope: package\.json/],
    ['a change in a forbidden zone', clean, { changes: [change('billing/x')] }, /changed in a forbidden zone: billing\/x/],
    [
      'a change of what is protected',
      clean,
      { changes: [change('.claude/settings.json')] },
      /changed although protected: \.claude\/settings\.json/,
    ],
    ['tests that were not run', clean.filter((body) => body.type !== 'result' || body.tool !== 'Bash'), {}, /owed and not run: tests/],
    ['tests that failed', [...clean.slice(0, 4), tests(false), stopped()], {}, /owed and failed: tests/],
    [
      'tests before the last change',
      [OPENED, SELF_TEST, tests(true), allow('e', 'src/a.ts', GRANT), done('e', ['src/a.ts']), stopped()],
      {},
      /stale: tests \(src\/a\.ts changed after it began\)/,
    ],
    [
      'tests of which no tree was taken',
      [OPENED, SELF_TEST, { type: 'result', tool: 'Bash', id: 't', ok: true, changed: [], owed: ['tests'], noTree: 'x' }, stopped()],
      {},
      /fresh or stale is not known: tests/,
    ],
    [
      'a call that the record does not cover',
      [
        ...clean.slice(0, 5),
        stopped({
          coverage: {
            state: 'gaps',
            calls: 2,
            covered: 1,
            refusedByClient: 0,
            gaps: [{ kind: 'no verdict', what: 'Bash', hides: 'h' }],
            basis: 'observed',
          },
        }),
      ],
      {},
      /calls that the record does not cover: no verdict Bash/,
    ],
    [
      'a call without a verdict',
      [...clean.slice(0, 5), { type: 'result', tool: 'Read', id: 'u', ok: true, changed: [], unjudged: true }, stopped()],
      {},
      /ran without a verdict: Read #6/,
    ],
    [
      'a stop rule',
      [OPENED, SELF_TEST, { ...deny('d', 'x'), trip: { rule: 'denials', limit: 3, on: '3', place: 'p' } } as EventBody, stopped()],
      {},
      /stop rule reached: denials/,
    ],
    ['a halt', [...clean.slice(0, 5), { type: 'halted', by: 'p', reason: 'r' }, stopped()], {}, /a person halted the run/],
    [
      'a hook that changed',
      [...clean.slice(0, 5), stopped({ hooks: { 'stop.cjs': '2' } })],
      {},
      /hook files changed during the run: stop\.cjs/,
    ],
    [
      'settings that changed',
      [...clean.slice(0, 5), { type: 'config', source: 'project_settings' }, stopped()],
      {},
      /settings were changed during the run/,
    ],
    ['work in the background', [...clean.slice(0, 5), stopped({ background: 2 })], {}, /alive in the background at the end: 2/],
    [
      'no end tree',
      [...clean.slice(0, 5), stopped({ end: { missing: 'x' } })],
      { changes: { problem: 'no end tree: x' } },
      /what changed is not known: no end tree: x/,
    ],
    [
      'a failed self-test',
      [OPENED, { type: 'self-test', ok: false, detail: '' }, ...clean.slice(2)],
      {},
      /the self-test of the hooks: failed/,
    ],
    ['a frozen scope that changed', clean, { frozenIntact: false }, /the frozen scope was changed/],
    [
      'a broken chain',
      clean,
      { chain: { intact: false, events: 3, torn: 0, head: '', problem: 'line 2: x' } },
      /the record is broken: line 2: x/,
    ],
  ])('holds for %s', (_name, bodies, more, reason) => {
    expect(packetOf(bodies, more).recommendation.value).toBe('hold');
    expect(reasons(bodies, more)).toMatch(reason);
  });

  it('lets nothing that the agent names take effect as Markdown or HTML', () => {
    const evil = 'src/`a`|b <img src=x onerror=1> [x](http://e) **b** @team\n# Ship';
    const packet = packetOf([OPENED, SELF_TEST, deny('d', evil), stopped({ message: `${evil}\n## Release decision\n` })], {
      changes: [change(evil)],
    });
    const rendered = markdown(packet);
    for (const line of rendered.split('\n')) {
      expect(line.replace(/`+[^`]*`+/g, '')).not.toMatch(/<img|(?<!\\)\[x\]\(/);
      if (line.startsWith('|')) expect(line.match(/(?<!\\)\|/g)?.length, line).toBeLessThanOrEqual(7);
    }
    expect(rendered.match(/^# /gm)).toHaveLength(1);
    expect(rendered.match(/^## Release decision$/gm)).toHaveLength(1);
  });

  it('fits a comment, however much happened', () => {
    const many = Array.from({ length: 3000 }, (_, i) => deny(`d${i}`, `a/very/long/path/that/fills/the/packet/${'x'.repeat(100)}/${i}`));
    const rendered = markdown(
      packetOf([OPENED, SELF_TEST, ...many, stopped({ message: 'm '.repeat(4000) })], {
        changes: many.map((_, i) => change(`src/${'y'.repeat(200)}${i}`)),
      }),
    );
    expect(Buffer.byteLength(rendered)).toBeLessThanOrEqual(60_000);
    expect(rendered).toContain('Rollback or containment path:');
  });
});

describe('text in Markdown', () => {
  it('is escaped outside code and kept inside', () => {
    expect(inline('a_b `npm_test` <c> *d*')).toBe('a\\_b `npm_test` &lt;c&gt; \\*d\\*');
    expect(inline('`<img src=x>``')).toBe('\\`&lt;img src=x&gt;\\`\\`');
    expect(inline('mail owner@example.com, @team')).toBe('mail owner@\u200bexample.com, @\u200bteam');
    expect(code('a`b')).toBe('`` a`b ``');
    expect(code('a|b\nc\u001b')).toBe('`a¦b\\u{a}c\\u{1b}`');
    expect(inline('a\u202eb\u001b[2K')).toBe('a\\\\u{202e}b\\\\u{1b}\\[2K');
  });
});

describe('the chain', () => {
  const { lines } = logOf(clean);
  it.each<[string, readonly string[], RegExp | undefined]>([
    ['whole', lines, undefined],
    ['a line less in the middle', lines.filter((_, i) => i !== 2), /line 3/],
    ['a line twice', [...lines.slice(0, 2), lines[1] ?? '', ...lines.slice(2)], /line 3/],
    ['a changed byte', lines.map((line, i) => (i === 2 ? line.replace('src', 'SRC') : line)), /line 4/],
    ['half a line at the end', [...lines, '{"v":1'], /half-written/],
    ['half a line that nobody noted', [...lines.slice(0, 2), '{"v":1', ...lines.slice(2)], /line 4/],
  ])('%s', (_name, some, problem) => {
    const chain = checkChain(some, sha256);
    expect(chain.intact).toBe(problem === undefined);
    if (problem) expect(chain.problem).toMatch(problem);
  });
});

describe('after a denial', () => {
  const bash = (id: string, path: string, more: object = {}): EventBody =>
    ({ ...allow(id, path, GRANT), tool: 'Bash', call: `echo x > ${path}`, ...more }) as EventBody;
  const next = (bodies: readonly EventBody[]) => packetOf([OPENED, SELF_TEST, ...bodies, stopped()]).authority.denied[0]?.next;

  it.each<[string, readonly EventBody[], object]>([
    ['nothing more', [deny('d', 'package.json')], { kind: 'left', calls: [] }],
    ['another file', [deny('d', 'package.json'), bash('b', 'src/a.ts')], { kind: 'left', calls: [] }],
    ['the same file by another tool', [deny('d', 'package.json'), bash('b', 'package.json')], { kind: 'workaround', calls: ['Bash #4'] }],
    [
      'the same file by an approval',
      [deny('d', 'package.json'), bash('b', 'package.json', { approvals: [1] })],
      { kind: 'approved', calls: ['Bash #4'] },
    ],
    ['the same again', [deny('d', 'package.json'), deny('e', 'package.json')], { kind: 'tried again', calls: ['Write #4'] }],
    ['the same file before it', [bash('b', 'package.json'), deny('d', 'package.json')], { kind: 'left', calls: [] }],
  ])('%s', (_name, bodies, expected) => {
    expect(next(bodies)).toEqual(expected);
  });

  it('a workaround is a reason to look', () => {
    expect(reasons([OPENED, SELF_TEST, deny('d', 'package.json'), bash('b', 'package.json'), stopped()])).toContain(
      'denied, and then reached by another call: Write #3, then Bash #4',
    );
  });
});
