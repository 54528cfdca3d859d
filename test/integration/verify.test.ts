import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { verify } from '../../src/cli/verify.ts';
import { checkChain, type RawLine } from '../../src/core/chain.ts';
import { BY_HAND } from '../../src/core/verify/by-hand.ts';
import type { PacketFile, RunFiles } from '../../src/core/verify/files.ts';
import { verifyRun } from '../../src/core/verify/verify.ts';
import { type LogOptions, record } from '../../src/io/event-log.ts';
import { logLines } from '../../src/io/log-lines.ts';
import { savedState } from '../../src/io/state-file.ts';
import { readRunFiles } from '../../src/io/verify-files.ts';
import type { EventBody } from '../../src/schema/event.ts';
import { inProcess } from '../support/in-process.ts';
import { repository, temporaryFolder } from '../support/repository.ts';

const RUN = '20261122-1412-a3f09c1e';
const SESSION = 'a3f09c1e-0000';
const EVENTS = 1_000;
/** Written so that bytes of control characters of shells, and of several bytes each, are in the log. */
const ODD = 'Á ā — \u0081\u0088 \\ \'"$(x) %s *';

let clock = Date.UTC(2026, 10, 22, 14, 12);

const optionsOf = (folder: string): LogOptions => ({
  folder,
  actor: { session: SESSION },
  now: () => {
    clock += 1;
    return clock;
  },
  deadline: Date.now() + 60_000,
  countFiles: false,
});

const note = (folder: string, ...events: readonly EventBody[]): void => record(optionsOf(folder), () => ({ events, answer: undefined }));
const prompt = (i: number): EventBody => ({ type: 'prompt', text: `${i} ${i % 10 === 0 ? ODD : 'go on'}` });
const stopped = (packet: number): EventBody => ({
  type: 'stopped',
  end: { tree: 'e'.repeat(40), left: [] },
  packet,
  background: 0,
  hooks: {},
  from: 'Stop',
});
const hash = (data: RawLine): string => createHash('sha256').update(data).digest('hex');

/** A run's folder with a log of the real writer: a stop and its packet in the middle, and one at the end. */
function runIn(folder: string, count: number): string {
  const scope = `${JSON.stringify({ version: 1, run: RUN, session: SESSION })}\n`;
  writeFileSync(join(folder, 'scope.json'), scope);
  note(folder, {
    type: 'opened',
    run: RUN,
    source: 'startup',
    cwd: '/r',
    scope: { file: '.claude/scope.yaml', digest: 'd', enforce: 'deny' },
    frozen: hash(scope),
    frozenFile: '',
    baseline: { tree: 'b'.repeat(40), left: [] },
    requester: {},
    product: '0.1.0',
    hooks: {},
    warnings: [],
  });
  const half = Math.floor(count / 2);
  for (let i = 2; i <= count; i += 1) {
    if (i !== half && i !== count) note(folder, prompt(i));
    else {
      note(folder, stopped(i === half ? 1 : 2));
      packetIn(folder, i === half ? 1 : 2, hash(scope));
    }
  }
  return folder;
}

function packetIn(folder: string, number: number, frozen: string): void {
  const { seq, head } = savedState(folder);
  const packet = {
    version: 1,
    number,
    run: { id: RUN },
    record: { events: seq, head, intact: true },
    scope: { frozen },
    delivery: { baseline: { id: 'b'.repeat(40) }, end: { id: 'e'.repeat(40) } },
  };
  mkdirSync(join(folder, 'packets'), { recursive: true });
  for (const name of [`packets/000${number}.json`, 'packet.json']) writeFileSync(join(folder, name), JSON.stringify(packet));
}

const bytesOf = (lines: readonly Uint8Array[]): number => lines.reduce((sum, line) => sum + line.length + 1, 0);

/** The hash of each line is worked out once: the same lines are checked thousands of times. */
const memo = new Map<RawLine, string>();
const sha256 = (data: RawLine): string => {
  const known = memo.get(data) ?? hash(data);
  memo.set(data, known);
  return known;
};

let lines: readonly Uint8Array[] = [];
let whole: RunFiles;
beforeAll(() => {
  const folder = runIn(temporaryFolder(), EVENTS);
  whole = readRunFiles(folder, RUN).files;
  lines = [...logLines(join(folder, 'events.jsonl'), whole.size)];
});

/** Checks these lines beside what survived of the rest. */
const check = (some: readonly Uint8Array[], survived: Partial<RunFiles> = {}) =>
  verifyRun(some, { ...whole, size: bytesOf(some), ...survived }, sha256);
const without = (i: number): Uint8Array[] => [...lines.slice(0, i), ...lines.slice(i + 1)];
const replaced = (i: number, ...by: readonly Uint8Array[]): Uint8Array[] => [...lines.slice(0, i), ...by, ...lines.slice(i + 1)];
const at = (i: number): Uint8Array => lines[i] ?? new Uint8Array();

const SURVIVORS: readonly (readonly [string, () => Partial<RunFiles>])[] = [
  ['the state and the packets', () => ({})],
  ['the state alone', () => ({ packets: [], latest: '' })],
  ['the packets alone', () => ({ states: [] })],
];

describe(`a log of ${EVENTS} events`, () => {
  it('is intact as it was written, and the state and both packets know its heads', () => {
    expect(check(lines)).toMatchObject({ verdict: 'intact', events: EVENTS, faults: [], notes: [], head: hash(at(EVENTS - 1)) });
    expect(check(lines).witnesses).toHaveLength(3);
    expect(checkChain(lines, sha256)).toEqual({ intact: true, events: EVENTS, torn: 0, head: hash(at(EVENTS - 1)) });
  });

  it('with one changed byte in any line is broken there or right after it', () => {
    for (const [i, line] of lines.entries()) {
      const changed = Uint8Array.from(line);
      // a different place in each line: the head of it, its body, its end
      const place = (i * 37) % line.length;
      changed[place] = (changed[place] ?? 0) ^ 1;
      const { verdict, faults } = check(replaced(i, changed));
      expect(verdict, `line ${i + 1}, byte ${place}`).toBe('broken');
      expect([i + 1, i + 2], `line ${i + 1}, byte ${place}`).toContain(faults[0]?.line);
    }
  });

  it('without any one of its lines is broken where the line is missing', () => {
    for (const i of lines.keys()) {
      const { faults } = check(without(i));
      if (i === 0) expect(faults.map((one) => one.kind)).toEqual(expect.arrayContaining(['missing', 'opening']));
      else if (i < EVENTS - 1) expect(faults[0]).toMatchObject({ kind: 'missing', line: i + 1 });
      else expect(faults[0]?.kind).toBe('cut off');
    }
  });

  it('with any two neighbours swapped is broken where they stand', () => {
    for (let i = 0; i + 1 < EVENTS; i += 1) {
      const { faults } = check([...lines.slice(0, i), at(i + 1), at(i), ...lines.slice(i + 2)]);
      expect(faults[0], `line ${i + 1}`).toMatchObject({ kind: 'out of order', line: i + 1 });
    }
  });

  it('with any line put in twice is broken at its second copy', () => {
    for (const i of lines.keys()) expect(check(replaced(i, at(i), at(i))).faults[0]).toMatchObject({ kind: 'out of order', line: i + 2 });
  });

  it.each(SURVIVORS)('cut after any of its lines is broken where %s survived', (_name, survived) => {
    for (let kept = 0; kept < EVENTS; kept += 1) {
      const { faults } = check(lines.slice(0, kept), survived());
      expect(
        faults.map((one) => one.kind),
        `cut after ${kept}`,
      ).toContain(kept === 0 ? 'no log' : 'cut off');
    }
  });

  it('cut where neither survived says that its head is known to nobody else, and does not call itself intact', () => {
    for (let kept = 1; kept < EVENTS; kept += 1) {
      const { verdict, faults, limits, witnesses } = check(lines.slice(0, kept), { states: [], packets: [], latest: '' });
      expect({ verdict, witnesses, kinds: faults.map((one) => one.kind) }).toEqual({
        verdict: 'broken',
        witnesses: [],
        kinds: ['no state', 'packet'],
      });
      expect(limits[0]).toContain('known to nobody else');
    }
  });

  it('cut within its last line is broken, whatever survived', () => {
    const last = at(EVENTS - 1);
    for (let kept = 1; kept <= last.length; kept += 1) {
      const some = replaced(EVENTS - 1, last.subarray(0, kept));
      const size = bytesOf(some) - 1;
      expect(check(some, { size }).faults[0]?.kind, `${kept} bytes`).toBe('cut off');
      const kinds = check(some, { size, states: [], packets: [] }).faults.map((one) => one.kind);
      expect(kinds, `${kept} bytes`).toContain('half-written');
    }
  });
});

describe('what else is in the folder', () => {
  const edit = (i: number, change: (event: Record<string, unknown>) => Record<string, unknown>): Uint8Array[] => {
    // the chain is made good again: what is found is found by its content
    const out = [...lines.slice(0, i)];
    for (const [k, line] of lines.slice(i).entries()) {
      const event = JSON.parse(Buffer.from(line).toString()) as Record<string, unknown>;
      const prev = out.length > 0 ? hash(out.at(-1) ?? '') : '0'.repeat(64);
      out.push(Buffer.from(JSON.stringify(k === 0 ? { ...change(event), prev } : { ...event, prev })));
    }
    return out;
  };
  /** The same, with a state that was made good, too: a machine that rewrites everything but the packets. */
  const rewritten = (some: readonly Uint8Array[]): Partial<RunFiles> => ({
    states: [{ bytes: bytesOf(some), seq: EVENTS, head: hash(some.at(-1) ?? '') }],
  });
  const kinds = (some: readonly Uint8Array[], survived: Partial<RunFiles>): readonly string[] =>
    check(some, survived).faults.map((one) => `${one.kind} ${one.line ?? '-'}`);

  it('another run, another session, a second opening', () => {
    const session = edit(700, (event) => ({ ...event, session: 'other' }));
    expect(kinds(session, rewritten(session))).toEqual(['other run 701', 'packet 1000']);
    const run = edit(0, (event) => ({ ...event, run: '20261122-1412-ffffffff' }));
    expect(kinds(run, { ...rewritten(run), packets: [], latest: '' })).toEqual(['other run 1', 'packet -']);
    const twice = edit(5, (event) => ({ ...event, ...(JSON.parse(Buffer.from(at(0)).toString()) as object), seq: 6 }));
    expect(kinds(twice, { ...rewritten(twice), packets: [] })).toContain('opening 6');
  });

  it('a rewritten log is told from the packets that were made before', () => {
    const some = edit(300, (event) => ({ ...event, text: 'something else' }));
    expect(kinds(some, rewritten(some))).toEqual(['packet 500', 'packet 1000']);
    const all = check(some, { ...rewritten(some), packets: [], latest: undefined as never });
    expect(all.limits.join()).toContain('A machine that rewrote everything');
  });

  it('a log and a state that are each whole and not of each other', () => {
    const some = edit(999, (event) => ({ ...event, background: 7 }));
    expect(kinds(some, {})).toEqual(['other state 1000', 'packet 1000']);
    const [state] = whole.states;
    expect(kinds(lines, { states: state === undefined ? [] : [{ ...state, bytes: state.bytes - 3 }] })).toEqual(['other state -']);
  });

  it('an event of a newer version: not checked, and said', () => {
    const some = edit(999, (event) => ({ ...event, v: 2 }));
    const { verdict, notes, faults } = check(some, {
      ...rewritten(some),
      packets: whole.packets.slice(0, 1),
      latest: whole.packets[0]?.digest ?? '',
    });
    expect({ verdict, faults }).toEqual({ verdict: 'not checked', faults: [] });
    expect(notes.join()).toMatch(/line 1000 is of version 2.*upgrade twoloops/);
  });

  it('times that run backwards are noted and break nothing', () => {
    const some = edit(999, (event) => ({ ...event, at: '2020-01-01T00:00:00.000Z' }));
    const { verdict, notes } = check(some, {
      ...rewritten(some),
      packets: whole.packets.slice(0, 1),
      latest: whole.packets[0]?.digest ?? '',
    });
    expect(verdict).toBe('intact');
    expect(notes.join()).toContain('backwards 1 times, first at line 1000');
  });

  it.each<[string, (packet: PacketFile) => PacketFile, string]>([
    [
      'another head',
      (packet) => ('says' in packet ? { ...packet, says: { ...packet.says, head: 'x' } } : packet),
      'another head of the log',
    ],
    ['another end tree', (packet) => ('says' in packet ? { ...packet, says: { ...packet.says, end: 'x' } } : packet), 'another end tree'],
    [
      'another scope',
      (packet) => ('says' in packet ? { ...packet, says: { ...packet.says, frozen: 'x' } } : packet),
      'another frozen scope',
    ],
    [
      'another number',
      (packet) => ('says' in packet ? { ...packet, says: { ...packet.says, number: 7 } } : packet),
      'calls itself packet 7',
    ],
    ['another run', (packet) => ('says' in packet ? { ...packet, says: { ...packet.says, run: 'x' } } : packet), 'is of run `x`'],
    ['other bytes', (packet) => ({ ...packet, digest: 'x' }), 'packet.json is none of'],
    ['a packet that the record does not give', (packet) => ({ ...packet, rebuilt: 'different' }), 'not what the record gives'],
  ])('a packet with %s', (_name, change, text) => {
    const packets = whole.packets.map((packet, i) => (i === 1 ? change(packet) : packet));
    expect(check(lines, { packets }).faults.map((one) => one.text)).toEqual([expect.stringContaining(text)]);
  });

  it('another frozen scope, or none', () => {
    const frozen = { digest: 'x', run: RUN, session: SESSION };
    expect(kinds(lines, { frozen })).toEqual(['frozen -']);
    expect(kinds(lines, { frozen: { problem: 'ENOENT' } })).toEqual(['frozen -']);
  });

  it('any bytes give an answer', () => {
    for (const text of ['', 'null', '5', '{}', '[]', '{"seq":1,"prev":"","type":"opened"}', '\u0000', '{"v":"x","seq":1e400}', '\u00ff'])
      expect(check([Buffer.from(text, 'latin1')]).verdict).toBe('broken');
  });
});

/** A log cut at each byte of its last line, as a killed writer leaves it, and written on. */
describe('recovery', () => {
  it('holds at every byte of a line, characters of several bytes included', () => {
    const folder = temporaryFolder();
    runIn(folder, 4);
    const kept = temporaryFolder();
    const FILES = ['events.jsonl', 'state.0.json', 'state.1.json'];
    const copy = (from: string, to: string) => FILES.forEach((name) => void copyFileSync(join(from, name), join(to, name)));
    copy(folder, kept);
    const before = statSync(join(folder, 'events.jsonl')).size;
    note(folder, prompt(10));
    const full = readFileSync(join(folder, 'events.jsonl'));
    for (let size = before; size <= full.length; size += 1) {
      copy(kept, folder);
      writeFileSync(join(folder, 'events.jsonl'), full.subarray(0, size));
      note(folder, prompt(11));
      const { files, lines: some } = readRunFiles(folder, RUN);
      const { verdict, faults, torn, events } = verifyRun(some, files, hash);
      const half = size > before && size < full.length - 1;
      expect({ size, verdict, faults, torn, events }).toEqual({
        size,
        verdict: 'intact',
        faults: [],
        torn: half ? 1 : 0,
        // the line itself where it was whole, or the note of its half; then the new one
        events: size === before ? 5 : 6,
      });
    }
  });

  it('holds where the note of a half-written line is itself cut, at every byte', () => {
    const folder = temporaryFolder();
    runIn(folder, 4);
    const kept = temporaryFolder();
    const FILES = ['events.jsonl', 'state.0.json', 'state.1.json'];
    const copy = (from: string, to: string) => FILES.forEach((name) => void copyFileSync(join(from, name), join(to, name)));
    copy(folder, kept);
    appendFileSync(join(folder, 'events.jsonl'), '{"v":1,"seq":5,"at":"2026');
    const cut = statSync(join(folder, 'events.jsonl')).size;
    note(folder, prompt(11));
    const full = readFileSync(join(folder, 'events.jsonl'));
    for (let size = cut; size <= full.length; size += 1) {
      copy(kept, folder);
      writeFileSync(join(folder, 'events.jsonl'), full.subarray(0, size));
      note(folder, prompt(12));
      const { files, lines: some } = readRunFiles(folder, RUN);
      expect({ size, ...verifyRun(some, files, hash) }).toMatchObject({ size, verdict: 'intact', faults: [] });
    }
  });
});

describe.each(['bash', 'dash'])('the check by hand in %s', (shell) => {
  const byHand = (folder: string) => spawnSync(shell, ['-c', BY_HAND], { cwd: folder, encoding: 'utf8' });

  it('has three lines', () => expect(BY_HAND.split('\n')).toHaveLength(3));

  it('agrees on a good log, half-written lines of killed writers and odd bytes included', () => {
    const folder = runIn(temporaryFolder(), 30);
    appendFileSync(join(folder, 'events.jsonl'), '{"v":1,"seq":31,"at":"2026');
    note(folder, prompt(20));
    appendFileSync(join(folder, 'events.jsonl'), Buffer.from('{"v":1,"seq":33,"at":"2026-11-22","prev":"0","session":"\u00c3', 'latin1'));
    note(folder, prompt(30));
    const { status, stdout } = byHand(folder);
    expect({ status, stdout }).toEqual({ status: 0, stdout: `36 lines, intact, head ${savedState(folder).head}\n` });
  });

  it('finds a changed, missing, swapped or doubled line, an empty one, and a NUL', () => {
    const folder = runIn(temporaryFolder(), 12);
    const file = join(folder, 'events.jsonl');
    const good = readFileSync(file, 'utf8').split('\n').slice(0, -1);
    const tampered: Readonly<Record<string, readonly string[]>> = {
      changed: good.with(4, (good[4] ?? '').replace('go on', 'go oN')),
      missing: good.toSpliced(4, 1),
      first: good.slice(1),
      swapped: good.with(4, good[5] ?? '').with(5, good[4] ?? ''),
      doubled: good.toSpliced(4, 0, good[4] ?? ''),
      empty: good.toSpliced(4, 0, ''),
      nul: good.with(11, `\u0000${good[11]}`),
      'last doubled': [...good, good.at(-1) ?? ''],
    };
    for (const [name, some] of Object.entries(tampered)) {
      writeFileSync(file, `${some.join('\n')}\n`);
      const { status, stdout } = byHand(folder);
      expect({ name, status, stdout }).toEqual({ name, status: 1, stdout: expect.stringMatching(/^broken/) });
    }
  });
});

describe('the command', () => {
  const inRepository = (): { readonly root: string; readonly folder: string } => {
    const root = repository();
    const folder = join(root, '.git/twoloops/runs', RUN);
    mkdirSync(folder, { recursive: true });
    return { root, folder: runIn(folder, 12) };
  };
  const run = (root: string, args: readonly string[], rebuild?: () => string | undefined) => {
    return inProcess((given, terminal) => verify(given, terminal, rebuild), root, args);
  };

  it('exits with 0 where the record holds, and always says what it cannot prove', () => {
    const { root } = inRepository();
    const { code, out } = run(root, []);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^${RUN}  intact: 12 events in 12 lines, head [0-9a-f]{64}\n`));
    expect(out).toMatch(/packets\/0002\.json \(sha256 [0-9a-f]{64}\) names the head of line 12/);
    expect(out).toContain('A machine that rewrote everything');
    expect(JSON.parse(run(root, [RUN.slice(-8), '--json']).out)).toMatchObject({ verdict: 'intact', events: 12, faults: [] });
  });

  it('exits with 1 and names the first line and what it means', () => {
    const { root, folder } = inRepository();
    const file = join(folder, 'events.jsonl');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"3 go on"', '"3 go oN"'));
    const { code, out } = run(root, []);
    expect(code).toBe(1);
    expect(out).toContain('line 4 does not carry the hash of line 3\n    a line was changed after the next one was written');
  });

  it('finds a cut tail, a missing state, a missing scope, a missing log', () => {
    const { root, folder } = inRepository();
    const file = join(folder, 'events.jsonl');
    truncateSync(file, statSync(file).size - 1);
    expect(run(root, []).out).toContain('1 bytes shorter');
    for (const name of ['state.0.json', 'state.1.json']) rmSync(join(folder, name));
    expect(run(root, []).out).toContain('known to nobody else');
    rmSync(join(folder, 'scope.json'));
    expect(run(root, []).out).toContain('scope.json cannot be read');
    rmSync(file);
    expect(run(root, [])).toMatchObject({ code: 1, out: expect.stringContaining('there is no record of this run any more') });
  });

  it('compares the latest packet with what the record gives today', () => {
    const { root, folder } = inRepository();
    const text = readFileSync(join(folder, 'packet.json'), 'utf8');
    expect(run(root, [], () => text)).toMatchObject({ code: 0, out: expect.stringContaining('is what the record gives') });
    expect(run(root, [], () => `${text} `)).toMatchObject({ code: 1, out: expect.stringContaining('is not what the record gives') });
    expect(run(root, [], () => undefined).code).toBe(0);
  });

  it('prints nothing that moves the cursor', () => {
    const { root, folder } = inRepository();
    const file = join(folder, 'events.jsonl');
    const line = '{"v":1,"seq":13,"prev":"","type":"opened","session":"\\u001b[2J","run":"\\u001b[2J"}';
    appendFileSync(file, `${line}\n`);
    expect(run(root, []).out).not.toContain('\u001b');
    expect(run(root, []).out).toContain('\\u{1b}[2J');
  });
});
