import { type Answer, refuse, serve, type World } from '../run.ts';
import type { HookInput } from '../schema/hook-input.ts';
import { findRun, note } from './session.ts';

/**
 * ConfigChange: refuses every change while a session lives, whether it could be recorded or not. A single one let
 * through would load all that were refused before it.
 */
export function handle(input: HookInput, world: World): Answer {
  const { source, file_path: file } = input.fields;
  const open = findRun(input, world);
  if (open.state === 'open') {
    note(open, input, world, { type: 'config', source: String(source ?? 'unknown'), ...(typeof file === 'string' ? { file } : {}) });
  }
  return refuse(
    `twoloops: the change of ${String(source ?? 'the settings')} is not loaded while a run is open; start a new session to use it\n`,
  );
}

export const main = (): Promise<void> => serve('ConfigChange', handle, import.meta.filename);
