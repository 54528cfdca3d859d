import { isRecord } from '../hook-input.ts';
import { timeOf } from '../time.ts';
import { LONGEST_NAME, shown, type TranscriptFact } from './facts.ts';
import { hookFailure } from './failure.ts';
import { outcomeOf } from './outcome.ts';

/** A line that is what the client is known to write, or that holds no call for sure. */
export interface ReadLine {
  readonly type: string;
  readonly known: boolean;
  readonly version?: string;
  readonly facts: readonly TranscriptFact[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Types of line without a call of the model in them. Source: client 2.1.330, measured; the later ones from its own strings. */
const OTHERS = new Set([
  ...['system', 'api-request', 'api-request-shape', 'api-request-blob', 'tools-used', 'cost-state', 'queue-operation', 'last-prompt'],
  ...['atis-latch', 'mode', 'relocated', 'worktree-state', 'launched', 'summary', 'custom-title', 'file-history-snapshot'],
]);

/** Reads one line of a transcript; a line that cannot be read, and may hold a call, is a problem. */
export function readTranscriptLine(line: string): ReadLine | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { problem: 'it is not whole JSON' };
  }
  if (!isRecord(value) || typeof value['type'] !== 'string') return { problem: 'it is no object with a type' };
  const { type, version } = value;
  const facts = factsOf(type, value);
  if (facts === undefined && /tool_use/.test(line))
    return { problem: `it is of type \`${shown(type)}\`, which is not known, and may hold a call` };
  if (facts !== undefined && 'problem' in facts) return facts;
  return { type, known: facts !== undefined, ...(typeof version === 'string' ? { version: shown(version) } : {}), facts: facts ?? [] };
}

function factsOf(type: string, fields: Fields): readonly TranscriptFact[] | { readonly problem: string } | undefined {
  if (type === 'assistant') return callsOf(fields);
  if (type === 'user') return resultsOf(fields);
  if (type === 'attachment') return isRecord(fields['attachment']) ? hookFailure(fields['attachment'], at(fields)) : [];
  return OTHERS.has(type) ? [] : undefined;
}

const isName = (value: unknown): value is string => typeof value === 'string' && value !== '' && value.length <= LONGEST_NAME;

const at = (fields: Fields): number => (typeof fields['timestamp'] === 'string' ? timeOf(fields['timestamp']) : Number.NaN);

/** The blocks of a message; a plain text is none. */
function blocksOf({ message }: Fields): readonly unknown[] | undefined {
  if (!isRecord(message)) return undefined;
  const { content } = message;
  return Array.isArray(content) ? content : typeof content === 'string' ? [] : undefined;
}

function callsOf(fields: Fields): readonly TranscriptFact[] | { readonly problem: string } {
  const blocks = blocksOf(fields);
  if (blocks === undefined) return { problem: 'it is an answer of the model without content' };
  const facts: TranscriptFact[] = [];
  for (const block of blocks) {
    if (!isRecord(block) || typeof block['type'] !== 'string') return { problem: 'it has a part without a type' };
    // `server_tool_use`, `mcp_tool_use`: the API runs these itself
    if (!block['type'].endsWith('tool_use')) continue;
    const { id, name, type } = block;
    if (!isName(id) || !isName(name)) return { problem: 'it holds a call without an id or a name' };
    const from = fields['requestSessionId'];
    const api = type === 'tool_use' ? {} : { api: true as const };
    facts.push({ kind: 'call', id, call: { tool: name, at: at(fields), ...api, ...(isName(from) ? { from } : {}) } });
  }
  return [...facts, ...apiUses(fields)];
}

/** What the usage of a message counts, where it counts any. */
function apiUses({ message }: Fields): readonly TranscriptFact[] {
  if (!isRecord(message) || !isName(message['id']) || !isRecord(message['usage'])) return [];
  const uses = message['usage']['server_tool_use'];
  if (!isRecord(uses)) return [];
  const count = Object.values(uses).reduce<number>((sum, one) => sum + (typeof one === 'number' && one > 0 ? one : 0), 0);
  return count === 0 ? [] : [{ kind: 'api uses', message: message['id'], count }];
}

function resultsOf(fields: Fields): readonly TranscriptFact[] | { readonly problem: string } {
  const blocks = blocksOf(fields);
  if (blocks === undefined) return { problem: 'it is a message without content' };
  const results = blocks.filter(isRecord).filter((block) => block['type'] === 'tool_result');
  // the client writes a line for each result; of several on one line nobody can say which one the line speaks of
  const line = results.length === 1 ? fields : undefined;
  const facts: TranscriptFact[] = [];
  for (const block of results) {
    const { tool_use_id: id } = block;
    if (!isName(id)) return { problem: 'it holds a result without an id' };
    facts.push({ kind: 'result', id, at: at(fields), outcome: outcomeOf(block, line) });
  }
  return facts;
}
