import { execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { TranscriptFacts } from '../../src/core/coverage/facts.ts';
import { readTranscripts } from '../../src/io/transcript-calls.ts';

const MiB = 1 << 20;
const soon = (): number => Date.now() + 60_000;

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'twoloops-transcript-'));
  path = join(folder, 's1.jsonl');
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

const call = (id: string, input = ''): string =>
  `${JSON.stringify({ type: 'assistant', version: '2.1.330', timestamp: '2026-11-26T02:00:00.000Z', message: { id: 'm', content: [{ type: 'tool_use', id, name: 'Bash', input }] } })}\n`;

const result = (id: string, content = ''): string =>
  `${JSON.stringify({ type: 'user', version: '2.1.330', message: { content: [{ type: 'tool_result', tool_use_id: id, content }] }, permissionDecision: { decision: 'accept' } })}\n`;

function read(deadline = soon()): readonly TranscriptFacts[] {
  const facts = readTranscripts(path, deadline);
  if ('problem' in facts) throw new Error(facts.problem);
  return facts;
}

const ids = (facts: TranscriptFacts | undefined): string[] => [...(facts?.calls.keys() ?? [])];

const old = (file: string): void => utimesSync(file, new Date('2026-01-01'), new Date('2026-01-01'));

describe('what is read', () => {
  it('is the transcript and those of the subagents, in any folder of theirs, each by its name', () => {
    writeFileSync(path, call('a') + result('a'));
    for (const [name, id] of [
      ['agent-x1.jsonl', 'b'],
      ['workflows/wf_1/agent-x2.jsonl', 'c'],
    ] as const) {
      const file = join(folder, 's1', 'subagents', name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, call(id));
    }
    writeFileSync(join(folder, 's1', 'subagents', 'workflows', 'wf_1', 'journal.jsonl'), 'no transcript\n');
    writeFileSync(join(folder, 's1', 'subagents', 'agent-x1.meta.json'), '{}');
    const facts = read();
    expect(facts.map((one) => [one.file, one.session, ids(one), one.cut])).toEqual([
      ['s1.jsonl', 's1', ['a'], undefined],
      ['subagents/agent-x1.jsonl', 's1', ['b'], undefined],
      ['subagents/workflows/wf_1/agent-x2.jsonl', 's1', ['c'], undefined],
    ]);
    expect(facts[0]?.calls.get('a')).toMatchObject({ tool: 'Bash', outcome: 'ran' });
  });

  it('has lines that end anywhere in what is read at a time', () => {
    const pad = (length: number): string => `${JSON.stringify({ type: 'system', text: 'x'.repeat(length) })}\n`;
    for (const length of [MiB - 200, MiB - 33, MiB - 32, MiB - 31, MiB - 30, MiB]) {
      writeFileSync(path, pad(length) + call('a') + call('b'));
      const [facts] = read();
      expect([ids(facts), facts?.broken, facts?.lines]).toEqual([['a', 'b'], [], 3]);
    }
  });
});

describe('a half-written line at the end', () => {
  const half = call('b').slice(0, 60);

  it('is no fault while it is being written', () => {
    writeFileSync(path, call('a') + half);
    expect(read()[0]).toMatchObject({ broken: [], lines: 1 });
  });

  it('is broken where nobody has written for longer', () => {
    writeFileSync(path, call('a') + half);
    old(path);
    expect(read()[0]?.broken).toEqual([{ line: 2, why: 'it is not whole JSON' }]);
  });

  it('counts where it is whole and only its newline is missing', () => {
    writeFileSync(path, call('a') + call('b').trimEnd());
    expect(ids(read()[0])).toEqual(['a', 'b']);
  });

  it('is broken in the middle, where a later client wrote on', () => {
    writeFileSync(path, call('a') + half + call('c'));
    expect(read()[0]?.broken).toEqual([{ line: 2, why: 'it is not whole JSON' }]);
  });
});

describe('what cannot be read', () => {
  it('no file, a folder, a link, a pipe: a problem at once', () => {
    expect(readTranscripts(path, soon())).toEqual({ problem: expect.stringMatching(/cannot be read: .*ENOENT/) });
    expect(readTranscripts(folder, soon())).toEqual({ problem: expect.stringMatching(/cannot be read: it is no file/) });
    writeFileSync(join(folder, 'real'), call('a'));
    symlinkSync(join(folder, 'real'), path);
    expect(readTranscripts(path, soon())).toEqual({ problem: expect.stringMatching(/cannot be read: .*ELOOP/) });
    const pipe = join(folder, 'pipe.jsonl');
    execFileSync('mkfifo', [pipe]);
    expect(readTranscripts(pipe, soon())).toEqual({ problem: expect.stringMatching(/cannot be read: it is no file/) });
    expect(readTranscripts('/dev/zero', soon())).toEqual({ problem: expect.stringMatching(/cannot be read: it is no file/) });
    expect(readTranscripts('', soon())).toEqual({ problem: expect.stringMatching(/cannot be read/) });
    expect(readTranscripts('a\0b', soon())).toEqual({ problem: expect.stringMatching(/cannot be read/) });
  });

  it('a subagent that is a link, a folder or behind one is said, not passed over', () => {
    writeFileSync(path, call('a'));
    const agents = join(folder, 's1', 'subagents');
    mkdirSync(join(agents, 'agent-dir.jsonl'), { recursive: true });
    symlinkSync(path, join(agents, 'agent-link.jsonl'));
    expect(read().map((one) => [one.file, one.cut])).toEqual([
      ['s1.jsonl', undefined],
      ['subagents/agent-dir.jsonl', 'it is no file'],
      ['subagents/agent-link.jsonl', expect.stringContaining('ELOOP')],
    ]);
    symlinkSync(folder, join(agents, 'workflows'));
    expect(read()[0]?.cut).toBe('`workflows` is not followed: what lies behind it is not known');
  });

  it('a folder of subagents that is a file', () => {
    writeFileSync(path, call('a'));
    mkdirSync(join(folder, 's1'));
    writeFileSync(join(folder, 's1', 'subagents'), '');
    expect(read()[0]?.cut).toMatch(/cannot be listed: .*ENOTDIR/);
  });

  it('what the time did not suffice for', () => {
    writeFileSync(path, call('a'));
    expect(read(Date.now() - 1)[0]).toMatchObject({ lines: 0, cut: expect.stringMatching(/there was no time.* \(0 of \d+ bytes\)/) });
  });

  it('zeros, binary and lines without end', () => {
    writeFileSync(
      path,
      Buffer.concat([Buffer.alloc(3 * MiB), Buffer.from('\n'), Buffer.from([0xff, 0xfe, 0x80, 10]), Buffer.from(call('a'))]),
    );
    const [facts] = read();
    expect([ids(facts), facts?.broken.map((one) => one.line)]).toEqual([['a'], [1, 2]]);
  });
});

/** Reads the transcript in a process of its own, and measures how much memory that took. */
function measured(): {
  readonly grownMiB: number;
  readonly ms: number;
  readonly facts: { calls: number; outcomes: number; broken: string[]; cut?: string };
} {
  const script = `
    import { readTranscripts } from ${JSON.stringify(fileURLToPath(new URL('../../src/io/transcript-calls.ts', import.meta.url)))};
    import { readFileSync } from 'node:fs';
    readTranscripts(${JSON.stringify(join(folder, 'warm.jsonl'))}, Date.now() + 60000);
    const before = process.memoryUsage().rss, from = Date.now();
    const [one] = readTranscripts(${JSON.stringify(path)}, Date.now() + 60000);
    const peak = Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;
    console.log(JSON.stringify({ grownMiB: (peak - before) / 1048576, ms: Date.now() - from, facts: { calls: one.calls.size,
      outcomes: [...one.calls.values()].filter((call) => call.outcome === 'ran').length, broken: one.broken.map((b) => b.why), cut: one.cut } }));`;
  writeFileSync(join(folder, 'warm.jsonl'), call('a'));
  const file = join(folder, 'measure.mts');
  writeFileSync(file, script);
  const tsx = fileURLToPath(new URL('../../node_modules/tsx/dist/cli.mjs', import.meta.url));
  return JSON.parse(execFileSync(process.execPath, [tsx, file], { encoding: 'utf8' })) as ReturnType<typeof measured>;
}

describe('size', () => {
  it('200 MB of calls and texts take less than 100 MB of memory', { timeout: 180_000 }, () => {
    const handle = openSync(path, 'w');
    const text = 'text "of" a result\n'.repeat(2_000);
    let bytes = 0;
    let calls = 0;
    for (; bytes < 200e6; calls += 1)
      bytes += writeSync(handle, call(`toolu_${calls}`, text.slice(0, 2_000)) + result(`toolu_${calls}`, text));
    closeSync(handle);
    const { grownMiB, ms, facts } = measured();
    expect(facts).toEqual({ calls, outcomes: calls, broken: [] });
    expect(calls).toBeGreaterThan(4_000);
    expect(grownMiB).toBeLessThan(100);
    // a few seconds: the bar of a machine that is busy with other tests
    expect(ms).toBeLessThan(30_000);
  });

  it('one line of 100 MB is read by what is short in it', { timeout: 180_000 }, () => {
    writeFileSync(path, call('a'));
    appendFileSync(path, call('b', 'x\\"\n'.repeat(1)).replace('x', 'y'.repeat(100e6)));
    appendFileSync(path, result('b'));
    const { grownMiB, facts } = measured();
    expect(facts).toEqual({ calls: 2, outcomes: 1, broken: [] });
    expect(grownMiB).toBeLessThan(100);
  });

  it('a line of 100 MB that is no text may hold a call, and that is said', { timeout: 180_000 }, () => {
    writeFileSync(path, `${call('a')}{"type":"assistant","message":{"content":[`);
    const piece = '{"type":"x"},'.repeat(80_000);
    for (let i = 0; i < 100; i += 1) appendFileSync(path, piece);
    appendFileSync(path, `{"type":"tool_use","id":"b","name":"Bash"}]}}\n${call('c')}`);
    const { grownMiB, facts } = measured();
    expect(facts).toEqual({ calls: 2, outcomes: 0, broken: ['it is too long to be read'] });
    expect(grownMiB).toBeLessThan(100);
  });

  it('of more calls than are kept it is said', { timeout: 180_000 }, () => {
    const handle = openSync(path, 'w');
    for (let i = 0; i < 100_010; i += 10) writeSync(handle, Array.from({ length: 10 }, (_, j) => call(`toolu_${i + j}`)).join(''));
    closeSync(handle);
    const [facts] = read();
    expect([facts?.calls.size, facts?.cut]).toEqual([100_000, 'it holds more than 100000 calls']);
  });

  it('a file that grows by half lines while it is read has no broken line', async () => {
    writeFileSync(path, '');
    const writer = `const fs = require('node:fs'); const all = ${JSON.stringify(call('x'))};
      for (let i = 0; ; i++) { const line = all.replace('"x"', '"x' + i + '"'); fs.appendFileSync(process.argv[1], line.slice(0, 70)); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1); fs.appendFileSync(process.argv[1], line.slice(70)); }`;
    const child = spawn(process.execPath, ['-e', writer, path], { stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    let most = 0;
    for (let i = 0; i < 60; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      const [facts] = read();
      expect([facts?.broken, facts?.cut]).toEqual([[], undefined]);
      expect(facts?.lines).toBeGreaterThanOrEqual(most);
      most = facts?.lines ?? 0;
    }
    expect(most).toBeGreaterThan(10);
  });
});
