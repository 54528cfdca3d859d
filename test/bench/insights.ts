// Times `twoloops insights FILE --json` as a whole process on synthetic fleets, beside a bare `node -e 0` in the same run.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fleet } from '../support/fleet/fleet.ts';
import { CLI, plainEnv } from '../support/hooks.ts';

const SIZES = [1_000, 10_000, 100_000] as const;
const ROUNDS = 3;
/** The bars, for 10,000 runs. */
const BAR = { runs: 10_000, ms: 3_000, mb: 300 } as const;

const folder = mkdtempSync(join(tmpdir(), 'twoloops-fleet-'));
// printed by the child itself when it ends: the most memory that it had
const PEAK = `data:text/javascript,process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS))`;

function write(runs: number): string {
  const file = join(folder, `${runs}.jsonl`);
  const handle = openSync(file, 'w');
  let batch: string[] = [];
  const flush = (): void => {
    writeSync(handle, batch.join(''));
    batch = [];
  };
  for (const summary of fleet({ seed: 7, runs, people: 200, now: Date.now() - 3_600_000 }).summaries()) {
    batch.push(`${JSON.stringify(summary)}\n`);
    if (batch.length >= 1_000) flush();
  }
  flush();
  closeSync(handle);
  return file;
}

function timed(...args: readonly string[]): { readonly ms: number; readonly mb: number } {
  const began = performance.now();
  const done = spawnSync(process.execPath, ['--import', PEAK, ...args], { env: plainEnv(), encoding: 'utf8', maxBuffer: 1 << 30 });
  const ms = performance.now() - began;
  if (done.status !== 0) throw new Error(done.stderr);
  return { ms, mb: Number(/peak (\d+)/.exec(done.stderr)?.[1] ?? 0) / 1_024 };
}

const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

try {
  const bare = middle(Array.from({ length: ROUNDS * 3 }, () => timed('-e', '0').ms));
  console.log(`bare node: ${bare.toFixed(0)} ms (median of ${ROUNDS * 3})`);
  for (const runs of SIZES) {
    const file = write(runs);
    const rounds = Array.from({ length: ROUNDS }, () => timed(CLI, 'insights', file, '--json'));
    const ms = middle(rounds.map((one) => one.ms));
    const mb = Math.max(...rounds.map((one) => one.mb));
    const bar =
      runs === BAR.runs ? `; bars ${BAR.ms} ms ${ms <= BAR.ms ? 'kept' : 'MISSED'}, ${BAR.mb} MB ${mb <= BAR.mb ? 'kept' : 'MISSED'}` : '';
    console.log(
      `${runs} runs (${(statSync(file).size / 1e6).toFixed(0)} MB): ${ms.toFixed(0)} ms (median of ${ROUNDS}), ${(ms / (runs / 1_000)).toFixed(1)} ms per 1,000, ${(ms / bare).toFixed(1)} × bare node, peak ${mb.toFixed(0)} MB${bar}`,
    );
    rmSync(file);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
