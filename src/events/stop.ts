import { MOST_HOLDS, owedReminder, stillOwed } from '../core/owed-reminder.ts';
import { assemble } from '../core/packet/assemble.ts';
import { cut } from '../core/redact.ts';
import { readEvents } from '../io/event-log.ts';
import { packetSources } from '../io/packet-sources.ts';
import { reason } from '../io/repository.ts';
import { savedState } from '../io/state-file.ts';
import { type Answer, refuse, SILENT, serve, type World } from '../run.ts';
import type { RunEvent, TreeNote } from '../schema/event.ts';
import type { HookInput } from '../schema/hook-input.ts';
import { endTree, endWithPacket } from './end-run.ts';
import { findRun, logOptions, note, type OpenRun } from './session.ts';

/** Characters of the agent's last message that the record keeps. */
const MOST = 8_000;
/** ms of the hook's time that reading transcripts and trying to go back may not take. */
const RESERVE = 20_000;

/**
 * Stop: holds the agent back where evidence is owed, twice at most; else takes the end tree and writes the packet. A
 * failure holds the agent once, so that it is seen, and then lets it end.
 */
export function handle(input: HookInput, world: World): Answer {
  const { last_assistant_message: message, background_tasks: tasks, stop_hook_active: held, transcript_path: transcript } = input.fields;
  const background = Array.isArray(tasks) ? tasks.length : 0;
  const path = world.env['PATH'];
  try {
    const open = findRun(input, world);
    if (open.state === 'none') throw new Error(open.why);
    const end = endTree(open, path);
    const reminder = background > 0 ? undefined : remind(open, input, world, end);
    if (reminder !== undefined) return refuse(reminder);
    const packet = endWithPacket(open, logOptions(open, input, world), {
      from: 'Stop',
      ...(typeof message === 'string' ? { message: cut(message, MOST) } : {}),
      background,
      hooks: world.hooks,
      path,
      end,
      deadline: world.deadline - RESERVE,
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

/** What to tell an agent that stops while evidence is owed; undefined where nothing is, or where it was said often enough. */
function remind(open: OpenRun, input: HookInput, world: World, end: TreeNote): string | undefined {
  const { scope } = open.frozen;
  const { holds, halted, seq } = savedState(open.folder);
  if (scope === undefined || scope.enforce === 'observe' || halted || open.flag !== undefined || holds >= MOST_HOLDS) return undefined;
  const owedAnyhow = (open.frozen.standing?.evidence ?? []).length > 0 || scope.evidence.some((one) => one.argv !== undefined);
  if (!('tree' in end) || !owedAnyhow) return undefined;
  const draft = draftOf(input, end, seq);
  const events = readEvents(open.folder);
  const opened = events.find((event) => event.type === 'opened');
  // where nothing changed there is nothing to show evidence for
  if (opened?.type !== 'opened' || !('tree' in opened.baseline) || opened.baseline.tree === end.tree) return undefined;
  const owed = stillOwed(assemble(packetSources(open.frozen, open.folder, world.env['PATH'], draft)).evidence.owed);
  if (owed.length === 0) return undefined;
  note(open, input, world, { type: 'held', owed: owed.map((one) => one.name) });
  return owedReminder(owed, scope.approver, holds + 1 === MOST_HOLDS);
}

/** The end as it would be recorded now. */
function draftOf(input: HookInput, end: TreeNote, seq: number): RunEvent {
  const head = { v: 1 as const, seq: seq + 1, at: new Date(0).toISOString(), prev: '', session: input.session };
  return { ...head, type: 'stopped', end, packet: 0, background: 0, hooks: {}, from: 'Stop' };
}

export const main = (): Promise<void> => serve('Stop', handle, import.meta.filename);
