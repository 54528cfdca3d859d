import { isRecord } from '../hook-input.ts';
import { type HookFailure, LONGEST_NAME, type TranscriptFact } from './facts.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Characters of a hook's command that are kept. */
const COMMAND = 500;

/** How a hook with `onFailure: block` that gave no answer is noted; a hook that refuses by itself says something else. */
const BLOCKED = /^(failed|timed out); blocking because onFailure is "block"/;

/** The attachments that note a hook without a usable answer, and how. Source: client 2.1.330, measured. */
const HOW: Readonly<Record<string, (note: Fields) => string | undefined>> = {
  hook_non_blocking_error: (note) => (typeof note['exitCode'] === 'number' ? `exit ${note['exitCode']}` : 'failed'),
  hook_cancelled: (note) => (note['timedOut'] === true ? 'timed out' : 'cancelled'),
  hook_error_during_execution: () => 'its answer could not be used',
  hook_blocking_error: blockedBy,
};

/** The failure of a hook that an attachment notes; nothing where it notes something else. */
export function hookFailure(note: Fields, at: number): readonly TranscriptFact[] {
  const { type, hookEvent: event, toolUseID: id } = note;
  const how = typeof type === 'string' && Object.hasOwn(HOW, type) ? HOW[type]?.(note) : undefined;
  if (how === undefined || typeof event !== 'string') return [];
  const command = commandOf(note);
  const failure: HookFailure = {
    event: event.slice(0, LONGEST_NAME),
    id: typeof id === 'string' ? id.slice(0, LONGEST_NAME) : '',
    at,
    how,
    ...(command === undefined ? {} : { command: command.slice(0, COMMAND) }),
    ...(type === 'hook_error_during_execution' ? { unusable: true } : {}),
  };
  return [{ kind: 'hook', failure }];
}

function commandOf({ command, blockingError: inner }: Fields): string | undefined {
  if (typeof command === 'string') return command;
  return isRecord(inner) && typeof inner['command'] === 'string' ? inner['command'] : undefined;
}

function blockedBy({ blockingError: inner }: Fields): string | undefined {
  if (!isRecord(inner) || typeof inner['blockingError'] !== 'string') return undefined;
  const { blockingError: text, command } = inner;
  const prefix = typeof command === 'string' ? `[${command}]: ` : '';
  return BLOCKED.exec(text.startsWith(prefix) ? text.slice(prefix.length) : text)?.[1];
}
