// Writes src/core/zones/catalogue.ts from templates/zones.yaml, because a hook's bundle reads no templates. `--check` only compares.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { zoneProblems } from '../src/core/zones/problems.ts';
import { zonesSchema } from '../src/schema/zones.ts';

const SOURCE = 'templates/zones.yaml';
const TARGET = 'src/core/zones/catalogue.ts';

const { version: _, ...catalogue } = zonesSchema.parse(parse(readFileSync(SOURCE, 'utf8'), { uniqueKeys: true }));
const problems = zoneProblems(catalogue.zones);
if (problems.length > 0) throw new Error(`${SOURCE}: ${problems.join('; ')}`);
const placed = {
  sorts: catalogue.sorts,
  zones: Object.entries(catalogue.zones).map(([name, rule]) => ({ name, place: `${SOURCE} zones.${name}`, ...rule })),
};
const text = `// Written by scripts/zones.ts from ${SOURCE}: change that file, then run \`npx tsx scripts/zones.ts\`.
import type { Catalogue } from './rule.ts';

/** The rules as they stand in ${SOURCE}; a policy's come on top (./override.ts). */
export const CATALOGUE: Catalogue = ${JSON.stringify(placed)};
`;
const formatted = execFileSync(
  process.execPath,
  [join('node_modules', '@biomejs', 'biome', 'bin', 'biome'), 'format', `--stdin-file-path=${TARGET}`],
  {
    input: text,
    encoding: 'utf8',
  },
);

if (!process.argv.includes('--check')) writeFileSync(TARGET, formatted);
else if (readFileSync(TARGET, 'utf8') !== formatted) {
  process.stderr.write(`${TARGET} is not what ${SOURCE} says: run npx tsx scripts/zones.ts\n`);
  process.exitCode = 1;
}
