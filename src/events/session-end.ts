import { savedState } from '../io/state-file.ts';
import { ledgerOf, sealSummary } from '../io/summaries.ts';
import { type Answer, refuse, SILENT, serve, type World } from '../run.ts';
import type { HookInput } from '../schema/hook-input.ts';
import { endWithPacket } from './end-run.ts';
import { findRun, logOptions, note, type OpenRun } from './session.ts';

/** ms of the hook's time that reading transcripts and trying to go back may not take. */
const RESERVE = 20_000;

/** SessionEnd: takes the end tree where no Stop did (limits, signals), and stamps the run closed. */
export function handle(input: HookInput, world: World): Answer {
  const open = findRun(input, world);
  if (open.state === 'none') return refuse(`twoloops: the end of the session could not be recorded: ${open.why}\n`);
  const state = savedState(open.folder);
  const due = state.lastTree === 0 || state.lastChange > state.lastTree || state.halted !== null;
  if (due)
    endWithPacket(open, logOptions(open, input, world), {
      from: 'SessionEnd',
      background: 0,
      hooks: world.hooks,
      path: world.env['PATH'],
      deadline: world.deadline - RESERVE,
      ...(typeof input.fields['transcript_path'] === 'string' ? { transcript: input.fields['transcript_path'] } : {}),
    });
  note(open, input, world, { type: 'closed', reason: String(input.fields['reason'] ?? 'unknown') });
  sumUp(open, world);
  return SILENT;
}

/** Seals the run's summary. It can be made again from the record at any time, so nothing is refused for it. */
function sumUp({ folder, run, frozen }: OpenRun, world: World): void {
  try {
    sealSummary(folder, run, ledgerOf(frozen.ground.common, world.env['PATH']));
  } catch {
    // whoever reads it makes it again, and says why where that cannot be done
  }
}

export const main = (): Promise<void> => serve('SessionEnd', handle, import.meta.filename);
