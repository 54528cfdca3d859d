import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { secretsIn } from '../../src/core/data/secrets.ts';
import { dependencyChanges } from '../../src/core/dependencies/dependency-changes.ts';
import { plainYaml } from '../../src/core/dependencies/plain-yaml.ts';
import { compareVersions } from '../../src/core/dependencies/version.ts';
import { diffSecrets, notSearched } from '../../src/core/diff-secrets.ts';
import type { FileDiff } from '../../src/schema/file-diff.ts';
import { dependency } from '../../src/schema/review.ts';
import { PROJECT } from '../support/hooks.ts';

const corpus = z.strictObject({
  about: z.string(),
  cases: z.array(
    z.strictObject({
      name: z.string(),
      ecosystem: dependency.shape.ecosystem,
      files: z.array(z.strictObject({ path: z.string(), before: z.string().optional(), after: z.string().optional() })),
      expect: z.array(z.tuple([dependency.shape.kind, z.string(), z.string(), z.string()])),
    }),
  ),
});
const { cases } = corpus.parse(JSON.parse(readFileSync(join(PROJECT, 'test', 'corpus', 'dependencies.json'), 'utf8')));

const numbered = (text: string | undefined) => (text ?? '').split('\n').map((line, i) => ({ line: i + 1, text: line }));

/** Every line as taken away and added: readers go by the whole texts. */
function diffOf(path: string, before: string | undefined, after: string | undefined): FileDiff {
  return {
    path,
    status: before === undefined ? 'added' : after === undefined ? 'deleted' : 'modified',
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    added: numbered(after),
    removed: numbered(before),
  };
}

const changes = (path: string, before: string | undefined, after: string | undefined) => dependencyChanges([diffOf(path, before, after)]);

describe('the corpus of manifests', () => {
  it('is large enough and has cases of every ecosystem and of every kind', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
    expect(new Set(cases.map(({ ecosystem }) => ecosystem))).toEqual(new Set(dependency.shape.ecosystem.options));
    expect(new Set(cases.flatMap((one) => one.expect.map(([kind]) => kind)))).toEqual(new Set(dependency.shape.kind.options));
  });

  const like = (wanted: string, text: string): string =>
    (wanted.endsWith('~') && text.startsWith(wanted.slice(0, -1))) || (wanted.startsWith('~') && text.endsWith(wanted.slice(1)))
      ? wanted
      : text;

  it.each(cases)('$name', ({ files, ecosystem, expect: wanted }) => {
    const found = dependencyChanges(files.map(({ path, before, after }) => diffOf(path, before, after)));
    const rows = found.map(({ kind, name, from = '', to = '' }, i) => [
      kind,
      like(wanted[i]?.[1] ?? '', name),
      from,
      like(wanted[i]?.[3] ?? '', to),
    ]);
    const order = (list: readonly (readonly string[])[]) => [...list].map((one) => one.join(' | ')).sort();
    expect(order(rows.length === wanted.length ? rows : found.map(({ kind, name, from = '', to = '' }) => [kind, name, from, to]))).toEqual(
      order(wanted),
    );
    for (const one of found) expect(dependency.parse(one).ecosystem).toBe(ecosystem);
  });

  it('a manifest that stays as it is names nothing', () => {
    for (const { path, after } of cases.flatMap(({ files }) => files)) {
      const found =
        after === undefined
          ? []
          : changes(path, after, after).filter(({ kind, name }) => kind !== 'lockfile only' && !name.startsWith('('));
      expect(found, path).toEqual([]);
    }
  });
});

describe('versions', () => {
  const rows: readonly [string, string, number | undefined][] = [
    ['1.0.0', '1.0.1', -1],
    ['1.10.0', '1.9.0', 1],
    ['v1.2', '1.2.0', 0],
    ['^1.2.3', '~1.2.3', 0],
    ['1.0.0-alpha', '1.0.0-alpha.1', -1],
    ['1.0.0-alpha.9', '1.0.0-alpha.10', -1],
    ['1.0.0-rc.1', '1.0.0', -1],
    ['1.0rc1', '1.0', -1],
    ['1.0.dev3', '1.0a1', -1],
    ['1.0.post1', '1.0', 1],
    ['1!1.0', '2.0', 1],
    ['1.0.0+5', '1.0.0+6', 0],
    ['2.0-SNAPSHOT', '2.0', -1],
    ['2.0.0.RELEASE', '2.0.0.Final', 0],
    ['31.1-jre', '32.0-jre', -1],
    ['31.1-jre', '31.1-android', undefined],
    ['2.0-SNAPSHOT', '2.0-alpha', undefined],
    ['>=1.0,<2.0', '>=1.1,<2.0', -1],
    ['[1.0,2.0)', '[1.5,2.0)', -1],
    ['~> 7.0', '~> 6.1', 1],
    ['1.x', '2.x', -1],
    ['v0.0.0-20230101000000-abcdefabcdef', 'v0.0.0-20240101000000-abcdefabcdef', -1],
    ['9999999999999999999999', '10000000000000000000000', -1],
    ['007', '7', 0],
    ['<2.0', '1.0', undefined],
    ['1.0 || 2.0', '3.0', undefined],
    ['*', '1.0', undefined],
    ['latest', '1.0', undefined],
    ['workspace:^1.0.0', '2.0.0', undefined],
    ['npm:other@1.0.0', '2.0.0', undefined],
    ['git+https://x.example/a#1.0.0', '2.0.0', undefined],
    ['1.0.0-weird', '1.0.0', undefined],
    ['', '1', undefined],
  ];
  it.each(rows)('%s against %s', (a, b, expected) => {
    const sign = (value: number | undefined) => (value === undefined ? undefined : Math.sign(value));
    expect(sign(compareVersions(a, b))).toBe(expected);
    const back = compareVersions(b, a);
    expect(back === undefined ? undefined : Math.sign(back) + 0).toBe(expected === undefined ? undefined : 0 - expected + 0);
  });

  it('of plain numbers are in the order of their numbers', () => {
    const version = fc.tuple(fc.nat(30), fc.nat(30), fc.nat(30));
    fc.assert(
      fc.property(version, version, (a, b) => {
        const expected = a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
        expect(Math.sign(compareVersions(a.join('.'), b.join('.')) ?? Number.NaN) + 0).toBe(Math.sign(expected) + 0);
      }),
    );
  });
});

describe('what cannot be read', () => {
  it('is said, whatever the reason', () => {
    const name = (diff: FileDiff): string =>
      dependencyChanges([diff])
        .map((one) => one.name)
        .join();
    const gone = { path: 'package.json', status: 'modified', added: [], removed: [] } as const;
    expect(name(gone)).toBe('(cannot be read: its text before was not taken)');
    expect(name({ ...gone, before: '{}' })).toBe('(cannot be read: its text after was not taken)');
    expect(name({ ...gone, status: 'added' })).toBe('(cannot be read: its text after was not taken)');
    expect(name({ ...gone, status: 'type changed', before: '{}', after: '{}' })).toContain('another kind of file');
    expect(name(diffOf('package.json', '{', '{}'))).toBe('(cannot be read: before: it is no JSON)');
    expect(name(diffOf('Gemfile', '', `gem 'a'\n${'#'.repeat(4_000_001)}`))).toBe(
      '(cannot be read: text, and longer than 4 million characters)',
    );
    expect(name(diffOf('package-lock.json', '{}', '['.repeat(200_000)))).toContain('(cannot be read: ');
    expect(name(diffOf('pnpm-lock.yaml', '', `a: ${'['.repeat(20_000)}`))).toContain('(cannot be read: ');
    expect(name(diffOf('pyproject.toml', '', `a = ${'['.repeat(20_000)}`))).toContain('(cannot be read: ');
    expect(name(diffOf('pom.xml', '<project/>', '<a>'.repeat(100_000)))).toContain('(cannot be read: ');
    expect(name(diffOf('pom.xml', '<project/>', '<!DOCTYPE p [<!ENTITY v "1">]><project/>'))).toContain('a document type');
    const bomb = `a0: &a0 [x]\n${Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`).join('\n')}\n`;
    expect(name(diffOf('pnpm-lock.yaml', '', bomb))).toContain('(cannot be read: ');
  });

  it('never shows the text of the file', () => {
    const secret = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789';
    for (const path of [
      'package.json',
      'pnpm-lock.yaml',
      'pyproject.toml',
      'Cargo.lock',
      'composer.lock',
      'pom.xml',
      'go.mod',
      'yarn.lock',
    ])
      expect(JSON.stringify(changes(path, '', `{"a": ${secret} [`)), path).not.toContain(secret);
  });

  it('is said where a run has too much of it', () => {
    const big = JSON.stringify({ dependencies: { a: '1' }, x: 'y'.repeat(7_900_000) });
    const many = [1, 2, 3].map((i) => diffOf(`${i}/package.json`, big, big.replace('"1"', '"2"')));
    expect(dependencyChanges(many).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'upgraded a',
      'changed (cannot be read: there is too much to read in this run)',
      'changed (cannot be read: there is too much to read in this run)',
    ]);
    const slow = [1, 2].map((i) => diffOf(`${i}/pnpm-lock.yaml`, 'a: b', `- a: b\n${' '.repeat(200_000)}`));
    expect(
      dependencyChanges(slow)
        .filter(({ kind }) => kind === 'changed')
        .map(({ name }) => name),
    ).toEqual(['(cannot be read: there is too much to read in this run)']);
  });
});

describe('a great many changes', () => {
  it('are cut at 500, the rest is counted, and what weighs most is kept', () => {
    const packages = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`node_modules/p${i}`, { version: '1.0.0' }]));
    const after = {
      packages: { ...packages, 'node_modules/zz': { version: '1.0.0', hasInstallScript: true, resolved: 'https://evil.example/z' } },
    };
    const found = changes('package-lock.json', JSON.stringify({ packages: {} }), JSON.stringify(after));
    expect(found).toHaveLength(500);
    expect(found.at(-1)).toMatchObject({ kind: 'changed', name: '(and 1505 more, not named here)' });
    expect(found.filter(({ kind }) => kind !== 'added').map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'lockfile only package-lock.json',
      'install script zz',
      'registry zz',
      'changed (and 1505 more, not named here)',
    ]);
  });

  it('hostile texts are cut and lose control characters', () => {
    const [one] = changes('package.json', '{}', JSON.stringify({ dependencies: { [`\u202ex\n${'y'.repeat(9_000)}`]: '1\u0000' } }));
    expect(one?.name).toMatch(/^\ufffdx\ufffdy{197}…$/);
    expect(one?.to).toBe('1\ufffd');
  });
});

describe('hostile manifests', () => {
  const names =
    'package.json package-lock.json pnpm-lock.yaml yarn.lock .npmrc .yarnrc.yml requirements.txt pyproject.toml uv.lock Pipfile Pipfile.lock Cargo.toml Cargo.lock go.mod go.sum pom.xml build.gradle libs.versions.toml gradle.lockfile Gemfile Gemfile.lock x.gemspec composer.json composer.lock'.split(
      ' ',
    );

  it('of any text end in an answer', () => {
    const snippet = fc.constantFrom(
      '<script',
      '</',
      '<a b="',
      '<![CDATA[',
      '<!--',
      'gem "',
      "'",
      '"',
      '[',
      '{',
      '=>',
      'a@1:',
      ' - &a *a',
      '\\\n',
      '@',
      'x==1',
      '/*',
      '//',
      'implementation "',
      '\u0000',
      '[[package]]',
    );
    const text = fc.array(fc.oneof(snippet, fc.string()), { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.constantFrom(...names), text, (path, after) => {
        for (const one of changes(path, '', after)) expect(dependency.safeParse(one).success).toBe(true);
      }),
      { numRuns: 1_500, seed: 7 },
    );
  });

  it('take time in step with their length', () => {
    const parts = [
      '<script>',
      '<a ',
      '<a>x</a>',
      'implementation ',
      "implementation '",
      '"',
      '/*',
      '//',
      'id ',
      'maven { ',
      'gem "a" ',
      'a@',
      '  a ',
      '-r ',
      'x[',
      'require (\n',
      '[a]\n',
      'a = 1\n',
      '\\',
      '://a',
      '${a}',
    ];
    const started = performance.now();
    for (const part of parts)
      for (const path of names) expect(changes(path, '', part.repeat(20_000 / part.length)).length).toBeLessThanOrEqual(500);
    expect(performance.now() - started).toBeLessThan(40_000);
  }, 60_000);
});

describe('YAML in plain form', () => {
  /** Every scalar as a text; nothing at all and an empty mapping are one. */
  const texts = (value: unknown): unknown => {
    if (value === null || value === undefined) return '';
    if (Array.isArray(value)) return value.map(texts).join(', ');
    if (typeof value !== 'object') return String(value);
    const entries = Object.entries(value).map(([key, inner]) => [key, texts(inner)]);
    return entries.length === 0 ? '' : Object.fromEntries(entries);
  };
  const whole = (text: string): unknown => texts(parse(text, { schema: 'failsafe', merge: false }));

  it('reads what pnpm and Yarn write, and leaves all else to the whole reader', () => {
    const lock = cases.flatMap(({ files }) => files).filter(({ path }) => /pnpm-lock|yarn\.lock/.test(path));
    const read = lock.flatMap(({ before = '' }) =>
      /^(?:packages|lockfileVersion|__metadata)/.test(before) ? [[before, plainYaml(before)] as const] : [],
    );
    expect(read.length).toBeGreaterThan(3);
    for (const [text, value] of read) expect(texts(value), text).toEqual(whole(text));
    for (const odd of [
      'a: &x b',
      'a: *x',
      'a: |\n  b',
      'a: |2-\n  b',
      'é: b',
      'a: b\u2028c',
      'a: [,b]',
      '- a',
      'a: b # c',
      'a\n',
      'a: b\n  c: d',
      'a:\n  b: c\n d: e',
      '<<: a',
      '? a',
      '"a\\x41": b',
      'a: b\na: c',
      'a: {b: {c: d}}',
      'a: {b: c, b: d}',
      'a: "b\n  c"',
      '!x a: b',
      "a: 'b' c",
      'a: b: c',
      '\ta: b',
      'a: b\rc: d',
    ])
      expect(plainYaml(odd), odd).toBeUndefined();
  });

  it('reads what packages of a large lockfile hold', () => {
    const text =
      "packages:\n\n  '@s/a@1.0.0':\n    resolution: {integrity: sha512-A+/==, tarball: https://x.example/a.tgz}\n    engines: {node: '>=6, <7', npm: ^1.0.0}\n    os: [darwin, '!win32']\n    deprecated: |-\n      No more: of\n\n      # this\n    hasBin: true\n\n  b@2.0.0:\n    deprecated: \"don't\"\n";
    expect(plainYaml(text)).toBeUndefined();
    const plain = plainYaml(text.replace(`"don't"`, "don't, use 'c'"));
    expect(texts(plain)).toEqual({
      packages: {
        '@s/a@1.0.0': {
          resolution: { integrity: 'sha512-A+/==', tarball: 'https://x.example/a.tgz' },
          engines: { node: '>=6, <7', npm: '^1.0.0' },
          os: 'darwin, !win32',
          deprecated: '(text)',
          hasBin: 'true',
        },
        'b@2.0.0': { deprecated: "don't, use 'c'" },
      },
    });
  });

  it('is never read otherwise than by the whole reader', () => {
    const part = fc.constantFrom(
      'a',
      'b',
      "'c'",
      '"d"',
      ':',
      ': ',
      ' ',
      '  ',
      '\n',
      '\n  ',
      '\n    ',
      '-',
      '- ',
      '#',
      ' #',
      '{',
      '}',
      '[',
      ']',
      ', ',
      '&x',
      '*x',
      '!',
      '|',
      '>',
      '?',
      '@',
      '%',
      '`',
      '~',
      '1',
      '.',
      '...',
      '---',
      '/',
      '(',
      '=',
      '<<',
      '\\',
      "'",
      '"',
      'true',
      '\r\n',
    );
    let some = 0;
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 14 }), (parts) => {
        const text = parts.join('');
        const plain = plainYaml(text);
        if (plain === undefined || /[|>]-/.test(text)) return;
        some += Object.keys(plain).length > 0 ? 1 : 0;
        expect(texts(plain), JSON.stringify(text)).toEqual(whole(text));
      }),
      { numRuns: 20_000, seed: 11 },
    );
    expect(some).toBeGreaterThan(100);
  });
});

describe('secrets in the diff', () => {
  const key = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n'.repeat(6)}-----END PRIVATE KEY-----`;
  const token = 'ghp_R4nd0mT0kenF0rTh1sT3st1ngPurp0se99aB';
  const diff = (after: string, added: readonly number[]): FileDiff => ({
    ...diffOf('a.txt', '', after),
    added: numbered(after).filter(({ line }) => added.includes(line)),
  });

  it('are named by line and kind, never by their text', () => {
    const found = diffSecrets([diff(`x\ny = "${token}"\n`, [1, 2, 3])]);
    expect(found).toEqual([{ path: 'a.txt', line: 2, kind: expect.stringMatching(/secret|token/) }]);
    expect(JSON.stringify(found)).not.toContain(token);
  });

  it('in lines that were not added are not the run’s', () => {
    expect(diffSecrets([diff(`x\ny = "${token}"\n`, [1])])).toEqual([]);
    expect(diffSecrets([{ ...diff(`y = "${token}"`, [1]), added: [] }])).toEqual([]);
  });

  it('that span lines count by the first added one', () => {
    expect(diffSecrets([diff(`x\n${key}\n`, [2, 3, 4, 5, 6, 7, 8, 9])])).toEqual([{ path: 'a.txt', line: 2, kind: 'private key' }]);
    expect(diffSecrets([diff(`x\n${key}\n`, [5])])).toEqual([{ path: 'a.txt', line: 5, kind: 'private key' }]);
  });

  it('are found where the whole text was not taken or is too long', () => {
    const { after: _, ...bare } = diff(`x\ny = "${token}"`, [2]);
    expect(diffSecrets([bare])).toEqual([{ path: 'a.txt', line: 2, kind: expect.any(String) }]);
    const long = diff(`${'x\n'.repeat(600_000)}y = "${token}"`, [600_001]);
    expect(diffSecrets([long])).toMatchObject([{ line: 600_001 }]);
    expect(notSearched([long])).toEqual([]);
  });

  it('what was not looked at is named', () => {
    const big = diffOf('big.txt', undefined, `${'x'.repeat(1_000_000)}\n${token}`);
    expect(notSearched([big, diffOf('a.txt', undefined, 'x')])).toEqual(['big.txt']);
    const many = Array.from({ length: 10 }, (_, i) => diffOf(`${i}.txt`, undefined, 'lorem ipsum\n'.repeat(80_000)));
    expect(notSearched(many)).toEqual(['8.txt', '9.txt']);
  });

  it('are those that secretsIn finds', async () => {
    const sample = JSON.parse(readFileSync(join(PROJECT, 'test', 'corpus', 'texts', 'positive.json'), 'utf8')) as {
      texts: readonly { name: string; text: string }[];
    };
    const negative = JSON.parse(readFileSync(join(PROJECT, 'test', 'corpus', 'texts', 'negative.json'), 'utf8')) as typeof sample;
    let some = 0;
    for (const { name, text } of [...sample.texts, ...negative.texts]) {
      const wanted = (await secretsIn(text)).length > 0;
      some += wanted ? 1 : 0;
      expect(diffSecrets([diffOf('a.txt', undefined, text)]).length > 0, name).toBe(wanted);
    }
    expect(some).toBeGreaterThan(20);
  });

  it('take time in step with the length of the text', () => {
    const started = performance.now();
    for (const part of ['a@', '-----BEGIN ', '://a:', 'password=', 'x.', '\n'])
      diffSecrets([diffOf('a', undefined, part.repeat(500_000 / part.length))]);
    expect(performance.now() - started).toBeLessThan(30_000);
  }, 60_000);
});
