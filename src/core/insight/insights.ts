import type { Insight, InsightReport, Waiting } from '../../schema/insight.ts';
import { isoOf } from '../time.ts';
import { type Asked, collect, compare, type Given, type Group } from './collect.ts';
import { autonomyInsights, failureInsights, questionInsights } from './delivery.ts';
import { grantHistories, grantInsights } from './grants.ts';
import { requestHistories, requestInsights } from './requests.ts';
import { groupRow, rateRows, ruleRows } from './tables.ts';
import { toolInsights } from './tools.ts';
import { waitingOf } from './waiting.ts';

/** All that summaries say together, by docs/insights.md. Pure: the same summaries, in any order, always give the same report. */
export function insightsOf(given: Iterable<Given>, asked: Asked): InsightReport {
  const { groups, ...collected } = collect(given, asked);
  const told = groups.map(ofGroup);
  return {
    version: 1,
    since: isoOf(asked.since),
    until: isoOf(asked.until),
    summaries: collected.summaries,
    groups: told.map((one) => one.row),
    insights: told.flatMap((one) => one.insights),
    waiting: told.flatMap((one) => one.waiting),
    rates: groups.flatMap(rateRows),
    rules: groups.flatMap(ruleRows),
    notUsed: collected.notUsed,
    notUsedMore: collected.notUsedMore,
    renamed: renamed(groups),
  };
}

function ofGroup(group: Group): {
  readonly row: InsightReport['groups'][number];
  readonly insights: readonly Insight[];
  readonly waiting: readonly Waiting[];
} {
  const grants = grantHistories(group);
  const requests = requestHistories(group);
  const insights = [
    ...requestInsights(group, requests),
    ...failureInsights(group),
    ...grantInsights(group, grants),
    ...questionInsights(group),
    ...toolInsights(group),
    ...autonomyInsights(group, requests),
  ];
  return { row: groupRow(group, grants), insights: sorted(insights), waiting: waitingOf(group) };
}

/** What needs a person first comes first; within one kind what rests on most runs. */
const ORDER: readonly Insight['insight'][] = [
  'workaround',
  'unexplained-failure',
  'record-dependent-failure',
  'unused-grant',
  'over-broad-grant',
  'convenience-grant',
  'always-approved',
  'never-approved',
  'recurring-request',
  'recurring-question',
  'mcp-server',
  'mcp-tool',
  'autonomy-ready',
];

const sorted = (insights: readonly Insight[]): readonly Insight[] =>
  [...insights].sort(
    (a, b) => ORDER.indexOf(a.insight) - ORDER.indexOf(b.insight) || b.window.runs - a.window.runs || compare(a.subject, b.subject),
  );

/** Profiles with the same grants, one of which ended before the other began. */
function renamed(groups: readonly Group[]): InsightReport['renamed'] {
  const out: InsightReport['renamed'][number][] = [];
  for (const from of groups)
    for (const to of groups) {
      const last = from.rows.at(-1);
      const first = to.rows[0];
      if (from === to || from.repository !== to.repository || last === undefined || first === undefined) continue;
      if (last.grantsDigest !== null && last.grantsDigest === first.grantsDigest && last.at < first.at)
        out.push({ repository: from.repository, from: from.profile, to: to.profile });
    }
  return out;
}
