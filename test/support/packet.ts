import { requirementsOf } from '../../src/core/requirements/requirements.ts';
import { type Packet, type PacketChange, packetSchema } from '../../src/schema/packet.ts';

const START = Date.UTC(2026, 10, 22, 14, 12, 0);

/** A time of the sample run, seconds after it opened. */
export const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString();

const GRANTS = [
  { kind: 'read', text: '**', place: '.claude/scope.yaml:6:17', uses: 31 },
  { kind: 'edit', text: 'src/auth/**', place: '.claude/scope.yaml:7:17', uses: 9 },
  { kind: 'edit', text: 'test/auth/**', place: '.claude/scope.yaml:7:32', uses: 3 },
  { kind: 'edit', text: 'docs/**', place: '.claude/scope.yaml:7:48', uses: 0 },
  { kind: 'execute', text: 'npm test', place: '.claude/scope.yaml:9:21', uses: 5 },
  { kind: 'execute', text: 'npm run lint', place: '.claude/scope.yaml:9:31', uses: 0 },
  { kind: 'execute', text: 'git commit *', place: '.claude/scope.yaml:9:47', uses: 1 },
  { kind: 'mcp', text: 'github get_*', place: '.claude/scope.yaml:12:30', uses: 4 },
  { kind: 'mcp', text: 'github add_comment', place: '.claude/scope.yaml:12:60', uses: 0 },
  { kind: 'delegate', text: 'Explore', place: '.claude/scope.yaml:15:22', uses: 1 },
];

/** One changed file of a packet, with what the test says about it. */
export const sampleChange = (path: string, more: Partial<PacketChange> = {}): PacketChange => ({
  path,
  status: 'modified',
  mode: '100644',
  blob: 'c'.repeat(40),
  added: 12,
  removed: 3,
  scope: 'inside',
  rule: '.claude/scope.yaml:7:17 edit.allow',
  zones: [],
  tier: 'low',
  authors: [{ kind: 'tool', by: 'Edit #14' }],
  approved: [],
  dirtyBefore: false,
  ...more,
});

const CHANGES: readonly PacketChange[] = [
  sampleChange('src/auth/session.ts', { zones: ['auth'], tier: 'high', added: 41, removed: 18 }),
  sampleChange('src/auth/token.ts', {
    zones: ['auth'],
    tier: 'high',
    authors: [
      { kind: 'tool', by: 'Edit #22', agent: 'a7c1' },
      { kind: 'command', by: 'Bash #31' },
    ],
  }),
  sampleChange('test/auth/session.test.ts', { added: 22, removed: 9 }),
  sampleChange('package-lock.json', {
    zones: ['supply chain'],
    tier: 'high',
    scope: 'outside',
    rule: '.claude/scope.yaml:7:9 edit.allow',
    authors: [{ kind: 'unattributed', by: '' }],
    added: 4,
    removed: 1,
    approved: [],
    dirtyBefore: true,
  }),
  sampleChange('assets/logo.png', { status: 'added', tier: 'medium', added: undefined, removed: undefined } as Partial<PacketChange>),
].map((change) => JSON.parse(JSON.stringify(change)) as PacketChange);

const DENIED: Packet['authority']['denied'] = [
  {
    seq: 17,
    at: at(160),
    tool: 'Edit',
    call: '/r/package.json',
    verdict: 'deny',
    next: { kind: 'left', calls: [] },
    enforced: true,
    findings: [
      {
        code: 'EDIT_OUTSIDE_SCOPE',
        args: { kind: 'edit', path: 'package.json' },
        rule: '.claude/scope.yaml:7:9 edit.allow',
        says: 'edit of `package.json` refused: outside the scope of this run',
      },
    ],
    request: 1,
  },
  {
    seq: 29,
    at: at(400),
    tool: 'Bash',
    agent: 'a7c1',
    call: 'npm install left-pad',
    verdict: 'deny',
    next: { kind: 'left', calls: [] },
    enforced: true,
    findings: [
      {
        code: 'COMMAND_OUTSIDE_SCOPE',
        args: { command: 'npm install left-pad' },
        rule: '.claude/scope.yaml:9:3 commands',
        says: 'no grant for `npm install left-pad`',
      },
    ],
    request: 2,
  },
  {
    seq: 44,
    at: at(2_950),
    tool: 'mcp__github__add_comment',
    call: 'issue 412: the timeout is fixed',
    verdict: 'ask',
    next: { kind: 'left', calls: [] },
    enforced: true,
    findings: [
      {
        code: 'MCP_ASK',
        args: { server: 'github' },
        rule: '.claude/scope.yaml:12:60 mcp',
        says: '`github add_comment` is granted with a question',
      },
    ],
    outcome: 'agreed',
  },
];

const TIMELINE: readonly (readonly [number, Packet['timeline']['items'][number]['kind'], string])[] = [
  [0, 'start', 'opened (startup), scope .claude/scope.yaml'],
  [4, 'prompt', 'fix the login timeout, see ISSUE-412'],
  [11, 'call', 'Read src/auth/session.ts'],
  [14, 'call', 'Read src/auth/token.ts'],
  [19, 'call', 'Grep timeout'],
  [31, 'call', 'Read test/auth/session.test.ts'],
  [62, 'test', 'Bash npm test — failed (40 passed, 2 failed)'],
  [95, 'change', 'Edit src/auth/session.ts'],
  [118, 'change', 'Edit src/auth/session.ts'],
  [160, 'denied', 'Edit package.json — denied: outside the scope of this run'],
  [171, 'call', 'Read package.json'],
  [203, 'subagent', 'Explore started'],
  [221, 'call', 'Explore: Glob src/**'],
  [240, 'call', 'Explore: Read src/auth/keys.ts'],
  [290, 'subagent', 'Explore stopped'],
  [330, 'change', 'Edit src/auth/token.ts'],
  [352, 'failed', 'Bash npm run build — failed'],
  [400, 'denied', 'Bash npm install left-pad — denied: no grant'],
  [2_890, 'person', 'R2 approved by approver@example.com: needed for the fix'],
  [2_905, 'call', 'Bash npm install left-pad'],
  [2_950, 'person', 'asked at the prompt: mcp__github__add_comment issue 412'],
  [2_990, 'gap', 'Read ran without a verdict'],
  [3_010, 'test', 'Bash npm test — failed (41 passed, 1 failed)'],
  [3_060, 'change', 'Edit src/auth/session.ts'],
  [3_100, 'halt', 'stop rule failed_tests reached: limit 3, npm test'],
  [3_140, 'end', 'stopped (Stop), packet 2'],
];

const HEADLINE: readonly (readonly [string, string])[] = [
  [
    'Recommendation',
    'Hold: tests are stale: src/auth/session.ts changed after the last run (and 3 more); tier high (zone auth); owner@example.com decides',
  ],
  [
    'Task and claims',
    'Fix the login timeout (ISSUE-412); "all tests pass": contradicted (last run: 1 of 42 failed); 1 other claim supported',
  ],
  ['Scope', '5 files changed, 1 outside, 0 forbidden'],
  ['Tests', '`npm test`: 41 passed, 1 failed, 15:02 UTC, stale; 1 weakened'],
  [
    'Authority',
    '7 of 10 grants used; 61 calls; 2 denied (R1, R2); MCP: 1 call that may write, 4 that only read; widened: R2 by approver@example.com, used 1×',
  ],
  ['Zones', 'auth (high): src/auth/session.ts, src/auth/token.ts; supply chain (high): package-lock.json'],
  ['Rollback', '`twoloops rollback 20261122-1412-a3f09c1e`: tried, restores the baseline; not undone by it: `git push` (compensable)'],
  ['Assurance', 'self-reported; 60 of 61 calls covered; head not exported: this machine could have rewritten it'],
];

const BASE: Omit<Packet, 'requirements'> = {
  version: 1,
  number: 2,
  product: '0.1.0',
  headline: HEADLINE.map(([name, text]) => ({ name, text })),
  recommendation: {
    value: 'hold',
    reasons: [
      'stale, files changed after it: tests',
      'changed outside the scope: package-lock.json',
      'contradicted: "all tests pass"',
      'one call ran without a verdict: Read #46',
    ],
    basis: 'derived',
  },
  risk: {
    tier: 'high',
    matches: [
      {
        rule: 'zone auth',
        tier: 'high',
        on: ['src/auth/session.ts', 'src/auth/token.ts'],
        count: 2,
        place: 'templates/zones.yaml zones.auth',
      },
      { rule: 'zone supply chain', tier: 'high', on: ['package-lock.json'], count: 1, place: 'templates/zones.yaml zones.supply-chain' },
      { rule: 'weakened tests', tier: 'medium', on: ['test/auth/session.test.ts'], count: 1, place: 'templates/zones.yaml weakened' },
    ],
    basis: 'derived',
  },
  enforcement: { value: 'enforced', basis: 'observed' },
  run: {
    id: '20261122-1412-a3f09c1e',
    sessions: ['a3f09c1e-1111-2222-3333-444455556666'],
    opened: at(0),
    stopped: at(3_140),
    minutes: 52.3,
    client: '2.1.330',
    modes: ['default', 'acceptEdits'],
    models: ['claude-opus → claude-sonnet'],
    agent: 'claude-code/bug-fix',
    owner: 'owner@example.com',
    approver: 'approver@example.com',
    requester: { git: 'requester@example.com', user: 'requester' },
    tokens: 212_000,
    cost: '1.84 USD',
    host: { class: 'workstation', system: 'linux x64' },
    subagents: 1,
    prompts: 1,
    basis: 'observed',
  },
  scope: {
    file: '.claude/scope.yaml',
    digest: '5'.repeat(64),
    frozen: 'f'.repeat(64),
    intact: true,
    warnings: ['`docs/**` matches no file'],
    basis: 'observed',
  },
  task: { text: 'Fix the login timeout (ISSUE-412)', basis: 'attested' },
  summary: { text: 'The login timeout is fixed.\n\nAll tests pass. I only changed files under src/auth and test/auth.', basis: 'claimed' },
  claims: {
    items: [
      {
        text: 'All tests pass.',
        kind: 'tests pass',
        verdict: 'contradicted',
        evidence: 'last run of `npm test` (#47): 41 passed, 1 failed',
      },
      { text: 'The login timeout is fixed.', kind: 'behaviour', verdict: 'not checkable', evidence: '' },
      { text: 'No dependency was added.', kind: 'dependencies', verdict: 'supported', evidence: 'no manifest changed' },
    ],
    basis: 'derived',
  },
  authority: {
    granted: GRANTS,
    withoutGrant: 6,
    calls: 61,
    denied: DENIED,
    asked: 1,
    mcp: { reads: 4, writes: 1 },
    typed: [{ at: at(2_700), what: '/review', verdict: 'allow', enforced: true, says: '' }],
    widened: [
      {
        request: 2,
        answer: 'approve',
        by: 'approver@example.com',
        signed: true,
        reason: 'needed for the fix',
        how: 'once',
        at: at(2_890),
        until: at(4_000),
        narrow: 'npm install left-pad',
        used: [41],
      },
    ],
    basis: 'observed',
  },
  delivery: {
    baseline: { id: 'a'.repeat(40), at: at(0), head: '1'.repeat(40) },
    end: { id: 'b'.repeat(40), at: at(3_140), head: '2'.repeat(40) },
    changes: [...CHANGES],
    changeSet: 'd'.repeat(64),
    commits: ['2'.repeat(40)],
    left: ['vendor/nested'],
    unseen: ['/tmp/notes.txt'],
    ignored: { paths: ['dist/app.js'], count: 3 },
    preexisting: { paths: ['notes.md'], count: 1 },
    weakened: [{ path: 'test/auth/session.test.ts', line: 41, kind: 'skipped', text: "it.skip('expires after an hour', …" }],
    dependencies: [{ path: 'package-lock.json', ecosystem: 'npm', name: 'left-pad', kind: 'lockfile only', from: '1.2.0', to: '1.3.0' }],
    secrets: [{ path: 'src/auth/token.ts', line: 12, kind: 'a private key' }],
    unread: ['assets/logo.png'],
    basis: 'derived',
  },
  data: { classes: [{ name: 'customer', calls: 2, finds: 1, withheld: 1 }], secrets: 1, basis: 'observed' },
  effects: {
    items: [
      { seq: 50, at: at(3_000), form: 'git push', reversibility: 'compensable', grant: '.claude/scope.yaml:9:60', result: 'succeeded' },
    ],
    basis: 'observed',
  },
  evidence: {
    owed: [
      {
        name: 'tests',
        text: 'npm test',
        place: '.claude/scope.yaml:30:5',
        result: 'failed',
        at: at(3_010),
        counts: { passed: 41, failed: 1, skipped: 0, source: 'summary line' },
        contradiction: 'exit 0, and one test failed',
        freshness: 'stale',
        differs: ['src/auth/session.ts'],
        changed: ['coverage/index.html'],
      },
      {
        name: 'lint',
        text: 'npm run lint',
        place: '.claude/scope.yaml:31:5',
        result: 'missing',
        freshness: 'not checked',
        differs: [],
        changed: [],
      },
      {
        name: 'rollback',
        text: 'rollback',
        place: '.claude/scope.yaml:32:5',
        result: 'passed',
        at: at(3_140),
        freshness: 'fresh',
        differs: [],
        changed: [],
      },
    ],
    basis: 'derived',
  },
  stops: {
    trips: [{ at: at(3_100), rule: 'failed_tests', limit: '3', on: 'npm test', place: '.claude/scope.yaml:21:17', enforced: true }],
    halts: [`${at(3_110)} owner@example.com: wait`],
    resumes: [`${at(3_120)} owner@example.com: go on`],
    halted: false,
    basis: 'observed',
  },
  configuration: {
    refused: [`${at(700)} project .claude/settings.json`],
    hooksChanged: ['stop.cjs'],
    mcpChanged: ['github get_issue'],
    policies: [{ file: '.claude/twoloops/policy.yaml', digest: '9'.repeat(64) }],
    basis: 'observed',
  },
  rollback: {
    text: '`twoloops rollback 20261122-1412-a3f09c1e`: tried in a scratch work tree, restores the baseline',
    commands: ['twoloops rollback 20261122-1412-a3f09c1e --dry-run', 'twoloops rollback 20261122-1412-a3f09c1e'],
    tried: 'restores the baseline',
    lost: ['dist/app.js'],
    basis: 'recomputed',
  },
  coverage: {
    state: 'gaps',
    calls: 61,
    covered: 60,
    refusedByClient: 1,
    gaps: [{ kind: 'no verdict', what: 'Read toolu_01 at 15:02', hides: 'a read of any file' }],
    basis: 'derived',
  },
  assurance: [
    { tier: 'high', level: 'signed', place: '.claude/twoloops/policy.yaml:9:3', met: false },
    { tier: 'low', level: 'self-reported', place: '.claude/twoloops/policy.yaml:8:3', met: true },
  ],
  timeline: {
    items: TIMELINE.map(([seconds, kind, text], i) => ({ seq: i + 1, at: at(seconds), kind, text })),
    left: 2,
    basis: 'observed',
  },
  record: { events: 140, head: '7'.repeat(64), intact: true, torn: 0, selfTest: 'passed', basis: 'recomputed' },
  unfinished: { unjudged: ['Read #46'], calls: ['Bash #49'], background: 1, basis: 'observed' },
  limits: [
    'It shows what the hooks were told, in order, unchanged since then as far as this machine can be trusted; not intent, and not that a result was true.',
    'Who else changed a file during the run (a person, an editor, another run) cannot be told apart by the trees.',
    'Nothing here is signed, and the head of the record has not left this machine.',
  ],
};

/** A packet of a run of high risk in which nearly everything happened once. */
export function samplePacket(overrides: Partial<Packet> = {}): Packet {
  const body = { ...BASE, ...overrides };
  return packetSchema.parse(structuredClone({ ...body, requirements: requirementsOf(body) }));
}

/** A packet of a run of low risk that stayed in scope. */
export function calmPacket(overrides: Partial<Packet> = {}): Packet {
  const { delivery, authority, evidence, stops, configuration, coverage, unfinished } = BASE;
  const tests = {
    ...evidence.owed[0],
    result: 'passed',
    freshness: 'fresh',
    differs: [],
    changed: [],
    counts: { passed: 42, failed: 0, skipped: 0, source: 'summary line' },
  };
  const { contradiction: _, ...passed } = tests;
  const texts = [
    'Ship: every requirement is met; tier low (docs); owner@example.com decides',
    'Explain the session timeout in the guide; 1 claim supported',
    '2 files changed, 0 outside, 0 forbidden',
    '`npm test`: 42 passed, 15:02 UTC, fresh; none weakened',
    '7 of 10 grants used; 61 calls; 0 denied; none widened',
    'none',
    '`twoloops rollback 20261122-1412-a3f09c1e`: tried, restores the baseline; nothing irreversible',
    'self-reported; 61 of 61 calls covered; head not exported: this machine could have rewritten it',
  ];
  return samplePacket({
    headline: HEADLINE.map(([name], i) => ({ name, text: texts[i] ?? '' })),
    recommendation: { value: 'ship', reasons: ['every requirement is met on this exact tree'], basis: 'derived' },
    risk: {
      tier: 'low',
      matches: [{ rule: 'docs', tier: 'low', on: ['docs/guide.md'], count: 2, place: 'templates/zones.yaml low' }],
      basis: 'derived',
    },
    task: { text: 'Explain the session timeout in the guide', basis: 'attested' },
    claims: {
      items: [{ text: 'All tests pass.', kind: 'tests pass', verdict: 'supported', evidence: '`npm test` (#47): 42 passed' }],
      basis: 'derived',
    },
    authority: { ...authority, denied: [], asked: 0, typed: [], widened: [], mcp: { reads: 4, writes: 0 } },
    delivery: {
      ...delivery,
      changes: [sampleChange('docs/guide.md'), sampleChange('docs/timeout.md', { status: 'added', added: 30, removed: 0 })],
      commits: [],
      left: [],
      unseen: [],
      ignored: { paths: [], count: 0 },
      preexisting: { paths: [], count: 0 },
      weakened: [],
      dependencies: [],
      secrets: [],
      unread: [],
    },
    data: { classes: [], secrets: 0, basis: 'observed' },
    effects: { items: [], basis: 'observed' },
    evidence: { owed: [passed as Packet['evidence']['owed'][number]], basis: 'derived' },
    stops: { ...stops, trips: [], halts: [], resumes: [] },
    configuration: { ...configuration, refused: [], hooksChanged: [], mcpChanged: [] },
    assurance: [],
    coverage: { ...coverage, state: 'complete', covered: 61, calls: 61, refusedByClient: 0, gaps: [] },
    unfinished: { ...unfinished, unjudged: [], calls: [], background: 0 },
    rollback: { ...BASE.rollback, lost: [] },
    timeline: {
      ...BASE.timeline,
      items: BASE.timeline.items.filter((item) => !['denied', 'gap', 'halt', 'failed'].includes(item.kind)),
      left: 0,
    },
    ...overrides,
  });
}

const repeat = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const KINDS = ['call', 'change', 'call', 'test', 'denied', 'call', 'failed', 'subagent', 'person', 'prompt'] as const;
const TIERS = ['low', 'low', 'medium', 'high', 'critical'] as const;

/** A packet as large as they come: 200 changes, 400 rows of the timeline over a day, 300 denials, 150 grants. */
export function largePacket(overrides: Partial<Packet> = {}): Packet {
  const { authority, delivery, timeline } = BASE;
  const [denied] = DENIED;
  if (denied === undefined) throw new Error('the sample has no denial');
  return samplePacket({
    authority: {
      ...authority,
      calls: 1_000,
      denied: repeat(300, (i) => ({ ...denied, seq: i * 3 + 1, request: i + 1, call: `/r/packages/part-${i}/src/index.ts` })),
      granted: repeat(150, (i) => ({
        kind: ['read', 'edit', 'execute', 'mcp'][i % 4] ?? '',
        text: `packages/part-${i}/**`,
        place: `.claude/scope.yaml:${i}:9`,
        uses: i % 3,
      })),
    },
    delivery: {
      ...delivery,
      changes: repeat(200, (i) =>
        sampleChange(`packages/part-${i % 12}/src/${['core', 'io', 'cli'][i % 3]}/module-number-${i}.ts`, {
          tier: TIERS[i % 5] ?? 'low',
          zones: i % 5 > 2 ? ['auth'] : [],
          added: (i * 37) % 300,
          removed: (i * 11) % 90,
        }),
      ),
    },
    timeline: {
      ...timeline,
      items: repeat(400, (i) => ({
        seq: i + 1,
        at: at(i * 41 + Math.floor(i / 130) * 9_000),
        kind: KINDS[(i * 7 + Math.floor(i / 9)) % KINDS.length] ?? 'call',
        text: `Edit packages/part-${i}/src/index.ts — step ${i} of the run, as long as such texts are`,
      })),
      left: 600,
    },
    record: { ...BASE.record, events: 1_000 },
    ...overrides,
  });
}

/** The path of a text inside a packet: `delivery.changes.0.path`. */
export type TextPath = string;

/** The packet with every free text replaced; words that the schema fixes stay. The result satisfies the schema. */
export function withTexts(packet: Packet, text: (old: string, path: TextPath) => string): Packet {
  const replaced = walk(packet, '', text) as Record<string, unknown>;
  const checked = packetSchema.safeParse(replaced);
  if (checked.success) return checked.data;
  for (const issue of checked.error.issues) put(replaced, issue.path, issue.path.reduce<unknown>(member, packet));
  return packetSchema.parse(replaced);
}

const member = (value: unknown, key: PropertyKey): unknown => (value as Record<PropertyKey, unknown>)[key];

function put(value: unknown, path: readonly PropertyKey[], old: unknown): void {
  const owner = path.slice(0, -1).reduce<unknown>(member, value) as Record<PropertyKey, unknown>;
  const last = path.at(-1);
  if (last !== undefined) owner[last] = old;
}

function walk(value: unknown, path: TextPath, text: (old: string, path: TextPath) => string): unknown {
  if (typeof value === 'string') return text(value, path);
  if (Array.isArray(value)) return value.map((item, i) => walk(item, `${path}.${i}`, text));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, path === '' ? key : `${path}.${key}`, text)]));
}

/** What a page must show and never do, the worst first: texts are cut. Running any of it would set `planted` or ask for `planted.invalid`. */
export const HOSTILE = [
  `</script></title></svg><script>globalThis.planted=1</script>`,
  `"><img src=x onerror="globalThis.planted=1">`,
  `\u202egnp\u202c\u2066\u200b\u0000\u001b[31m\ufeff\u061c\u{e0041}\ud800${'\u0300'.repeat(10)}`,
  `' onmouseover='globalThis.planted=1' x='`,
  `one\ntwo\r\nthree\tfour/five\\six`,
  `<svg onload=globalThis.planted=1></style></textarea>`,
  `<iframe src="https://planted.invalid/"></iframe><link rel=stylesheet href=//planted.invalid/x.css>`,
  `[x](javascript:globalThis.planted=1) **bold** \`code\` <!-- --> ]]> &lt;b&gt; &#60;`,
].join(' ');

/** A packet in which every text that can be hostile is; times too. */
export function hostilePacket(base: Packet = samplePacket(), hostile = HOSTILE): Packet {
  return withTexts(base, (old) => `${hostile} ${old}`);
}
