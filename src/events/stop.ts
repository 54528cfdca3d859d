import { cut } from '../core/redact.ts';
import { reason } from '../io/repository.ts';
import { type Answer, refuse, SILENT, serve, type World } from '../run.ts';
import type { HookInput } from '../schema/hook-input.ts';
import { findRun, logOptions } from './session.ts';
import { endWithPacket } from './write-packet.ts';

/** Characters of the agent's last message that the record keeps. */
const MOST = 8_000;

/** Stop: takes the end tree and writes the packet. A failure holds the agent once, so that it is seen, and then lets it end. */
export function handle(input: HookInput, world: World): Answer {
  const { last_assistant_message: message, background_tasks: tasks, stop_hook_active: held, transcript_path: transcript } = input.fields;
  try {
    const open = findRun(input, world);
    if (open.state === 'none') throw new Error(open.why);
    const packet = endWithPacket(open, logOptions(open, input, world), {
      from: 'Stop',
      ...(typeof message === 'string' ? { message: cut(message, MOST) } : {}),
      background: Array.isArray(tasks) ? tasks.length : 0,
      hooks: world.hooks,
      path: world.env['PATH'],
      ...(typeof transcript === 'string' ? { transcript } : {}),
    });
    const systemMessage = `twoloops: ${packet.recommendation.value}: ${packet.recommendation.reasons[0] ?? ''} — packet ${packet.number}: ${open.folder}/packet.md`;
    return { ...SILENT, stdout: JSON.stringify({ systemMessage }) };
  } catch (error) {
    const text = `twoloops: the review packet could not be written: ${reason(error)}`;
    return held === true
      ? { ...SILENT, stdout: JSON.stringify({ systemMessage: text }) }
      : refuse(`${text}\nsay so in your closing message; there is nothing else to do\n`);
  }
}

export const main = (): Promise<void> => serve('Stop', handle, import.meta.filename);
