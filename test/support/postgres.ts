import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = '/usr/lib/postgresql';
const NOBODY = 65_534;

/** The newest PostgreSQL of Debian's packages; undefined where there is none. */
function binaries(): string | undefined {
  const versions = existsSync(ROOT) ? readdirSync(ROOT).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(ROOT, version, 'bin')).find((folder) => existsSync(join(folder, 'initdb')));
}

export interface Postgres {
  /** Runs SQL by psql and gives what it printed, without alignment. Throws with psql's own words. */
  readonly psql: (sql: string) => string;
  readonly file: (path: string) => void;
  readonly stop: () => Promise<void>;
}

/** A server of its own in a temporary folder, on a socket in it alone. PostgreSQL refuses root, so root becomes nobody. */
export async function startPostgres(): Promise<Postgres> {
  const bin = binaries();
  if (bin === undefined) throw new Error('PostgreSQL is needed and not to be had: apt-get install postgresql');
  const folder = mkdtempSync(join(tmpdir(), 'twoloops-pg-'));
  const root = process.getuid?.() === 0;
  if (root) chownSync(folder, NOBODY, NOBODY);
  chmodSync(folder, 0o700);
  const as = root ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] : ['env'];
  const [first = 'env', ...rest] = as;
  const data = join(folder, 'data');
  const made = spawnSync(
    first,
    [...rest, join(bin, 'initdb'), '-D', data, '-U', 'twoloops', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'],
    { encoding: 'utf8', cwd: '/' },
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const server = spawn(first, [...rest, join(bin, 'postgres'), '-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off'], {
    stdio: 'ignore',
    cwd: '/',
  });
  const run = (args: readonly string[], input = ''): string => {
    const done = spawnSync(
      join(bin, 'psql'),
      ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-h', folder, '-U', 'twoloops', '-d', 'postgres', ...args],
      { encoding: 'utf8', input, maxBuffer: 1 << 28 },
    );
    if (done.status !== 0) throw new Error(`psql: ${done.stderr}`);
    return done.stdout.trim();
  };
  await ready(() => run(['-c', 'select 1']));
  return { psql: (sql) => run(['-f', '-'], sql), file: (path) => void run(['-f', path]), stop: () => ended(server, folder) };
}

async function ready(ask: () => unknown): Promise<void> {
  for (let turn = 0; ; turn += 1) {
    try {
      ask();
      return;
    } catch (error) {
      if (turn > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function ended(server: ChildProcess, folder: string): Promise<void> {
  return new Promise((resolve) => {
    server.on('exit', () => {
      rmSync(folder, { recursive: true, force: true });
      resolve();
    });
    server.kill('SIGINT');
  });
}
