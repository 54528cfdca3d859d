import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { judge } from '../../src/index.ts';
import { PROJECT } from '../support/hooks.ts';
import { repository, scopeText } from '../support/repository.ts';
import { rulingOf } from '../support/ruling.ts';

const pair = z.tuple([z.string(), z.string()]);
const corpus = z.strictObject({
  about: z.string(),
  scope: z.record(z.string(), z.string()),
  files: z.record(z.string(), z.string()),
  cases: z.array(
    z.strictObject({
      name: z.string(),
      cwd: z.string().optional(),
      call: z.tuple([z.string(), z.record(z.string(), z.unknown())]),
      server: z.strictObject({ name: z.string(), source: z.string() }).optional(),
      /** The key of the scope that the case is about, and how it stands to it. */
      field: z.string().optional(),
      as: z.enum(['allowed', 'denied', 'evaded']).optional(),
      verdict: z.enum(['allow', 'ask', 'deny']),
      code: z.string().optional(),
      rule: z.string().optional(),
      accesses: z.array(pair).optional(),
    }),
  ),
});

const folder = join(PROJECT, 'test', 'corpus', 'calls');

for (const file of readdirSync(folder)) {
  const { about, scope, files, cases } = corpus.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
  describe(`${file}: ${about}`, () => {
    it.each(cases)('$name', ({ cwd, call: [tool, input], server, verdict, code, rule, accesses }) => {
      const root = repository(files);
      const placed = JSON.parse(JSON.stringify(input).replaceAll('{{root}}', root)) as Record<string, unknown>;
      const answer = judge(rulingOf(root, scopeText(scope)), {
        tool,
        input: placed,
        cwd: join(root, cwd ?? ''),
        ...(server === undefined ? {} : { server }),
      });
      expect({ verdict: answer.verdict, codes: answer.findings.map((finding) => finding.code) }).toEqual({
        verdict,
        codes: code === undefined ? [] : expect.arrayContaining([code]),
      });
      if (rule !== undefined) expect(answer.findings.map((finding) => finding.rule)).toContain(rule);
      if (accesses !== undefined) expect(answer.accesses).toEqual(accesses.map(([kind, target]) => ({ kind, target })));
    });
  });
}

/** Grants and denials of a scope that calls are judged by; stop rules, evidence and identity have their cases in test/integration. */
const FIELDS =
  'read.allow read.deny edit.allow edit.deny forbidden commands.allow commands.ask network scratch mcp mcp.source mcp.allow mcp.ask mcp.args mcp.resources delegate.agents delegate.remote delegate.schedule skills workflows publish tools agent.models'.split(
    ' ',
  );

describe('the corpus', () => {
  const all = readdirSync(folder).flatMap((file) => corpus.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))).cases);
  it.each(FIELDS)('has a case allowed, denied and evaded for %s', (field) => {
    expect([...new Set(all.filter((one) => one.field === field).map((one) => one.as))].sort()).toEqual(['allowed', 'denied', 'evaded']);
  });
});
