import {
  type BigIntStats,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { NOTE } from '../core/retention/parts.ts';
import type { Frozen } from '../schema/frozen.ts';
import { sha256 } from './hash.ts';

/** `<git common dir>/twoloops/runs/<run>`: outside the work tree, shared by work trees, readable by its owner alone. */
export function runsFolder(common: string): string {
  return join(common, 'twoloops', 'runs');
}

/** Runs that were recorded on another machine and fetched from a remote. */
export function fetchedFolder(common: string): string {
  return join(common, 'twoloops', 'fetched');
}

function sessionsFolder(common: string): string {
  return join(common, 'twoloops', 'sessions');
}

/** A session id as a file name: as it is where it is plain, by its hash where it is not. */
function sessionFile(common: string, session: string): string {
  return join(sessionsFolder(common), /^[A-Za-z0-9-]{1,64}$/.test(session) ? session : sha256(session));
}

/** The run of a session, or undefined where none was opened. */
export function runOfSession(common: string, session: string): string | undefined {
  try {
    const run = readFileSync(sessionFile(common, session), 'utf8').trim();
    return isRunId(run) ? run : undefined;
  } catch {
    return undefined;
  }
}

export function isRunId(text: string): boolean {
  return /^\d{8}-\d{4}-[A-Za-z0-9]{1,8}(-\d+)?$/.test(text);
}

/** Start time (UTC, to the minute) and the first eight characters of the session id. */
function runId(session: string, now: number): string {
  const [day = '', time = ''] = new Date(now).toISOString().split('T');
  const short = session.replace(/[^A-Za-z0-9]/g, '').slice(0, 8) || 'session';
  return `${day.replaceAll('-', '')}-${time.slice(0, 5).replace(':', '')}-${short}`;
}

/** Makes the folder of a new run and ties the session to it; two processes that open one session get the same run. */
export function claimRun(common: string, session: string, now: number): string {
  mkdirSync(runsFolder(common), { recursive: true, mode: 0o700 });
  mkdirSync(sessionsFolder(common), { recursive: true, mode: 0o700 });
  const first = runId(session, now);
  for (let turn = 1; ; turn += 1) {
    const run = turn === 1 ? first : `${first}-${turn}`;
    if (existsSync(join(runsFolder(common), run))) continue;
    try {
      writeFileSync(sessionFile(common, session), `${run}\n`, { flag: 'wx', mode: 0o600 });
    } catch (error) {
      const other = runOfSession(common, session);
      if ((error as NodeJS.ErrnoException).code === 'EEXIST' && other !== undefined) return other;
      throw error;
    }
    mkdirSync(join(runsFolder(common), run), { mode: 0o700 });
    return run;
  }
}

const FROZEN = 'scope.json';
/** Beside the frozen scope, not in it: the scope travels with the packet, and whoever has the salt can guess what was digested. */
const SALT = 'salt';

/** A frozen scope, and what tells it from another one. */
export interface Loaded {
  readonly frozen: Frozen;
  /** Inode, size and change time of its file; a change of content changes it, and nobody but root can set it back. */
  readonly file: string;
  /** SHA-256 of its text; worked out when it is asked for. */
  readonly digest: () => string;
  /** Salt of this run's argument digests, hex; read when it is asked for. Throws where it is gone. */
  readonly salt: () => string;
}

/** The frozen scope of a run; undefined where the run was never fully opened. Throws where it is there and unreadable. */
export function loadFrozen(folder: string): Loaded | undefined {
  let text: string;
  let stat: BigIntStats;
  try {
    text = readFileSync(join(folder, FROZEN), 'utf8');
    // after the reading: a change in between shows
    stat = statSync(join(folder, FROZEN), { bigint: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return {
    frozen: JSON.parse(text) as Frozen,
    file: `${stat.ino}:${stat.size}:${stat.ctimeNs}`,
    digest: () => sha256(text),
    salt: () => saltOf(folder),
  };
}

function saltOf(folder: string): string {
  const salt = readFileSync(join(folder, SALT), 'utf8').trim();
  if (!/^[0-9a-f]{32,64}$/.test(salt)) throw new Error('the salt of the run is no salt any more');
  return salt;
}

/** What a run freezes beside its scope. */
interface Beside {
  /** Text of the scope file. */
  readonly source: string | undefined;
  /** Hex. */
  readonly salt: string;
}

/** Freezes a scope once and for all: where another process was first, its frozen scope and its salt are the ones. */
export function saveFrozen(folder: string, frozen: Frozen, { source, salt }: Beside): Loaded {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(join(folder, SALT), `${salt}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const fresh = join(folder, `${FROZEN}.${process.pid}`);
  writeFileSync(fresh, `${JSON.stringify(frozen)}\n`, { mode: 0o600 });
  try {
    // a link fails where the name is taken, and appears with its whole content
    linkSync(fresh, join(folder, FROZEN));
    if (source !== undefined) writeFileSync(join(folder, 'scope.yaml'), source, { mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(fresh);
  }
  const loaded = loadFrozen(folder);
  if (loaded === undefined) throw new Error('the frozen scope vanished');
  return loaded;
}

/** SHA-256 of the frozen scope as it is on disk now. */
export function frozenDigest(folder: string): string | undefined {
  try {
    return sha256(readFileSync(join(folder, FROZEN)));
  } catch {
    return undefined;
  }
}

/** Whether anything of a run was pruned: what was noted is in `io/pruned.ts`. */
export const isPruned = (folder: string): boolean => lstatSync(join(folder, NOTE), { throwIfNoEntry: false }) !== undefined;

/** All runs that were recorded here, oldest first. */
export const listRuns = (common: string): readonly string[] => runsIn(runsFolder(common));

/** Runs of other machines that lie here, oldest first. */
export const listFetched = (common: string): readonly string[] => runsIn(fetchedFolder(common));

function runsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter(isRunId).sort();
  } catch {
    return [];
  }
}
