import { cut } from '../../html/cut.ts';
import { h, type Markup } from '../../html/markup.ts';
import { picture } from '../../html/parts.ts';
import { spanText, type TimelineItem, type TimelineRow } from '../timeline-text.ts';
import { type Scale, scaleOf } from './time-scale.ts';

type Kind = TimelineItem['kind'];
type Item = Extract<TimelineRow, { kind: 'item' }>;

/** Lanes from top to bottom. */
const LANES: readonly { readonly name: string; readonly kinds: readonly Kind[] }[] = [
  { name: 'run', kinds: ['start', 'end', 'halt'] },
  { name: 'prompts', kinds: ['prompt'] },
  { name: 'people', kinds: ['person'] },
  { name: 'subagents', kinds: ['subagent'] },
  { name: 'calls', kinds: ['call'] },
  { name: 'changes', kinds: ['change'] },
  { name: 'tests', kinds: ['test'] },
  { name: 'failed', kinds: ['failed'] },
  { name: 'denied', kinds: ['denied'] },
  { name: 'gaps', kinds: ['gap'] },
];

/** A shape a kind, around its own middle; the colour comes from the style and only repeats it. */
const SHAPES: Readonly<Record<Kind, string>> = {
  start: 'M-3-5L5 0L-3 5z',
  end: 'M-4-4h8v8h-8z',
  halt: 'M-2.5-6h5l3.5 3.5v5l-3.5 3.5h-5l-3.5-3.5v-5z',
  prompt: 'M-5-4h10v6h-5l-3 3v-3h-2z',
  person: 'M0-5L4.8-1.5L3 4.5H-3L-4.8-1.5z',
  subagent: 'M-5-4L5 4V-4L-5 4z',
  call: 'M-1-5h2v10h-2z',
  change: 'M-4-1.2h2.8v-2.8h2.4v2.8h2.8v2.4h-2.8v2.8h-2.4v-2.8h-2.8z',
  test: 'M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0M-1 0h2',
  failed: 'M0-5L5 4H-5z',
  denied: 'M-4-4L4 4M4-4L-4 4',
  gap: 'M0-5L5 0L0 5L-5 0z',
};

/** Pixels. */
const WIDTH = 940;
const LEFT = 84;
const RIGHT = 926;
const TOP = 22;
const LANE = 22;
/** Characters of a hover text; the table has the whole. */
const LONGEST = 60;

/** The run from left to right: a lane a kind, a mark an event, a hatched band a long pause. */
export function timelinePicture(rows: readonly TimelineRow[]): Markup {
  const items = rows.filter((row) => row.kind === 'item');
  const times = items.flatMap((item) => (item.time === undefined ? [] : [item.time]));
  const lanes = LANES.filter((lane) => items.some((item) => lane.kinds.includes(item.item.kind)));
  const scale = scaleOf(times.length === 0 ? [0] : times, LEFT, RIGHT);
  const bottom = TOP + lanes.length * LANE;
  const used = [...new Set(items.map((item) => item.item.kind))];
  const drawn = h`<defs>${used.map((kind) => h`<path id="k-${kind}" class="${kind}" d="${SHAPES[kind]}"/>`)}<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0V6"/></pattern></defs>
${bands(scale, bottom)}${days(items, scale)}${lanes.map((lane, i) => laneRow(lane.name, TOP + i * LANE))}${axis(scale, bottom)}${marks(items, scale, lanes)}`;
  return picture('timeline', 'Timeline of the run', described(items, scale, times), [WIDTH, bottom + 26], drawn);
}

const laneRow = (name: string, top: number): Markup =>
  h`<text class="lane" x="0" y="${top + LANE / 2 + 4}">${name}</text><path class="rule" d="M${LEFT - 8} ${top + LANE / 2}H${WIDTH}"/>\n`;

function bands({ pauses }: Scale, bottom: number): Markup {
  return h`${pauses.map(
    (pause) =>
      h`<rect class="pause" fill="url(#hatch)" x="${round(pause.left)}" y="${TOP}" width="${round(pause.right - pause.left)}" height="${bottom - TOP}"><title>${spanText(pause.to - pause.from)} without an event</title></rect>\n`,
  )}`;
}

/** Characters and pixels of a date. */
const DATE = 10;
const BETWEEN_DATES = 80;

/** The date of the first mark, and of each that begins another day. */
function days(items: readonly Item[], scale: Scale): Markup {
  let last = Number.NEGATIVE_INFINITY;
  let day = '';
  return h`${items.map(({ item, time }) => {
    const date = item.at.slice(0, DATE);
    const x = time === undefined ? last : Math.min(scale.x(time), WIDTH - BETWEEN_DATES);
    if (time === undefined || date === day || x - last < BETWEEN_DATES) return '';
    [last, day] = [x, date];
    return h`<text class="lane" x="${round(x)}" y="${TOP - 8}">${date}</text>`;
  })}\n`;
}

/** Marks in the order of the record; one whose time cannot be read stands where the one before it stands. */
function marks(items: readonly Item[], scale: Scale, lanes: typeof LANES): Markup {
  let x = LEFT;
  return h`${items.map(({ item, time }) => {
    x = time === undefined ? x : scale.x(time);
    const lane = lanes.findIndex(({ kinds }) => kinds.includes(item.kind));
    const text = `${item.at.slice(11, 19)} ${item.kind}: ${cut(item.text, LONGEST)}`;
    return h`<use href="#k-${item.kind}" x="${round(x)}" y="${TOP + lane * LANE + LANE / 2}"><title>${text}</title></use>\n`;
  })}`;
}

function axis({ ticks }: Scale, bottom: number): Markup {
  return h`<path class="axis" d="M${LEFT - 8} ${bottom}H${WIDTH}"/><text class="lane" x="0" y="${bottom + 17}">UTC</text>${ticks.map(
    ({ x, time }) =>
      h`<path class="axis" d="M${round(x)} ${bottom}v5"/><text class="tick" x="${round(x)}" y="${bottom + 17}">${clock(time)}</text>`,
  )}\n`;
}

const DAY = 86_400_000;

/** `14:09`, with seconds where it is not on a full minute. */
function clock(time: number): string {
  const seconds = Math.floor((((time % DAY) + DAY) % DAY) / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const text = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}`;
  return seconds % 60 === 0 ? text : `${text}:${two(seconds % 60)}`;
}

const round = (value: number): number => Math.round(value * 10) / 10;

function described(items: readonly Item[], { pauses }: Scale, times: readonly number[]): string {
  const counts = LANES.flatMap(({ kinds }) => kinds).flatMap((kind) => {
    const count = items.filter(({ item }) => item.kind === kind).length;
    return count === 0 ? [] : [`${kind} ${count}`];
  });
  const span =
    times.length === 0
      ? 'no time can be read'
      : `${spanText(Math.max(...times) - Math.min(...times))} from ${items.find((item) => item.time !== undefined)?.item.at ?? ''}`;
  return `${span}; ${counts.join(', ')}; ${pauses.length === 0 ? 'no pause' : `pauses: ${pauses.map((pause) => spanText(pause.to - pause.from)).join(', ')}`}. The table below has every row.`;
}
