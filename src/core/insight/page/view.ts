import type { GroupRow, Insight, InsightReport, RateRow, RuleRow } from '../../../schema/insight.ts';
import { compare } from '../collect.ts';
import type { Limits } from './limits.ts';
import { FAMILIES, type Family, WEIGHT } from './words.ts';

/** A group with all that is said of it. */
export interface GroupView {
  readonly id: string;
  readonly name: string;
  readonly row: GroupRow;
  readonly insights: readonly Insight[];
  readonly rates: readonly RateRow[];
  readonly rules: readonly RuleRow[];
}

/** Insights that are read together, the weightiest first. */
export interface FamilyView extends Family {
  readonly insights: readonly Insight[];
}

export interface View {
  readonly report: InsightReport;
  readonly limits: Limits;
  readonly families: readonly FamilyView[];
  /** Most runs first. */
  readonly groups: readonly GroupView[];
  /** What a repository and a profile are called on the page. */
  readonly nameOf: (of: { readonly repository: string; readonly profile: string }) => string;
}

const keyOf = ({ repository, profile }: { readonly repository: string; readonly profile: string }): string =>
  JSON.stringify([repository, profile]);

/** The report in the order of the page; the texts are whole, so that what is alike is only what is the same. */
export function viewOf(report: InsightReport, limits: Limits): View {
  const nameOf = namesOf(report);
  const [insights, rates, rules] = [byGroup(report.insights), byGroup(report.rates), byGroup(report.rules)];
  const groups = [...report.groups]
    .sort((a, b) => b.runs - a.runs || compare(nameOf(a), nameOf(b)))
    .map((row, i) => ({
      id: `group-${i + 1}`,
      name: nameOf(row),
      row,
      insights: insights.get(keyOf(row)) ?? [],
      rates: rates.get(keyOf(row)) ?? [],
      rules: rules.get(keyOf(row)) ?? [],
    }));
  return { report, limits, families: familiesOf(report.insights), groups, nameOf };
}

function byGroup<T extends { readonly repository: string; readonly profile: string }>(
  rows: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  const map = new Map<string, T[]>();
  for (const row of rows) {
    const list = map.get(keyOf(row));
    if (list === undefined) map.set(keyOf(row), [row]);
    else list.push(row);
  }
  return map;
}

/** What is worth keeping as it is stands in the tables of its group and is no news. */
export const isNews = ({ advice }: Insight): boolean => advice !== 'keep';

function familiesOf(insights: readonly Insight[]): readonly FamilyView[] {
  const weight = ({ insight, numbers }: Insight): number => numbers[WEIGHT[insight]] ?? 0;
  return FAMILIES.map((family) => ({
    ...family,
    insights: insights
      .filter((one) => family.kinds.includes(one.insight) && isNews(one))
      .sort(
        (a, b) =>
          family.kinds.indexOf(a.insight) - family.kinds.indexOf(b.insight) || weight(b) - weight(a) || compare(a.subject, b.subject),
      ),
  }));
}

/** By the name of the repository, and by its address as well where two have the same name. */
function namesOf(report: InsightReport): View['nameOf'] {
  const names = new Map<string, string>();
  for (const { repository, repositoryName } of [...report.groups, ...report.insights]) names.set(repository, repositoryName);
  const times = new Map<string, number>();
  for (const name of names.values()) times.set(name, (times.get(name) ?? 0) + 1);
  return ({ repository, profile }) => {
    const name = names.get(repository) ?? repository;
    return `${(times.get(name) ?? 0) > 1 ? `${name} (${repository})` : name} · ${profile}`;
  };
}
