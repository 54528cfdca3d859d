import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { freshEnvironment } from './environment.ts';
import type { ClientJob, ClientOutcome, Job, ShellJob, ShellOutcome } from './job.ts';

// Own network (loopback only), own mounts, own processes: whatever the client leaves behind dies with the namespace,
// and no process inside has an ancestor outside that it could see.
const unshareArgs = ['-n', '-m', '--pid', '--fork', '--kill-child', '--mount-proc'];

function command(): string[] {
  return process.getuid?.() === 0 ? unshareArgs : ['-r', ...unshareArgs];
}

/** Why no scenario can run here, found out by trying; nothing where one can. */
export function namespaceProblem(): string | undefined {
  if (process.platform !== 'linux') return `namespaces are Linux's, this is ${process.platform}`;
  const probe = spawnSync('unshare', [...command(), '--', '/bin/sh', '-c', 'ip link set lo up && cat /proc/net/dev'], { encoding: 'utf8' });
  if (probe.error) return `\`unshare\` did not start: ${probe.error.message}`;
  if (probe.status !== 0) return `no network namespace to be had: ${probe.stderr.trim() || `exit ${probe.status}`}`;
  const foreign = foreignInterfaces(probe.stdout);
  return foreign.length === 0 ? undefined : `a new network namespace has more than loopback: ${foreign.join(', ')}`;
}

/** The interfaces other than loopback that a `/proc/net/dev` lists. */
export function foreignInterfaces(procNetDev: string): string[] {
  const names = procNetDev
    .split('\n')
    .slice(2)
    .map((line) => line.split(':')[0]?.trim() ?? '');
  return names.filter((name) => name !== '' && name !== 'lo');
}

export function runInside(job: ShellJob): Promise<ShellOutcome>;
export function runInside(job: ClientJob): Promise<ClientOutcome>;
export async function runInside(job: Job): Promise<ShellOutcome> {
  const jobFile = join(job.places.base, 'job.json');
  const outcomeFile = join(job.places.base, 'outcome.json');
  writeFileSync(jobFile, JSON.stringify(job));
  writeFileSync(outcomeFile, '');
  const problem = await start(jobFile, outcomeFile, freshEnvironment(job.places));
  const outcome = readFileSync(outcomeFile, 'utf8');
  if (problem !== undefined || outcome === '') throw new Error(`the process in the namespace gave nothing: ${problem ?? 'no outcome'}`);
  return JSON.parse(outcome) as ShellOutcome;
}

function start(jobFile: string, outcomeFile: string, env: Record<string, string>): Promise<string | undefined> {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const inner = fileURLToPath(new URL('./inner.ts', import.meta.url));
  const args = [...command(), '--', process.execPath, '--import', tsx, inner, jobFile, outcomeFile];
  return new Promise((resolve) => {
    const child = spawn('unshare', args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
    child.on('error', (error) => resolve(error.message));
    child.on('close', (exit) => resolve(exit === 0 ? undefined : `exit ${exit}: ${stderr.trim()}`));
  });
}
