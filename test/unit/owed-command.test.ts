import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { owedByWords, testRun } from '../../src/core/owed-command.ts';
import { PROJECT } from '../support/hooks.ts';

const { groups } = z
  .strictObject({
    groups: z.array(
      z.strictObject({
        name: z.string(),
        scripts: z.record(z.string(), z.string()),
        owed: z.array(z.strictObject({ name: z.string(), argv: z.array(z.string()) })),
        /** The repository's folder. */
        root: z.string().optional(),
        cases: z.array(
          z.strictObject({
            line: z.string(),
            /** What is owed and run, and which exit codes say so. */
            runs: z.record(z.string(), z.enum(['either', 'ok only'])),
            /** The text as a run of tests; null: it is none. */
            test: z.string().nullable().optional(),
            why: z.string().optional(),
          }),
        ),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(PROJECT, 'test', 'corpus', 'owed-commands.json'), 'utf8')));

type Group = (typeof groups)[number];
const runs = ({ owed, scripts, root }: Group, line: string) =>
  Object.fromEntries(owedByWords(owed, line, scripts, root).map(({ name, when }) => [name, when]));

it('the corpus is large enough', () => {
  expect(groups.flatMap(({ cases }) => cases).length).toBeGreaterThanOrEqual(150);
});

describe.each(groups)('$name', (group) => {
  it.each(group.cases)('$line', ({ line, runs: wanted, test }) => {
    expect(runs(group, line)).toEqual(wanted);
    if (test !== undefined) expect(testRun(line, group.scripts, group.root) ?? null).toBe(test);
  });
});

describe('an unknown root', () => {
  it('leaves every `cd` but `cd .` unread', () => {
    const owed = [{ name: 'tests', argv: ['npm', 'test'] }];
    expect(owedByWords(owed, 'cd /home/dev/app && npm test', {})).toEqual([]);
    expect(owedByWords(owed, 'cd . && npm test', {})).toEqual([{ name: 'tests', when: 'either' }]);
    expect(owedByWords(owed, 'cd relative && npm test', {}, 'relative')).toEqual([]);
  });
});

/** Bash itself is asked what the exit code of a line says: programs of our own stand in for all that the lines name. */
describe('bash agrees', () => {
  let folder = '';
  const PASSING = ['npx', 'corepack', 'git', 'eslint', 'tsc', 'go'];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'owed-'));
    mkdirSync(join(folder, 'bin'));
    const program = (name: string, text: string): void => {
      writeFileSync(join(folder, 'bin', name), `#!/bin/bash\n${text}\n`);
      chmodSync(join(folder, 'bin', name), 0o755);
    };
    program('npm', 'case " $* " in *" lint "*|*" install "*) exit 0;; esac\necho run >> "$RAN"\nexit "$CODE"');
    for (const name of PASSING) program(name, `if [[ "$1" == npm ]]; then exec "$@"; fi\nexit 0`);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const [group] = groups;
  const lines = (group?.cases ?? []).filter(({ line, runs: wanted }) => wanted['tests'] !== undefined && !line.includes('/home/dev'));

  const ran = (line: string, code: number): { readonly exit: number | null; readonly times: number } => {
    const log = join(folder, 'ran');
    writeFileSync(log, '');
    const env = { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, RAN: log, CODE: String(code) };
    const { status } = spawnSync('/bin/bash', ['-c', line], { cwd: folder, env, timeout: 20_000 });
    return { exit: status, times: readFileSync(log, 'utf8').split('run').length - 1 };
  };

  it('has lines to judge', () => {
    expect(lines.length).toBeGreaterThan(50);
  });

  it.each(lines)('$line', ({ line, runs: wanted }) => {
    expect(ran(line, 0)).toEqual({ exit: 0, times: 1 });
    const failed = ran(line, 7);
    expect(failed.exit).not.toBe(0);
    if (wanted['tests'] === 'either') expect(failed).toEqual({ exit: 7, times: 1 });
  });
});

describe('any line', () => {
  const word = fc.constantFrom(
    ...[
      'npm',
      'test',
      'run',
      'lint',
      '&&',
      '||',
      ';',
      '|',
      '&',
      '--',
      '-s',
      'env',
      'CI=1',
      'PATH=x',
      'time',
      'timeout',
      '60',
      'cd',
      '.',
      '>',
      'x',
      '2>&1',
      '"',
      "'",
      '\\',
      '$(',
      ')',
      '#',
      '!',
    ],
  );
  const [group] = groups;

  it('never throws; one with an operator other than `&&` runs nothing that is owed', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 9, arbitrary: word }, fc.string()), { maxLength: 12 }), (words) => {
        const line = words.join(' ');
        testRun(line, group?.scripts ?? {});
        const found = group ? runs(group, line) : {};
        if (/\|\||[$`\\!]/.test(line.replaceAll("'", ' ')) && !/['"]/.test(line)) expect(found).toEqual({});
      }),
      { numRuns: 5_000, seed: 7 },
    );
  });

  it('is read quickly, however long or often nested', () => {
    const start = performance.now();
    for (const part of ['npm test && ', 'env ', 'CI=1 ', '"', '> x ', 'time ', ' ', 'npm test -- ', '2>&1 '])
      for (const size of [5_000, 500_000]) if (group) runs(group, part.repeat(size / part.length));
    const scripts = Object.fromEntries(
      Array.from({ length: 30 }, (_, at) => [`s${at}`, Array.from({ length: 30 }, (_, to) => `npm run s${to}`).join(' && ')]),
    );
    if (group) expect(runs({ ...group, scripts }, 'npm run s0')).toEqual({});
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it('with fewer owed commands runs no more of them', () => {
    for (const one of groups)
      for (const { line } of one.cases) {
        const all = runs(one, line);
        for (const owed of one.owed)
          expect(
            Object.keys(runs({ ...one, owed: [owed] }, line)).every((name) => name in all),
            line,
          ).toBe(true);
      }
  });
});
