import { type Answer, refuse, serve, type World } from '../run.ts';
import type { HookInput } from '../schema/hook-input.ts';
import { judgeTyped } from './judge-typed.ts';

/** Elicitation: a server asks the person something; declined unless the scope lets it. */
export function handle(input: HookInput, world: World): Answer {
  const { mcp_server_name: server } = input.fields;
  if (typeof server !== 'string' || server === '') return refuse('twoloops: refused: a question of no server\n');
  return judgeTyped(input, world, `question of ${server}`, { kind: 'mcp', server, asks: { what: 'elicitation' } });
}

export const main = (): Promise<void> => serve('Elicitation', handle, import.meta.filename);
