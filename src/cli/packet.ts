import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { assemble } from '../core/packet/assemble.ts';
import { endWithPacket } from '../events/end-run.ts';
import { packetText, writePacket } from '../events/write-packet.ts';
import { readEvents } from '../io/event-log.ts';
import { packetSources } from '../io/packet-sources.ts';
import { prunedOf } from '../io/pruned.ts';
import { loadFrozen, runsFolder } from '../io/run-folder.ts';
import { savedState } from '../io/state-file.ts';
import type { RunEvent } from '../schema/event.ts';
import { cliLog } from './cli-log.ts';
import { chooseRun, gone, type Here, here, nameOfRun } from './here.ts';
import { openPage } from './open-page.ts';
import { peopleOnly } from './people-only.ts';
import { HOOKS } from './settings.ts';
import { EXIT, Refusal, type Terminal } from './terminal.ts';

export const usage =
  'twoloops packet [RUN] [--json|--open] [--again]   the review packet, rebuilt from the record; the latest run where none is named; --again looks at the tree as it is now';

/** ms for trying to go back. */
const PATIENCE = 60_000;

/** Prints a run's packet. Where changes came after the last end tree, a new tree is taken now, and the packet says when. */
export async function packet(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean' }, open: { type: 'boolean' }, again: { type: 'boolean' } },
    allowPositionals: true,
  });
  const repository = here(terminal);
  const kept = keptPacket(repository, positionals[0], terminal);
  if (kept !== undefined) return printed(kept, values, terminal);
  const open = chooseRun(repository, positionals[0]);
  const state = savedState(open.folder);
  const due = values.again || state.lastTree === 0 || state.lastChange > state.lastTree;
  if (due) {
    peopleOnly(terminal, 'taking the end tree of a run');
    const hooks = join(open.frozen.ground.root, HOOKS);
    endWithPacket(open, cliLog(open, terminal), {
      from: 'packet',
      background: 0,
      hooks,
      path: terminal.env['PATH'],
      deadline: terminal.now() + PATIENCE,
      ...stopBefore(open.folder),
    });
  } else writePacket(open, terminal.env['PATH']);
  return printed(open.folder, values, terminal);
}

async function printed(
  folder: string,
  how: { readonly open?: boolean | undefined; readonly json?: boolean | undefined },
  terminal: Terminal,
): Promise<number> {
  if (how.open) terminal.out(`${await openPage(join(folder, 'packet.html'), terminal.env, process.platform)}\n`);
  else terminal.out(readFileSync(join(folder, how.json ? 'packet.json' : 'packet.md'), 'utf8'));
  return EXIT.done;
}

/** The last stop, where the agent did nothing since. */
function stopBefore(folder: string): { readonly before?: Extract<RunEvent, { type: 'stopped' }> } {
  const last = readEvents(folder).findLast((event) => CALLS.has(event.type));
  return last?.type === 'stopped' ? { before: last } : {};
}

/** Events of a client at work, and its stop. */
const CALLS: ReadonlySet<string> = new Set(['stopped', 'verdict', 'result', 'prompt', 'continued', 'subagent', 'typed']);

/** The folder of a run of which something was pruned: its packet cannot be made again, and is given as it was written. */
function keptPacket({ common }: Here, name: string | undefined, terminal: Terminal): string | undefined {
  const run = nameOfRun(common, name);
  const folder = join(runsFolder(common), run);
  const pruned = prunedOf(folder);
  if (pruned.length === 0) return undefined;
  if (['packet.json', 'packet.md', 'packet.html'].some((file) => !existsSync(join(folder, file))))
    throw new Refusal(gone(run, folder, pruned));
  terminal.err(`this is the packet as it was written; ${gone(run, folder, pruned)}\n`);
  return folder;
}

/** Makes a run's latest packet again from its record: what it must be to the byte. */
export const rebuilt =
  (terminal: Terminal) =>
  (folder: string): string | undefined => {
    // what it was made of is not all there
    if (prunedOf(folder).length > 0) return undefined;
    const loaded = loadFrozen(folder);
    if (loaded === undefined) return undefined;
    return packetText(assemble(packetSources(loaded.frozen, folder, terminal.env['PATH'])));
  };
