import { spawnSync } from 'node:child_process';
import { lstatSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { below, expandHome } from '../core/paths.ts';
import type { Ground } from '../schema/frozen.ts';
import { gitBinary } from './git.ts';
import { walk } from './walk.ts';

/** Files that are protected by name; where a link leads elsewhere, the place it leads to is protected too. */
const NAMED = [
  '.claude',
  '.claude/settings.json',
  '.claude/settings.local.json',
  '.claude/twoloops',
  '.claude/scope.yaml',
  '.claude/scopes',
  '.mcp.json',
];

export interface GroundQuestion {
  readonly root: string;
  readonly common: string;
  readonly home: string;
  readonly path: string | undefined;
  /** The scope file in force, absolute. */
  readonly scope: string;
}

/** What holds of the disk for a whole run; asked once, when the run opens. */
export function surveyGround({ root, common, home, path, scope }: GroundQuestion): Ground {
  const linked = [...NAMED, ...FOLDERS.flatMap((folder) => entriesOf(root, folder))].flatMap((name) => leadsElsewhere(join(root, name)));
  const hooks = gitGuards(root, path, home);
  const guarded = [...linked, ...leadsTo(scope), ...hooks].filter(
    // a folder that holds the repository itself cannot be meant: it would protect everything
    (one, i, all) => below(one, root) === undefined && all.indexOf(one) === i,
  );
  return { root, common, home, caseInsensitive: ignoresCase(root), guarded };
}

/** Folders of which every entry is protected, so that a link in them is followed too. */
const FOLDERS = ['.claude/scopes', '.claude/twoloops', '.claude/twoloops/hooks'];

function entriesOf(root: string, folder: string): readonly string[] {
  try {
    return readdirSync(join(root, folder)).map((name) => `${folder}/${name}`);
  } catch {
    return [];
  }
}

/** Where a path leads, also where the end of it does not exist yet. */
function leadsTo(path: string): readonly string[] {
  const walked = walk(path);
  return walked.state === 'known' ? [walked.path] : [path];
}

const leadsElsewhere = (path: string): readonly string[] => leadsTo(path).filter((real) => real !== path);

/** The folder that git takes hooks from, and every file that its configuration comes from: a change of either runs code. */
function gitGuards(root: string, path: string | undefined, home: string): readonly string[] {
  const done = spawnSync(gitBinary(path), ['config', '--includes', '--show-origin', '--null', '--list'], {
    cwd: root,
    env: { PATH: path, HOME: home, LC_ALL: 'C' },
    encoding: 'utf8',
    timeout: 10_000,
  });
  const fields = (done.stdout ?? '').split('\0');
  const guards: string[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const origin = /^file:(.+)$/s.exec(fields[i] ?? '')?.[1];
    if (origin !== undefined) guards.push(...leadsTo(resolve(root, origin)));
    const hooks = /^core\.hookspath\n(.+)$/is.exec(fields[i + 1] ?? '')?.[1];
    if (hooks !== undefined) guards.push(...leadsTo(resolve(root, expandHome(hooks, home))));
  }
  return guards;
}

/** True where `.GIT` is the same thing as `.git`. */
function ignoresCase(root: string): boolean {
  const small = lstatSync(join(root, '.git'), { throwIfNoEntry: false });
  const large = lstatSync(join(root, '.GIT'), { throwIfNoEntry: false });
  return small !== undefined && large !== undefined && small.ino === large.ino;
}
