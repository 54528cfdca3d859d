import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type PrunedPart, prunedText } from '../core/retention/pruned.ts';
import { visibleLine } from '../core/visible.ts';
import type { OpenRun } from '../events/session.ts';
import { prunedOf } from '../io/pruned.ts';
import { findRepository, type Repository } from '../io/repository.ts';
import { fetchedFolder, listFetched, listRuns, loadFrozen, runsFolder } from '../io/run-folder.ts';
import { EXIT, Refusal, type Terminal } from './terminal.ts';

export type Here = Extract<Repository, { state: 'found' }>;

/** The repository that the command was started in; a clear refusal where there is none. */
export function here(terminal: Terminal, start = terminal.cwd): Here {
  const found = findRepository(start);
  if (found.state === 'missing') throw new Refusal(found.why);
  return found;
}

/** The id of a run by the end of it, be its frozen scope there or not; the latest where none is named. */
export const nameOfRun = (common: string, name: string | undefined): string => fitting(listRuns(common), name);

function fitting(runs: readonly string[], name: string | undefined): string {
  const found = name === undefined ? runs.slice(-1) : runs.filter((run) => run === name || run.endsWith(name));
  const [run] = found;
  if (run === undefined)
    throw new Refusal(
      name === undefined
        ? 'no run has been recorded in this repository yet'
        : `no run \`${visibleLine(name)}\`: \`twoloops runs\` lists them`,
    );
  if (found.length > 1) throw new Refusal(`\`${visibleLine(name ?? '')}\` fits ${found.length} runs: ${found.join(', ')}`);
  return run;
}

/** A run by its id or by the end of its id; the latest where none is named. */
export function chooseRun(repository: Here, name: string | undefined): OpenRun {
  const run = nameOfRun(repository.common, name);
  const folder = join(runsFolder(repository.common), run);
  const loaded = loadFrozen(folder);
  if (loaded === undefined) {
    const pruned = prunedOf(folder);
    if (pruned.length > 0) throw new Refusal(gone(run, folder, pruned));
    throw new Refusal(`run ${run} was never fully opened: it has no frozen scope`);
  }
  return { run, folder, ...loaded };
}

/** A run to read or to decide on: recorded here, or fetched from another machine. */
export interface ChosenRun {
  readonly run: string;
  readonly folder: string;
  readonly origin: 'here' | 'fetched';
}

/** A run by its id or by the end of it, among those of this machine and those that were fetched; the latest where none is named. */
export function chooseAny(repository: Here, name: string | undefined): ChosenRun {
  const own = listRuns(repository.common);
  const fetched = listFetched(repository.common).filter((run) => !own.includes(run));
  const run = fitting([...own, ...fetched].sort(), name);
  const origin = own.includes(run) ? 'here' : 'fetched';
  return { run, folder: join(origin === 'here' ? runsFolder(repository.common) : fetchedFolder(repository.common), run), origin };
}
/** What to say where something of a run was asked for that was pruned. */
export const gone = (run: string, folder: string, pruned: readonly PrunedPart[]): string =>
  `run ${run} was pruned: ${pruned.map(prunedText).join('; ')}; what is left is in \`${visibleLine(folder)}\``;

/** The built files that belong to this cli file: in the package, or vendored in a repository. */
export interface Assets {
  readonly hooks: string;
  readonly templates: string;
  readonly cli: string;
}

export function assets(terminal: Terminal): Assets {
  const { folder } = terminal;
  const vendored = existsSync(join(folder, 'cli.mjs'));
  const found = {
    hooks: join(folder, 'hooks'),
    templates: vendored ? join(folder, 'templates') : join(folder, '..', 'templates'),
    cli: join(folder, vendored ? 'cli.mjs' : 'cli.js'),
  };
  for (const path of Object.values(found)) {
    if (!existsSync(path)) throw new Refusal(`\`${path}\` is missing: this installation is not whole`, EXIT.internal);
  }
  return found;
}
