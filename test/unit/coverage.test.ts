import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverageOf } from '../../src/core/coverage/coverage.ts';
import type { TranscriptFacts } from '../../src/core/coverage/facts.ts';
import { gather, NOTHING_GATHERED } from '../../src/core/coverage/gather.ts';
import { readTranscriptLine } from '../../src/core/coverage/line.ts';
import { SELF_TEST_CALL } from '../../src/core/coverage/record.ts';
import { Shortener } from '../../src/core/coverage/shorten.ts';
import { SELF_TEST_ID } from '../../src/events/self-test-answer.ts';
import type { RunEvent } from '../../src/schema/event.ts';
import { coverage as coverageSchema, type Gap } from '../../src/schema/review.ts';

const fixtures = fileURLToPath(new URL('../fixtures/transcripts/', import.meta.url));

/** A run as it was found: the lines of its transcripts by file, its events, and when the transcripts are read. */
interface Run {
  readonly session: string;
  readonly files: Readonly<Record<string, readonly string[]>>;
  readonly events: readonly RunEvent[];
  readonly readAt: number;
}

const linesOf = (file: string): string[] => readFileSync(file, 'utf8').split('\n').filter(Boolean);

function run(name: string): Run {
  const names = readdirSync(join(fixtures, name), { recursive: true, encoding: 'utf8' });
  const transcripts = names.filter((file) => /(^[^/]+|\/agent-[^/]+)\.jsonl$/.test(file) && file !== 'events.jsonl').sort();
  const session = transcripts.find((file) => !file.includes('/'))?.replace('.jsonl', '') ?? '';
  const events = linesOf(join(fixtures, name, 'events.jsonl')).map((line) => JSON.parse(line) as RunEvent);
  return {
    session,
    files: Object.fromEntries(transcripts.map((file) => [file.replace(`${session}/`, ''), linesOf(join(fixtures, name, file))])),
    events,
    readAt: Date.parse(events.at(-1)?.at ?? '') + 60_000,
  };
}

function factsOf({ files, session, readAt }: Run): readonly TranscriptFacts[] {
  return Object.entries(files).map(([file, lines]) => {
    const so = NOTHING_GATHERED(file, session, readAt);
    for (const line of lines) gather(so, line);
    return so;
  });
}

const cover = (of: Run) => coverageSchema.parse(coverageOf(factsOf(of), of.events));

const main = ({ session }: Run): string => `${session}.jsonl`;

const withLines = (of: Run, change: (lines: readonly string[]) => readonly string[], file = main(of)): Run => ({
  ...of,
  files: { ...of.files, [file]: change(of.files[file] ?? []) },
});

const withEvents = (of: Run, change: (events: readonly RunEvent[]) => readonly unknown[]): Run => ({
  ...of,
  events: change(of.events) as readonly RunEvent[],
});

const holds = (kind: 'tool_use' | 'tool_result', id: string) => (line: string) => {
  const content: unknown = (JSON.parse(line) as { message?: { content?: unknown } }).message?.content;
  const blocks = Array.isArray(content) ? (content as Record<string, unknown>[]) : [];
  return blocks.some((block) => block['type'] === kind && (block['id'] ?? block['tool_use_id']) === id);
};

const idsOf = (of: Run, type: 'verdict' | 'result'): string[] => of.events.flatMap((event) => (event.type === type ? [event.id] : []));

const assistant = (id: string, more: object = {}, block: object = {}): string =>
  JSON.stringify({
    type: 'assistant',
    timestamp: '2026-11-26T02:19:08.900Z',
    version: '2.1.330',
    message: { id: `msg_${id}`, content: [{ type: 'tool_use', id, name: 'Bash', input: {}, ...block }] },
    ...more,
  });

const user = (id: string, more: object = {}, block: object = {}): string =>
  JSON.stringify({
    type: 'user',
    timestamp: '2026-11-26T02:19:09.000Z',
    version: '2.1.330',
    message: { content: [{ type: 'tool_result', tool_use_id: id, content: 'done', ...block }] },
    ...more,
  });

const attachment = (note: object): string =>
  JSON.stringify({ type: 'attachment', timestamp: '2026-11-26T02:19:10.000Z', version: '2.1.330', attachment: note });

const RAN = { permissionDecision: { decision: 'accept', source: 'config' } };

const COMPLETE = {
  refused: [12, 8, 4],
  rules: [4, 1, 3],
  subagents: [7, 6, 1],
  workflow: [3, 3, 0],
  unanswered: [2, 2, 0],
  tripped: [3, 3, 0],
  compacted: [2, 2, 0],
  interrupted: [1, 1, 0],
  fork: [1, 1, 0],
} as const;

describe('runs of the real client without a gap', () => {
  for (const [name, [calls, covered, refusedByClient]] of Object.entries(COMPLETE))
    it(name, () => expect(cover(run(name))).toMatchObject({ state: 'complete', calls, covered, refusedByClient, gaps: [] }));

  it('says what was left aside', () => {
    expect(cover(run('fork')).why).toBe('2 calls copied from the session that this one was forked from, not compared');
    expect(cover(run('interrupted')).why).toBe('1 call interrupted: what it did until then has no result in the record');
    expect(cover(run('subagents')).why).toBeUndefined();
  });

  it('counts a line that is there twice, as after a resume, once', () => {
    const of = run('subagents');
    expect(cover(withLines(of, (lines) => [...lines, ...lines]))).toMatchObject({ state: 'complete', calls: 7, covered: 6 });
  });
});

describe('gaps of the real client', () => {
  const cases: readonly (readonly [string, Gap['kind'], RegExp, RegExp])[] = [
    ['hook-off', 'no verdict', /^Write toolu_s0n1_0 \(.*\.jsonl\)$/, /^it ran and was not judged/],
    ['hook-open', 'hook failed', /^PreToolUse of Write toolu_s0n1_0 .*: exit 1$/, /^it ran and was not judged/],
    ['hook-crash', 'hook failed', /^PreToolUse of Write toolu_s0n1_0 /, /^nothing ran: .*only its event is missing in the record$/],
    ['hook-post', 'hook failed', /^PostToolUse of Write toolu_s0n1_0 .*: failed$/, /the record has no result/],
    ['killed', 'no end', /^after `verdict` #6 at .*started again/, /^the client was killed, or its hooks were off/],
    ['late', 'no start', /^1 call before the run was opened at .*: Write toolu_s0n0_0/, /no hook saw them/],
  ];
  it.each(cases)('%s: %s', (name, kind, what, hides) => {
    const found = cover(run(name));
    expect(found.state).toBe('gaps');
    expect(found.gaps).toEqual([{ kind, what: expect.stringMatching(what), hides: expect.stringMatching(hides) }]);
  });
});

/** A gap planted in a run without one: the only one that is found, and what it hides. */
interface Planted {
  readonly name: string;
  readonly plant: (of: Run) => Run;
  readonly kind: Gap['kind'];
  readonly what: RegExp;
  readonly hides: RegExp;
}

const AGENT = 'subagents/agent-a896b921babbce1f8.jsonl';
const add =
  (...lines: string[]) =>
  (of: Run): Run =>
    withLines(of, (all) => [...all, ...lines]);
const tool = { event: 'SubagentStop', command: 'node ${CLAUDE_PROJECT_DIR}/.claude/twoloops/hooks/subagent-stop.cjs' };
const nonBlocking = { type: 'hook_non_blocking_error', hookEvent: tool.event, toolUseID: 'x-1', exitCode: 1, command: tool.command };
const deny = (event: RunEvent): RunEvent =>
  event.type === 'verdict' && event.id === 'toolu_s0n0_0' ? { ...event, verdict: 'deny', enforced: true } : event;

const PLANTED: readonly Planted[] = [
  {
    name: 'a verdict was taken out',
    plant: (of) => withEvents(of, (all) => all.filter((event) => !(event.type === 'verdict' && event.id === 'toolu_s0n2_0'))),
    kind: 'no verdict',
    what: /^Read toolu_s0n2_0 \(subagents\/agent-a896b921babbce1f8\.jsonl\)$/,
    hides: /it ran and was not judged: what it read, changed or sent/,
  },
  {
    name: 'a call that ran without any event',
    plant: add(assistant('toolu_x'), user('toolu_x', RAN)),
    kind: 'no verdict',
    what: /^Bash toolu_x /,
    hides: /it ran and was not judged/,
  },
  {
    name: 'a call of which nobody knows whether it ran',
    plant: add(assistant('toolu_x')),
    kind: 'no verdict',
    what: /^Bash toolu_x /,
    hides: /whether it ran is not known/,
  },
  {
    name: 'a call that a permission rule refused after hooks that did not judge it',
    plant: add(
      assistant('toolu_x'),
      user(
        'toolu_x',
        { toolDenialKind: 'permission-rule', permissionDecision: { decision: 'reject', source: 'config' } },
        { is_error: true },
      ),
    ),
    kind: 'no verdict',
    what: /^Bash toolu_x /,
    hides: /nothing ran: .*the guard was off, or could not record/,
  },
  {
    name: 'a tool that ran and only pretends to have been refused by the client',
    plant: add(
      assistant('toolu_x', {}, { name: 'mcp__evil__do' }),
      user('toolu_x', RAN, { is_error: true, content: '<tool_use_error>Error: No such tool available: mcp__evil__do</tool_use_error>' }),
    ),
    kind: 'no verdict',
    what: /^mcp__evil__do toolu_x /,
    hides: /it ran and was not judged/,
  },
  {
    name: 'a tool that the API ran',
    plant: add(assistant('srvtoolu_1', {}, { type: 'server_tool_use', name: 'web_search' })),
    kind: 'no verdict',
    what: /^web_search srvtoolu_1 .*run by the API$/,
    hides: /no hook sees it/,
  },
  {
    name: 'tools that the API ran and only counts',
    plant: add(
      JSON.stringify({
        type: 'assistant',
        version: '2.1.330',
        message: { id: 'm', content: [], usage: { server_tool_use: { web_search_requests: 2, web_fetch_requests: 0 } } },
      }),
    ),
    kind: 'no verdict',
    what: /^2 tools that the API ran itself/,
    hides: /no hook sees them/,
  },
  {
    name: 'a call was taken out of the transcript, its result left',
    plant: (of) => withLines(of, (lines) => lines.filter((line) => !holds('tool_use', 'toolu_s0n0_0')(line))),
    kind: 'not in transcript',
    what: /^Read toolu_s0n0_0 .*its result is there, the call is not$/,
    hides: /lost lines or was changed/,
  },
  {
    name: 'a call and its result were taken out of the transcript',
    plant: (of) =>
      withLines(of, (lines) =>
        lines.filter((line) => !holds('tool_use', 'toolu_s0n0_0')(line) && !holds('tool_result', 'toolu_s0n0_0')(line)),
      ),
    kind: 'not in transcript',
    what: /^Read toolu_s0n0_0 \(event #4\)$/,
    hides: /lost lines or was changed/,
  },
  {
    name: 'the transcript of a subagent is gone',
    plant: (of) => ({ ...of, files: Object.fromEntries(Object.entries(of.files).filter(([file]) => file !== AGENT)) }),
    kind: 'not in transcript',
    what: /^1 call of subagent a896b921babbce1f8, which has no transcript$/,
    hides: /lost lines or was changed/,
  },
  {
    name: 'a result was not recorded',
    plant: (of) => withEvents(of, (all) => all.filter((event) => !(event.type === 'result' && event.id === 'toolu_s0n2_0'))),
    kind: 'hook failed',
    what: /^PostToolUse of Read toolu_s0n2_0 /,
    hides: /the record has no result/,
  },
  {
    name: 'a refusal did not hold',
    plant: (of) => withEvents(of, (all) => all.map(deny)),
    kind: 'hook failed',
    what: /^the refusal of Read toolu_s0n0_0 .* did not hold$/,
    hides: /it ran although it was refused/,
  },
  {
    name: 'a hook of ours failed beside the calls',
    plant: add(attachment(nonBlocking)),
    kind: 'hook failed',
    what: /^SubagentStop x-1 .*: exit 1$/,
    hides: /did not reach the client/,
  },
  {
    name: 'a hook was cancelled, nobody says whose',
    plant: add(attachment({ type: 'hook_cancelled', hookEvent: 'PostToolBatch', toolUseID: 'x-1', timedOut: true })),
    kind: 'hook failed',
    what: /^PostToolBatch x-1 .*: timed out$/,
    hides: /did not reach the client/,
  },
  {
    name: 'what was withheld went to the model all the same',
    plant: (of) =>
      withEvents(add(attachment({ type: 'hook_error_during_execution', hookEvent: 'PostToolUse', toolUseID: 'toolu_s0n0_0' }))(of), (all) =>
        all.map((event) => (event.type === 'result' && event.id === 'toolu_s0n0_0' ? { ...event, withheld: ['customer'] } : event)),
      ),
    kind: 'hook failed',
    what: /^PostToolUse toolu_s0n0_0 .*could not be used$/,
    hides: /went to the model/,
  },
  {
    name: 'the beginning of the record is gone',
    plant: (of) => withEvents(of, (all) => all.filter((event) => event.type !== 'opened')),
    kind: 'no start',
    what: /^the record begins with `self-test`/,
    hides: /all that happened before/,
  },
  {
    name: 'the client was started again without an end',
    plant: (of) =>
      withEvents(of, (all) => {
        const rest = all.filter((event) => event.type !== 'stopped' && event.type !== 'closed');
        return [...rest, { ...rest.at(-1), seq: 90, type: 'continued', source: 'resume' }];
      }),
    kind: 'no end',
    what: /^after `result` #18 at /,
    hides: /further calls until it ended/,
  },
  {
    name: 'hook files changed',
    plant: (of) =>
      withEvents(of, (all) =>
        all.map((event) =>
          event.type === 'stopped' ? { ...event, hooks: { ...event.hooks, 'pre-tool-use.cjs': 'other', 'new.cjs': '1' } } : event,
        ),
      ),
    kind: 'hooks changed',
    what: /^new\.cjs, pre-tool-use\.cjs: other than when the run opened$/,
    hides: /another program judged and recorded, or none/,
  },
  {
    name: 'a line of the record is torn',
    plant: (of) => withEvents(of, (all) => [...all, { ...all.at(-1), seq: 91, type: 'torn', bytes: 77 }]),
    kind: 'record torn',
    what: /^before event #91 .*77 bytes/,
    hides: /a verdict, a result, or any other/,
  },
  {
    name: 'a line of the transcript is broken',
    plant: add(assistant('toolu_x').slice(0, 90)),
    kind: 'broken transcript',
    what: /\.jsonl:\d+: it is not whole JSON$/,
    hides: /the calls and results that stand in this line/,
  },
  {
    name: 'a call stands in a line of a type that nobody knows',
    plant: add(assistant('toolu_x', { type: 'assistant-2' })),
    kind: 'broken transcript',
    what: /of type `assistant-2`, which is not known, and may hold a call$/,
    hides: /could not be compared/,
  },
  {
    name: 'a call without an id',
    plant: add(assistant('')),
    kind: 'broken transcript',
    what: /a call without an id or a name$/,
    hides: /could not be compared/,
  },
];

describe('planted gaps', () => {
  it.each(PLANTED.map((one) => [one.name, one] as const))('%s', (_, { plant, kind, what, hides }) => {
    const found = cover(plant(run('subagents')));
    expect(found.state).toBe('gaps');
    expect(found.gaps).toEqual([{ kind, what: expect.stringMatching(what), hides: expect.stringMatching(hides) }]);
  });

  it('of each kind only some are listed, and the rest is counted', () => {
    const many = Array.from({ length: 500 }, (_, i) => [assistant(`toolu_x${i}`), user(`toolu_x${i}`, RAN)]).flat();
    const { gaps, calls, covered } = cover(add(...many)(run('subagents')));
    expect([calls, covered, gaps.length]).toEqual([507, 6, 26]);
    expect(gaps.at(-1)).toMatchObject({ kind: 'no verdict', what: 'and 475 more' });
  });
});

describe('no gap', () => {
  const of = run('subagents');
  const none: readonly (readonly [string, Run])[] = [
    ['a hook of somebody else failed', add(attachment({ ...nonBlocking, command: './lint.sh' }))(of)],
    [
      'a hook of ours refused by itself',
      add(
        attachment({
          type: 'hook_blocking_error',
          hookEvent: 'Stop',
          toolUseID: 'x',
          blockingError: {
            command: tool.command,
            blockingError: `[${tool.command}]: twoloops: owed evidence is missing: [x]: failed; blocking because onFailure is "block"`,
          },
        }),
      )(of),
    ],
    ['the self-test', withEvents(of, (all) => [...all, { ...all.find((event) => event.type === 'verdict'), id: SELF_TEST_ID }])],
    [
      'compaction in the middle of work',
      withEvents(of, (all) => [...all.slice(0, 10), { ...all[9], type: 'continued', source: 'compact' }, ...all.slice(10)]),
    ],
    ['the end of the talk, which has no hook', add(assistant('toolu_x', {}, { name: 'EndConversation' }))(of)],
    [
      'a hook of ours failed before the run was opened',
      add(attachment(nonBlocking).replace('2026-11-26T02:19:10', '2026-11-26T02:19:01'))(of),
    ],
    ['a refusal that was only observed', withEvents(of, (all) => all.map(deny).map((event) => ({ ...event, enforced: false })))],
    ['a result that is written before its call', withLines(of, (lines) => [...lines].reverse(), 'subagents/agent-afab414275ec5c714.jsonl')],
  ];
  it.each(none)('%s', (_, one) => expect(cover(one)).toMatchObject({ state: 'complete', gaps: [], covered: 6 }));

  it('knows the self-test by the id that the hooks use', () => expect(SELF_TEST_CALL).toBe(SELF_TEST_ID));

  it('names types of line that it does not know', () => {
    expect(cover(add('{"type":"weather"}')(of))).toMatchObject({
      state: 'complete',
      why: expect.stringMatching(/not known, without a call in them: weather$/),
    });
  });
});

describe('calls of the session that a fork came from', () => {
  const of = run('fork');
  const opened = (change: object) =>
    withEvents(of, (all) => all.map((event) => (event.type === 'opened' ? { ...event, ...change } : event)));
  const asked = { requestSessionId: 'another' };

  it('are known by the session that asked for them, or by how the run was opened', () => {
    expect(cover(opened({ source: 'resume' }))).toMatchObject({ state: 'complete', calls: 1 });
    expect(cover(withLines(of, (lines) => lines.map((line) => line.replace(/,"requestSessionId":"[^"]+"/, ''))))).toMatchObject({
      state: 'complete',
      calls: 1,
    });
  });

  it('are calls of this run once it was opened', () => {
    const late = { ...asked, timestamp: '2026-11-26T02:11:03.000Z' };
    expect(cover(add(assistant('toolu_x', late), user('toolu_x', RAN))(of)).gaps).toMatchObject([{ kind: 'no verdict' }]);
  });
});

describe('whose tool, whose hook, whose end', () => {
  const of = run('subagents');
  const api = (more: object = {}) => assistant('srvtoolu_1', more, { type: 'server_tool_use', name: 'EndConversation' });

  it('a tool of the API has no hook, whatever it is called and whenever it ran', () => {
    expect(cover(add(api())(of)).gaps).toMatchObject([{ what: expect.stringContaining('run by the API') }]);
    expect(cover({ ...add(api())(of), readAt: Date.parse('2026-11-26T02:19:09Z') }).gaps).toMatchObject([
      { what: expect.stringContaining('run by the API') },
    ]);
  });

  it('a tool of the API that is listed and counted is one gap, however many lines its message has', () => {
    const message = { id: 'm', usage: { server_tool_use: { web_search_requests: 1 } } };
    const lines = [{ content: [{ type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search' }] }, { content: [] }, { content: [] }];
    const all = lines.map((one) => JSON.stringify({ type: 'assistant', version: '2.1.330', message: { ...message, ...one } }));
    expect(cover(add(...all)(of)).gaps).toHaveLength(1);
  });

  it('a failed hook of somebody else does not explain a missing verdict', () => {
    const lines = [
      assistant('toolu_x'),
      attachment({ ...nonBlocking, hookEvent: 'PreToolUse', toolUseID: 'toolu_x', command: './lint.sh' }),
      user('toolu_x', RAN),
    ];
    expect(cover(add(...lines)(of)).gaps).toMatchObject([{ kind: 'no verdict', what: expect.not.stringContaining('exit 1') }]);
  });

  it('of two results on one line neither is taken to have been refused', () => {
    const refused = { type: 'tool_result', is_error: true, content: '<tool_use_error>no</tool_use_error>' };
    const both = JSON.stringify({
      type: 'user',
      version: '2.1.330',
      message: { content: ['toolu_x', 'toolu_y'].map((id) => ({ ...refused, tool_use_id: id })) },
    });
    const { gaps, refusedByClient } = cover(add(assistant('toolu_x'), assistant('toolu_y'), both)(of));
    expect([gaps.map((gap) => gap.kind), refusedByClient]).toEqual([['no verdict', 'no verdict'], 1]);
    const ran = both.replaceAll('"is_error":true', '"is_error":false');
    expect(cover(add(assistant('toolu_x'), assistant('toolu_y'), ran)(of)).gaps[0]?.hides).toMatch(/^it ran/);
  });

  it('a packet that was made by hand is no end', () => {
    const cut = run('killed');
    const at = cut.events.findIndex((event) => event.type === 'continued');
    const stopped = (from: string) =>
      withEvents(cut, (all) => [...all.slice(0, at), { ...all[at], type: 'stopped', from, hooks: undefined }, ...all.slice(at)]);
    expect(cover(stopped('packet')).gaps).toMatchObject([{ kind: 'no end' }]);
    expect(cover(stopped('SessionEnd')).state).toBe('complete');
  });

  it('a transcript that names no client is not known', () => {
    const bare = withLines(of, (lines) => lines.map((line) => line.replaceAll('"version":"2.1.330"', '"v":1')));
    expect(cover(bare)).toMatchObject({ state: 'unknown', why: expect.stringContaining('does not say which client wrote it') });
  });
});

describe('what is written late', () => {
  const of = run('subagents');
  const at = Date.parse(of.events.find((event) => event.type === 'verdict' && event.id === 'toolu_s0n5_0')?.at ?? '');
  const without = withLines(of, (lines) => lines.filter((line) => !/toolu_s0n5_0/.test(line)), 'subagents/agent-afab414275ec5c714.jsonl');

  it('a verdict of the last two seconds may not be in the transcript yet', () => {
    expect(cover({ ...without, readAt: at + 1_999 })).toMatchObject({
      state: 'complete',
      why: '1 verdict of the last two seconds not yet written to the transcript',
    });
    expect(cover({ ...without, readAt: at + 2_001 }).gaps).toMatchObject([
      { kind: 'not in transcript', what: expect.stringContaining('toolu_s0n5_0') },
    ]);
  });

  it('a call of the last two seconds without a result may not have been judged yet', () => {
    const asked = add(assistant('toolu_x', { timestamp: new Date(at).toISOString() }))(of);
    expect(cover({ ...asked, readAt: at + 1_999 })).toMatchObject({
      state: 'complete',
      calls: 8,
      covered: 6,
      why: expect.stringMatching(/^1 call .*being asked about/),
    });
    expect(cover({ ...asked, readAt: at + 2_001 }).gaps).toMatchObject([{ kind: 'no verdict' }]);
  });

  it('a call that ran is never excused', () => {
    const ran = add(assistant('toolu_x', { timestamp: new Date(at).toISOString() }), user('toolu_x', RAN))(of);
    expect(cover({ ...ran, readAt: at }).gaps).toMatchObject([{ kind: 'no verdict' }]);
  });
});

describe('not known, and never complete', () => {
  const of = run('subagents');
  const versioned = (version: string) =>
    withLines(of, (lines) => lines.map((line) => line.replaceAll('"version":"2.1.330"', `"version":"${version}"`)));
  const cases: readonly (readonly [string, Run, RegExp])[] = [
    ['an empty transcript', withLines(of, () => []), /is empty/],
    ['no line of a known type', withLines(of, () => ['{"type":"x"}', 'garbage', '\0\0']), /has no line of a known type \(3 lines\)/],
    ['a client of a later generation', versioned('3.0.0'), /was written by client 3\.0\.0, whose format is not known/],
    ['a client that is too old', versioned('2.1.320'), /was written by client 2\.1\.320/],
    ['a version that is none', versioned('latest'), /was written by client latest/],
    [
      'events of another session',
      withEvents(of, (all) => all.map((event) => ({ ...event, session: 'other' }))),
      /no transcript was read of session other/,
    ],
  ];
  it.each(cases)('%s', (_, one, why) => expect(cover(one)).toMatchObject({ state: 'unknown', why: expect.stringMatching(why), gaps: [] }));

  it.each(['2.1.321', '2.1.330', '2.2.0', '2.10.1'])('client %s is known', (version) =>
    expect(cover(versioned(version)).state).toBe('complete'),
  );

  it('no transcript at all', () => {
    expect(coverageOf({ problem: 'gone' }, of.events)).toMatchObject({ state: 'unknown', why: 'gone', calls: 0, gaps: [] });
    expect(coverageOf([], of.events)).toMatchObject({ state: 'unknown', why: 'no transcript was read', gaps: [] });
  });

  it('a transcript that was not read to its end accuses nobody of missing calls', () => {
    const facts = factsOf(withLines(of, (lines) => lines.slice(0, 20)));
    const cut = facts.map((file) => ({ ...file, cut: 'there was no time' }));
    expect(coverageOf(cut, of.events)).toMatchObject({ state: 'unknown', why: expect.stringContaining('there was no time'), gaps: [] });
  });
});

describe('properties', () => {
  const names = Object.keys(COMPLETE) as (keyof typeof COMPLETE)[];
  const judged = names.flatMap((name) => idsOf(run(name), 'verdict').map((id) => [name, id] as const));

  it('look at enough calls', () => expect(judged.length).toBeGreaterThan(25));

  it('without any one of its verdicts a run has a gap that names the call', () => {
    for (const [name, id] of judged) {
      const { gaps } = cover(withEvents(run(name), (all) => all.filter((event) => !(event.type === 'verdict' && event.id === id))));
      expect(
        gaps.some((gap) => ['no verdict', 'hook failed'].includes(gap.kind) && gap.what.includes(id)),
        `${name} ${id}`,
      ).toBe(true);
    }
  });

  it('without any one of its judged calls a transcript has a gap that names it', () => {
    for (const [name, id] of judged) {
      const of = run(name);
      const files = Object.fromEntries(
        Object.entries(of.files).map(([file, lines]) => [file, lines.filter((line) => !holds('tool_use', id)(line))]),
      );
      const { gaps } = cover({ ...of, files });
      expect(
        gaps.some((gap) => gap.kind === 'not in transcript' && gap.what.includes(id)),
        `${name} ${id}`,
      ).toBe(true);
    }
  });

  it('no line and no event makes it throw, and no damage makes a run complete with another count', () => {
    const of = run('subagents');
    const line = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constantFrom(...(of.files[main(of)] ?? [])).chain((whole) => fc.nat(whole.length).map((at) => whole.slice(0, at))),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), fc.array(fc.jsonValue(), { maxLength: 4 }), (lines, junk) => {
        const found = cover(withEvents(add(...lines)(of), (all) => [...all, ...junk]));
        expect(found.covered).toBe(6);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('events of any shape do not make it throw', () => {
    const of = run('killed');
    const strange = fc.record(
      {
        type: fc.constantFrom('opened', 'verdict', 'result', 'stopped', 'closed', 'continued', 'torn', 'prompt', 'x'),
        at: fc.oneof(fc.constant('2026-11-26T02:17:51.000Z'), fc.string()),
        ...Object.fromEntries(
          ['id', 'tool', 'hooks', 'seq', 'bytes', 'source', 'agent', 'session', 'verdict', 'withheld'].map((key) => [key, fc.jsonValue()]),
        ),
      },
      { requiredKeys: ['type', 'at'] },
    );
    fc.assert(
      fc.property(fc.array(strange, { maxLength: 8 }), (junk) => {
        expect(cover(withEvents(of, (all) => [...junk, ...all, ...junk])).state).not.toBe('complete');
      }),
      { numRuns: 500, seed: 5 },
    );
  });

  it('what a transcript says stays on one line and short', () => {
    const name = 'Bash\n# ship\u202e\u0007';
    const { gaps } = cover(add(assistant('toolu_x\r\n\u2028', {}, { name }), user('toolu_x\r\n\u2028', RAN))(run('subagents')));
    expect(gaps).toHaveLength(1);
    expect(gaps[0]?.what).toMatch(/^[\x20-\x7e]+$/);
    expect(readTranscriptLine(assistant('x'.repeat(201)))).toEqual({ problem: 'it holds a call without an id or a name' });
  });
});

describe('long lines', () => {
  const shortened = (text: string, piece: number): string | undefined => {
    const one = new Shortener();
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length; at += piece) one.push(bytes.subarray(at, at + piece));
    const out = one.end();
    return out === undefined ? undefined : new TextDecoder().decode(out);
  };

  it('say the same of calls once their texts are cut', () => {
    const long = 'ä"\\\u2028😀\n'.repeat(9_000);
    const line = assistant('toolu_x', { more: long }, { input: { command: long } });
    const short = shortened(line, 997) ?? '';
    expect(short.length).toBeLessThan(12_000);
    expect(readTranscriptLine(short)).toEqual(readTranscriptLine(line));
  });

  it('stay whole JSON wherever they are cut', () => {
    const text = fc.string({ unit: 'binary', minLength: 0, maxLength: 40 }).map((part) => part.repeat(400));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), fc.integer({ min: 1, max: 5_000 }), (texts, piece) => {
        const back = JSON.parse(shortened(JSON.stringify({ texts, end: 1 }), piece) ?? '') as { texts: string[]; end: number };
        expect(back.end).toBe(1);
        expect(back.texts).toHaveLength(texts.length);
        for (const [i, one] of texts.entries()) if (one.length < 600) expect(back.texts[i]).toBe(JSON.parse(JSON.stringify(one)));
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  it('are given up where their structure alone is too long', () => {
    expect(shortened(`[${'1,'.repeat(600_000)}1]`, 4_096)).toBeUndefined();
  });
});
