import { canonical } from './canonical.ts';
import { isRecord } from './hook-input.ts';

/**
 * What a transcript's lines say of MCP tools: `mcp__server__tool` → description and input, as text to be hashed. The client
 * shows them only of tools that were loaded; a tool that was never loaded is in no line. Source: client 2.1.330, measured.
 */
export function mcpTools(lines: Iterable<string>): ReadonlyMap<string, string> {
  const tools = new Map<string, string>();
  for (const line of lines) {
    if (!line.includes('"mcp__') || !line.includes('"description"')) continue;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      continue;
    }
    for (const one of listsIn(value)) {
      const { name, description, input_schema: schema } = one;
      if (typeof name !== 'string' || !name.startsWith('mcp__') || typeof description !== 'string') continue;
      const own = isRecord(one['schema']) ? one['schema']['input_schema'] : schema;
      tools.set(name, canonical({ description, schema: own ?? null }));
    }
  }
  return tools;
}

/** The lists of tools that a line may carry: of a request, of a search, of the first prompt. */
function listsIn(line: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (!isRecord(line)) return [];
  const { shape, attachment } = line;
  const lists = [
    ...(line['type'] === 'api-request-shape' && isRecord(shape) ? [shape['tools']] : []),
    ...(line['type'] === 'attachment' && isRecord(attachment) ? [attachment['entries'], attachment['tools']] : []),
  ];
  return lists.flatMap((list) => (Array.isArray(list) ? list.filter(isRecord) : []));
}

/** Tools that both know and describe differently. */
export function changedTools(before: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(now)
    .filter((name) => Object.hasOwn(before, name) && before[name] !== now[name])
    .sort();
}
