// Paired ratios in one run: what a hook adds to a call, against bare node, and whether it grows with the run.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyse } from '../../src/core/shell/analyse.ts';
import { judge } from '../../src/index.ts';
import { record } from '../../src/io/event-log.ts';
import { HOOKS, input, plainEnv, runFolder, SESSION, start } from '../support/hooks.ts';
import { git, put, scopeText } from '../support/repository.ts';
import { rulingOf } from '../support/ruling.ts';

const ROUNDS = Number(process.argv[2] ?? 40);
const made: string[] = [];

function project(more: Readonly<Record<string, string>> = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'twoloops-bench-')));
  made.push(root);
  git(root, 'init', '--quiet');
  put(root, {
    'src/a.ts': 'a\n',
    '.claude/scope.yaml': scopeText({
      stop: '{ denials: 5, files_changed: 20, tool_calls: 1000000, minutes: 600, touches: ["**/migrations/**"] }',
      forbidden: '["billing/**", "**/.env*"]',
      ...more,
    }),
  });
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--message', 'start');
  if (start(root).status !== 0) throw new Error('the run did not open');
  return root;
}

/** Grows a run to a number of events through the product's own writer. */
function grow(root: string, events: number): void {
  const folder = runFolder(join(root, '.git'));
  const body = (i: number) => ({
    type: 'verdict' as const,
    tool: 'Write',
    id: `toolu_grown_${i}`,
    verdict: 'allow' as const,
    enforced: true,
    findings: [],
    accesses: [{ kind: 'edit' as const, target: 'src/a.ts' }],
    uses: [],
    call: `${root}/src/a.ts`,
    digest: '0'.repeat(64),
  });
  const options = { folder, actor: { session: SESSION }, now: Date.now, deadline: Date.now() + 600_000, countFiles: true };
  record(options, (state) => ({ events: Array.from({ length: Math.max(0, events - state.seq) }, (_, i) => body(i)), answer: undefined }));
}

/** Two hundred grants, the one that is used the last of its list, and fifty requests that nobody has answered. */
function wide(): string {
  const list = (count: number, make: (i: number) => string): string => JSON.stringify(Array.from({ length: count }, (_, i) => make(i)));
  const root = project({
    edit: `{ allow: ${list(70, (i) => `lib/part${i}/**`).replace(/\]$/, ', "src/**"]')} }`,
    commands: `{ allow: ${list(60, (i) => `npm run task${i} *`)} }`,
    network: list(69, (i) => `host${i}.example.com`),
  });
  const options = {
    folder: runFolder(join(root, '.git')),
    actor: { session: SESSION },
    now: Date.now,
    deadline: Date.now() + 600_000,
    countFiles: true,
  };
  const refused = (i: number) => ({
    type: 'verdict' as const,
    tool: 'Write',
    id: `toolu_refused_${i}`,
    verdict: 'deny' as const,
    enforced: false,
    findings: [{ code: 'EDIT_OUTSIDE_SCOPE' as const, args: { kind: 'edit', path: `other/${i}` }, rule: 'default' }],
    accesses: [],
    uses: [],
    call: `other/${i}`,
    digest: '0'.repeat(64),
    request: i + 1,
    requestKey: String(i).padStart(16, '0'),
  });
  record(options, () => ({ events: Array.from({ length: 50 }, (_, i) => refused(i)), answer: undefined }));
  return root;
}

/** Wall milliseconds of one process, and its peak memory in MB where GNU time is there. */
function once(args: readonly string[], stdin: string, root: string): number {
  const from = process.hrtime.bigint();
  const done = spawnSync(process.execPath, args, { input: stdin, cwd: root, env: plainEnv({ CLAUDE_PROJECT_DIR: root }) });
  const ms = Number(process.hrtime.bigint() - from) / 1e6;
  if (done.status !== 0) throw new Error(`exit ${done.status}: ${done.stderr.toString()}`);
  return ms;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const hook = join(HOOKS, 'pre-tool-use.cjs');
const callOf = (root: string): string =>
  input('PreToolUse', root, {
    tool_name: 'Write',
    tool_input: { file_path: join(root, 'src/a.ts'), content: 'x' },
    tool_use_id: 'toolu_bench',
  });

/** A and B in turn, round by round, so that a machine that slows down slows both. */
function paired(a: () => number, b: () => number): { readonly a: number; readonly b: number; readonly ratio: number } {
  a();
  b();
  const rounds = Array.from({ length: ROUNDS }, () => [a(), b()] as const);
  return { a: median(rounds.map(([x]) => x)), b: median(rounds.map(([, y]) => y)), ratio: median(rounds.map(([x, y]) => x / y)) };
}

function peakMemory(root: string): number {
  const probe = "process.on('exit', () => require('node:fs').writeFileSync(process.env.PEAK, String(process.resourceUsage().maxRSS)))";
  const file = join(root, '..', `peak-${process.pid}`);
  const preload = join(root, '..', `peak-${process.pid}.cjs`);
  writeFileSync(preload, probe);
  spawnSync(process.execPath, ['--require', preload, hook], {
    input: callOf(root),
    cwd: root,
    env: plainEnv({ CLAUDE_PROJECT_DIR: root, PEAK: file }),
  });
  const peak = Number(readFileSync(file, 'utf8')) / 1024;
  rmSync(file);
  rmSync(preload);
  return peak;
}

/** A line of every day, about 200 characters. */
const LINE = `cd src && grep -rn "import" --include='*.ts' . | sort | uniq -c | head -20 > counts.txt && for f in *.ts; do wc -l "$f"; done && mkdir -p out && cp a.ts out/b.ts && sed -i 's/a/b/' out/b.ts && cat <<< "done" >> log.md`;

const SHORT = 'cat src/a.ts 2>&1 | tail -20';

/** Lines that are made to take long. */
const HARD: readonly string[] = [
  '"$(echo '.repeat(1_000) + ')"'.repeat(1_000),
  `"'`.repeat(5_000),
  'a '.repeat(500_000),
  `a${'|a'.repeat(10_000)}`,
  `cat${'|cat'.repeat(3_900)}`,
  `rm ${'x '.repeat(30_000)}`,
  `echo $((${'1+'.repeat(20_000)}1))`,
  '{a,'.repeat(900) + '}'.repeat(900),
  'eval '.repeat(3_000),
  `${'for i in a b c; do '.repeat(30)}x=$x$i${'; done'.repeat(30)}`,
  `if a; then x=1; else x=2; fi; `.repeat(600),
  `x=(${'y '.repeat(2_000)}); rm "\${x[@]}"`,
  'f() { f; f; }; f',
];

/** Milliseconds within this process, warm: parse and decide, facts included; and the worst of the hard lines, cold. */
function inProcess(root: string): void {
  const ruling = rulingOf(root, readFileSync(join(root, '.claude', 'scope.yaml'), 'utf8'));
  const time = (command: string): number => {
    const from = process.hrtime.bigint();
    judge(ruling, { tool: 'Bash', input: { command }, cwd: root });
    return Number(process.hrtime.bigint() - from) / 1e6;
  };
  const whole = Array.from({ length: 400 }, () => time(LINE)).slice(100);
  const pure = Array.from({ length: 400 }, () => {
    const from = process.hrtime.bigint();
    analyse(LINE, { cwd: root, root, home: '/h', env: {} });
    return Number(process.hrtime.bigint() - from) / 1e6;
  }).slice(100);
  line('parse and follow that line, in process, warm', `${median(pure).toFixed(2)} ms`, 'bar 1 ms');
  line('the same with the disk asked and the verdict', `${median(whole).toFixed(2)} ms`, '');
  line('slowest of the lines made to take long', `${Math.max(...HARD.map(time)).toFixed(0)} ms`, 'bar 200 ms');
}

const line = (name: string, value: string, bar: string): void =>
  void process.stdout.write(`${name.padEnd(62)} ${value.padStart(22)}   ${bar}\n`);

try {
  const young = project();
  const old = project();
  grow(young, 10);
  grow(old, 10_000);
  process.stdout.write(`node ${process.versions.node}, ${ROUNDS} paired rounds, medians\n`);
  const bare = paired(
    () => once([hook], callOf(young), young),
    () => once(['-e', '0'], '', young),
  );
  line(
    'PreToolUse, allowed edit / node -e 0',
    `${bare.ratio.toFixed(2)}× (${bare.a.toFixed(1)} / ${bare.b.toFixed(1)} ms)`,
    'bar 1.3×, goal 1.15×',
  );
  const age = paired(
    () => once([hook], callOf(old), old),
    () => once([hook], callOf(young), young),
  );
  line('the same at event 10,000 / at event 10', `${age.ratio.toFixed(2)}× (${age.a.toFixed(1)} / ${age.b.toFixed(1)} ms)`, 'bar 1.1×');
  const grants = wide();
  const width = paired(
    () => once([hook], callOf(grants), grants),
    () => once([hook], callOf(young), young),
  );
  line(
    'the same with 200 grants and 50 open requests / with few',
    `${width.ratio.toFixed(2)}× (${width.a.toFixed(1)} / ${width.b.toFixed(1)} ms)`,
    'bar 1.1×',
  );
  line('peak memory at event 10,000', `${peakMemory(old).toFixed(0)} MB`, 'bar 80 MB');
  const shellCall = callOf(young).replace(
    /"tool_name":.*$/s,
    `${JSON.stringify({ tool_name: 'Bash', tool_input: { command: LINE }, tool_use_id: 'toolu_bench' }).slice(1)}`,
  );
  const short = shellCall.replace(JSON.stringify(LINE), JSON.stringify(SHORT));
  const brief = paired(
    () => once([hook], short, young),
    () => once(['-e', '0'], '', young),
  );
  line(`PreToolUse, \`${SHORT}\` / node -e 0`, `${brief.ratio.toFixed(2)}× (${brief.a.toFixed(1)} / ${brief.b.toFixed(1)} ms)`, 'bar 1.5×');
  const shell = paired(
    () => once([hook], shellCall, young),
    () => once(['-e', '0'], '', young),
  );
  line(
    `PreToolUse, a shell line of ${LINE.length} characters / node -e 0`,
    `${shell.ratio.toFixed(2)}× (${shell.a.toFixed(1)} / ${shell.b.toFixed(1)} ms)`,
    'bar 1.5×',
  );
  inProcess(young);
  line('bundle of PreToolUse', `${(readFileSync(join(HOOKS, 'pre-tool-use.bundle.cjs')).length / 1024).toFixed(0)} KB`, '');
  if (readdirSync(runFolder(join(old, '.git'))).some((name) => name.startsWith('lock.'))) throw new Error('a lock was left behind');
} finally {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
}
