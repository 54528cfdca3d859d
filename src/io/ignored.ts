import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Frozen } from '../schema/frozen.ts';
import { type GitCall, git, gitBinary } from './git.ts';
import { fileOf, type RawPath, rawPaths, readable } from './raw-path.ts';
import { reason } from './repository.ts';
import { shadowCall } from './shadow.ts';
import { TREE_INDEX } from './trees.ts';

/** What of the ignored files changed: some of them by name, and how many. */
export interface Ignored {
  readonly paths: readonly string[];
  readonly count: number;
  /** Why it is not the whole truth. */
  readonly problem?: string;
}

/** Entries looked at; a folder of packages can have hundreds of thousands. */
const MOST_ENTRIES = 60_000;
const MOST_NAMED = 50;

/**
 * Ignored files whose change time is not older than `since` (ms): no tree holds them. Change times cannot be set back by
 * an unprivileged process. Folders are not followed through links. Never throws.
 */
export function changedIgnored(frozen: Frozen, runFolder: string, path: string | undefined, since: number): Ignored {
  const changed: string[] = [];
  let looked = 0;
  const root = frozen.ground.root;
  const visit = (raw: RawPath): void => {
    looked += 1;
    if (looked > MOST_ENTRIES) return;
    const stat = lstatSync(fileOf(root, raw), { throwIfNoEntry: false });
    if (stat === undefined) return;
    if (!stat.isDirectory()) {
      if (stat.ctimeMs >= since) changed.push(readable(raw));
      return;
    }
    for (const entry of entriesOf(root, raw)) visit(`${raw}/${entry.name.toString('latin1')}` as RawPath);
  };
  try {
    const call: GitCall = { ...shadowCall(gitBinary(path), runFolder, root), index: join(runFolder, TREE_INDEX) };
    const listed = rawPaths(git(call, 'ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory'));
    for (const one of listed) visit(one.replace(/\/$/, '') as RawPath);
    const named = { paths: changed.slice(0, MOST_NAMED).sort(), count: changed.length };
    return looked > MOST_ENTRIES ? { ...named, problem: `only the first ${MOST_ENTRIES} ignored entries were looked at` } : named;
  } catch (error) {
    return { paths: changed.slice(0, MOST_NAMED).sort(), count: changed.length, problem: reason(error) };
  }
}

function entriesOf(root: string, raw: RawPath): readonly Dirent<Buffer>[] {
  return readdirSync(fileOf(root, raw), { withFileTypes: true, encoding: 'buffer' });
}
