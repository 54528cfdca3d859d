import { isObject, type JsonObject, objects } from './json.ts';
import type { Turn } from './script.ts';

type Block =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tool_use'; readonly id: string; readonly name: string; readonly input: JsonObject };

export interface Message {
  readonly id: string;
  readonly type: 'message';
  readonly role: 'assistant';
  readonly model: string;
  readonly content: readonly Block[];
  readonly stop_reason: 'end_turn' | 'tool_use';
  readonly stop_sequence: null;
  readonly usage: { readonly input_tokens: number; readonly output_tokens: number };
}

/** What the model saw of one of its calls. */
export interface ToolResult {
  readonly id: string;
  readonly isError: boolean;
  readonly text: string;
}

/** `id` must be new for each answer of a session, resumed ones included: the client keys calls by it. */
export function messageOf(turn: Turn, id: string, model: string): Message {
  const calls = (turn.tools ?? []).map((tool, k): Block => ({ type: 'tool_use', id: `toolu_${id}_${k}`, ...tool }));
  const text: Block[] = turn.text === undefined && calls.length > 0 ? [] : [{ type: 'text', text: turn.text ?? 'Done.' }];
  return {
    id: `msg_${id}`,
    type: 'message',
    role: 'assistant',
    model,
    content: [...text, ...calls],
    stop_reason: calls.length > 0 ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 100, output_tokens: 20 },
  };
}

/** The same message as server-sent events, each block in one piece. */
export function eventStream(message: Message): string {
  const frames = [
    frame('message_start', { message: { ...message, content: [], stop_reason: null } }),
    ...message.content.flatMap(blockFrames),
    frame('message_delta', {
      delta: { stop_reason: message.stop_reason, stop_sequence: null },
      usage: { output_tokens: message.usage.output_tokens },
    }),
    frame('message_stop', {}),
  ];
  return frames.join('');
}

function blockFrames(block: Block, index: number): string[] {
  const [empty, delta] =
    block.type === 'text'
      ? [
          { ...block, text: '' },
          { type: 'text_delta', text: block.text },
        ]
      : [
          { ...block, input: {} },
          { type: 'input_json_delta', partial_json: JSON.stringify(block.input) },
        ];
  return [
    frame('content_block_start', { index, content_block: empty }),
    frame('content_block_delta', { index, delta }),
    frame('content_block_stop', { index }),
  ];
}

function frame(type: string, data: JsonObject): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
}

/** The text of a `content` field, which is a string or a list of blocks. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return objects(content)
    .map((block) => (typeof block['text'] === 'string' ? block['text'] : `<${String(block['type'])}>`))
    .join('\n');
}

export function firstUserText(body: JsonObject): string {
  return textOf(objects(body['messages']).find((message) => message['role'] === 'user')?.['content']);
}

/** Every tool result a request carries, the history's included. */
export function toolResultsOf(body: unknown): ToolResult[] {
  const messages = isObject(body) ? objects(body['messages']) : [];
  return messages
    .flatMap((message) => objects(message['content']))
    .filter((block) => block['type'] === 'tool_result')
    .map((block) => ({ id: String(block['tool_use_id']), isError: block['is_error'] === true, text: textOf(block['content']) }));
}
