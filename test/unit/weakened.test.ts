import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
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

describe('a test file', () => {
  it.each([
    'src/a.test.ts',
    'src/a.spec.jsx',
    'src/__tests__/a.js',
    'test/a.mjs',
    'tests/test_a.py',
    'app/a_test.py',
    'conftest.py',
    'pkg/a_test.go',
    'src/test/java/app/A.java',
    'app/ATest.java',
    'app/AIT.java',
    'app/ASpec.kt',
    'tests/a.rs',
    'spec/a_spec.rb',
    'test/a_test.rb',
  ])('is %s', (path) => expect(isTestFile(path)).toBe(true));
  it.each([
    'src/test.json',
    'src/contest.ts',
    'src/latest.py',
    'src/attest.go',
    'src/Fastest.md',
    'docs/test.md',
    'test/fixtures/a.ts',
    'src/spec.yaml',
    'node_modules/a/a.test.js',
    'src/lib.rs',
    'src/Latest.java',
  ])('is not %s', (path) => expect(isTestFile(path)).toBe(false));
});

describe('findings', () => {
  const one = (path: string, before: string | undefined, after: string | undefined): readonly z.infer<typeof weakened>[] =>
    weakenedTests([diffOf({ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) })]);

  it('say the line where they stand', () => {
    const before = "it('a', () => {\n  expect(f()).toBe(1);\n});\n";
    expect(one('a.test.ts', before, `// one\n${before.replace('it(', 'it.skip(')}`)).toEqual([
      { path: 'a.test.ts', line: 2, kind: 'skipped', text: "it.skip('a', () => {" },
    ]);
  });

  it('a skip that takes the place of another one is new', () => {
    const file = (a: string, b: string): string =>
      `${a}('adds numbers', () => {\n  expect(f()).toBe(1);\n});\n${b}('removes letters', () => {\n  expect(g()).toBe(2);\n});\n`;
    expect(one('a.test.ts', file('it.skip', 'it'), file('it', 'it.skip'))).toMatchObject([{ kind: 'skipped', line: 4 }]);
    expect(one('a.test.ts', file('it.skip', 'it'), file('test.skip', 'it'))).toEqual([]);
  });

  it('swapping the sides turns a loosening into nothing, and never the other way round alone', () => {
    const quiet = ['skipped', 'focused', 'trivial assertion', 'suppressed', 'ignored failure'];
    for (const { name, files, kinds } of cases.filter((c) => c.kinds.length === 1 && quiet.includes(c.kinds[0] ?? '')))
      for (const kind of weakenedTests(
        files.map(({ path, before, after }) =>
          diffOf({ path, ...(after === undefined ? {} : { before: after }), ...(before === undefined ? {} : { after: before }) }),
        ),
      ).map((f) => f.kind))
        expect(kinds, `${name} taken back`).not.toContain(kind);
  });

  it('no change is nothing', () => {
    for (const { files } of cases)
      for (const { path, before, after } of files)
        for (const text of [before, after]) if (text !== undefined) expect(one(path, text, text), path).toEqual([]);
  });

  it('are cut, and it is said', () => {
    const many = Array.from({ length: 700 }, (_, i) => `it.skip('a${i}', () => {});`).join('\n');
    const found = one('a.test.ts', undefined, many);
    expect(found.length).toBe(500);
    expect(found.at(-1)?.text).toBe('and 201 more findings, here and in other files');
  });
});

describe('what is not looked into', () => {
  it('is named: without a text, too long, of too long lines', () => {
    const long = 'x'.repeat((1 << 20) + 1);
    const diffs: readonly FileDiff[] = [
      { path: 'a.bin', status: 'modified', added: [], removed: [] },
      { path: 'b.ts', status: 'modified', before: '', after: long, added: [], removed: [] },
      diffOf({ path: 'c.ts', before: 'a\n', after: `${'y'.repeat(3_000)}\n` }),
      diffOf({ path: 'd.ts', before: 'a\n', after: 'b\n' }),
    ];
    expect(notLookedInto(diffs).map(({ path }) => path)).toEqual(['a.bin', 'b.ts', 'c.ts']);
    expect(weakenedTests(diffs)).toEqual([]);
  });

  it('a deleted test file that was not read is a deleted test file', () => {
    expect(weakenedTests([{ path: 'a.test.ts', status: 'deleted', added: [], removed: [] }])).toMatchObject([{ kind: 'deleted' }]);
  });
});

describe('hostile texts', () => {
  const bits: Readonly<Record<string, readonly string[]>> = {
    'a.test.ts': [
      "it('a', ",
      'it(a) ',
      '`${',
      '/*',
      '"',
      'it.each(',
      'expect(a).toBe(',
      '{',
      "it.skip('aa bb cc')\n",
      "it('a', () => { expect(a).toBe(1); });\n",
    ],
    'test_a.py': ['def test_a():\n', '"""', 'assert a == ', '@pytest.mark.skip\n'],
    'a_test.go': ['func TestA(', '`'],
    'ATest.java': ['@Test\n', '@Test void a() {'],
    'src/a.rs': ['#[test] fn a() {', '/*', 'r#"', '/*/'],
    'a_spec.rb': ["it 'a' do\n", 'def test_a\n'],
    '.github/workflows/ci.yml': ['- run: npm test || true\n', 'continue-on-error: true\n', 'git git '],
  };
  it.each(Object.entries(bits))('of %s take time in step with their length', (path, parts) => {
    for (const part of parts) {
      const text = part.repeat(300_000 / part.length);
      const lines = text.split('\n').map((line, i) => ({ line: i + 1, text: line }));
      const began = performance.now();
      weakenedTests([{ path, status: 'modified', before: `x${text.replaceAll('a', 'b')}`, after: text, added: lines, removed: lines }]);
      // each takes well under a second where nothing else runs
      expect(performance.now() - began, part).toBeLessThan(15_000);
    }
  });

  it('never throw', () => {
    const piece = fc.constantFrom(
      'it(',
      "'",
      '"',
      '`',
      '${',
      '}',
      '{',
      '(',
      ')',
      '\n',
      '/*',
      '*/',
      '//',
      '#',
      'def test_a',
      ':',
      '@Test',
      'fn a',
      '#[test]',
      'end',
      ' do',
      'expect(',
      'assert ',
      '\\',
      '/',
      '"""',
      'skip',
      '\r\n',
      '\ud800',
    );
    const text = fc.array(piece, { maxLength: 40 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(bits), 'package.json', 'Makefile', 'a.snap'), text, text, (path, before, after) => {
        for (const found of weakenedTests([diffOf({ path, before, after })])) expect(weakened.parse(found).path).toBe(path);
      }),
      { numRuns: 500 },
    );
  });
});
