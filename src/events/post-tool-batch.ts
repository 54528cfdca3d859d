import { savedState } from '../io/state-file.ts';
import { type Answer, refuse, SILENT, serve, type World } from '../run.ts';
import type { HookInput } from '../schema/hook-input.ts';
import { findRun } from './session.ts';

/**
 * PostToolBatch: the last word before the model gets the results. A halted run ends here: after a failed call no other
 * hook can end it, and the text of a failure cannot be withheld otherwise. Source: client 2.1.330, measured.
 */
export function handle(input: HookInput, world: World): Answer {
  const open = findRun(input, world);
  if (open.state === 'none') return refuse(`twoloops: refused: no run is open for this session (${open.why})\n`);
  const { halted } = savedState(open.folder);
  if (halted === null && open.flag === undefined) return SILENT;
  const why = halted === null ? 'a person halted it' : `${halted.rule} (${halted.on})`;
  const stopReason = `twoloops: this run is halted: ${why}; a person continues with: node .claude/twoloops/cli.mjs resume ${open.run}`;
  return refuse(`${stopReason}\n`, JSON.stringify({ continue: false, stopReason }));
}

export const main = (): Promise<void> => serve('PostToolBatch', handle, import.meta.filename);
