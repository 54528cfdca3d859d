import { looksForData } from '../core/classes.ts';
import { isRecord } from '../core/hook-input.ts';
import { record } from '../io/event-log.ts';
import { reason } from '../io/repository.ts';
import { savedState } from '../io/state-file.ts';
import { type Answer, refuse, SILENT, serve, type World } from '../run.ts';
import type { HookInput } from '../schema/hook-input.ts';
import { findRun, logOptions, type OpenRun } from './session.ts';

/**
 * PostToolBatch: the last word before the model gets the results. A halted run ends here: after a failed call no other
 * hook can end it. Where a policy has data that this run may not read, what the model is about to get is looked at once
 * more: a failure's text, what a crashed hook let through, what another hook put back. Source: client 2.1.330, measured.
 */
export async function handle(input: HookInput, world: World): Promise<Answer> {
  const open = findRun(input, world);
  if (open.state === 'none') return refuse(`twoloops: refused: no run is open for this session (${open.why})\n`);
  const { halted } = savedState(open.folder);
  if (halted !== null) return ended(open, `${halted.rule} (${halted.on})`);
  if (open.flag !== undefined) return ended(open, 'a person halted it');
  const shown = await stillShown(open, input, world);
  if (shown === undefined) return SILENT;
  record(logOptions(open, input, world), (state) => ({
    events: state.halted ? [] : [{ type: 'halted', by: 'twoloops', reason: shown }],
    answer: undefined,
  }));
  return ended(open, shown);
}

/** What the model would get to see and must not, by class; undefined where there is nothing. */
async function stillShown({ frozen }: OpenRun, input: HookInput, world: World): Promise<string | undefined> {
  const barred = (frozen.classes ?? []).filter((one) => !one.allowed);
  if (!looksForData(barred) || frozen.scope?.enforce === 'observe') return undefined;
  const calls = input.fields['tool_calls'];
  const answers = Array.isArray(calls) ? calls.map((call: unknown) => (isRecord(call) ? call['tool_response'] : undefined)) : [];
  try {
    const { withheld } = await world.detectors().look(answers, {}, barred, false);
    return withheld.length === 0
      ? undefined
      : `data that this run may not read was in a result that could not be withheld: ${withheld.join(', ')}`;
  } catch (error) {
    return `results could not be looked at for data that this run may not read: ${reason(error)}`;
  }
}

function ended(open: OpenRun, why: string): Answer {
  const stopReason = `twoloops: this run is halted: ${why}; a person continues with: node .claude/twoloops/cli.mjs resume ${open.run}`;
  return refuse(`${stopReason}\n`, JSON.stringify({ continue: false, stopReason }));
}

export const main = (): Promise<void> => serve('PostToolBatch', handle, import.meta.filename);
