import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { checkClaims } from '../../src/core/claims/check-claims.ts';
import type { ClaimFacts } from '../../src/core/claims/facts.ts';
import { PROJECT } from '../support/hooks.ts';

const corpus = z.strictObject({
  about: z.string(),
  facts: z.record(z.string(), z.record(z.string(), z.unknown())),
  cases: z.array(
    z.strictObject({
      say: z.string(),
      facts: z.string(),
      claims: z.array(z.tuple([z.string(), z.enum(['supported', 'contradicted', 'not checkable'])])),
    }),
  ),
});

const { facts, cases } = corpus.parse(JSON.parse(readFileSync(join(PROJECT, 'test', 'corpus', 'claims.json'), 'utf8')));
// JSON has no undefined: what a case leaves out is not known
const UNKNOWN = { changed: undefined, dependencies: undefined, weakened: undefined, commits: undefined };
const known = (name: string): ClaimFacts => ({ ...UNKNOWN, ...(facts[name] as unknown as ClaimFacts) });

describe('closing messages', () => {
  it('has sentences enough', () => {
    expect(cases.length).toBeGreaterThanOrEqual(150);
  });

  it.each(cases)('$say ($facts)', ({ say, facts: name, claims }) => {
    expect(facts[name], name).toBeDefined();
    const found = checkClaims(say, known(name));
    expect(found.map(({ kind, verdict }) => [kind, verdict]).sort()).toEqual([...claims].sort());
    for (const { evidence } of found) expect(evidence).not.toBe('');
  });
});
