// Runs as process 1 of the namespace: brings loopback up, makes sure there is nothing else, and does one job.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { clientEnvironment, freshEnvironment } from './environment.ts';
import type { ClientJob, ClientOutcome, Job, ShellJob, ShellOutcome } from './job.ts';
import { parseObject } from './json.ts';
import { startMock } from './mock-api.ts';
import { foreignInterfaces } from './namespace.ts';

const [jobFile = '', outcomeFile = ''] = process.argv.slice(2);
const job = JSON.parse(readFileSync(jobFile, 'utf8')) as Job;
execFileSync('ip', ['link', 'set', 'lo', 'up']);
const foreign = foreignInterfaces(readFileSync('/proc/net/dev', 'utf8'));
if (foreign.length > 0) throw new Error(`refusing to start: interfaces other than loopback: ${foreign.join(', ')}`);
const outcome = job.kind === 'shell' ? await runShell(job) : await runClient(job);
writeFileSync(outcomeFile, JSON.stringify(outcome));
process.exit(0);

async function runShell({ places, command }: ShellJob): Promise<ShellOutcome> {
  const { timedOut: _, ...outcome } = await run('/bin/sh', ['-c', command], places.repo, freshEnvironment(places), 60_000);
  return outcome;
}

async function runClient({ places, client, args, env, script, prefix, limitMs }: ClientJob): Promise<ClientOutcome> {
  const base = freshEnvironment(places);
  const mock = await startMock(script, { cwd: places.repo, env: base, prefix });
  // The client refuses bypass mode to root unless it is told that this is a sandbox; this is one.
  const sandbox = process.getuid?.() === 0 && args.includes('--dangerously-skip-permissions') ? { IS_SANDBOX: '1' } : {};
  const full = { ...base, ...clientEnvironment(mock.url), ...sandbox, ...env };
  const ran = await run(client, args, places.repo, full, limitMs);
  await mock.close();
  const events = ran.stdout
    .split('\n')
    .map(parseObject)
    .filter((event) => event !== undefined);
  return { ...ran, events, requests: mock.log, unusedTurns: mock.unused() };
}

function run(
  file: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  limitMs: number,
): Promise<ShellOutcome & { timedOut: boolean }> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString('utf8')));
    let timedOut = false;
    const limit = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, limitMs);
    child.on('error', reject);
    // 'exit' and not 'close': a background child that holds the pipes must not hold the scenario.
    child.on('exit', (exit) => {
      clearTimeout(limit);
      setTimeout(() => resolve({ exit, ...output, timedOut }), 200);
    });
  });
}
