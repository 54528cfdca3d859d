import type { GroupRow } from '../../../schema/insight.ts';
import { h, type Markup, type Part } from '../../html/markup.ts';
import { type Column, leftOut, picture, plural, table } from '../../html/parts.ts';
import { compact, count, REST } from './words.ts';

type Month = GroupRow['months'][number];
/** A month of the picture; without runs nothing can be drawn, and zero would be untrue. */
type Slot = { readonly month: string; readonly of?: Month };

/** Pixels: it fits a phone without scrolling. */
const WIDTH = 328;
const WIDEST_SLOT = 64;
const WIDEST_COLUMN = 28;
const STRIP = 104;
const BASE = 92;
const HIGHEST = 54;
/** From the last base line down: months, their years, the word `runs`, and how many. */
const LABELS = { month: 0, year: 14, runs: 36, count: 50 } as const;
/** Months of the picture, and rows of its table. */
const DRAWN = 12;
const LISTED = 36;

const STRIPS = [
  { name: 'refused calls', kind: 'refusals', value: (month: Month): number => month.denied },
  { name: 'requests', kind: 'asks', value: (month: Month): number => month.requests },
] as const;

const NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

const COLUMNS: readonly Column<Month>[] = [
  { name: 'month', cell: ({ month }) => month },
  { name: 'runs', cell: ({ runs }) => count(runs), kind: 'number' },
  { name: 'calls', cell: ({ calls }) => count(calls), kind: 'number' },
  { name: 'refused calls', cell: ({ denied }) => count(denied), kind: 'number' },
  { name: 'requests', cell: ({ requests }) => count(requests), kind: 'number' },
];

/** Refused calls and requests by month, each from zero on its own scale; the same as a table. */
export function months(id: string, all: readonly Month[]): Markup {
  if (all.length === 0) return h`<p>No month has a run.</p>\n`;
  const slots = slotsOf(all);
  const wide = Math.min(WIDEST_SLOT, WIDTH / slots.length);
  const top = STRIPS.length * STRIP + 4;
  const drawn = [
    ...STRIPS.map(({ name, kind, value }, i) => strip(name, kind, slots, value, i * STRIP, wide)),
    ...slots.map((slot, i) => label(slot, i === 0, (i + 0.5) * wide, top)),
    h`<text class="lane" x="0" y="${top + LABELS.runs}">runs</text>`,
  ];
  const height = top + LABELS.count + 6;
  return h`${picture(`${id}-months`, 'Refused calls and requests by month', described(all), [WIDTH, height], drawn)}
<details><summary>By month, with runs and calls</summary>
${table('By month', COLUMNS, all.slice(-LISTED), LISTED)}${leftOut(all.length, LISTED, 'months', REST)}</details>
`;
}

const described = (all: readonly Month[]): string =>
  `${all
    .slice(-DRAWN)
    .map(
      ({ month, runs, denied, requests }) => `${month}: ${count(denied)} refused, ${plural(requests, 'request')} in ${plural(runs, 'run')}`,
    )
    .join('; ')}. The table below has every month.`;

/** The latest months, those without a run too. */
function slotsOf(all: readonly Month[]): readonly Slot[] {
  const byName = new Map(all.map((one) => [one.month, one]));
  const slots: Slot[] = [];
  let at: string | undefined = all.at(-1)?.month;
  const first = all[0]?.month ?? '';
  while (at !== undefined && at >= first && slots.length < DRAWN) {
    const of = byName.get(at);
    slots.unshift({ month: at, ...(of === undefined ? {} : { of }) });
    at = before(at);
  }
  return slots;
}

function before(month: string): string | undefined {
  const [, year, number] = /^(\d{4})-(\d\d)$/.exec(month) ?? [];
  if (year === undefined || number === undefined) return undefined;
  return number === '01' ? `${String(Number(year) - 1).padStart(4, '0')}-12` : `${year}-${String(Number(number) - 1).padStart(2, '0')}`;
}

function strip(name: string, kind: string, slots: readonly Slot[], value: (month: Month) => number, top: number, wide: number): Markup {
  const values = slots.map(({ of }) => (of === undefined ? undefined : value(of)));
  const most = Math.max(1, ...values.map((one) => one ?? 0));
  const base = top + BASE;
  const width = Math.min(WIDEST_COLUMN, wide - 5);
  const columns = values.map((one, i) => {
    const middle = (i + 0.5) * wide;
    const high = ((one ?? 0) / most) * HIGHEST;
    const text = one === undefined ? '–' : compact(one);
    return h`${high === 0 ? '' : h`<rect class="${kind}" x="${round(middle - width / 2)}" y="${round(base - high)}" width="${round(width)}" height="${round(high)}"/>`}<text class="value" x="${round(middle)}" y="${round(base - high - 4)}">${text}</text>`;
  });
  return h`<text class="lane" x="0" y="${top + 12}">${name}</text>${columns}<path class="base" d="M0 ${base}.5H${round(slots.length * wide)}"/>\n`;
}

/** A month, the year where it begins, and how many runs the columns above it are of. */
function label({ month, of }: Slot, first: boolean, middle: number, top: number): Markup {
  const x = round(middle);
  const [, year = '', number = ''] = /^(\d{4})-(\d\d)$/.exec(month) ?? [];
  const text = (y: number, said: string): Part => (said === '' ? '' : h`<text class="tick" x="${x}" y="${top + y}">${said}</text>`);
  const begins = first || number === '01';
  return h`${text(LABELS.month, NAMES[Number(number) - 1] ?? '?')}${text(LABELS.year, begins ? year : '')}${text(LABELS.count, compact(of?.runs ?? 0))}\n`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
