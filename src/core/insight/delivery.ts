import type { Insight } from '../../schema/insight.ts';
import { compare, type Group } from './collect.ts';
import { addition, owing } from './propose.ts';
import { type RequestHistory, widening } from './requests.ts';
import type { Row } from './rows.ts';
import { backtest, counted, percent, share, sum, tell } from './tell.ts';
import { THRESHOLDS } from './thresholds.ts';

/** What reviewers asked again and again. */
export function questionInsights(group: Group): readonly Insight[] {
  const { times, of } = THRESHOLDS.question;
  const decided = group.learnable.filter((row) => row.decision !== null).slice(-of);
  const tags = new Map<string, Row[]>();
  for (const row of decided) for (const tag of row.decision?.asked ?? []) tags.set(tag, [...(tags.get(tag) ?? []), row]);
  return [...tags]
    .filter(([, rows]) => rows.length >= times)
    .sort(([a], [b]) => compare(a, b))
    .map(([tag, rows]) =>
      tell('recurring-question', group, {
        subject: tag,
        says: `asked in ${rows.length} of the last ${counted(decided.length, 'decision')}: it could be owed as evidence`,
        numbers: { times: rows.length, of: decided.length },
        basis: decided,
        shown: rows,
        ...owing(tag),
      }),
    );
}

/** Runs that failed and whose cause the record does not show, or shows alone. */
export function failureInsights(group: Group): readonly Insight[] {
  const failed = group.rows.filter((row) => row.failure !== null);
  const dark = failed.filter((row) => row.failure?.cause === null);
  const ours = failed.filter((row) => row.failure?.cause !== null && row.failure?.seen === 'record');
  const about = (rows: readonly Row[]) => ({
    subject: 'all',
    numbers: { runs: rows.length, failed: failed.length },
    basis: failed,
    shown: rows,
  });
  return [
    ...(dark.length === 0
      ? []
      : [
          tell('unexplained-failure', group, {
            ...about(dark),
            says: `${dark.length} of ${counted(failed.length, 'failed run')} without a cause in its last ${THRESHOLDS.causeWithin} events`,
          }),
        ]),
    ...(ours.length === 0
      ? []
      : [
          tell('record-dependent-failure', group, {
            ...about(ours),
            says: `${ours.length} of ${counted(failed.length, 'failed run')} explained by the record alone (${causes(ours)}): neither commit nor CI shows it`,
          }),
        ]),
  ];
}

const causes = (rows: readonly Row[]): string => {
  const count = new Map<string, number>();
  for (const row of rows) count.set(row.failure?.cause ?? '', (count.get(row.failure?.cause ?? '') ?? 0) + 1);
  return [...count]
    .sort((a, b) => b[1] - a[1] || compare(a[0], b[0]))
    .map(([cause, n]) => `${cause} ${n}`)
    .join(', ');
};

/** Whether a group has earned more room, and the one widening that its runs ask for most. */
export function autonomyInsights(group: Group, requests: readonly RequestHistory[]): readonly Insight[] {
  const { learnable } = group;
  if (learnable.length < THRESHOLDS.autonomy.runs || !clean(learnable)) return [];
  const calls = sum(learnable.map((row) => row.calls));
  const denied = sum(learnable.map((row) => row.denied));
  const wanted = widening(requests);
  const subject = wanted?.subject;
  return [
    tell('autonomy-ready', group, {
      subject: 'all',
      says: `${counted(learnable.length, 'run')} without a forbidden access, a contradicted claim or a revert, ${percent(share(denied, calls))} of calls refused; ${subject === undefined ? 'nothing recurring was asked for, so nothing is proposed' : `what was asked for most: \`${subject}\``}`,
      numbers: { runs: learnable.length, calls, denied },
      basis: learnable,
      ...(wanted === undefined
        ? {}
        : {
            backtest: backtest(learnable, {
              held: clean,
              allowed: (row) => row.requests.find((one) => one.subject === subject)?.calls ?? 0,
            }),
            ...addition(wanted.latest.kind, wanted.latest.target),
          }),
    }),
  ];
}

function clean(rows: readonly Row[]): boolean {
  const calls = sum(rows.map((row) => row.calls));
  const denied = sum(rows.map((row) => row.denied));
  return (
    rows.every((row) => row.forbidden === 0 && row.contradicted === 0 && !row.reverted) && share(denied, calls) < THRESHOLDS.autonomy.denied
  );
}
