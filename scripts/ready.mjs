// Makes a fresh clone usable: installs what the lock file names and builds, each only where it is missing or out of date.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) stop(`node ${process.versions.node}: 20.19 or newer is needed`);

const newest = (path) => {
  const stat = statSync(path);
  return stat.isDirectory() ? Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name)))) : stat.mtimeMs;
};
const stale = (made, ...sources) => !existsSync(made) || sources.some((source) => newest(source) > statSync(made).mtimeMs);

if (stale('node_modules/.package-lock.json', 'package-lock.json')) run('npm', ['ci', '--no-audit', '--no-fund']);
if (stale('dist/THIRD_PARTY.txt', 'src', 'hooks', 'scripts/build.mjs', 'package.json', 'tsconfig.json'))
  run(process.execPath, ['scripts/build.mjs']);

function run(command, args) {
  process.stderr.write(`> ${command === process.execPath ? 'node' : command} ${args.join(' ')}\n`);
  const done = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (done.status !== 0) stop(`${args.join(' ')} failed`);
}

function stop(why) {
  process.stderr.write(`${why}\n`);
  process.exit(1);
}
