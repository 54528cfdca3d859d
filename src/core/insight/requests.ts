import type { Insight } from '../../schema/insight.ts';
import type { Group } from './collect.ts';
import { addition, prohibition } from './propose.ts';
import type { Row, RowRequest } from './rows.ts';
import { backtest, counted, share, sum, tell } from './tell.ts';
import { THRESHOLDS } from './thresholds.ts';

/** What the learnable runs of a group asked for beyond their scope. */
export interface RequestHistory {
  readonly subject: string;
  readonly latest: RowRequest;
  readonly asked: readonly { readonly row: Row; readonly request: RowRequest }[];
}

/** Refused by a line that says no, not by the lack of a grant: nothing to widen. */
const SAID_NO: ReadonlySet<string> = new Set(['FORBIDDEN', 'DATA_DENIED', 'READ_DENIED', 'EDIT_DENIED']);

export function requestHistories({ learnable }: Group): readonly RequestHistory[] {
  const histories = new Map<string, { subject: string; latest: RowRequest; asked: { row: Row; request: RowRequest }[] }>();
  for (const row of learnable)
    for (const request of row.requests) {
      const known = histories.get(request.subject);
      if (known === undefined) histories.set(request.subject, { subject: request.subject, latest: request, asked: [{ row, request }] });
      else {
        known.latest = request;
        known.asked.push({ row, request });
      }
    }
  return [...histories.values()];
}

export function requestInsights(group: Group, histories: readonly RequestHistory[]): readonly Insight[] {
  return histories.flatMap((history) => [...recurring(group, history), ...answered(group, history), ...workaround(group, history)]);
}

const rowsOf = (asked: RequestHistory['asked']): readonly Row[] => asked.map((one) => one.row);
const callsIn = (row: Row, subject: string): number => row.requests.find((one) => one.subject === subject)?.calls ?? 0;
const byAnswer = (asked: RequestHistory['asked'], answer: RowRequest['answer']): RequestHistory['asked'] =>
  asked.filter((one) => one.request.answer === answer);

function recurring(group: Group, { subject, latest, asked }: RequestHistory): readonly Insight[] {
  if (asked.length < THRESHOLDS.recurring.runs) return [];
  const calls = sum(asked.map((one) => one.request.calls));
  const people = new Set(asked.map((one) => one.row.who)).size;
  const numbers = {
    runs: asked.length,
    calls,
    people,
    approved: byAnswer(asked, 'approved').length,
    narrowed: byAnswer(asked, 'narrowed').length,
    denied: byAnswer(asked, 'denied').length,
    unanswered: byAnswer(asked, 'none').length,
  };
  const basis = group.learnable;
  return [
    tell('recurring-request', group, {
      subject,
      says: `refused in ${asked.length} of ${counted(basis.length, 'run')} (${counted(calls, 'call')}, ${people === 1 ? '1 person' : `${people} people`}): ${numbers.approved} approved, ${numbers.narrowed} narrowed, ${numbers.denied} denied, ${numbers.unanswered} unanswered`,
      numbers,
      basis,
      shown: rowsOf(asked),
      // what somebody said no to is for people to talk about, not for a patch
      ...(SAID_NO.has(latest.code) || numbers.denied > 0
        ? {}
        : {
            backtest: backtest(basis, {
              held: (older) => older.some((row) => callsIn(row, subject) > 0),
              allowed: (row) => callsIn(row, subject),
            }),
            ...addition(latest.kind, latest.target),
          }),
    }),
  ];
}

function answered(group: Group, { subject, latest, asked }: RequestHistory): readonly Insight[] {
  const answers = asked.filter((one) => one.request.answer !== 'none');
  const { requests, share: least } = THRESHOLDS.answered;
  if (answers.length < requests) return [];
  const approved = byAnswer(answers, 'approved').length;
  const narrowed = byAnswer(answers, 'narrowed').length;
  const basis = rowsOf(answers);
  const base = { subject, numbers: { answered: answers.length, approved }, basis };
  const yes = (rows: readonly Row[]): number =>
    rows.filter((row) => row.requests.some((one) => one.subject === subject && one.answer === 'approved')).length;
  if (share(approved, answers.length) >= least)
    return [
      tell('always-approved', group, {
        ...base,
        says: `${approved} of ${counted(answers.length, 'answer')} approved it unnarrowed: it could be a grant`,
        backtest: backtest(basis, { held: (older) => share(yes(older), older.length) >= least, allowed: (row) => callsIn(row, subject) }),
        ...(SAID_NO.has(latest.code) ? {} : addition(latest.kind, latest.target)),
      }),
    ];
  if (approved + narrowed > 0) return [];
  return [
    tell('never-approved', group, {
      ...base,
      says: `all ${counted(answers.length, 'answer')} said no: it could be forbidden, so that nobody is asked again`,
      backtest: backtest(basis, { held: (older) => yes(older) === 0 }),
      ...(SAID_NO.has(latest.code) ? {} : prohibition(latest.kind, latest.target)),
    }),
  ];
}

function workaround(group: Group, { subject, asked }: RequestHistory): readonly Insight[] {
  const around = asked.filter((one) => one.request.workarounds > 0);
  if (around.length === 0) return [];
  const calls = sum(around.map((one) => one.request.workarounds));
  return [
    tell('workaround', group, {
      subject,
      says: `refused, and then reached another way: ${counted(calls, 'call')} in ${counted(around.length, 'run')}`,
      numbers: { runs: around.length, calls },
      basis: group.learnable,
      shown: rowsOf(around),
    }),
  ];
}

/** The request that a wider scope would serve best: nobody denied it, and no line forbids it. */
export function widening(histories: readonly RequestHistory[]): RequestHistory | undefined {
  const rank = (one: RequestHistory): readonly [number, number] => [one.asked.length, sum(one.asked.map(({ request }) => request.calls))];
  return histories
    .filter((one) => one.asked.length >= THRESHOLDS.recurring.runs && !SAID_NO.has(one.latest.code))
    .filter((one) => byAnswer(one.asked, 'denied').length === 0)
    .sort((a, b) => rank(b)[0] - rank(a)[0] || rank(b)[1] - rank(a)[1] || (a.subject < b.subject ? -1 : 1))[0];
}
