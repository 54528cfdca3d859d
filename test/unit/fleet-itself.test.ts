import { expect, test } from 'vitest';
import { readSummary } from '../../src/core/insight/read-summary.ts';
import { type Fleet, fleet } from '../support/fleet/fleet.ts';
import { DAY } from '../support/fleet/plan.ts';
import { PLANS } from '../support/fleet/plans.ts';
import { sha256 } from '../support/fleet/random.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const asked = { seed: 1, runs: 10_000, people: 200, now: NOW };
const digestOf = (one: Fleet): string => sha256([...one.summaries()].map(({ seal }) => seal.digest).join(' '));

test('a fleet has as many summaries as were asked for, each as the schema wants it and sealed', () => {
  let lines = 0;
  const people = new Set<string>();
  const repositories = new Set<string>();
  for (const summary of fleet(asked).summaries()) {
    lines += 1;
    people.add(summary.who);
    repositories.add(summary.repository.id);
    const read = readSummary(JSON.stringify(summary), sha256);
    if ('problem' in read) throw new Error(`${summary.run}: ${read.problem}`);
  }
  expect(lines).toBe(asked.runs);
  expect(people.size).toBeGreaterThan(150);
  expect(people.size).toBeLessThanOrEqual(202);
  expect(repositories.size).toBeGreaterThanOrEqual(40);
});

test('the same seed gives the same fleet, another seed another', () => {
  const small = { ...asked, runs: 2_000 };
  expect(digestOf(fleet(small))).toBe(digestOf(fleet(small)));
  expect(digestOf(fleet({ ...small, seed: 2 }))).not.toBe(digestOf(fleet(small)));
});

test('duplicates, twins of other repositories, runs before the window and runs of the future are among them', () => {
  const runs = new Map<string, number>();
  const ids = new Map<string, Set<string>>();
  let before = 0;
  let future = 0;
  let bypassed = 0;
  for (const { repository, run, opened, bypassed: why } of fleet(asked).summaries()) {
    const key = `${repository.id} ${run}`;
    runs.set(key, (runs.get(key) ?? 0) + 1);
    ids.set(run, new Set([...(ids.get(run) ?? []), repository.id]));
    before += Date.parse(opened) < NOW - 90 * DAY ? 1 : 0;
    future += Date.parse(opened) > NOW ? 1 : 0;
    bypassed += why.length > 0 ? 1 : 0;
  }
  expect([...runs.values()].filter((count) => count > 1).length).toBeGreaterThan(100);
  expect([...ids.values()].filter((repositories) => repositories.size > 1).length).toBeGreaterThan(20);
  expect(before).toBeGreaterThan(50);
  expect(future).toBeGreaterThan(10);
  expect(bypassed).toBeGreaterThan(300);
});

test('each plan has a name of its own, and a fleet of ten thousand has them all', () => {
  expect(new Set(PLANS.map(({ name }) => name)).size).toBe(PLANS.length);
  const { groups, planted } = fleet(asked);
  expect(new Set(groups.map(({ plan }) => plan.name))).toEqual(new Set([...PLANS.map(({ name }) => name), 'noise']));
  expect(new Set(groups.map(({ base }) => `${base.repository.id} ${base.profile}`)).size).toBe(groups.length);
  expect(new Set(planted.map(({ insight }) => insight)).size).toBe(13);
});

test('each insight is planted, and planted one short of a threshold', () => {
  const silent = PLANS.filter(({ expect: rows }) => rows.length === 0).length;
  expect(PLANS.length - silent).toBeGreaterThan(60);
  expect(silent).toBeGreaterThan(50);
});
