// What the record costs: the result of a shell command in a large repository, and Stop after long runs.
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEvents, record } from '../../src/io/event-log.ts';
import type { EventBody } from '../../src/schema/event.ts';
import { HOOKS, input, plainEnv, pre, runFolder, SESSION, start } from '../support/hooks.ts';
import { git, put, scopeText } from '../support/repository.ts';

const ROUNDS = Number(process.argv[2] ?? 15);
const made: string[] = [];
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const line = (name: string, value: string, bar: string): void =>
  void process.stdout.write(`${name.padEnd(72)} ${value.padStart(20)}   ${bar}\n`);

function project(files: number): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'twoloops-bench-')));
  made.push(root);
  git(root, 'init', '--quiet');
  const path = (i: number): string => `src/m${i % 97}/k${i % 13}/f${i}.ts`;
  put(root, Object.fromEntries(Array.from({ length: files }, (_, i) => [path(i), `export const v${i} = ${i};\n`.repeat(20)])));
  put(root, { '.claude/scope.yaml': scopeText({ edit: '{ allow: ["src/**"] }', commands: '{ allow: [node *, npm test] }' }) });
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--message', 'start');
  const begun = start(root);
  if (begun.status !== 0) throw new Error(begun.stderr);
  return root;
}

interface Cost {
  readonly ms: number;
  readonly mb: number;
}

const probe = "process.on('exit', () => require('node:fs').writeFileSync(process.env.PEAK, String(process.resourceUsage().maxRSS)))";

function hook(name: string, root: string, stdin: string): Cost {
  const [peak, preload] = [join(tmpdir(), `peak-${process.pid}`), join(tmpdir(), `peak-${process.pid}.cjs`)];
  writeFileSync(preload, probe);
  const from = process.hrtime.bigint();
  const done = spawnSync(process.execPath, ['--require', preload, join(HOOKS, `${name}.cjs`)], {
    input: stdin,
    cwd: root,
    env: plainEnv({ CLAUDE_PROJECT_DIR: root, PEAK: peak }),
    encoding: 'utf8',
  });
  const ms = Number(process.hrtime.bigint() - from) / 1e6;
  if (done.status !== 0) throw new Error(`${name}: exit ${done.status}: ${done.stderr}`);
  return { ms, mb: Number(readFileSync(peak, 'utf8')) / 1024 };
}

let calls = 0;

/** One command that changes three files and makes one, before and after. */
function command(root: string): number {
  calls += 1;
  const given = { command: `node tool.js ${calls}` };
  const id = `toolu_bench_${calls}`;
  const asked = pre(root, 'Bash', given, { tool_use_id: id });
  if (asked.status !== 0) throw new Error(asked.stderr);
  for (const i of [1, 2, 3]) appendFileSync(join(root, `src/m${i}/k${i}/f${i}.ts`), `// ${calls}\n`);
  writeFileSync(join(root, `src/made${calls}.ts`), 'x\n');
  const fields = { tool_name: 'Bash', tool_input: given, tool_use_id: id, tool_response: { stdout: '', stderr: '', interrupted: false } };
  return hook('post-tool-use', root, input('PostToolUse', root, fields)).ms;
}

/** Grows a run to a number of events, one in ten a command with a tree, and 200 files by a file tool. */
function grow(root: string, events: number): void {
  const folder = runFolder(join(root, '.git'));
  const tree =
    readEvents(folder).flatMap((event) => (event.type === 'opened' && 'tree' in event.baseline ? [event.baseline.tree] : []))[0] ?? '';
  const options = { folder, actor: { session: SESSION }, now: Date.now, deadline: Date.now() + 600_000, countFiles: false };
  const bodies = (i: number): EventBody[] => {
    const id = `toolu_grown_${i}`;
    const isCommand = i % 10 === 0;
    const path = `src/m${i % 97}/k${i % 13}/f${i}.ts`;
    const kind = isCommand ? ('execute' as const) : ('edit' as const);
    const target = isCommand ? '["node","x.js"]' : path;
    const verdict = {
      type: 'verdict' as const,
      tool: isCommand ? 'Bash' : 'Edit',
      id,
      verdict: 'allow' as const,
      enforced: true,
      findings: [],
      accesses: [{ kind, target }],
      uses: [{ kind, target, grant: '.claude/scope.yaml:6:17 edit.allow', text: 'src/**' }],
      call: isCommand ? 'node x.js' : join(root, path),
      digest: '0'.repeat(64),
    };
    const result: EventBody = {
      type: 'result',
      tool: verdict.tool,
      id,
      ok: true,
      changed: isCommand ? [] : [path],
      ...(isCommand ? { tree } : {}),
    };
    return [verdict, result];
  };
  record(options, (state) => ({
    events: Array.from({ length: Math.max(0, Math.ceil((events - state.seq) / 2)) }, (_, i) => bodies(i)).flat(),
    answer: undefined,
  }));
}

function stopAfter(events: number, files: number): void {
  const root = project(files);
  for (let i = 0; i < 200; i += 1) appendFileSync(join(root, `src/m${i % 97}/k${i % 13}/f${i}.ts`), `export const added${i} = true;\n`);
  grow(root, events);
  const stop = input('Stop', root, { stop_hook_active: true, last_assistant_message: 'All tests pass.', background_tasks: [] });
  const costs = Array.from({ length: Math.min(ROUNDS, 5) }, () => hook('stop', root, stop));
  const folder = runFolder(join(root, '.git'));
  const size = (name: string): string => `${(statSync(join(folder, name)).size / 1024).toFixed(0)} KB`;
  const trial = JSON.parse(readFileSync(join(folder, 'packet.json'), 'utf8')) as { rollback: { text: string } };
  const bar = events === 1_000 ? 'bar 1,500 ms' : 'bar 3,000 ms';
  line(
    `Stop, ${events.toLocaleString('en')} events, 200 changed of ${files.toLocaleString('en')} files, going back tried`,
    `${median(costs.map((one) => one.ms)).toFixed(0)} ms`,
    bar,
  );
  line(
    '  its peak memory; packet.json, .md, .html',
    `${median(costs.map((one) => one.mb)).toFixed(0)} MB`,
    `bar 200 MB; ${size('packet.json')}, ${size('packet.md')}, ${size('packet.html')}`,
  );
  line('  going back', trial.rollback.text.slice(0, 60), '');
}

function bare(): number {
  const from = process.hrtime.bigint();
  spawnSync(process.execPath, ['-e', '0']);
  return Number(process.hrtime.bigint() - from) / 1e6;
}

try {
  line('node -e 0, for comparison', `${median(Array.from({ length: ROUNDS }, bare)).toFixed(0)} ms`, '');
  for (const files of [1_000, 20_000]) {
    const root = project(files);
    command(root);
    const costs = Array.from({ length: ROUNDS }, () => command(root));
    line(
      `PostToolUse of a shell command, ${files.toLocaleString('en')} files`,
      `${median(costs).toFixed(0)} ms`,
      files === 20_000 ? 'bar 250 ms' : '',
    );
  }
  stopAfter(1_000, 5_000);
  if (process.argv[3] !== 'short') stopAfter(10_000, 5_000);
} finally {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
}
