import { type Answer, refuse, SILENT, serve, type World } from '../run.ts';
import type { HookInput } from '../schema/hook-input.ts';
import { findRun, note } from './session.ts';

/** SubagentStop: recorded. A refusal here would keep the subagent going, so one that was held once is let go. */
export function handle(input: HookInput, world: World): Answer {
  const open = findRun(input, world);
  if (open.state === 'none') {
    return input.fields['stop_hook_active'] === true
      ? SILENT
      : refuse(`twoloops: the end of the subagent could not be recorded: ${open.why}\n`);
  }
  const tasks = input.fields['background_tasks'];
  note(open, input, world, { type: 'subagent', phase: 'stop', background: Array.isArray(tasks) ? tasks.length : 0 });
  return SILENT;
}

export const main = (): Promise<void> => serve('SubagentStop', handle, import.meta.filename);
