import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { code, h, lines, Markup } from '../../src/core/html/markup.ts';
import { html } from '../../src/core/packet/html/html.ts';
import { readingOrder } from '../../src/core/packet/html/reading-order.ts';
import { scaleOf } from '../../src/core/packet/html/time-scale.ts';
import { treeRows } from '../../src/core/packet/html/tree-rows.ts';
import { sha256 } from '../../src/io/hash.ts';
import type { Packet } from '../../src/schema/packet.ts';
import { calmPacket, HOSTILE, hostilePacket, largePacket, sampleChange, samplePacket, withTexts } from '../support/packet.ts';
import { tagsOf, textOf } from '../support/tokens.ts';

const page = (packet: Packet, verify = 'sha256sum packet.json'): string => html(packet, { sha256, verify });
const bytes = (text: string): number => new TextEncoder().encode(text).length;

/** Control, format and half characters, newlines aside. */
const INVISIBLE = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u;

/** Times place marks and ticks, so they stay; all else can be any text. */
const isTime = (path: string): boolean => /(?:^|\.)(?:at|opened|stopped|until)$/.test(path);
const MARKUP: Readonly<Record<string, string>> = { '<': 'l', '>': 'g', '&': 'a', '"': 'q', "'": 's' };
const harmless = (text: string): string => text.replace(/[<>&"']/g, (char) => MARKUP[char] ?? char);

describe('the page of a packet', () => {
  it('has the same tags whatever its texts say', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '<',
        '>',
        '&',
        '"',
        "'",
        '<script>',
        '</',
        '-->',
        ']]>',
        '&lt;',
        '\n',
        '`',
        '{',
        '\u202e',
        '\ud800',
        HOSTILE.slice(0, 60),
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    );
    const hostile = fc.array(piece, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 4, maxLength: 12 }), (texts) => {
        let turn = 0;
        // a number of its own keeps names that differ different
        const next = (path: string, old: string): string => (isTime(path) ? old : `${turn++}${texts[turn % texts.length] ?? ''}`);
        const wild = withTexts(samplePacket(), (old, path) => next(path, old));
        const tame = withTexts(wild, (old, path) => (isTime(path) ? old : harmless(old)));
        expect(tagsOf(page(wild, texts[0]))).toEqual(tagsOf(page(tame, harmless(texts[0] ?? ''))));
      }),
      { numRuns: 60 },
    );
  });

  it('shows the texts that it escapes', () => {
    const wild = '<b onclick="x">&lt;i&gt; \'quoted\' "too"</b>';
    const shown = textOf(page(withTexts(samplePacket(), (old, path) => (isTime(path) ? old : wild))));
    // every headline, reason, claim and limit is there as it was written
    expect(shown.split(wild).length).toBeGreaterThan(60);
  });

  it('spells out what cannot be seen', () => {
    const shown = page(hostilePacket());
    expect(shown).not.toMatch(INVISIBLE);
    expect(shown).not.toMatch(/\u0300{4}/);
    expect(page(samplePacket({ limits: ['a\u202eb\u061cc\u{e0041}'] }))).toContain('a\\u{202e}b\\u{61c}c\\u{e0041}');
    expect(code('a\nb').text).toBe('<code>a\\u{a}b</code>');
    expect(lines('a\r\n<b>\u001b[2J').text).toBe('a\n&lt;b&gt;\\u{1b}[2J');
  });

  it('takes only markup of its own for markup', () => {
    const forged = { text: '<script>' } as unknown as Markup;
    expect(() => h`${forged}`).toThrow();
    expect(h`<p title="${'"><img>'}">${'</p>'}${new Markup('<br>')}</p>`.text).toBe('<p title="&quot;&gt;&lt;img&gt;">&lt;/p&gt;<br></p>');
  });

  it('is the same to the byte for the same packet', () => {
    expect(page(samplePacket())).toBe(page(structuredClone(samplePacket())));
  });

  it('carries the hash of its own style, and no other permission', () => {
    const source = page(samplePacket());
    const [, style = ''] = /<style>([^<]*)<\/style>/.exec(source) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(source).toContain(
      `content="default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;; img-src data:; base-uri &#39;none&#39;; form-action &#39;none&#39;"`,
    );
    expect(source).not.toMatch(/<(?:script|iframe|object|embed|form|base|img|audio|video)\b| on[a-z]+=| style=/);
    expect([...source.matchAll(/ (?:href|src)="([^"]*)"/g)].map((match) => match[1]).filter((target) => !target?.startsWith('#'))).toEqual([
      'data:,',
    ]);
  });

  it('gives every id once, and every reference a target', () => {
    const source = page(largePacket());
    const ids = [...source.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]);
    const wanted = [...source.matchAll(/ (?:href="#|aria-labelledby=")([^"]*)"/g)].flatMap((match) => (match[1] ?? '').split(' '));
    expect(new Set(ids).size).toBe(ids.length);
    expect(wanted.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it.each<[string, () => Packet]>([
    ['a small one', samplePacket],
    ['1,000 events, 200 changed files, 300 denials', largePacket],
    ['hostile texts in the largest', () => hostilePacket(largePacket())],
    ['texts of a megabyte', () => withTexts(largePacket(), () => MEGABYTE)],
  ])('fits in 300 kB: %s', (_, packet) => {
    expect(bytes(page(packet(), MEGABYTE.slice(0, 50_000)))).toBeLessThanOrEqual(300_000);
  });

  it('says what it leaves out, and where that is', () => {
    const shown = textOf(page(largePacket()));
    const [, denials] =
      /([\d,]+) more rows are in packet\.json/.exec(shown.slice(shown.indexOf('Calls that were not simply allowed'))) ?? [];
    const rows = page(largePacket()).split('<th scope="row">#').length - 1;
    expect(Number(denials) + rows - 1).toBe(300);
    expect(shown).toContain('600 more events are in the record');
    expect(textOf(page(samplePacket({ limits: ['x'.repeat(1_000)] })))).toContain('700 more characters in packet.json');
  });

  it('has exactly the six lines of a release decision', () => {
    const [, six] = /<pre class="release">([^<]*)<\/pre>/.exec(page(samplePacket())) ?? [];
    expect(six?.split('\n')).toEqual([
      'Release decision: ship / hold / escalate',
      'Decision owner:',
      'Reason:',
      'Evidence reviewed:',
      'Residual risk:',
      'Rollback or containment path:',
    ]);
  });

  it.each<[Packet['risk']['tier'], number, number]>([
    ['medium', 0, 11],
    ['high', 11, 0],
    ['critical', 11, 0],
  ])('at %s risk has %i details open and %i closed', (tier, open, closed) => {
    const source = page(samplePacket({ risk: { tier, matches: [], basis: 'derived' } }));
    const sections = [...source.matchAll(/class="fold"[^>]*><details( open="")?>/g)].map((match) => match[1] !== undefined);
    expect([sections.filter(Boolean).length, sections.filter((isOpen) => !isOpen).length]).toEqual([
      open,
      closed + (tier === 'medium' ? 0 : 0),
    ]);
  });

  it('at low risk folds detail away, and leaves what must be looked at', () => {
    const calm = page(calmPacket());
    expect(calm).toContain('<details class="group"><summary>Evidence: 1 of 1 met · Claims: 1, 0 contradicted');
    const [owed] = samplePacket().evidence.owed;
    const stale = page(calmPacket({ evidence: { owed: owed === undefined ? [] : [owed], basis: 'derived' } }));
    expect(stale).toContain('<section id="evidence" aria-labelledby="evidence-title">\n<h2');
    expect(stale).toContain('<details class="group"><summary>Claims');
  });

  it('keeps the order of a review', () => {
    const titles = [...page(samplePacket()).matchAll(/<h2[^>]*>([^<]*)<\/h2>/g)].map((match) => match[1]);
    expect(titles).toEqual([
      'Why',
      'Changed files',
      'Evidence',
      'Claims',
      'Denied or asked',
      'Answers to requests',
      'Authority: granted and used',
      'Control',
      'Rollback and containment',
      'Coverage and gaps',
      'Requirements',
      'Release decision',
      'What this does not prove',
      'Timeline',
      'Verify by hand',
    ]);
  });

  it('says loudly that nothing was enforced', () => {
    expect(page(samplePacket({ enforcement: { value: 'observed', basis: 'observed' } }))).toContain('role="note">Not enforced');
    expect(page(samplePacket({ enforcement: { value: 'unscoped', why: 'no scope file', basis: 'observed' } }))).toContain(
      'No scope: no scope file',
    );
    expect(page(samplePacket())).not.toContain('class="banner"');
  });
});

/** The character that takes the most room once escaped. */
const MEGABYTE = '"'.repeat(1_000_000);

describe('reading order', () => {
  it('puts tier before scope, scope before what nobody claims, that before size, size before name', () => {
    const order = ['critical', 'forbidden', 'unclaimed', 'large', 'a', 'b'];
    const changes = [
      sampleChange('b'),
      sampleChange('large', { added: 500 }),
      sampleChange('critical', { tier: 'critical', added: 1 }),
      sampleChange('unclaimed', { authors: [{ kind: 'unattributed', by: '' }] }),
      sampleChange('a'),
      sampleChange('forbidden', { scope: 'forbidden' }),
    ];
    expect(readingOrder(changes).map((change) => change.path)).toEqual(order);
    expect(readingOrder([...changes].reverse()).map((change) => change.path)).toEqual(order);
  });
});

describe('the tree of changed files', () => {
  const drawn = (...paths: readonly string[]): readonly string[] =>
    treeRows(paths.map((path) => sampleChange(path))).map((row) => `${'  '.repeat(row.depth)}${row.name}`);

  it('nests folders, joins chains of them, and sorts folders first', () => {
    expect(drawn('z.md', 'src/auth/a.ts', 'src/auth/deep/er/b.ts', 'src/io.ts', 'lib/x/y/c.ts')).toEqual([
      'lib/x/y/',
      '  c.ts',
      'src/',
      '  auth/',
      '    deep/er/',
      '      b.ts',
      '    a.ts',
      '  io.ts',
      'z.md',
    ]);
  });

  it('takes names as they are: absolute, empty, of the prototype', () => {
    expect(drawn('/etc/passwd', '__proto__/constructor', '__proto__/toString', '')).toEqual([
      '/etc/',
      '  passwd',
      '__proto__/',
      '  constructor',
      '  toString',
      '',
    ]);
  });
});

describe('the scale of the timeline', () => {
  const MINUTE = 60_000;

  it('never goes back, stays inside, and keeps pauses small', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 * 86_400_000 }), { minLength: 1, maxLength: 80 }), (times) => {
        const scale = scaleOf(times, 100, 900);
        const at = [...times].sort((a, b) => a - b).map(scale.x);
        expect(at.every((x, i) => x >= 100 && x <= 900.001 && x >= (at[i - 1] ?? 0) - 0.001)).toBe(true);
        expect(scale.pauses.reduce((sum, pause) => sum + pause.right - pause.left, 0)).toBeLessThanOrEqual(400.001);
        expect(scale.ticks.every((tick, i) => i === 0 || tick.x - (scale.ticks[i - 1]?.x ?? 0) >= 76)).toBe(true);
      }),
    );
  });

  it('marks a pause of more than five minutes and no shorter one', () => {
    expect(scaleOf([0, 5 * MINUTE], 0, 800).pauses).toEqual([]);
    expect(scaleOf([0, 5 * MINUTE + 1], 0, 800).pauses.map(({ from, to }) => [from, to])).toEqual([[0, 5 * MINUTE + 1]]);
  });

  it('puts ticks on round times', () => {
    const { ticks } = scaleOf([90_000, 90_000 + 4 * MINUTE, 90_000 + 8 * MINUTE], 0, 800);
    expect(ticks.map((tick) => tick.time / MINUTE)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
