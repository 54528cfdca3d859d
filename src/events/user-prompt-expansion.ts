import { type Answer, refuse, serve, type World } from '../run.ts';
import type { HookInput } from '../schema/hook-input.ts';
import { judgeTyped } from './judge-typed.ts';

/** UserPromptExpansion: a skill, a slash command or a server's prompt that a person typed, against the scope. No tool call shows it. */
export function handle(input: HookInput, world: World): Answer {
  const { expansion_type: type, command_name: name } = input.fields;
  if (typeof name !== 'string' || name === '') return refuse('twoloops: refused: a command without a name\n');
  const prompt = type === 'mcp_prompt' ? /^mcp__(.+?)__(.+)$/s.exec(name) : null;
  if (type === 'mcp_prompt' && prompt === null) return refuse(`twoloops: refused: \`${name}\` is no prompt of a server\n`);
  if (prompt === null) return judgeTyped(input, world, `/${name}`, { kind: 'skill', target: name });
  const [, server = '', asked = ''] = prompt;
  return judgeTyped(input, world, `/${name}`, { kind: 'mcp', server, asks: { what: 'prompt', prompt: asked } });
}

export const main = (): Promise<void> => serve('UserPromptExpansion', handle, import.meta.filename);
