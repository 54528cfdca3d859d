// A stdio MCP server that reads and writes: `get_item`, `search_docs`, `delete_item`, and resources. Its `TRACE` file shows which calls ran.
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const input = { type: 'object', properties: { collection: { type: 'string' }, id: { type: 'string' } } };
const tool = (name, description) => ({ name, description, inputSchema: input });
const tools = [tool('get_item', 'Reads an item.'), tool('search_docs', 'Searches a collection.'), tool('delete_item', 'Deletes an item.')];
const CUSTOMER = 'customer: anna.berg@brightharbour-foods.com';

const methods = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'records', version: '1.0.0' },
  }),
  ping: () => ({}),
  'tools/list': () => ({ tools }),
  'tools/call': ({ name, arguments: given }) => {
    appendFileSync(process.env.TRACE, `${name} ${JSON.stringify(given)}\n`);
    return { content: [{ type: 'text', text: given.id === 'customer' ? CUSTOMER : `did ${name}` }] };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) continue;
  const handler = methods[method];
  const answer = handler ? { result: handler(params ?? {}) } : { error: { code: -32601, message: `no method ${method}` } };
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...answer })}\n`);
}
