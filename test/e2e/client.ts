import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './project.ts';

const version = '2.1.330';

/** The pinned client's native binary, fetched with npm into the project's cache the first time. */
export function ensureClient(): string {
  const platform = `claude-code-${process.platform}-${process.arch}`;
  const cache = join(projectRoot, '.cache');
  const binaryIn = (directory: string): string => join(directory, 'node_modules', '@anthropic-ai', platform, 'claude');
  const binary = binaryIn(join(cache, `claude-code-${version}`));
  if (existsSync(binary)) return binary;
  mkdirSync(cache, { recursive: true });
  const fresh = mkdtempSync(join(cache, 'fetching-'));
  try {
    install(fresh);
    if (!existsSync(binaryIn(fresh))) throw new Error(`\`@anthropic-ai/claude-code@${version}\` brought no \`${platform}\``);
    publish(fresh, join(cache, `claude-code-${version}`), binary);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return binary;
}

function install(directory: string): void {
  // The package's install script only links the native binary into place: nothing here needs it run.
  const args = [
    'install',
    '--prefix',
    directory,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--no-save',
    `@anthropic-ai/claude-code@${version}`,
  ];
  const npm = spawnSync('npm', args, { cwd: directory, encoding: 'utf8', env: { ...process.env, npm_config_engine_strict: 'false' } });
  if (npm.error) throw new Error(`cannot fetch the client: npm did not start: ${npm.error.message}`);
  if (npm.status !== 0) throw new Error(`cannot fetch the client: npm exited ${npm.status}: ${npm.stderr.trim().slice(-2000)}`);
}

function publish(from: string, to: string, binary: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    // Another test process may have published the same bytes a moment ago; an incomplete directory is not ours to repair.
    if (!existsSync(binary)) throw new Error(`\`${to}\` holds no client: remove it and try again`, { cause: error });
  }
}
