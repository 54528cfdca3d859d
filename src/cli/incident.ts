import { parseArgs } from 'node:util';
import { incidentOf } from '../core/incident/incident.ts';
import { incidentText } from '../core/incident/markdown.ts';
import { holdOf } from '../core/retention/fate.ts';
import type { OpenRun } from '../events/session.ts';
import { readEvents, record } from '../io/event-log.ts';
import { incidentSources } from '../io/incident-sources.ts';
import { incidentSchema } from '../schema/incident.ts';
import { cliLog, personOf } from './cli-log.ts';
import { chooseRun, here } from './here.ts';
import { peopleOnly } from './people-only.ts';
import { EXIT, Refusal, type Terminal } from './terminal.ts';

export const usage =
  'twoloops incident RUN [--json | --hold --reason TEXT | --release --reason TEXT]   what a responder needs of a run in the first hour; a legal hold keeps it from being pruned';

const OPTIONS = {
  json: { type: 'boolean' },
  hold: { type: 'boolean' },
  release: { type: 'boolean' },
  reason: { type: 'string' },
} as const;

export function incident(args: readonly string[], terminal: Terminal): number {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  peopleOnly(terminal, 'incident');
  if (values.hold && values.release) throw new Refusal(`--hold and --release are two things: give one\nusage: ${usage}`, EXIT.usage);
  if (positionals.length !== 1) throw new Refusal(`name the run: \`twoloops runs\` lists them\nusage: ${usage}`, EXIT.usage);
  const repository = here(terminal);
  const open = chooseRun(repository, positionals[0]);
  if (values.hold || values.release) return hold(open, terminal, values.hold === true, values.reason?.trim() ?? '');
  const sources = incidentSources(open.frozen, open.folder, repository.gitDir, terminal.env['PATH']);
  const report = incidentSchema.parse(incidentOf(sources));
  terminal.out(values.json ? `${JSON.stringify(report)}\n` : incidentText(report));
  return EXIT.done;
}

/** A legal hold is part of the record: whoever sets or lifts it owes a reason. */
function hold(open: OpenRun, terminal: Terminal, on: boolean, reason: string): number {
  const { run } = open;
  if (reason === '') throw new Refusal(`a legal hold needs a reason: --reason 'case 7: customer data in a public log'`, EXIT.usage);
  const before = holdOf(readEvents(open.folder));
  if (on && before !== undefined) throw new Refusal(`run ${run} is held already, since ${before.at}`, EXIT.no);
  if (!on && before === undefined) throw new Refusal(`run ${run} is not held`, EXIT.no);
  record(cliLog(open, terminal), (state) => {
    // pruned since we looked: a log that begins with a hold would be another record
    if (state.seq === 0) throw new Refusal(`run ${run} has no record any more: \`twoloops verify ${run}\` says why`, EXIT.no);
    return { events: [{ type: 'legal-hold', on, by: personOf(open, terminal), reason }], answer: undefined };
  });
  terminal.out(on ? `held: ${run}: nothing of it is pruned until \`twoloops incident ${run} --release\`\n` : `released: ${run}\n`);
  return EXIT.done;
}
