import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DETECTORS, detect } from '../../src/core/data/detectors.ts';
import { patternProblem } from '../../src/core/data/safe-pattern.ts';
import { secretsIn } from '../../src/core/data/secrets.ts';
import { look } from '../../src/core/data/withhold.ts';
import type { DataClass } from '../../src/schema/standing.ts';
import { PROJECT } from '../support/hooks.ts';

interface Labelled {
  readonly name: string;
  readonly text: string;
  readonly holds: readonly string[];
}

const sample = (file: string): readonly Labelled[] =>
  (JSON.parse(readFileSync(join(PROJECT, 'test', 'corpus', 'texts', `${file}.json`), 'utf8')) as { texts: readonly Labelled[] }).texts;

const found = async (text: string): Promise<readonly string[]> =>
  [...new Set([...detect(text, [...DETECTORS]), ...(await secretsIn(text))].map((hit) => hit.detector))].sort();

describe('the labelled sample', () => {
  const positive = sample('positive');
  const negative = sample('negative');

  it('is large enough', () => {
    expect(positive.length + negative.length).toBeGreaterThanOrEqual(300);
  });

  it.each(DETECTORS)('%s: at least 95 of 100 are found', async (name) => {
    const due = positive.filter((one) => one.holds.includes(name));
    const missed: string[] = [];
    for (const one of due) if (!(await found(one.text)).includes(name)) missed.push(one.name);
    expect(1 - missed.length / due.length, missed.join('; ')).toBeGreaterThanOrEqual(0.95);
  });

  it('at most 2 of 100 texts raise a false alarm', async () => {
    const alarms: string[] = [];
    for (const one of [...positive, ...negative]) {
      const more = (await found(one.text)).filter((name) => !one.holds.includes(name));
      if (more.length > 0) alarms.push(`${one.name}: ${more.join(', ')}`);
    }
    expect(alarms.length / (positive.length + negative.length), alarms.join('; ')).toBeLessThanOrEqual(0.02);
  });
});

describe('hostile texts', () => {
  it('take time in step with their length', async () => {
    for (const part of ['1 ', '+49 ', 'a@', 'DE', '4111', '-----BEGIN ', 'x.', '://a:', '12-', 'é@é.']) {
      const text = part.repeat(200_000 / part.length);
      expect(detect(text, [...DETECTORS]).length + (await secretsIn(text)).length, part).toBeGreaterThanOrEqual(0);
    }
  }, 60_000);
});

const dataClass = (more: Partial<DataClass>): DataClass => ({
  name: 'customer',
  place: 'p:1:1 data.customer',
  allowed: false,
  paths: [],
  mcp: [],
  detect: ['email'],
  patterns: [],
  withhold: 'text',
  ...more,
});
const MAIL = 'anna.berg@brightharbour-foods.com';

describe('withholding', () => {
  it('replaces the whole text and keeps the shape, and never says what it was', async () => {
    const answer = { stdout: `a\n${MAIL}\n`, stderr: '', interrupted: false, lines: [1, 'b'] };
    const seen = await look(answer, {}, [dataClass({})], false);
    expect(seen.replaced).toEqual({
      stdout: expect.stringContaining('twoloops withheld this'),
      stderr: '',
      interrupted: false,
      lines: [1, 'b'],
    });
    expect(seen).toMatchObject({ counts: { customer: 1 }, withheld: ['customer'] });
    expect(JSON.stringify(seen)).not.toContain('anna');
  });

  it('or the finds alone', async () => {
    const seen = await look(
      [{ type: 'text', text: `to ${MAIL}, CUST-123456!` }],
      {},
      [dataClass({ withhold: 'matches', patterns: [{ name: 'number', pattern: 'CUST-\\d{6}', place: 'p' }] })],
      false,
    );
    expect(seen.replaced).toEqual([{ type: 'text', text: 'to [withheld: customer], [withheld: customer]!' }]);
  });

  it('counts a class that may be read and leaves it', async () => {
    const seen = await look(MAIL, {}, [dataClass({ allowed: true })], false);
    expect(seen).toEqual({ counts: { customer: 1 }, secrets: 0, withheld: [] });
  });

  it('withholds unseen what is too long to look through', async () => {
    const seen = await look({ stdout: 'x'.repeat(4_000_001) }, {}, [dataClass({})], false);
    expect(seen.withheld).toEqual(['customer']);
    expect(JSON.stringify(seen.replaced).length).toBeLessThan(300);
  });

  it('counts a secret once, however often it stands there', async () => {
    const key = `ghp_${'a1B2c3D4e5F6g7H8i9J0'.repeat(2).slice(0, 36)}`;
    const seen = await look({ stdout: `${key} ${key}` }, { content: key }, [], true);
    expect(seen.secrets).toBeLessThanOrEqual(1);
  });
});

describe("a policy's own pattern", () => {
  it.each(['(a+)+$', '(.*a){20}', '([^,]*,)*x$', '(x+x+)+y', '(\\d+)*x', '(', 'a*', 'x'.repeat(501), '\\s+$'])(
    '%s is not taken',
    (source) => {
      expect(patternProblem(source)).toBeDefined();
    },
  );
  it.each(['CUST-\\d{6}', '\\bKD[0-9]{8}\\b', '(?:MRN|mrn)[: ]\\d{7}', '\\p{Lu}{3}\\d{5}', '(?<=id=)\\d{9}'])('%s is taken', (source) => {
    expect(patternProblem(source)).toBeUndefined();
  });
});
