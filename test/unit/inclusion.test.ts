import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGlob } from '../../src/core/scope/globs.ts';
import { commandsIncluded, type Inclusion, namesIncluded, pathsIncluded, urisIncluded } from '../../src/core/scope/inclusion.ts';
import { commandRule } from '../../src/core/scope/words.ts';
import { covers } from '../../src/core/shell/grant.ts';
import type { CommandRule, PathRule } from '../../src/schema/frozen.ts';

// a fixed seed: a failure shows again; raise TWOLOOPS_RUNS for a long campaign
fc.configureGlobal({ seed: 20261123, numRuns: Number(process.env['TWOLOOPS_RUNS'] ?? 300) });

const compiled = (glob: string): PathRule | string => {
  const made = compileGlob(glob, 'p', { home: '/home/u', realFolder: (path) => path });
  return 'rule' in made ? made.rule : made.problem;
};
const path = (glob: string): PathRule => {
  const rule = compiled(glob);
  if (typeof rule === 'string') throw new Error(`${glob} ${rule}`);
  return rule;
};
const written = (regex: string): PathRule => ({ pattern: regex, place: 'p', base: 'repository', regex, root: '' });
const command = (text: string): CommandRule => {
  const made = commandRule(text, 'p');
  if ('problem' in made) throw new Error(`${text} ${made.problem}`);
  return made.rule;
};

const matched = (rule: PathRule, text: string): boolean => new RegExp(rule.regex, 's').test(text);
const sane = (text: string): boolean => text.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
const answered = (found: Inclusion): string | true => {
  if (found.included === 'unknown') throw new Error(found.why);
  return found.included || found.witness;
};

/** A witness is only as good as the regular expressions say that it is. */
function holds(inner: PathRule, outer: readonly PathRule[], witness: string): void {
  expect(matched(inner, witness), `inner matches ${witness}`).toBe(true);
  for (const rule of outer) if (rule.base === inner.base) expect(matched(rule, witness), `${rule.pattern} matches ${witness}`).toBe(false);
  expect(sane(inner.base === 'absolute' ? witness.slice(1) : witness), `${witness} is a sane path`).toBe(true);
}

// true: included; a text: the shortest path that only the first matches
const PATHS: readonly (readonly [inner: string, outer: string, expected: string | true])[] = [
  ['**', '**', true],
  ['src/**', '**', true],
  ['**', '**/*', true],
  ['**', 'src/**', 'x'],
  ['**', '*', 'x/x'],
  ['**', '* */**', true],
  ['*', '**/x', 'y'],
  ['src/**', 'src/*.ts', 'src'],
  ['src/**', 'src/*', 'src'],
  ['src/**', 'src/* src', 'src/x/x'],
  ['src/**', 'src src/* src/*/**', true],
  ['src/', 'src/**', true],
  ['src/**/*', 'src/**', true],
  ['src/**', 'src/**/*', 'src'],
  ['src/**/*.ts', 'src/**', true],
  ['src/**', 'src/**/*.ts', 'src'],
  ['src/**/*.test.ts', 'src/**/*.ts', true],
  ['src/**/*.ts', 'src/**/*.test.ts', 'src/.ts'],
  ['src/**/*.test.{ts,js}', 'src/**/*.js src/**/*.ts', true],
  ['src/**/*.test.{ts,js}', 'src/**/*.ts', 'src/.test.js'],
  ['src/*.ts', 'src/**/*.ts', true],
  ['src/**/*.ts', 'src/*.ts', 'src/x/.ts'],
  ['*.ts', '**/*.ts', true],
  ['**/*.ts', '*.ts', 'x/.ts'],
  ['src', 'src/**', true],
  ['src', 'src/*', 'src'],
  ['srcs/**', 'src/**', 'srcs'],
  ['src*/**', 'src/**', 'srcx/x'],
  ['src/a.ts', 'src/?.ts', true],
  ['a?b', 'a*b', true],
  ['a*b', 'a?b', 'ab'],
  ['a*b', 'ab a?b a??*b', true],
  ['?', '[ab]', 'x'],
  ['[ab].ts', '{a,b}.ts', '[ab].ts'],
  ['{a,b}.ts', '[ab].ts', true],
  ['[a-c]/x', '[a-d]/x', '[a-c]/x'],
  ['{a..c}/x', '{a..d}/x', true],
  ['{a..d}/x', '{a..c}/x', 'd/x'],
  ['[^a]x', '[^ab]x', 'bx'],
  ['[^ab]x', '?x', '[^ab]x'],
  ['[^ab]x', '*x', true],
  ['[[:digit:]]x', '[0-9]x [[][[]:digit:]]x', '[[:digit:]]x'],
  ['{a,b}/**', 'a/** b/**', true],
  ['{a,b}/**', 'a/**', 'b'],
  ['a/** b/**', '{a,b}/**', true],
  ['+(a|b)', '*(a|b)', true],
  ['*(a|b)', '+(a|b)', true],
  ['+(a|b)', '@(a|b)', 'bb'],
  ['+(a|b)', '[ab] ?*', true],
  ['?(a)b', 'b ab', true],
  ['@(x|y)/**', 'x/** y/**', true],
  ['docs/**/README.md', '**/README.md', true],
  ['docs/**/README.md', 'docs/*/README.md', 'docs/README.md'],
  ['docs/*/README.md', 'docs/**/README.md', true],
  ['app/(admin)/**', 'app/**', true],
  ['app/(admin)/**', 'app/admin/**', 'app/(admin)'],
  ['app/[slug]/**', 'app/**', true],
  ['app/[slug]/page.tsx', 'app/*/page.tsx', true],
  ['app/*/page.tsx', 'app/[slug]/page.tsx', 'app/x/page.tsx'],
  ['.*', '*', true],
  ['*', '.* ?*', true],
  ['*', '[^.]*', '.x'],
  ['**/.*', '**', true],
  ['**/*.*', '**/*', true],
  ['**/.env*', '**/.env* .env', true],
  ['.env*', '**/.env*', true],
  ['**/node_modules/**', '**/node_modules', 'node_modules/x'],
  ['**/a/**/b/**', '**/a/** **/b', true],
  ['**/b/**', '**/a/**/b/**', 'b'],
  ['my file/*', 'my */*', true],
  ['my */*', 'my file/*', 'my /x'],
  ['übung/**', '?bung/**', true],
  ['übung/*', '?bung/*', true],
  ['😀/*', '??/*', true],
  ['??', '?😀 ?x x?', 'yy'],
  ['/tmp/**', '/**', true],
  ['/tmp/**', '/tmp/*', '/tmp'],
  ['/tmp/*', '/tmp/**', true],
  ['/**', '/tmp/**', '/x'],
  ['/tmp/**', '**', '/tmp'],
  ['tmp/**', '/**', 'tmp'],
  ['~/notes/**', '/home/u/**', true],
  ['~/**', '/home/*/notes/**', '/home/u'],
  ['**/a|b', '**/a?b', true],
  ['*a*b*', '*b*', true],
  ['*a*b*', '*b*a*', 'ab'],
  ['@(..)', 'x', true],
];

describe('paths', () => {
  it.each(PATHS)('%s in %s: %s', (inner, outer, expected) => {
    // several patterns on either side; a blank in a name is not one between patterns
    const list = (text: string): readonly PathRule[] => (/^my /.test(text) ? [path(text)] : text.split(' ').map(path));
    const rules = list(outer);
    for (const rule of list(inner)) {
      const found = answered(pathsIncluded(rule, rules));
      expect(found).toBe(expected);
      if (found !== true) holds(rule, rules, found);
    }
  });

  it('without any rule on the other side are what is matched, or nothing', () => {
    expect(answered(pathsIncluded(path('src/*.ts'), []))).toBe('src/.ts');
    expect(answered(pathsIncluded(written('^(?:x\\/\\.\\.)$'), []))).toBe(true);
  });

  it.each(['^(\\w)\\1$', '^a\\b', '^(?<=a)b$', '^(?!(?=a)b)c$', '^(?<n>a)$', '^(?:a', '^a{1,5000}$', '^[\\d-z]$', '^\\k$'])(
    'of an expression that is not read are unknown: %s',
    (regex) => {
      expect(pathsIncluded(written(regex), [path('src/**')])).toHaveProperty('included', 'unknown');
      // only where it makes a difference: the witness is held against it
      expect(pathsIncluded(path('src/*'), [written('^(?:q(?=(?=a)b))$')])).toEqual({ included: false, witness: 'src/x' });
      expect(pathsIncluded(path('src/*.ts'), [written(regex), path('src/**')])).toEqual({ included: true });
    },
  );

  it('with half a character in them make no difference', () => {
    // picomatch reads the class as two characters, each of them half of the one that is meant
    expect(answered(pathsIncluded(path('[😀]'), [written('^\\[😀\\]$')]))).toBe(true);
  });

  it('that only an expression that is not read may hold are unknown', () => {
    expect(pathsIncluded(path('src/?'), [written('^src\\/\\b.*$')])).toHaveProperty('why', '`^src\\/\\b.*$` holds the escape `\\b`');
  });

  it('that differ only in the composition of letters are unknown', () => {
    // what is enforced also looks at the composed form
    expect(pathsIncluded(written('^e\u0301$'), [path('é')])).toHaveProperty('included', 'unknown');
  });

  it('of too many ways are unknown, in bounded time', () => {
    const outer = ['*a', '*b'].map((head) => `${head}${'?'.repeat(14)}`).concat(Array.from({ length: 14 }, (_, i) => '?'.repeat(i + 1)));
    expect(pathsIncluded(path('+(a|b)'), outer.map(path))).toHaveProperty('included', 'unknown');
  });
});

const LETTERS = ['a', 'b', '.', '/', 'x'];
/** Every sane path of up to five of the letters, shortest first. */
const SHORT = ((): readonly string[] => {
  const out: string[] = [];
  for (let i = 0, layer = ['']; i < 5; i += 1) {
    layer = layer.flatMap((head) => LETTERS.map((letter) => head + letter));
    out.push(...layer.filter(sane));
  }
  return out;
})();

/** Holds an answer against every short path and some longer ones; true where there was one. */
function compare(inner: PathRule, outer: readonly PathRule[], samples: readonly string[]): boolean {
  const found = pathsIncluded(inner, outer);
  if (found.included === 'unknown') return false;
  const [mine, ...theirs] = [inner, ...outer].map((rule) => new RegExp(rule.regex, 's'));
  const differs = (text: string): boolean => mine?.test(text) === true && !theirs.some((other) => other.test(text));
  const short = SHORT.find(differs);
  if (found.included) expect([short, samples.filter(sane).find(differs)]).toEqual([undefined, undefined]);
  else {
    holds(inner, outer, found.witness);
    expect(found.witness.length).toBeLessThanOrEqual(short?.length ?? found.witness.length);
  }
  return true;
}

const bits = (
  '* ** ? a b . .a a.b *.a [ab] [!a] [^a] [a-x] {a,b} {a,.b} {*,b} {,a} {a..c} +(a|b) *(a|b) ?(a) @(a|b) @(a/b|x) ' + '(a) é | [[:alpha:]]'
).split(' ');
const segment = fc.array(fc.constantFrom(...bits), { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''));
const glob = fc
  .array(fc.oneof({ weight: 3, arbitrary: segment }, { weight: 2, arbitrary: fc.constantFrom('**', '*', 'a', 'b') }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join('/'))
  .filter((text) => typeof compiled(text) !== 'string');
/** A glob that is likely to hold more: one of its segments made wider. */
const wider = (text: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.nat(3), fc.constantFrom('*', '**', '?*', '*{a,b}*', '.*', '[a-z]*'), fc.boolean())
    .map(([at, wild, cut]) => {
      const parts = text.split('/');
      const i = at % parts.length;
      return [...parts.slice(0, i), wild, ...(cut ? [] : parts.slice(i + 1))].join('/');
    })
    .filter((made) => typeof compiled(made) !== 'string');
const globs = glob.chain((inner) => fc.tuple(fc.constant(inner), fc.array(fc.oneof(wider(inner), glob), { minLength: 1, maxLength: 4 })));
const longer = fc.array(fc.array(fc.constantFrom(...LETTERS, 'ab', 'a/b', 'é'), { minLength: 4, maxLength: 12 }), { maxLength: 20 });
const joined = (texts: readonly (readonly string[])[]): readonly string[] => texts.map((parts) => parts.join(''));

describe('the answer about paths', () => {
  it('agrees with the regular expressions that are enforced', () => {
    let asked = 0;
    let unknown = 0;
    fc.assert(
      fc.property(globs, longer, ([inner, outer], samples) => {
        asked += 1;
        if (!compare(path(inner), outer.map(path), joined(samples))) unknown += 1;
      }),
    );
    expect(unknown).toBeLessThanOrEqual(asked / 100);
  });

  it('agrees for any expression that is read', () => {
    const leaf = fc.constantFrom(
      'a',
      'b',
      '\\.',
      '\\/',
      '.',
      '[^/]',
      '[ab]',
      '[^a-c]',
      '\\x61',
      '\\w',
      '^',
      '$',
      '(?!a)',
      '(?=.)',
      '(?!\\.{1,2}(?:\\/|$))',
    );
    const { tree } = fc.letrec<{ tree: string }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        leaf,
        fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => a + b),
        fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => `(?:${a}|${b})`),
        fc.tuple(tie('tree'), fc.constantFrom('*', '+?', '?', '{2}', '{1,2}', '{0,}')).map(([a, times]) => `(${a})${times}`),
        fc.tuple(leaf, leaf, fc.constantFrom('=', '!')).map(([a, b, sign]) => (/\?[=!]/.test(a + b) ? a : `(?${sign}${a}|${a}${b}$)`)),
      ),
    }));
    const whole = fc.tuple(tree, fc.boolean()).map(([source, anchored]) => (anchored ? `^(?:${source})$` : source));
    fc.assert(
      fc.property(whole, fc.array(whole, { minLength: 1, maxLength: 3 }), longer, (inner, outer, samples) => {
        expect(compare(written(inner), outer.map(written), joined(samples))).toBe(true);
      }),
    );
  });
});

const plain = (line: string): readonly string[] => [...line.matchAll(/'([^']*)'|[^\s']+/g)].map(([whole, quoted]) => quoted ?? whole);
/** Takes a witness apart as a shell does and asks what is enforced. */
function coversWitness(rule: CommandRule, witness: string): boolean {
  const words = plain(witness);
  const env = words.filter((_, i) => words.slice(0, i + 1).every((one) => /^[A-Z]+=/.test(one)));
  return covers(rule, { kind: 'execute', argv: words.slice(env.length), env });
}

const COMMANDS: readonly (readonly [inner: string, outer: string, expected: string | true])[] = [
  ['npm test', 'npm test', true],
  ['npm test', 'npm  test', true],
  ['npm test', 'npm *', true],
  ['npm test', '*', true],
  ['npm test', 'npm run *', 'npm test'],
  ['npm test *', 'npm test', 'npm test x'],
  ['npm test', 'npm test *', true],
  ['npm *', 'npm run *', 'npm'],
  ['npm run *', 'npm *', true],
  ['npm run test:*', 'npm run *', true],
  ['npm run test:*', 'npm run test:unit', 'npm run test:'],
  ['npm run test:* *', 'npm run test:*', 'npm run test: x'],
  ['npm run {lint,build}', 'npm run lint; npm run build', true],
  ['npm run {lint,build}', 'npm run lint', 'npm run build'],
  ['{a,b}* x', 'a* *; b* *', true],
  ['{a,b}* x', 'a* *', 'b x'],
  ['a* *', 'a*', 'a x'],
  ["a* ''", 'a* x', "a ''"],
  ["a* ''", 'a* *', true],
  ['git * *', 'git *', true],
  ['git *', 'git * *', 'git'],
  ['git * x', 'git * *', true],
  ['a *b*c x', 'a *c x', true],
  ['a *b*c x', 'a *c*b x', 'a bc x'],
  ["echo '*'", 'echo *', true],
  ['echo *', "echo '*'", 'echo'],
  ["echo 'a b' *", 'echo a* *', true],
  ["echo 'a b' *", 'echo a *', "echo 'a b'"],
  // a word that goes up is in no pattern, but may be among the further words
  ['cat ../x', 'cat ../*x', 'cat ../x'],
  ['cat ../x', 'cat *', true],
  ['cat ../* x', 'cat *', true],
  ['cat ../* x', 'cat y', true],
  ['cat *', 'cat; cat * *', 'cat ..'],
  ['cat a*/b x', 'cat *', true],
  ['X=1 npm test', 'npm test', 'X=1 npm test'],
  ['npm test', 'X=1 npm test', true],
  ['X=1 npm t*', 'npm *', 'X=1 npm t'],
  ['X=1 npm t* a', 'X=1 Y=2 npm *', true],
  ['Get-ChildItem *', 'Get-ChildItem *', true],
  ['Get-ChildItem *', '*', 'Get-ChildItem *'],
  ['*', 'Get-ChildItem *', 'x'],
];

describe('commands', () => {
  it.each(COMMANDS)('%s in %s: %s', (inner, outer, expected) => {
    const rule = command(inner);
    const rules = outer.split('; ').map(command);
    const found = answered(commandsIncluded(rule, rules));
    expect(found).toBe(expected);
    if (found === true || rule.forms.length === 0) return;
    expect([rule, ...rules].map((one) => coversWitness(one, found))).toEqual([true, ...rules.map(() => false)]);
  });

  it('hold words that only the same word covers where the caller names them', () => {
    const force = (form: CommandRule['forms'][number]): readonly number[] => form.map((_, i) => i).filter((i) => form[i] === '--force');
    const ask = (inner: string, ...outer: readonly string[]) => answered(commandsIncluded(command(inner), outer.map(command), force));
    expect(ask('git push --force', 'git push *')).toBe('git push --force');
    expect(ask('git push --force origin', 'git push --force *')).toBe(true);
    expect(ask('git push --force *', 'git *', 'git push --force x')).toBe('git push --force');
    expect(ask('X=1 git push --force o*', 'X=1 git push --force *')).toBe(true);
    expect(ask('git push o*', 'git *')).toBe(true);
  });

  it('agree with what is enforced', () => {
    const word = fc.constantFrom('a', 'b', 'a*', '*', '*b', '*a*', '{a,b}', '{a,b*}', 'a/*', '../*', '..', "'*'", "'a b'", '*..*', '=*');
    const grant = fc
      .tuple(fc.constantFrom('', '', '', 'X=1 ', 'X=1 Y=2 '), fc.array(word, { minLength: 1, maxLength: 4 }))
      .map(([env, words]) => env + words.join(' '))
      .filter((text) => 'rule' in commandRule(text, 'p'));
    const given = fc.constantFrom('a', 'b', 'ab', 'ba', 'a b', '*', '..', 'a/..', 'a/b', '../a', '=..', '', 'x');
    const intents = fc.array(
      fc.record({
        kind: fc.constant('execute' as const),
        argv: fc.array(given, { minLength: 1, maxLength: 5 }).filter(([first]) => first !== ''),
        env: fc.subarray(['X=1', 'Y=2']),
      }),
      { minLength: 30, maxLength: 30 },
    );
    let unknown = 0;
    let asked = 0;
    fc.assert(
      fc.property(grant, fc.array(grant, { minLength: 1, maxLength: 4 }), intents, (inner, outer, samples) => {
        const rule = command(inner);
        const rules = outer.map(command);
        const found = commandsIncluded(rule, rules);
        asked += 1;
        if (found.included === 'unknown') unknown += 1;
        else if (found.included) {
          for (const one of samples) if (covers(rule, one)) expect(rules.some((other) => covers(other, one))).toBe(true);
        } else {
          expect([rule, ...rules].map((one) => coversWitness(one, found.witness))).toEqual([true, ...rules.map(() => false)]);
        }
      }),
    );
    expect(unknown).toBeLessThanOrEqual(asked / 100);
  });
});

describe('names and addresses', () => {
  it.each([
    ['read', 'read', true],
    ['mcp__git__log', 'mcp__git__*', true],
    ['mcp__git__*', 'mcp__*', true],
    ['mcp__*', 'mcp__git__*', 'mcp__'],
    ['mcp__*__read', 'mcp__a*__read mcp__*__*', true],
    ['*', 'a*', 'x'],
    ['*', 'a* *a *', true],
    ['a*', '', 'a'],
    ['a.c', 'abc', 'a.c'],
    ['a/b*', 'a*', true],
  ] as const)('name %s in %s: %s', (inner, outer, expected) => {
    expect(answered(namesIncluded(inner, outer.split(' ')))).toBe(expected);
  });

  it.each([
    ['file:///a/*', 'file:///a/**', true],
    ['file:///a/**', 'file:///a/*', 'file:///a//'],
    ['file:///**', 'file://**', true],
    ['db://*/t', 'db://x*/t', 'db:///t'],
    ['db://*/*', 'db://**', true],
    ['db://**', 'db://*/*', 'db://'],
    ['a*b', 'a**b', true],
    ['a***b', 'a**b', true],
  ] as const)('address %s in %s: %s', (inner, outer, expected) => {
    expect(answered(urisIncluded(inner, outer.split(' ')))).toBe(expected);
  });
});
