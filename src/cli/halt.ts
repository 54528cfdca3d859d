import { parseArgs } from 'node:util';
import type { OpenRun } from '../events/session.ts';
import { record } from '../io/event-log.ts';
import { haltedByFlag, lowerFlag, raiseFlag } from '../io/halt-flag.ts';
import { reason as why } from '../io/repository.ts';
import { listRuns } from '../io/run-folder.ts';
import { savedState } from '../io/state-file.ts';
import { cliLog, personOf } from './cli-log.ts';
import { chooseRun, type Here, here } from './here.ts';
import { peopleOnly } from './people-only.ts';
import { EXIT, Refusal, type Terminal } from './terminal.ts';

export const usage =
  'twoloops halt [RUN | --all] [--reason TEXT]   every further call of the run is refused until a person resumes it; --all: of every run, those to come among them';
export const resumeUsage = 'twoloops resume [RUN | --all] [--reason TEXT]   lets a halted run go on; its limits count from here';

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
  // the flag first: it holds where a record cannot be written
  if (values.all) raiseFlag(repository.common);
  else for (const { run } of chosen) raiseFlag(repository.common, run);
  const open = chosen.filter(({ folder }) => !savedState(folder).closed || !values.all);
  for (const run of open) {
    try {
      record(cliLog(run, terminal), (state) => ({
        events: state.halted ? [] : [{ type: 'halted', by: personOf(run, terminal), reason: values.reason }],
        answer: undefined,
      }));
      terminal.out(`halted: ${run.run}\n`);
    } catch (error) {
      terminal.err(`halted: ${run.run}, by the flag alone: its record cannot be written (${why(error)})\n`);
    }
  }
  if (values.all) terminal.out('halted: every run of this repository, those to come among them, until `twoloops resume --all`\n');
  else if (open.length === 0) terminal.out('no run is open\n');
  return EXIT.done;
}

export function resume(args: readonly string[], terminal: Terminal): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { all: { type: 'boolean' }, reason: { type: 'string', default: 'resumed by a person' } },
    allowPositionals: true,
  });
  peopleOnly(terminal, 'resume');
  const repository = here(terminal);
  if (values.all) return resumeAll(repository, terminal, values.reason);
  const run = chooseRun(repository, positionals[0]);
  if (haltedByFlag(repository.common, run.run) === 'all')
    throw new Refusal('every run of this repository is halted: `twoloops resume --all` takes that back', EXIT.no);
  const raised = lowerFlag(repository.common, run.run);
  const was = record(cliLog(run, terminal), (state) => ({
    events: state.halted ? [{ type: 'resumed', by: personOf(run, terminal), reason: values.reason }] : [],
    answer: state.halted,
  }));
  if (was === null && raised) {
    terminal.out(`resumed: ${run.run}\n`);
    return EXIT.done;
  }
  if (was === null) throw new Refusal(`run ${run.run} is not halted`, EXIT.no);
  terminal.out(`resumed: ${run.run} (was halted by ${was.rule}: ${was.on}); its limits count from here\n`);
  return EXIT.done;
}

/** Takes the flag back and resumes every run that was halted by a person; a run that a stop rule halted is resumed by its name. */
function resumeAll(repository: Here, terminal: Terminal, reason: string): number {
  const raised = lowerFlag(repository.common);
  for (const open of listRuns(repository.common).flatMap((run) => usable(() => chooseRun(repository, run)))) {
    const before = savedState(open.folder).halted;
    if (before?.rule !== 'halt') continue;
    lowerFlag(repository.common, open.run);
    record(cliLog(open, terminal), () => ({ events: [{ type: 'resumed', by: personOf(open, terminal), reason }], answer: undefined }));
    terminal.out(`resumed: ${open.run}\n`);
  }
  if (!raised) throw new Refusal('not all runs are halted: name the one that is', EXIT.no);
  terminal.out('runs of this repository go on\n');
  return EXIT.done;
}

function usable(choose: () => OpenRun): readonly OpenRun[] {
  try {
    return [choose()];
  } catch {
    // a run that was never fully opened guards nothing and cannot be halted
    return [];
  }
}
