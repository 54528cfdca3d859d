import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf } from '../../src/core/packet/line-diff.ts';
import { hunksOf } from '../../src/core/review/hunks.ts';
import { masked } from '../../src/core/review/masked.ts';
import { reviewPage } from '../../src/core/review/page.ts';
import { shownDiff } from '../../src/core/review/shown-diff.ts';
import { sampleChange, samplePacket } from '../support/packet.ts';
import { diffOf, sampleForm, sampleReview } from '../support/review-page.ts';

const line = fc.constantFrom('a', 'b', 'c', '', '  a', '}');
const text = fc.array(line, { maxLength: 40 }).map((lines) => lines.join('\n'));

describe('hunks', () => {
  it('lead from one text to the other, whatever the texts', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const hunks = hunksOf(diffOf('f', before, after));
        const [old, now] = [linesOf(before), linesOf(after)];
        const out: string[] = [];
        let at = 0;
        for (const one of hunks.flat()) {
          if (one.kind !== 'added') out.push(...old.slice(at, (one.old ?? 0) - 1));
          if (one.kind !== 'added') at = one.old ?? 0;
          if (one.kind === 'kept') expect(old[(one.old ?? 0) - 1]).toBe(now[(one.now ?? 0) - 1]);
          if (one.kind !== 'removed') out.push(now[(one.now ?? 0) - 1] ?? '');
        }
        expect([...out, ...old.slice(at)]).toEqual(now);
      }),
    );
  });

  it('have three kept lines around a change, and are one where they touch', () => {
    const lines = Array.from({ length: 40 }, (_, i) => `line ${i + 1}`);
    const changed = (...at: readonly number[]): string => lines.map((one, i) => (at.includes(i + 1) ? 'x' : one)).join('\n');
    const sizes = (...at: readonly number[]): number[] => hunksOf(diffOf('f', lines.join('\n'), changed(...at))).map((hunk) => hunk.length);
    expect(sizes(20)).toEqual([8]);
    expect(sizes(1)).toEqual([5]);
    expect(sizes(10, 17)).toEqual([16]);
    expect(sizes(10, 18)).toEqual([8, 8]);
    expect(sizes()).toEqual([]);
  });

  it('say the whole where two texts share little, in an order of their own', () => {
    const lines = Array.from({ length: 4_000 }, (_, i) => `line ${i}`);
    const hunks = hunksOf(diffOf('f', lines.join('\n'), [...lines].reverse().join('\n')));
    expect(hunks.flat().filter((one) => one.kind === 'added')).toHaveLength(4_000);
  });
});

describe('masking', () => {
  it('masks tokens on any line and leaves the code around them', () => {
    const token = `ghp_${'a1B2c3D4e5'.repeat(4)}`;
    const found = masked(['const token = readToken();', `const x = "${token}";`], [0, 1]);
    expect(found.get(0)).toBe(undefined);
    expect(found.get(1)).toBe('const x = "[secret]";');
  });

  it('masks a line of a private key whose beginning is not shown', () => {
    const body = Array.from({ length: 8 }, (_, i) => `${i}${'Ab3+'.repeat(15)}`);
    const key = ['-----BEGIN RSA PRIVATE KEY-----', ...body, '-----END RSA PRIVATE KEY-----', 'after'];
    expect([...masked(key, [5, 10])]).toEqual([[5, '[secret]']]);
  });
});

describe('a diff on a page', () => {
  it('stays bounded, and counts and names what it leaves out', () => {
    const huge = Array.from({ length: 200_000 }, (_, i) => `line ${i} of a text`).join('\n');
    const changes = ['src/huge.ts', 'src/small.ts'].map((path) => sampleChange(path, { tier: 'high' }));
    const diff = shownDiff(changes, { diffs: [diffOf('src/huge.ts', '', huge), diffOf('src/small.ts', 'a', 'b')], why: new Map() });
    if (!('files' in diff)) throw new Error('no files');
    expect(diff.files.map((file) => file.left)).toEqual([194_000, 0]);
    const page = reviewPage(sampleReview({ diff }));
    expect(page.length).toBeLessThan(1_500_000);
    expect(page).toContain('194,000 lines of <code>src/huge.ts</code> are left out');
  });

  it('lists files beyond the last one that has room', () => {
    const changes = Array.from({ length: 450 }, (_, i) => sampleChange(`src/f${i}.ts`));
    const diff = shownDiff(changes, { diffs: changes.map(({ path }) => diffOf(path, 'a\n', 'b\n')), why: new Map() });
    if (!('files' in diff)) throw new Error('no files');
    expect([diff.files.length, diff.left.length]).toEqual([400, 50]);
    expect(reviewPage(sampleReview({ diff }))).toContain('50 files are not shown');
  });

  it('cuts a long line and says so', () => {
    const diff = shownDiff([sampleChange('f')], { diffs: [diffOf('f', '', 'x'.repeat(50_000))], why: new Map() });
    expect(reviewPage(sampleReview({ diff }))).toContain('… (48,000 more characters)');
  });
});

describe('the form', () => {
  it('never chooses to ship beforehand, and offers no override of what nobody can override', () => {
    const { record } = samplePacket();
    const packet = samplePacket({ record: { ...record, intact: false, problem: 'a line was changed' } });
    const unmet = packet.requirements.filter((one) => one.status === 'unmet' && one.stance === 'hold');
    const never = unmet.find((one) => one.override === 'never');
    const page = reviewPage(sampleReview({ packet, form: sampleForm(packet, { typed: { ...sampleForm(packet).typed, value: '' } }) }));
    expect(page).not.toMatch(/value="ship"[^>]*checked/);
    expect(never).toBeDefined();
    expect(page).not.toContain(`name="override-${never?.id}"`);
  });
});
