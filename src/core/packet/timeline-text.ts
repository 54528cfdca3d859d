import type { Packet } from '../../schema/packet.ts';
import { timeOf } from '../time.ts';
import { visibleLine } from '../visible.ts';

export type TimelineItem = Packet['timeline']['items'][number];

/** A row of a timeline: something that happened, or a pause between two things. `time`: ms since the epoch, absent where it cannot be read. */
export type TimelineRow =
  | { readonly kind: 'item'; readonly item: TimelineItem; readonly time: number | undefined }
  | { readonly kind: 'pause'; readonly from: number; readonly to: number };

/** ms: a longer pause is marked. */
export const PAUSE_MS = 5 * 60_000;

/** One sign a kind, and its word. */
const MARKS: Readonly<Record<TimelineItem['kind'], string>> = {
  start: '[ start',
  end: '] end',
  prompt: '> prompt',
  call: '· call',
  change: '+ change',
  test: '= test',
  denied: 'x denied',
  failed: '! failed',
  person: '@ person',
  subagent: '& subagent',
  halt: '# halt',
  gap: '? gap',
};

/** The rows in the order of the record, with a pause wherever nothing was recorded for longer than five minutes. */
export function timelineRows({ timeline }: Packet): readonly TimelineRow[] {
  let last: number | undefined;
  return timeline.items.flatMap((item): TimelineRow[] => {
    const parsed = timeOf(item.at);
    const time = Number.isFinite(parsed) ? parsed : undefined;
    const from = last;
    last = time ?? last;
    const row: TimelineRow = { kind: 'item', item, time };
    return from !== undefined && time !== undefined && time - from > PAUSE_MS ? [{ kind: 'pause', from, to: time }, row] : [row];
  });
}

/** `52 min`, `3 h 10 min`, `2 d 4 h`, `8 s`. */
export function spanText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (seconds < 60) return `${seconds} s`;
  if (minutes < 60) return `${minutes} min`;
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Time since the start, `0:04:12`. */
export function sinceText(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${ms < 0 ? '-' : ''}${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** What the rows leave out, if anything. */
export function restText({ timeline, run }: Packet): string | undefined {
  return timeline.left === 0 ? undefined : `${timeline.left} more events are in the record: \`twoloops show ${run.id}\``;
}

/** Where the clock of a timeline begins: the opening of the run, or its first row with a time. */
export function startOf(packet: Packet, rows: readonly TimelineRow[]): number | undefined {
  const opened = timeOf(packet.run.opened);
  if (Number.isFinite(opened)) return opened;
  return rows.flatMap((row) => (row.kind === 'item' && row.time !== undefined ? [row.time] : []))[0];
}

/** The timeline for a terminal: a row a line, time since the start first. Nothing in it moves a cursor. */
export function timelineText(packet: Packet): string {
  const rows = timelineRows(packet);
  const start = startOf(packet, rows);
  const rest = restText(packet);
  const body = rows.map((row) => {
    if (row.kind === 'pause') return `${' '.repeat(10)}  - ${spanText(row.to - row.from)} without an event`;
    const since = row.time === undefined || start === undefined ? 'no time' : sinceText(row.time - start);
    return `${since.padStart(10)}  ${MARKS[row.item.kind].padEnd(10)}  ${visibleLine(row.item.text)}`;
  });
  return `${[...body, ...(rest === undefined ? [] : [visibleLine(rest)])].join('\n')}\n`;
}
