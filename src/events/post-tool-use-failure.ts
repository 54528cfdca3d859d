import { type Answer, serve, type World } from '../run.ts';
import type { HookInput } from '../schema/hook-input.ts';
import { recordResult } from './record-result.ts';

/** PostToolUseFailure: records that a call started and failed. */
export function handle(input: HookInput, world: World): Promise<Answer> {
  return recordResult(input, world, false);
}

export const main = (): Promise<void> => serve('PostToolUseFailure', handle, import.meta.filename);
