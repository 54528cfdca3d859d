import type { Call, Intent, McpIntent } from '../../schema/access.ts';
import { optionalText, unknown } from './fields.ts';

/** A server's name as the client writes it into the name of a tool. */
const inToolName = (server: string): string => server.replace(/[^A-Za-z0-9_-]/g, '_');

/** `mcp__server__tool`: by the server that the client names beside it, else by the first `__`. */
export function mcpTool(call: Call): Intent[] {
  const { tool, input, server } = call;
  const ask = (name: string, of: string): McpIntent[] => [
    { kind: 'mcp', server: name, ...(server === undefined ? {} : { source: server.source }), asks: { what: 'tool', tool: of, input } },
  ];
  if (server === undefined) {
    const [, name = '', of = ''] = /^mcp__(.+?)__(.+)$/s.exec(tool) ?? [];
    return ask(name, of);
  }
  const prefix = `mcp__${inToolName(server.name)}__`;
  if (!tool.startsWith(prefix) || tool.length === prefix.length)
    return unknown('input', `\`${tool}\`, which the client says is of server \`${server.name}\``);
  return ask(server.name, tool.slice(prefix.length));
}

/** The client's own tools for resources: a listing shows names, a reading is content. */
export function mcpResource(call: Call, reads: boolean): Intent[] {
  const server = optionalText(call, 'server');
  const uri = optionalText(call, 'uri');
  if (server === false || uri === false || (reads && (server === undefined || uri === undefined)))
    return unknown('input', `${call.tool} whose server or uri is not text`);
  const from = call.server === undefined ? {} : { source: call.server.source };
  const asks: McpIntent['asks'] = reads ? { what: 'resource', uri: uri ?? '' } : { what: 'list' };
  return [{ kind: 'mcp', server: server ?? '*', ...from, asks }];
}
