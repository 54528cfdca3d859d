import type { GroupRow, RateRow, RuleRow } from '../../schema/insight.ts';
import { compare, type Group } from './collect.ts';
import type { GrantHistory } from './grants.ts';
import type { Row } from './rows.ts';
import { share, sum } from './tell.ts';
import { toolHistories, toolRow } from './tools.ts';

/** What one group is made of: its outcomes, its months, its grants, its tools. */
export function groupRow(group: Group, grants: readonly GrantHistory[]): GroupRow {
  const { rows, learnable } = group;
  return {
    repository: group.repository,
    repositoryName: group.repositoryName,
    profile: group.profile,
    runs: rows.length,
    learnable: learnable.length,
    people: new Set(rows.map((row) => row.who)).size,
    from: rows[0]?.opened ?? '',
    to: rows.at(-1)?.opened ?? '',
    tiers: tiers(rows),
    months: months(rows),
    grants: grants.map(({ key, had, used, uses }) => ({
      kind: key.kind,
      text: key.text,
      runs: had.length,
      usedIn: used.length,
      uses,
    })),
    tools: toolHistories(rows).map(toolRow),
  };
}

function tiers(rows: readonly Row[]): GroupRow['tiers'] {
  const of = (tier: Row['tier'], value: 'ship' | 'hold' | 'escalate' | undefined): number =>
    rows.filter((row) => row.tier === tier && row.decision?.value === value).length;
  const there = (['low', 'medium', 'high', 'critical'] as const).filter((tier) => rows.some((row) => row.tier === tier));
  return Object.fromEntries(
    there.map((tier) => [
      tier,
      { ship: of(tier, 'ship'), hold: of(tier, 'hold'), escalate: of(tier, 'escalate'), undecided: of(tier, undefined) },
    ]),
  );
}

function months(rows: readonly Row[]): GroupRow['months'] {
  const all = [...new Set(rows.map((row) => row.opened.slice(0, 7)))].sort();
  return all.map((month) => {
    const here = rows.filter((row) => row.opened.startsWith(month));
    return {
      month,
      runs: here.length,
      calls: sum(here.map((row) => row.calls)),
      denied: sum(here.map((row) => row.denied)),
      requests: sum(here.map((row) => row.requests.length)),
    };
  });
}

/** Rates of each model that the group's runs began with; `''` where it is not known. */
export function rateRows({ repository, profile, rows }: Group): readonly RateRow[] {
  return [...new Set(rows.map((row) => row.model))].sort(compare).map((model) => {
    const of = rows.filter((row) => row.model === model);
    const rate = (is: (row: Row) => boolean): number => share(of.filter(is).length, of.length);
    const mean = (value: (row: Row) => number): number => share(sum(of.map(value)), of.length);
    const minutes = of.flatMap((row) => (row.decision === null ? [] : [row.decision.minutes]));
    return {
      repository,
      profile,
      model,
      runs: of.length,
      learnable: of.filter((row) => row.learnable).length,
      claimDrift: rate((row) => row.contradicted > 0),
      staleTests: rate((row) => row.stale > 0),
      weakenedTests: rate((row) => row.weakened > 0),
      scopeDrift: rate((row) => row.outside > 0),
      completeCoverage: rate((row) => row.complete),
      files: mean((row) => row.files),
      lines: mean((row) => row.lines),
      requests: mean((row) => row.requests.length),
      decisionMinutes: minutes.length === 0 ? null : share(sum(minutes), minutes.length),
    };
  });
}

/** How often each rule refused, most first. */
export function ruleRows({ repository, profile, learnable }: Group): readonly RuleRow[] {
  const rules = new Map<string, { runs: Set<string>; calls: number; answered: number; approved: number }>();
  for (const row of learnable)
    for (const { rule, calls, answer } of row.requests) {
      const known = rules.get(rule) ?? { runs: new Set(), calls: 0, answered: 0, approved: 0 };
      rules.set(rule, known);
      known.runs.add(row.run);
      known.calls += calls;
      known.answered += answer === 'none' ? 0 : 1;
      known.approved += answer === 'approved' ? 1 : 0;
    }
  return [...rules]
    .map(([rule, { runs, calls, answered, approved }]) => ({ repository, profile, rule, runs: runs.size, calls, answered, approved }))
    .sort((a, b) => b.calls - a.calls || compare(a.rule, b.rule));
}
