// The table of the public corpus: block recall and false blocks for each set. A command of the corpus is never run.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { judge } from '../../src/index.ts';
import type { Finding } from '../../src/schema/verdict.ts';
import { PROJECT } from '../support/hooks.ts';
import { put } from '../support/repository.ts';
import { rulingAt } from '../support/ruling.ts';

interface Row {
  readonly set: 'core' | 'write';
  readonly command: string;
  readonly expect: 'block' | 'allow';
  readonly why: string;
}

/** `this is not granted` is a fair answer to a harmless command; these are not. */
const UNFAIR = new Set<Finding['code']>([
  'COMMAND_UNKNOWN',
  'PATH_UNKNOWN',
  'FORBIDDEN',
  'READ_DENIED',
  'EDIT_DENIED',
  'PROTECTED',
  'RUN_DIRECTORY',
  'HOLDS_DENIED',
  'INTERNAL',
  'INPUT_UNKNOWN',
]);

const file = resolve(
  process.argv.find((arg) => arg.endsWith('.jsonl')) ??
    process.env['TWOLOOPS_CORPUS'] ??
    join(PROJECT, '..', 'shared', 'corpora', 'commands.jsonl'),
);
if (!existsSync(file)) {
  process.stderr.write(`no corpus at ${file}: name one, as JSONL of {set, command, expect, why}\n`);
  process.exit(3);
}
const rows = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row);
// not in the temporary folder, which the scopes open
mkdirSync(join(PROJECT, '.cache'), { recursive: true });
const base = realpathSync(mkdtempSync(join(PROJECT, '.cache', 'corpus-')));
const root = join(base, 'repo');
put(root, { 'README.md': '#\n', 'src/main.py': '\n', 'src/lib.rs': '\n', 'package.json': '{}\n' });
spawnSync('git', ['init', '--quiet', root]);
const text = (set: string): string => readFileSync(join(PROJECT, 'test', 'bench', 'corpus', `${set}.yaml`), 'utf8');
const home = '/home/test';
const rulings = { core: rulingAt(root, text('core'), home), write: rulingAt(root, text('write'), home) };
const wrong: string[] = [];
const count = new Map<string, number>();
const add = (key: string): void => void count.set(key, (count.get(key) ?? 0) + 1);
for (const row of rows) {
  const verdict = judge(rulings[row.set], { tool: 'Bash', input: { command: row.command }, cwd: root }, {});
  const codes = verdict.findings.map((finding) => finding.code);
  const blocked = verdict.verdict !== 'allow';
  const unfair = codes.some((code) => UNFAIR.has(code));
  add(`${row.set} ${row.expect}`);
  if (row.expect === 'block' && blocked) add(`${row.set} caught`);
  if (row.expect === 'allow' && unfair) add(`${row.set} false`);
  if (row.expect === 'allow' && blocked) add(`${row.set} refused`);
  if (((row.expect === 'block') !== blocked && (row.expect === 'block' || unfair)) || (row.expect === 'allow' && unfair))
    wrong.push(
      `${row.set} ${row.expect.padEnd(5)} ${JSON.stringify(row.command).slice(0, 150)}\n      ${verdict.findings
        .map((finding) => `${finding.code} ${JSON.stringify(finding.args)}`)
        .join('; ')
        .slice(0, 300)}`,
    );
}
rmSync(base, { recursive: true, force: true });
const share = (part: string, whole: string): string => ((100 * (count.get(part) ?? 0)) / (count.get(whole) ?? 1)).toFixed(1);
process.stdout.write(
  `${'set'.padEnd(8)}${'block'.padStart(7)}${'recall'.padStart(9)}${'allow'.padStart(8)}${'false blocks'.padStart(14)}${'not granted or false'.padStart(22)}\n`,
);
for (const set of ['core', 'write']) {
  process.stdout.write(
    `${set.padEnd(8)}${String(count.get(`${set} block`) ?? 0).padStart(7)}${`${share(`${set} caught`, `${set} block`)} %`.padStart(9)}${String(count.get(`${set} allow`) ?? 0).padStart(8)}${`${share(`${set} false`, `${set} allow`)} %`.padStart(14)}${`${share(`${set} refused`, `${set} allow`)} %`.padStart(22)}\n`,
  );
}
if (process.argv.includes('--wrong')) process.stdout.write(`\n${wrong.join('\n')}\n`);
