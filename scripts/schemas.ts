// Writes the JSON Schemas that editors and other programs read, from the zod schemas. `--check` only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { packetSchema } from '../src/schema/packet.ts';
import { scopeSchema } from '../src/schema/scope.ts';
import { summarySchema } from '../src/schema/summary.ts';

const schemas = {
  'templates/scope.schema.json': { title: 'twoloops scope', schema: scopeSchema, io: 'input' },
  'templates/packet.schema.json': { title: 'twoloops review packet', schema: packetSchema, io: 'output' },
  'templates/summary.schema.json': { title: 'twoloops summary of a run', schema: summarySchema, io: 'output' },
} as const;

for (const [file, { title, schema, io }] of Object.entries(schemas)) {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io, target: 'draft-7' });
  const text = `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`;
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    process.stderr.write(`${file} is not what the schema says: run npm run schemas\n`);
    process.exitCode = 1;
  }
}
