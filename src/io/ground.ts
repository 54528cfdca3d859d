import { lstatSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { below } from '../core/paths.ts';
import type { Ground } from '../schema/frozen.ts';
import { ask, gitBinary } from './git.ts';

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
  const linked = NAMED.flatMap((name) => leadsElsewhere(join(root, name)));
  const hooks = hooksFolder(root, common, path);
  const guarded = [...linked, ...leadsTo(scope), ...hooks].filter(
    // a folder that holds the repository itself cannot be meant: it would protect everything
    (one, i, all) => below(one, root) === undefined && all.indexOf(one) === i,
  );
  return { root, common, home, caseInsensitive: ignoresCase(root), guarded };
}

function leadsTo(path: string): readonly string[] {
  try {
    return [realpathSync(path)];
  } catch {
    return [path];
  }
}

const leadsElsewhere = (path: string): readonly string[] => leadsTo(path).filter((real) => real !== path);

function hooksFolder(root: string, common: string, path: string | undefined): readonly string[] {
  const folder = ask(
    { binary: gitBinary(path), gitDir: common, cwd: root },
    'config',
    '--file',
    join(common, 'config'),
    '--get',
    'core.hooksPath',
  );
  return folder === undefined ? [] : leadsTo(resolve(root, folder));
}

/** True where `.GIT` is the same thing as `.git`. */
function ignoresCase(root: string): boolean {
  const small = lstatSync(join(root, '.git'), { throwIfNoEntry: false });
  const large = lstatSync(join(root, '.GIT'), { throwIfNoEntry: false });
  return small !== undefined && large !== undefined && small.ino === large.ino;
}
