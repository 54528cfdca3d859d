import { coverageOf } from '../core/coverage/coverage.ts';
import { writtenPaths } from '../core/packet/written.ts';
import { timeOf } from '../core/time.ts';
import { type LogOptions, readEvents, record, syncLog } from '../io/event-log.ts';
import { changedIgnored } from '../io/ignored.ts';
import { hookDigests } from '../io/installed.ts';
import { rememberTools, seenTools } from '../io/mcp-tools-file.ts';
import { claimedByOthers } from '../io/other-runs.ts';
import { readAllUsage } from '../io/transcript.ts';
import { readTranscripts } from '../io/transcript-calls.ts';
import { compareTrees } from '../io/tree-changes.ts';
import { takeTree } from '../io/trees.ts';
import { tryRollback } from '../io/try-rollback.ts';
import type { RunEvent, TreeNote } from '../schema/event.ts';
import type { Packet } from '../schema/packet.ts';
import type { OpenRun } from './session.ts';
import { writePacket } from './write-packet.ts';

/** ms that going back may take to be tried. */
const PATIENCE = 10_000;

export interface Ending {
  readonly from: 'Stop' | 'SessionEnd' | 'packet';
  readonly message?: string;
  readonly background: number;
  /** The folder of the hook files. */
  readonly hooks: string;
  readonly path: string | undefined;
  /** The session's transcript, where the client named one. */
  readonly transcript?: string;
  /** ms since the epoch: the transcript is not read and going back is not tried beyond it. */
  readonly deadline: number;
  /** The end tree, where it was taken already. */
  readonly end?: TreeNote;
  /** The stop before this one, where nothing was called since: what it saw of the client still holds. */
  readonly before?: Stopped;
}

type Stopped = Extract<RunEvent, { type: 'stopped' }>;

/** The tree as it is now, with every path that the record says was written. */
export function endTree(open: OpenRun, path: string | undefined): TreeNote {
  return takeTree(open.frozen, open.folder, path, writtenPaths(readEvents(open.folder)));
}

/** Takes the end tree, records it with all that is known only now, and writes the packet that follows from the record. */
export function endWithPacket(open: OpenRun, options: LogOptions, ending: Ending): Packet {
  const events = readEvents(open.folder);
  const end = ending.end ?? endTree(open, ending.path);
  const { common } = open.frozen.ground;
  const seen = ending.transcript === undefined ? undefined : seenTools(common, ending.transcript);
  const observed = observedAtEnd(open, events, end, ending, options.now());
  record(options, (state) => ({
    events: [
      {
        type: 'stopped',
        end,
        packet: state.packets + 1,
        ...(ending.message === undefined ? {} : { message: ending.message }),
        background: ending.background,
        hooks: hookDigests(ending.hooks),
        from: ending.from,
        ...(ending.transcript === undefined ? {} : { usage: readAllUsage(state.usage, ending.transcript) }),
        ...(seen === undefined || Object.keys(seen.tools).length === 0 ? {} : { mcpTools: seen }),
        ...observed,
        ...seenBefore(ending.before),
      },
    ],
    answer: undefined,
  }));
  syncLog(open.folder);
  if (seen !== undefined) rememberTools(common, seen);
  return writePacket(open, ending.path);
}

/** What was known of the client at the stop before: its last words, its transcript, what it used. */
function seenBefore(before: Stopped | undefined): Pick<Stopped, 'message' | 'coverage' | 'usage'> {
  if (before === undefined) return {};
  const { message, coverage, usage } = before;
  return {
    ...(message === undefined ? {} : { message }),
    ...(coverage === undefined ? {} : { coverage }),
    ...(usage === undefined ? {} : { usage }),
  };
}

/** What no later look at the record could tell: it goes into the record, so that the packet can be made again from it. */
function observedAtEnd(
  open: OpenRun,
  events: readonly RunEvent[],
  end: TreeNote,
  ending: Ending,
  now: number,
): Pick<Stopped, 'ignored' | 'others' | 'coverage' | 'rollback'> {
  const opened = events.find((event) => event.type === 'opened');
  if (opened?.type !== 'opened') return {};
  const { frozen, folder } = open;
  const changed = 'tree' in opened.baseline && 'tree' in end ? changedPaths(open, ending.path, opened.baseline.tree, end.tree) : [];
  const others = claimedByOthers(frozen, opened.at, new Set(changed));
  const transcripts =
    ending.transcript === undefined ? { problem: 'the client named no transcript' } : readTranscripts(ending.transcript, ending.deadline);
  return {
    ignored: changedIgnored(frozen, folder, ending.path, timeOf(opened.at)),
    ...(Object.keys(others).length === 0 ? {} : { others }),
    coverage: coverageOf(transcripts, [...readEvents(folder), closing(open, end, ending, now)]),
    rollback: tryRollback(
      { run: open.run, folder, frozen, path: ending.path, baseline: opened.baseline, end },
      Math.min(PATIENCE, ending.deadline - now),
    ),
  };
}

/** The end that is being recorded, as far as coverage asks: the hooks as they are now. */
function closing({ frozen }: OpenRun, end: TreeNote, { background, from, hooks }: Ending, now: number): RunEvent {
  const head = { v: 1 as const, seq: 0, at: new Date(now).toISOString(), prev: '', session: frozen.session };
  return { ...head, type: 'stopped', end, packet: 0, background, hooks: hookDigests(hooks), from };
}

function changedPaths(open: OpenRun, path: string | undefined, from: string, to: string): readonly string[] {
  try {
    return compareTrees(open.frozen, open.folder, path, from, to).map((change) => change.path);
  } catch {
    // the packet says that the trees cannot be compared
    return [];
  }
}
