import type { OpenRun } from '../events/session.ts';
import type { LogOptions } from '../io/event-log.ts';
import { requester } from '../io/installed.ts';
import type { Terminal } from './terminal.ts';

/** ms that a command waits for the record. */
const PATIENCE = 10_000;

/** How a command of a person writes into a run's record. */
export function cliLog(open: Pick<OpenRun, 'folder' | 'frozen'>, terminal: Terminal): LogOptions {
  return {
    folder: open.folder,
    actor: { session: open.frozen.session },
    now: terminal.now,
    deadline: terminal.now() + PATIENCE,
    countFiles: open.frozen.scope?.stop.filesChanged !== undefined,
  };
}

/** Who gives a command, as git and the operating system name them: it proves nobody. */
export function personOf({ frozen }: OpenRun, terminal: Terminal): string {
  const { git, user } = requester(frozen.ground, terminal.env);
  return [git, user].filter(Boolean).join(' / ') || 'unnamed';
}
