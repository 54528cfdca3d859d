import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { freshEnvironment } from './environment.ts';
import type { Places, ShellOutcome } from './job.ts';

export function makePlaces(): Places {
  const base = mkdtempSync(join(realpathSync(tmpdir()), 'twoloops-e2e-'));
  const places = { base, repo: join(base, 'repo'), home: join(base, 'home') };
  for (const directory of [places.repo, places.home, join(base, 'tmp')]) mkdirSync(directory);
  return places;
}

/** A git repository with `files` in its first commit, and a person in its git configuration. */
export function commitStart(files: Readonly<Record<string, string>>, places: Places): void {
  const config = '[user]\n\tname = Owner\n\temail = owner@example.com\n[init]\n\tdefaultBranch = main\n';
  writeFileSync(join(places.home, '.gitconfig'), config);
  put(files, places);
  must('git init -q && git add -A && git commit -q --allow-empty -m start', places);
}

/** Writes path in the repository → content. */
export function put(files: Readonly<Record<string, string>>, { repo }: Places): void {
  for (const [name, content] of Object.entries(files)) {
    const file = resolve(repo, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/** A command in the repository, outside the namespace but in the same fresh environment. */
export function shellOutside(command: string, places: Places): ShellOutcome {
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', command], {
    cwd: places.repo,
    env: freshEnvironment(places),
    encoding: 'utf8',
  });
  return { exit: status, stdout, stderr };
}

function must(command: string, places: Places): void {
  const { exit, stderr } = shellOutside(command, places);
  if (exit !== 0) throw new Error(`\`${command}\` exited ${exit}: ${stderr}`);
}
