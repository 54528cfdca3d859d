// A stdio MCP server with one tool: `echo` returns its text and, given a `file`, leaves it there as a trace that the call ran.
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const echo = {
  name: 'echo',
  description: 'Returns the text it is given.',
  inputSchema: {
    type: 'object',
    properties: { text: { type: 'string' }, file: { type: 'string' } },
    required: ['text'],
  },
};

const methods = {
  initialize: (params) => ({
    protocolVersion: params.protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'tiny', version: '1.0.0' },
  }),
  ping: () => ({}),
  'tools/list': () => ({ tools: [echo] }),
  'tools/call': ({ arguments: { text, file } }) => {
    if (file) writeFileSync(file, text);
    return { content: [{ type: 'text', text: `echo: ${text}` }] };
  },
};

function answer({ method, params }) {
  const handler = methods[method];
  if (!handler) return { error: { code: -32601, message: `no method ${method}` } };
  return { result: handler(params ?? {}) };
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  const isNotification = request.id === undefined;
  if (!isNotification) process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: request.id, ...answer(request) })}\n`);
}
