import type { Call } from '../schema/access.ts';

/** Whether the result of a call is the result of its command: a monitor and a background command come back while theirs runs on. */
export function waitsForIt(call: Pick<Call, 'tool' | 'input'>): boolean {
  return call.tool === 'Bash' && call.input['run_in_background'] !== true;
}
