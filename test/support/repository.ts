import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const made: string[] = [];

/** Removes what was made since the last call; every test file does so after each test. */
export function removeMade(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** A temporary folder that goes with the test; its real path. */
export function temporaryFolder(name = 'twoloops-test-'): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), name)));
  made.push(folder);
  return folder;
}

/** git, with nothing of the machine's own configuration. Refuses to work anywhere but below the temporary folder. */
export function git(folder: string, ...args: readonly string[]): string {
  if (!realpathSync(folder).startsWith(realpathSync(tmpdir()))) throw new Error(`not a temporary folder: ${folder}`);
  const done = spawnSync(
    'git',
    [
      '-c',
      'user.name=test',
      '-c',
      'user.email=owner@example.com',
      '-c',
      'init.defaultBranch=main',
      '-c',
      'protocol.file.allow=always',
      ...args,
    ],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1' },
    },
  );
  if (done.status !== 0) throw new Error(`git ${args.join(' ')}: ${done.stderr}`);
  return done.stdout.trim();
}

export type Files = Readonly<Record<string, string>>;

/** Writes files; a value that starts with `-> ` is a link to what follows. */
export function put(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    if (text.startsWith('-> ')) symlinkSync(text.slice(3), file);
    else writeFileSync(file, text);
    if (text.startsWith('#!')) chmodSync(file, 0o755);
  }
}

/** A real repository with one commit. */
export const repository = (files: Files = {}): string => commitIn(temporaryFolder(), files);

/** The same for a whole suite: it stays until the caller removes it. */
export function lastingRepository(files: Files = {}): { readonly root: string; readonly remove: () => void } {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'twoloops-suite-')));
  const root = join(base, 'repo');
  mkdirSync(root);
  return { root: commitIn(root, files), remove: () => rmSync(base, { recursive: true, force: true }) };
}

function commitIn(root: string, files: Files): string {
  git(root, 'init', '--quiet');
  put(root, { 'README.md': '# test\n', ...files });
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--message', 'start');
  return root;
}

/** A scope of a few lines, with what a test adds or replaces. */
export function scopeText(more: Readonly<Record<string, string>> = {}): string {
  const lines = {
    version: '1',
    task: 'Fix the login timeout',
    owner: 'owner@example.com',
    approver: 'approver@example.com',
    read: '{ allow: ["**"], deny: [] }',
    edit: '{ allow: ["src/**"], deny: [] }',
    ...more,
  };
  return `${Object.entries(lines)
    .map(([key, value]) => `${key}: ${value}`)
    .join('\n')}\n`;
}
