// Kills writers of a run's record at random moments and looks at what is left: tsx scripts/kill-campaign.ts [KILLS] [SEED]
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { links } from '../src/core/chain.ts';
import { record } from '../src/io/event-log.ts';
import { logLines } from '../src/io/log-lines.ts';
import { savedState } from '../src/io/state-file.ts';

export interface Campaign {
  readonly kills: number;
  readonly writers: number;
  readonly seed: number;
}

export interface Figures {
  readonly kills: number;
  /** Kills that met a living writer that had begun to write. */
  readonly met: number;
  readonly acknowledged: number;
  readonly events: number;
  /** Half-written lines; all of them are noted where the chain is intact. */
  readonly torn: number;
  /** Acknowledged and not in the log. */
  readonly lost: number;
  readonly doubled: number;
  /** Lines that the chain or the events do not hold at. */
  readonly broken: readonly string[];
  /** Whether the saved state ends where the log does. */
  readonly caughtUp: boolean;
  readonly locksLeft: number;
  readonly ms: number;
}

/** A writer: one record after the other, each acknowledged in a file of its own once \`record\` has returned. */
const WRITER = `
import { openSync, writeSync } from 'node:fs';
import { record } from './src/io/event-log.ts';
const [, , folder, acks, name] = process.argv;
const handle = openSync(acks, 'a');
for (let i = 0; ; i += 1) {
  const id = name + '.' + i;
  const options = { folder, actor: { session: 's' }, now: Date.now, deadline: Date.now() + 60000, countFiles: false };
  const events = [{ type: 'prompt', text: id + ' ' + 'Áā—'.repeat(i % 300) }];
  record(options, () => ({ events, answer: undefined }));
  writeSync(handle, id + '\\n');
}
`;

/** Runs a campaign in a folder of its own, and removes it. The same seed gives the same kills; the machine gives the rest. */
export async function campaign({ kills, writers, seed }: Campaign): Promise<Figures> {
  const base = mkdtempSync(join(tmpdir(), 'twoloops-kill-'));
  const started = Date.now();
  const running: ChildProcess[] = [];
  try {
    const folder = join(base, 'run');
    const acks = join(base, 'acks');
    for (const path of [folder, acks]) mkdirSync(path);
    const writer = await built(base);
    let born = 0;
    const begin = (): ChildProcess => {
      born += 1;
      return spawn(process.execPath, [writer, folder, join(acks, `${born}`), `w${born}`], { stdio: ['ignore', 'ignore', 'inherit'] });
    };
    const random = seeded(seed);
    for (let i = 0; i < writers; i += 1) running.push(begin());
    let met = 0;
    for (let killed = 0; killed < kills; killed += 1) {
      const begun = await whenSome(() => running.filter((child) => hasBegun(acks, child)));
      const victim = begun[Math.floor(random() * begun.length)] as ChildProcess;
      running.splice(running.indexOf(victim), 1);
      // chosen first, then a while: else the moment would be the one right after an acknowledgement
      await pause(random() * 40);
      met += (await kill(victim)) ? 1 : 0;
      running.push(begin());
    }
    await Promise.all(running.splice(0).map(kill));
    // one writer that is left alone takes in what the last ones left
    record({ folder, actor: { session: 's' }, now: Date.now, deadline: Date.now() + 60_000, countFiles: false }, () => ({
      events: [{ type: 'prompt', text: 'last' }],
      answer: undefined,
    }));
    return { kills, met, ...lookAt(folder, acks), ms: Date.now() - started };
  } finally {
    for (const child of running) child.kill('SIGKILL');
    rmSync(base, { recursive: true, force: true });
  }
}

async function built(base: string): Promise<string> {
  const outfile = join(base, 'writer.cjs');
  const resolveDir = dirname(dirname(fileURLToPath(import.meta.url)));
  await build({
    stdin: { contents: WRITER, resolveDir, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    logLevel: 'error',
  });
  return outfile;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function whenSome<T>(look: () => readonly T[]): Promise<readonly T[]> {
  for (let turn = 0; turn < 5_000; turn += 1) {
    const found = look();
    if (found.length > 0) return found;
    await pause(2);
  }
  throw new Error('no writer has written anything for ten seconds');
}

/** mulberry32: small, seeded, good enough to choose moments. */
function seeded(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** True where the process was alive until now. */
function kill(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve(false);
    child.once('exit', (_code, signal) => resolve(signal === 'SIGKILL'));
    child.kill('SIGKILL');
  });
}

const hasBegun = (acks: string, child: ChildProcess): boolean => {
  const file = join(acks, child.spawnargs.at(-1)?.slice(1) ?? '');
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0;
};

function lookAt(folder: string, acks: string): Omit<Figures, 'kills' | 'met' | 'ms'> {
  const file = join(folder, 'events.jsonl');
  const { size } = statSync(file);
  const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
  const written = new Map<string, number>();
  const broken: string[] = [];
  let torn = 0;
  let last = { seq: 0, hash: '' };
  for (const { line, event, hash, broken: why } of links(logLines(file, size), sha256)) {
    if (why !== undefined) broken.push(`line ${line}: ${why.kind}`);
    if (event === undefined) torn += 1;
    if (event?.type === 'prompt') {
      const id = event.text.split(' ')[0] ?? '';
      written.set(id, (written.get(id) ?? 0) + 1);
    }
    last = { seq: event?.seq ?? last.seq, hash };
  }
  // an acknowledgement is whole with its newline
  const acknowledged = readdirSync(acks).flatMap((name) => readFileSync(join(acks, name), 'utf8').split('\n').slice(0, -1));
  const state = savedState(folder);
  return {
    acknowledged: acknowledged.length,
    events: last.seq,
    torn,
    lost: acknowledged.filter((id) => !written.has(id)).length,
    doubled: [...written.values()].filter((times) => times > 1).length,
    broken,
    caughtUp: state.bytes === size && state.seq === last.seq && state.head === last.hash,
    locksLeft: readdirSync(folder).filter((name) => name.startsWith('lock.')).length,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [kills = 500, seed = 1] = process.argv.slice(2).map(Number);
  const figures = await campaign({ kills, writers: 8, seed });
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  const good = figures.lost === 0 && figures.doubled === 0 && figures.broken.length === 0 && figures.caughtUp;
  process.exitCode = good ? 0 : 1;
}
