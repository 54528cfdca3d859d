import { describe, expect, it } from 'vitest';
import { insightsOf } from '../../src/core/insight/insights.ts';
import type { Insight } from '../../src/schema/insight.ts';
import type { Summary } from '../../src/schema/summary.ts';
import { fleet, type Planted } from '../support/fleet/fleet.ts';
import { DAY } from '../support/fleet/plan.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

function* given(summaries: Iterable<Summary>): Generator<{ readonly where: string; readonly summary: Summary }> {
  let line = 0;
  for (const summary of summaries) {
    line += 1;
    yield { where: `fleet.jsonl:${line}`, summary };
  }
}

const found = (summaries: Iterable<Summary>): readonly Insight[] =>
  insightsOf(given(summaries), { since: NOW - 90 * DAY, until: NOW }).insights;
const keyOf = (one: Pick<Insight, 'insight' | 'repository' | 'profile' | 'subject'>): string =>
  JSON.stringify([one.insight, one.repository, one.profile, one.subject]);
const sorted = (rows: readonly (Insight | Planted)[]): readonly string[] => [...new Set(rows.map(keyOf))].sort();

describe.each([1, 2, 3])('a fleet of seed %i', (seed) => {
  const one = fleet({ seed, runs: 10_000, people: 200, now: NOW });
  const insights = found(one.summaries());

  it('shows exactly what was planted: precision and recall 1 for each insight', () => {
    expect(sorted(insights)).toEqual(sorted(one.planted));
    expect(one.planted.length).toBeGreaterThan(60);
  });

  it('shows it with the planted figures and advice', () => {
    const byKey = new Map(insights.map((insight) => [keyOf(insight), insight]));
    for (const planted of one.planted) {
      const insight = byKey.get(keyOf(planted));
      for (const [name, value] of Object.entries(planted.numbers ?? {}))
        expect(insight?.numbers[name], `${planted.plan}: ${planted.insight} ${planted.subject}: ${name}`).toBeCloseTo(value, 9);
      if (planted.advice !== undefined) expect(insight?.advice, planted.plan).toBe(planted.advice);
    }
  });
});

it('one run less, and what rested on it goes', () => {
  const one = fleet({ seed: 4, runs: 10_000, people: 200, now: NOW });
  const all = sorted(found(one.summaries()));
  const resting = one.planted.filter((planted) => planted.without !== null);
  expect(resting.length).toBeGreaterThan(10);
  for (const planted of resting.filter((_, i) => i % Math.ceil(resting.length / 6) === 0)) {
    const without = [...one.summaries()].filter(
      (summary) => !(summary.repository.id === planted.repository && summary.run === planted.without),
    );
    const left = sorted(found(without));
    expect(left, planted.plan).not.toContain(keyOf(planted));
    expect(
      all.filter((key) => !left.includes(key)).every((key) => key.includes(JSON.stringify(planted.profile))),
      planted.plan,
    ).toBe(true);
  }
});
