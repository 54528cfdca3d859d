import { briefing } from '../core/briefing.ts';
import { type Answer, refuse, SILENT, serve, type World } from '../run.ts';
import type { HookInput } from '../schema/hook-input.ts';
import { openRun } from './open-run.ts';
import { note } from './session.ts';

/**
 * SessionStart: opens the run and tells the agent its scope; again after resume and compaction. The client cannot be
 * stopped here, so a failure is said, and the prompt is where it is refused.
 */
export function handle(input: HookInput, world: World): Answer {
  const source = String(input.fields['source'] ?? 'unknown');
  const open = openRun(input, world, source);
  if (open.state === 'none') return refuse(`twoloops: no run can be opened: ${open.why}\n`);
  if (!open.fresh) note(open, input, world, { type: 'continued', source });
  const { scope, unscoped } = open.frozen;
  return {
    ...SILENT,
    stdout: JSON.stringify({ hookSpecificOutput: { hookEventName: 'SessionStart', additionalContext: briefing(scope, unscoped) } }),
  };
}

export const main = (): Promise<void> => serve('SessionStart', handle, import.meta.filename);
