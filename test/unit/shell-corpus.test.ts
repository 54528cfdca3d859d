import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { judge, type Ruling } from '../../src/index.ts';
import type { Access } from '../../src/schema/access.ts';
import { PROJECT } from '../support/hooks.ts';
import { lastingRepository, scopeText } from '../support/repository.ts';
import { rulingAt } from '../support/ruling.ts';

const corpus = z.strictObject({
  about: z.string(),
  scope: z.record(z.string(), z.string()),
  files: z.record(z.string(), z.string()),
  cases: z.array(
    z.strictObject({
      command: z.string(),
      cwd: z.string().optional(),
      /** Every access, in any order: `[kind, target]`; execute as its words joined by blanks, unknown by a part of its text. */
      accesses: z.array(z.tuple([z.string(), z.string()])),
      verdict: z.enum(['allow', 'ask', 'deny']),
      /** Codes of all findings, in any order; none for an allowed line. */
      codes: z.array(z.string()).optional(),
      note: z.string().optional(),
    }),
  ),
});

const folder = join(PROJECT, 'test', 'corpus', 'shell');
const HOME = '/home/test';

/** An access as the corpus writes it. */
function written({ kind, target }: Access): readonly [string, string] {
  return kind === 'execute' ? [kind, (JSON.parse(target) as readonly string[]).join(' ')] : [kind, target];
}

const fits = (expected: readonly [string, string], actual: readonly [string, string]): boolean =>
  expected[0] === actual[0] && (expected[0] === 'unknown' ? actual[1].includes(expected[1]) : actual[1] === expected[1]);

for (const file of readdirSync(folder)) {
  const { about, scope, files, cases } = corpus.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
  describe(`${file}: ${about}`, () => {
    let root: string;
    let ruling: Ruling;
    let remove: () => void;
    beforeAll(() => {
      ({ root, remove } = lastingRepository(files));
      ruling = rulingAt(root, scopeText(scope), HOME);
    });
    afterAll(() => remove());
    it.each(cases)('$command', ({ command, cwd, accesses, verdict, codes }) => {
      const place = (text: string): string => text.replaceAll('{{root}}', root);
      const call = { tool: 'Bash', input: { command: place(command) }, cwd: join(root, cwd ?? '') };
      const answer = judge(ruling, call);
      const actual = answer.accesses.map(written);
      const expected = accesses.map(([kind, target]) => [kind, place(target)] as const);
      const missing = expected.filter((one) => !actual.some((other) => fits(one, other)));
      const more = actual.filter((one) => !expected.some((other) => fits(other, one)));
      expect({ verdict: answer.verdict, missing, more }).toEqual({ verdict, missing: [], more: [] });
      const found = [...new Set(answer.findings.map((finding) => finding.code))].sort();
      if (codes !== undefined) expect(found).toEqual([...codes].sort());
    });
  });
}
