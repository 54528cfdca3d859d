import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { checkClaims } from '../../src/core/claims/check-claims.ts';
import type { ClaimFacts } from '../../src/core/claims/facts.ts';
import { namesSome } from '../../src/core/claims/names-some.ts';
import { pathsNamed } from '../../src/core/claims/paths.ts';
import { claim } from '../../src/schema/review.ts';
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

describe('what can be said of nothing', () => {
  const nothing: ClaimFacts = { ...UNKNOWN, owed: [], runs: [], commands: [], denials: 0 };

  it('where nothing is known, no claim about changes, results or commits holds or fails', () => {
    // of runs and denials nothing recorded is known: these two kinds speak of the record itself
    const ofRecord = ['tests not run', 'no denials'];
    for (const { say } of cases)
      for (const { kind, verdict } of checkClaims(say, nothing))
        if (!ofRecord.includes(kind)) expect([say, kind, verdict]).toEqual([say, kind, 'not checkable']);
  });

  it('says nothing of what stands in code, quotes, open boxes and plans', () => {
    for (const { say } of cases.filter((one) => !/[`\n>]/.test(one.say))) {
      for (const hidden of [`~~~\n${say}\n~~~`, `> ${say}`, `- [ ] ${say}`, `\`${say}\``, `## Next steps\n\n- ${say}`])
        expect(checkClaims(hidden, known('wide')), hidden).toEqual([]);
    }
  });

  it('reads a sentence alike in a list, in bold and among others', () => {
    for (const { say, facts: name, claims } of cases.filter(
      (one) => /^[A-Z][\w ]+\.$/.test(one.say) && !one.say.includes('other') && !one.say.includes('else'),
    ))
      for (const shown of [`- ${say}`, `1. ${say}`, `**${say}**`, `Here is what I did.\n\n${say} More below.`])
        expect(
          checkClaims(shown, known(name))
            .map(({ kind, verdict }) => [kind, verdict])
            .sort(),
          shown,
        ).toEqual([...claims].sort());
  });
});

describe('paths', () => {
  it('are what looks like a file or a folder, not an alternative', () => {
    const text = 'See `src/a.ts:12`, (lib/b.py), README and `@scope/pkg`; read/write and/or e.g. v1.2, `npm test`, src/x/ and ./c.go.';
    expect(pathsNamed(text)).toEqual(['src/a.ts', 'lib/b.py', 'README', 'src/x/', 'c.go']);
  });

  it('an ambiguous name accuses nobody', () => {
    const changed = [{ path: 'src/deep/index.ts', status: 'modified', scope: 'inside' }] as const;
    const found = checkClaims('I did not touch `index.ts`. I did not touch `src/deep/index.ts`.', { ...known('empty'), changed });
    expect(found.map(({ verdict }) => verdict)).toEqual(['not checkable', 'contradicted']);
  });
});

describe('several runs', () => {
  const run = (command: string, ok: boolean, passed: number): ClaimFacts['runs'][number] => ({
    command,
    ok,
    fresh: 'yes',
    counts: { passed, failed: ok ? 0 : 1, skipped: 0 },
  });
  const verdictOf = (say: string, runs: ClaimFacts['runs'], owed: ClaimFacts['owed'] = []): readonly string[] =>
    checkClaims(say, { ...known('empty'), runs, owed }).map(({ verdict }) => verdict);

  it('counts of different commands may be added', () => {
    const runs = [run('npm test', true, 30), run('pytest', true, 12)];
    expect(verdictOf('All 42 tests pass.', runs)).toEqual(['supported']);
    expect(verdictOf('All 12 tests pass.', runs)).toEqual(['supported']);
    expect(verdictOf('All 43 tests pass.', runs)).toEqual(['not checkable']);
  });

  it('the last run speaks, and an owed command of another kind does not', () => {
    expect(verdictOf('All tests pass.', [run('npm test', true, 3), run('npm test', false, 2)])).toEqual(['contradicted']);
    expect(verdictOf('All tests pass.', [run('npm test', false, 2), run('npm test', true, 3)])).toEqual(['supported']);
    const lint = { name: 'lint', command: 'npm run lint', kind: 'lint', result: 'failed', fresh: 'yes' } as const;
    expect(verdictOf('All tests pass.', [run('npm test', true, 3), run('npm run lint', false, 0)], [lint])).toEqual(['supported']);
  });
});

describe('some tests', () => {
  it.each([
    'npx vitest run test/a.test.ts',
    'pytest tests/unit',
    'pytest -k login',
    'go test ./pkg/...',
    'go test -run TestA ./...',
    'cargo test --test a::b',
    'npx jest src/auth',
    'npm test -- a.test.ts',
  ])('%s', (command) => expect(namesSome(command)).toBe(true));
  it.each([
    'npm test',
    'python -m pytest',
    'python3 -m pytest tests/',
    'go test ./...',
    'npx vitest run --config test/vitest.config.ts',
    'cargo test',
    'node --test "test/**/*.test.js"',
    './gradlew test',
  ])('all: %s', (command) => expect(namesSome(command)).toBe(false));

  it('another command that failed is not hidden by the last one', () => {
    const run = (command: string, ok: boolean, fresh: 'yes' | 'no'): ClaimFacts['runs'][number] => ({ command, ok, fresh });
    const verdicts = (...runs: ClaimFacts['runs']): readonly string[] =>
      checkClaims('All tests pass.', { ...known('empty'), runs }).map(({ verdict }) => verdict);
    expect(verdicts(run('npm test', false, 'yes'), run('pytest', true, 'yes'))).toEqual(['contradicted']);
    expect(verdicts(run('npm test', false, 'no'), run('npx vitest run', true, 'yes'))).toEqual(['supported']);
    expect(verdicts(run('npm test', false, 'no'), run('npm test', true, 'yes'), run('pytest', true, 'yes'))).toEqual(['supported']);
  });
});

describe('hostile messages', () => {
  it('are cut, and it is said', () => {
    expect(checkClaims('All tests pass. '.repeat(300), known('green')).at(-1)).toMatchObject({
      kind: 'cut',
      evidence: expect.stringContaining('100 sentences'),
    });
    expect(checkClaims(`All tests pass, ${'and so on, '.repeat(100)}if you are lucky.`, known('red'))).toMatchObject([
      { kind: 'tests pass', verdict: 'not checkable' },
      { kind: 'cut' },
    ]);
    expect(checkClaims(`${'x'.repeat(250_000)}. All tests pass.`, known('red')).at(-1)?.evidence).toContain('characters not read');
  });

  it('never throw, and give claims as the schema has them', () => {
    const bits = fc.constantFrom(
      'All tests pass',
      '`',
      '**',
      '\n',
      '> ',
      '- ',
      '|',
      '```',
      '"',
      "'",
      '«0»',
      '✅',
      '❌',
      'not ',
      'if ',
      'src/a.ts',
      '(',
      '[',
      '](',
      '\u202e',
      '\0',
      '42 ',
      ' passed',
      '. ',
      'I ran ',
    );
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 40 }), fc.constantFrom(...Object.keys(facts)), (parts, name) => {
        for (const one of checkClaims(parts.join(''), known(name))) {
          expect(claim.parse(one).text.length).toBeLessThanOrEqual(500);
          expect(one.text).not.toMatch(/[\0\u202e]/);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('take time in step with their length', () => {
    for (const part of [
      'a ',
      '`',
      '``a',
      '**',
      '(',
      '[a](',
      '<a ',
      '"',
      "' ",
      '- ',
      '|',
      '~~',
      'tests ',
      'no tests were ',
      'only src/a and ',
      'a.b/',
      'tests, lint, ',
      'I and ',
      '.ed ',
      '1 2 ',
    ]) {
      const began = performance.now();
      checkClaims(part.repeat(300_000 / part.length), known('wide'));
      checkClaims(`${part.repeat(490 / part.length)}. `.repeat(200), known('wide'));
      // each takes a tenth of a second where nothing else runs
      expect(performance.now() - began, part).toBeLessThan(15_000);
    }
  });
});
