import { parseArgs } from 'node:util';
import { inOneLine } from '../core/messages.ts';
import { visibleLine } from '../core/visible.ts';
import { readEvents } from '../io/event-log.ts';
import type { RunEvent } from '../schema/event.ts';
import { chooseRun, here } from './here.ts';
import { bold, dim, EXIT, green, red, type Terminal, yellow } from './terminal.ts';

export const usage =
  'twoloops requests [RUN] [--all] [--json]   what the agent was refused and a person can answer; with --all also what is answered';

/** What became of a request. */
export interface RequestRow {
  readonly request: number;
  readonly status: 'open' | 'approved' | 'denied' | 'used' | 'expired';
  /** Times that the same call was refused. */
  readonly times: number;
  readonly at: string;
  readonly tool: string;
  readonly call: string;
  readonly why: readonly string[];
  /** First characters of the digest of the arguments: the same digest is the same call. */
  readonly digest: string;
  readonly answer?: {
    readonly by: string;
    readonly how: string;
    readonly until?: string;
    readonly reason: string;
    readonly signed: boolean;
  };
}

type Verdict = Extract<RunEvent, { type: 'verdict' }>;
type Answer = Extract<RunEvent, { type: 'answered' }>;

/** The requests of a run, in their order, with what people answered. `now`: ms since the epoch. */
export function requestRows(events: readonly RunEvent[], now: number): readonly RequestRow[] {
  const verdicts = events.filter((event): event is Verdict => event.type === 'verdict');
  const answers = events.filter((event): event is Answer => event.type === 'answered');
  const numbers = [...new Set(verdicts.flatMap((event) => event.request ?? []))].sort((a, b) => a - b);
  return numbers.map((request) => {
    const all = verdicts.filter((event) => event.request === request);
    const last = all.at(-1) as Verdict;
    const answer = answers.filter((one) => one.request === request).at(-1);
    const used = answer !== undefined && verdicts.some((event) => event.seq > answer.seq && event.approvals?.includes(request));
    return {
      request,
      status: statusOf(answer, used, now),
      times: all.length,
      at: last.at,
      tool: last.tool,
      call: last.call,
      why: last.findings.map(inOneLine),
      digest: last.digest.slice(0, 12),
      ...(answer === undefined
        ? {}
        : {
            answer: {
              by: answer.by,
              how: answer.how,
              ...(answer.until === undefined ? {} : { until: answer.until }),
              reason: answer.reason,
              signed: answer.signature !== undefined,
            },
          }),
    };
  });
}

function statusOf(answer: Answer | undefined, used: boolean, now: number): RequestRow['status'] {
  if (answer === undefined) return 'open';
  if (answer.answer === 'deny') return 'denied';
  if (used && answer.how === 'once') return 'used';
  return answer.until !== undefined && now >= Date.parse(answer.until) ? 'expired' : 'approved';
}

export function requests(args: readonly string[], terminal: Terminal): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean' }, all: { type: 'boolean' } },
    allowPositionals: true,
  });
  const run = chooseRun(here(terminal), positionals[0]);
  const rows = requestRows(readEvents(run.folder), terminal.now());
  const shown = values.all ? rows : rows.filter((row) => row.status === 'open' || row.status === 'expired');
  if (values.json) terminal.out(`${JSON.stringify({ run: run.run, requests: shown })}\n`);
  else if (shown.length === 0) terminal.out(`run ${run.run}: no request is open\n`);
  else {
    terminal.out(`${bold(terminal, run.run)}  ${run.frozen.scope?.task ?? 'no scope'}\n`);
    for (const row of shown) terminal.out(text(row, terminal));
    terminal.out(dim(terminal, 'answer: twoloops approve R1 --once --reason TEXT, or twoloops deny R1 --reason TEXT\n'));
  }
  return EXIT.done;
}

function text(row: RequestRow, terminal: Terminal): string {
  const paint = { open: yellow, approved: green, used: dim, expired: dim, denied: red }[row.status];
  const times = row.times > 1 ? `, ${row.times} times` : '';
  const answer = row.answer
    ? `      ${row.answer.by} (${row.answer.signed ? 'signed' : 'unsigned'}): ${visibleLine(row.answer.reason)}\n`
    : '';
  return `  R${row.request}  ${paint(terminal, row.status)}${times}  ${row.tool}  ${visibleLine(row.call).slice(0, 160)}  ${dim(terminal, row.digest)}\n${row.why.map((line) => `      ${visibleLine(line)}\n`).join('')}${answer}`;
}
