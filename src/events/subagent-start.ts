import { type Answer, refuse, SILENT, serve, type World } from '../run.ts';
import type { HookInput } from '../schema/hook-input.ts';
import { findRun, note } from './session.ts';

/** SubagentStart: recorded; its calls are judged like every other call. */
export function handle(input: HookInput, world: World): Answer {
  const open = findRun(input, world);
  if (open.state === 'none') return refuse(`twoloops: the subagent could not be recorded: ${open.why}\n`);
  note(open, input, world, { type: 'subagent', phase: 'start' });
  return SILENT;
}

export const main = (): Promise<void> => serve('SubagentStart', handle, import.meta.filename);
