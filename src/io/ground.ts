import { spawnSync } from 'node:child_process';
import { lstatSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { below, expandHome } from '../core/paths.ts';
import type { Ground } from '../schema/frozen.ts';
import { gitBinary } from './git.ts';
import { otherWorktrees } from './repository.ts';
import { walk } from './walk.ts';

/** Files that are protected by name; where a link leads elsewhere, the place it leads to is protected too. */
const NAMED = [
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
  /** The client's environment: where git is, and what git is told by it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The scope file in force, absolute. */
  readonly scope: string;
  /** Further files that decide who may do what. */
  readonly more?: readonly string[];
}

/** What holds of the disk for a whole run; asked once, when the run opens. */
export function surveyGround(question: GroundQuestion): Ground {
  const { root, common, home, scope } = question;
  const linked = [...NAMED, ...FOLDERS.flatMap((folder) => entriesOf(root, folder))].flatMap((name) => leadsElsewhere(join(root, name)));
  const hooks = gitGuards(question);
  const guarded = [...linked, ...[scope, ...(question.more ?? [])].flatMap(leadsTo), ...hooks].filter(
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

/** Hooks that git runs from its hooks folder; named where that folder is the top of the work tree itself. */
const HOOK_NAMES =
  'applypatch-msg pre-applypatch post-applypatch pre-commit pre-merge-commit prepare-commit-msg commit-msg post-commit pre-rebase post-checkout post-merge pre-push pre-receive update post-receive post-update reference-transaction push-to-checkout pre-auto-gc post-rewrite sendemail-validate fsmonitor-watchman post-index-change'.split(
    ' ',
  );

/** The folder that git takes hooks from, and every file that its configuration comes from or would come from: a change of either runs code. */
function gitGuards({ root, common, home, env }: GroundQuestion): readonly string[] {
  const kept = Object.entries(env).filter(([key]) => /^(PATH|XDG_CONFIG_HOME|GIT_CONFIG.*)$/.test(key));
  const done = spawnSync(gitBinary(env['PATH']), ['config', '--includes', '--show-origin', '--null', '--list'], {
    cwd: root,
    env: { ...Object.fromEntries(kept), HOME: home, LC_ALL: 'C' },
    encoding: 'utf8',
    timeout: 10_000,
  });
  if (done.status !== 0)
    throw new Error(`git cannot read its configuration: ${(done.stderr || String(done.error ?? '')).trim().split('\n')[0]}`);
  const fields = done.stdout.split('\0');
  const guards = [`${home}/.gitconfig`, `${env['XDG_CONFIG_HOME'] || `${home}/.config`}/git/config`];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const origin = /^file:(.+)$/s.exec(fields[i] ?? '')?.[1];
    const file = origin === undefined ? undefined : resolve(root, origin);
    if (file !== undefined) guards.push(file);
    const [, key = '', value = ''] = /^([^\n]+)\n(.*)$/s.exec(fields[i + 1] ?? '') ?? [];
    // a file that is included is guarded before it exists: whoever makes it decides what git runs
    if (/^include(if\..*)?\.path$/is.test(key)) guards.push(resolve(file === undefined ? root : dirname(file), expandHome(value, home)));
    if (/^core\.hookspath$/i.test(key)) guards.push(...hookPlaces(expandHome(value, home), root, common));
  }
  return guards.flatMap(leadsTo);
}

/** A relative hooks folder is one in every work tree; where it is the top itself, the hooks in it are named. */
function hookPlaces(value: string, root: string, common: string): readonly string[] {
  return [root, ...otherWorktrees(common, root)].flatMap((tree) => {
    const folder = resolve(tree, value);
    return folder === tree ? HOOK_NAMES.map((name) => join(tree, name)) : [folder];
  });
}

/** True where `.GIT` is the same thing as `.git`. */
function ignoresCase(root: string): boolean {
  const small = lstatSync(join(root, '.git'), { throwIfNoEntry: false });
  const large = lstatSync(join(root, '.GIT'), { throwIfNoEntry: false });
  return small !== undefined && large !== undefined && small.ino === large.ino;
}
