import { code, h, type Markup } from '../../html/markup.ts';
import { bad, type Column, moment, paragraphs, plural, type Section, table } from '../../html/parts.ts';
import { restText, sinceText, spanText, startOf, type TimelineItem, type TimelineRow, timelineRows } from '../timeline-text.ts';
import { timelinePicture } from './timeline-picture.ts';
import type { View } from './view.ts';

const TROUBLE: ReadonlySet<TimelineItem['kind']> = new Set(['denied', 'failed', 'halt', 'gap']);

const columnsOf = (start: number | undefined): readonly Column<TimelineRow>[] => [
  {
    name: 'since start',
    cell: (row) => (row.kind === 'pause' || row.time === undefined || start === undefined ? '–' : sinceText(row.time - start)),
  },
  { name: 'time', cell: (row) => (row.kind === 'pause' ? '' : moment(row.item.at)), plain: true },
  { name: 'what', cell: kindCell, plain: true },
  {
    name: 'in words',
    cell: (row) => (row.kind === 'pause' ? `${spanText(row.to - row.from)} without an event` : row.item.text),
    plain: true,
  },
];

function kindCell(row: TimelineRow): Markup {
  if (row.kind === 'pause') return h`pause`;
  return TROUBLE.has(row.item.kind) ? bad(row.item.kind) : h`${row.item.kind}`;
}

/** How many rows hold that many events, pauses between them included. */
function rowsFor(rows: readonly TimelineRow[], events: number): number {
  const first = rows.flatMap((row, i) => (row.kind === 'item' ? [i] : []))[events];
  return first ?? rows.length;
}

/** The run as a picture, and the same as a table. */
export function timeline({ packet, limits }: View): Section {
  const all = timelineRows(packet);
  const rows = all.slice(0, rowsFor(all, limits.steps));
  const start = startOf(packet, all);
  const { items, left, basis } = packet.timeline;
  return {
    id: 'timeline',
    title: 'Timeline',
    note: plural(items.length + left, 'event'),
    basis,
    detail: true,
    body:
      items.length === 0
        ? h`<p>Nothing was recorded between the start and the end.</p>`
        : h`${timelinePicture(rows)}<details><summary>The same as a table</summary>${table('What happened when', columnsOf(start), all, rows.length)}</details>${paragraphs(
            [
              restText(packet),
              all.length > rows.length
                ? h`The picture ends with row ${rows.length}; ${all.length - rows.length} more are in ${code('packet.json')}.`
                : undefined,
            ],
          )}`,
  };
}
