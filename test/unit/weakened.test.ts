import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { lineDiff } from '../../src/core/packet/line-diff.ts';
import { isTestFile } from '../../src/core/weakened/test-files.ts';
import { notLookedInto, weakenedTests } from '../../src/core/weakened/weakened-tests.ts';
import type { FileDiff } from '../../src/schema/file-diff.ts';
import { weakened } from '../../src/schema/review.ts';
import { PROJECT } from '../support/hooks.ts';

const file = z.strictObject({ path: z.string(), before: z.string().optional(), after: z.string().optional() });
const corpus = z.strictObject({
  about: z.string(),
  cases: z.array(z.strictObject({ name: z.string(), files: z.array(file), kinds: z.array(weakened.shape.kind) })),
});
const { cases } = corpus.parse(JSON.parse(readFileSync(join(PROJECT, 'test', 'corpus', 'weakened.json'), 'utf8')));

function diffOf({ path, before, after }: z.infer<typeof file>): FileDiff {
  const status = before === undefined ? 'added' : after === undefined ? 'deleted' : 'modified';
  return {
    path,
    status,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...lineDiff(before ?? '', after ?? ''),
  };
}

describe('changes to tests', () => {
  it('has pairs enough, a third of them harmless', () => {
    expect(cases.length).toBeGreaterThanOrEqual(120);
    expect(cases.filter((one) => one.kinds.length === 0).length * 3).toBeGreaterThanOrEqual(cases.length);
  });

  it.each(cases)('$name', ({ files, kinds }) => {
    const found = weakenedTests(files.map(diffOf));
    expect([...new Set(found.map(({ kind }) => kind))].sort()).toEqual([...kinds].sort());
    for (const one of found) expect(weakened.parse(one).text).not.toBe('');
  });
});
