import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type LogOptions, record } from '../io/event-log.ts';
import { haltedByFlag } from '../io/halt-flag.ts';
import { findRepository, type Repository } from '../io/repository.ts';
import { loadFrozen, runOfSession, runsFolder } from '../io/run-folder.ts';
import type { World } from '../run.ts';
import type { EventBody } from '../schema/event.ts';
import type { Frozen } from '../schema/frozen.ts';
import type { HookInput } from '../schema/hook-input.ts';
import type { RunState } from '../schema/state.ts';

/** An open run, as a hook sees it. */
export interface OpenRun {
  readonly run: string;
  /** The run's folder, absolute. */
  readonly folder: string;
  readonly frozen: Frozen;
  /** Identity of its file, and the SHA-256 of its text. */
  readonly file: string;
  readonly digest: () => string;
  /** Salt of its argument digests. */
  readonly salt: () => string;
  /** A person halted this run, or all runs, by the flag. */
  readonly flag?: 'run' | 'all';
}

export type Found = ({ readonly state: 'open' } & OpenRun) | { readonly state: 'none'; readonly why: string };

/** Whether a call's folder is the top of the work tree, however it is spelled. */
export function isTop(cwd: string, { frozen }: OpenRun): boolean {
  try {
    return cwd === frozen.ground.root || realpathSync.native(cwd) === frozen.ground.root;
  } catch {
    return false;
  }
}

/** The repository that the client was started in: it stays the same when the session moves into a work tree. */
export function repositoryOf(input: HookInput, world: World): Repository {
  return findRepository(world.env['CLAUDE_PROJECT_DIR'] || input.cwd);
}

/** The run of this session, by reading two small files. */
export function findRun(input: HookInput, world: World): Found {
  const repository = repositoryOf(input, world);
  if (repository.state === 'missing') return { state: 'none', why: repository.why };
  const run = runOfSession(repository.common, input.session);
  if (run === undefined) return { state: 'none', why: 'its SessionStart hook did not run' };
  const folder = join(runsFolder(repository.common), run);
  const flag = haltedByFlag(repository.common, run);
  const loaded = loadFrozen(folder);
  if (loaded === undefined) return { state: 'none', why: 'its scope was never frozen' };
  return { state: 'open', run, folder, ...loaded, ...(flag === undefined ? {} : { flag }) };
}

export function logOptions(open: OpenRun, input: HookInput, world: World): LogOptions {
  const { session, agent, agentType, prompt, mode } = input;
  return {
    folder: open.folder,
    actor: {
      session,
      ...(agent === undefined ? {} : { agent }),
      ...(agentType === undefined ? {} : { agentType }),
      ...(prompt === undefined ? {} : { prompt }),
      ...(mode === undefined ? {} : { mode }),
    },
    now: world.now,
    deadline: world.deadline,
    countFiles: open.frozen.scope?.stop.filesChanged !== undefined,
  };
}

/** What a raised flag adds to the record, once: whoever reads it later sees that the run was halted, and when. */
export function flagged(open: OpenRun, state: RunState): readonly EventBody[] {
  if (open.flag === undefined || state.halted) return [];
  return [{ type: 'halted', by: 'a person', reason: open.flag === 'all' ? 'all runs are halted' : 'this run is halted' }];
}

/** Appends events that follow from nothing but themselves. */
export function note(open: OpenRun, input: HookInput, world: World, ...events: readonly EventBody[]): RunState {
  return record(logOptions(open, input, world), (state) => ({ events, answer: state }));
}
