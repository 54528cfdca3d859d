import { type Answer, serve, type World } from '../run.ts';
import type { HookInput } from '../schema/hook-input.ts';
import { recordResult } from './record-result.ts';

/** PostToolUse: records the result and what the client says was changed; keeps from the model what the run may not read. */
export function handle(input: HookInput, world: World): Promise<Answer> {
  return recordResult(input, world, true);
}

export const main = (): Promise<void> => serve('PostToolUse', handle, import.meta.filename);
