import { parseArgs } from 'node:util';
import type { OpenRun } from '../events/session.ts';
import { record } from '../io/event-log.ts';
import { requester } from '../io/installed.ts';
import { listRuns } from '../io/run-folder.ts';
import { savedState } from '../io/state-file.ts';
import { cliLog } from './cli-log.ts';
import { chooseRun, here } from './here.ts';
import { peopleOnly } from './people-only.ts';
import { EXIT, Refusal, type Terminal } from './terminal.ts';

export const usage = 'twoloops halt [RUN | --all] [--reason TEXT]   every further call of the run is refused until a person resumes it';
export const resumeUsage = 'twoloops resume [RUN] [--reason TEXT]   lets a halted run go on; its limits count from here';

/** The kill switch: of one run, or of all that are open. */
export function halt(args: readonly string[], terminal: Terminal): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { all: { type: 'boolean' }, reason: { type: 'string', default: 'halted by a person' } },
    allowPositionals: true,
  });
  peopleOnly(terminal, 'halt');
  const repository = here(terminal);
  const chosen = values.all
    ? listRuns(repository.common).flatMap((run) => usable(() => chooseRun(repository, run)))
    : [chooseRun(repository, positionals[0])];
  const open = chosen.filter(({ folder }) => !savedState(folder).closed || !values.all);
  for (const run of open) {
    record(cliLog(run, terminal), (state) => ({
      events: state.halted ? [] : [{ type: 'halted', by: person(run, terminal), reason: values.reason }],
      answer: undefined,
    }));
    terminal.out(`halted: ${run.run}\n`);
  }
  if (open.length === 0) terminal.out('no run is open\n');
  return EXIT.done;
}

export function resume(args: readonly string[], terminal: Terminal): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { reason: { type: 'string', default: 'resumed by a person' } },
    allowPositionals: true,
  });
  peopleOnly(terminal, 'resume');
  const run = chooseRun(here(terminal), positionals[0]);
  const was = record(cliLog(run, terminal), (state) => ({
    events: state.halted ? [{ type: 'resumed', by: person(run, terminal), reason: values.reason }] : [],
    answer: state.halted,
  }));
  if (was === null) throw new Refusal(`run ${run.run} is not halted`, EXIT.no);
  terminal.out(`resumed: ${run.run} (was halted by ${was.rule}: ${was.on}); its limits count from here\n`);
  return EXIT.done;
}

function person({ frozen }: OpenRun, terminal: Terminal): string {
  const { git, user } = requester(frozen.ground, terminal.env);
  return [git, user].filter(Boolean).join(' / ') || 'unnamed';
}

function usable(choose: () => OpenRun): readonly OpenRun[] {
  try {
    return [choose()];
  } catch {
    // a run that was never fully opened guards nothing and cannot be halted
    return [];
  }
}
