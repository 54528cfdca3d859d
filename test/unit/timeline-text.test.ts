import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Refusal, type Terminal } from '../../src/cli/terminal.ts';
import { timeline } from '../../src/cli/timeline.ts';
import { sinceText, spanText, timelineText } from '../../src/core/packet/timeline-text.ts';
import { claimRun, runsFolder, saveFrozen } from '../../src/io/run-folder.ts';
import type { Packet } from '../../src/schema/packet.ts';
import { at, HOSTILE, hostilePacket, largePacket, samplePacket } from '../support/packet.ts';
import { repository } from '../support/repository.ts';

const items = (...rows: readonly (readonly [number, Packet['timeline']['items'][number]['kind'], string])[]): Packet =>
  samplePacket({
    timeline: { items: rows.map(([seconds, kind, text], i) => ({ seq: i + 1, at: at(seconds), kind, text })), left: 0, basis: 'observed' },
  });

describe('the timeline as text', () => {
  it('has a line a row: time since the start, kind, text; and a line a pause', () => {
    const packet = items(
      [0, 'start', 'opened'],
      [61, 'call', 'Read a'],
      [361, 'test', 'npm test'],
      [4_000, 'denied', 'Edit b'],
      [3_999, 'end', 'stopped'],
    );
    expect(timelineText(packet).split('\n')).toEqual([
      '   0:00:00  [ start     opened',
      '   0:01:01  · call      Read a',
      '   0:06:01  = test      npm test',
      '            - 1 h 1 min without an event',
      '   1:06:40  x denied    Edit b',
      '   1:06:39  ] end       stopped',
      '',
    ]);
  });

  it('says where the rest is', () => {
    expect(timelineText(largePacket()).trimEnd().split('\n').at(-1)).toBe(
      '600 more events are in the record: `twoloops show 20261122-1412-a3f09c1e`',
    );
  });

  it('moves no cursor and breaks no line', () => {
    const packet = hostilePacket(items([0, 'start', 'opened'], [5, 'call', 'Read']));
    const text = timelineText(packet);
    expect(text.trimEnd().split('\n')).toHaveLength(2);
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
    expect(text).toContain('no time');
  });

  it.each([
    [8_000, '8 s'],
    [59_600, '1 min'],
    [52 * 60_000, '52 min'],
    [3 * 3_600_000 + 10 * 60_000, '3 h 10 min'],
    [52 * 3_600_000, '2 d 4 h'],
  ])('%i ms is %s', (ms, text) => {
    expect(spanText(ms)).toBe(text);
  });

  it('counts from the start, also backwards', () => {
    expect([sinceText(252_000), sinceText(-1_000), sinceText(36_000_000)]).toEqual(['0:04:12', '-0:00:01', '10:00:00']);
  });
});

describe('twoloops timeline', () => {
  const opened = (packet?: unknown): { readonly root: string; readonly run: string } => {
    const root = repository();
    const run = claimRun(join(root, '.git'), 'a3f09c1e', Date.UTC(2026, 10, 22, 14, 12));
    const folder = join(runsFolder(join(root, '.git')), run);
    const ground = { root, common: join(root, '.git'), home: root, caseInsensitive: false, guarded: [] };
    mkdirSync(folder, { recursive: true });
    saveFrozen(
      folder,
      { version: 1, run, session: 'a3f09c1e', openedAt: at(0), ground, unscoped: 'no scope file' },
      { source: undefined, salt: '0'.repeat(32) },
    );
    if (packet !== undefined) writeFileSync(join(folder, 'packet.json'), typeof packet === 'string' ? packet : JSON.stringify(packet));
    return { root, run };
  };
  const asked = (root: string, ...args: readonly string[]): string => {
    let out = '';
    const terminal: Terminal = {
      out: (text) => {
        out += text;
      },
      err: () => undefined,
      cwd: root,
      env: {},
      home: root,
      now: () => 0,
      interactive: false,
      colour: false,
      folder: root,
      stdin: async function* () {},
    };
    expect(timeline(args, terminal)).toBe(0);
    return out;
  };

  it('prints the last packet of a run, in words and as JSON', () => {
    const { root, run } = opened(samplePacket());
    expect(asked(root)).toBe(timelineText(samplePacket()));
    expect(asked(root, run)).toBe(timelineText(samplePacket()));
    expect(JSON.parse(asked(root, '--json'))).toEqual({ run, ...samplePacket().timeline });
  });

  it.each<[string, unknown, RegExp]>([
    ['no packet', undefined, /has no packet yet: `twoloops packet \d/],
    ['a torn file', '{"version":1,', /cannot be read/],
    ['something else', { version: 2 }, /is not a packet: `version`/],
  ])('refuses %s in words', (_, packet, why) => {
    const { root } = opened(packet);
    expect(() => asked(root)).toThrow(why);
    expect(() => asked(root)).toThrow(Refusal);
  });

  it('writes JSON of hostile texts in one line', () => {
    const { root } = opened(
      samplePacket({ timeline: { items: [{ seq: 1, at: at(0), kind: 'call', text: HOSTILE }], left: 0, basis: 'observed' } }),
    );
    expect(asked(root, '--json').trimEnd().split('\n')).toHaveLength(1);
  });
});
