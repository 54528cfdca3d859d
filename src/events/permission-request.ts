import { callText } from '../core/call-text.ts';
import { isRecord } from '../core/hook-input.ts';
import { type Answer, refuse, SILENT, serve, type World } from '../run.ts';
import type { HookInput } from '../schema/hook-input.ts';
import { findRun, note } from './session.ts';

/** PermissionRequest: records that a person was asked; the answer is theirs. */
export function handle(input: HookInput, world: World): Answer {
  const open = findRun(input, world);
  if (open.state === 'none') return refuse(`twoloops: refused: no run is open for this session (${open.why})\n`);
  const { tool_name: tool, tool_input: given } = input.fields;
  note(open, input, world, { type: 'asked', tool: String(tool ?? ''), call: callText(isRecord(given) ? given : {}) });
  return SILENT;
}

export const main = (): Promise<void> => serve('PermissionRequest', handle, import.meta.filename);
