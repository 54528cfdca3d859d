import type { EventName, HookInput } from '../schema/hook-input.ts';
import { isAbsolute } from './paths.ts';

export type ParsedInput = { readonly ok: true; readonly input: HookInput } | { readonly ok: false; readonly why: string };

const no = (why: string): ParsedInput => ({ ok: false, why });

/** Reads a hook's input. Strict in what a verdict rests on, loose in the rest: a newer client may send more. */
export function parseHookInput(text: string, event: EventName): ParsedInput {
  if (text.trim() === '') return no('the hook got no input');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return no('the hook input is not whole JSON');
  }
  if (!isRecord(value)) return no('the hook input is no JSON object');
  const fields = value;
  if (fields['hook_event_name'] !== event) return no(`the hook for ${event} got ${describe(fields['hook_event_name'])}`);
  const session = fields['session_id'];
  const cwd = fields['cwd'];
  if (typeof session !== 'string' || session === '') return no('the hook input has no session_id');
  if (typeof cwd !== 'string' || !isAbsolute(cwd)) return no('the hook input has no absolute cwd');
  return {
    ok: true,
    input: {
      event,
      session,
      cwd,
      fields,
      ...textField(fields, 'agent_id', 'agent'),
      ...textField(fields, 'agent_type', 'agentType'),
      ...textField(fields, 'prompt_id', 'prompt'),
      ...textField(fields, 'permission_mode', 'mode'),
    },
  };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The MCP server that an event names, where it does so in full. */
export function serverOf(value: unknown): { readonly server?: { readonly name: string; readonly source: string } } {
  if (!isRecord(value) || typeof value['name'] !== 'string') return {};
  const { name, source } = value;
  return { server: { name, source: typeof source === 'string' ? source : '' } };
}

function textField<K extends string>(fields: Readonly<Record<string, unknown>>, from: string, to: K): { readonly [P in K]?: string } {
  const value = fields[from];
  return typeof value === 'string' && value !== '' ? ({ [to]: value } as { [P in K]: string }) : {};
}

const describe = (value: unknown): string =>
  typeof value === 'string' ? `an input of event \`${value.slice(0, 60)}\`` : 'an input without hook_event_name';
