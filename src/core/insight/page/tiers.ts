import type { GroupRow } from '../../../schema/insight.ts';
import { h, type Markup } from '../../html/markup.ts';
import { picture, plural } from '../../html/parts.ts';
import { compact, count } from './words.ts';

type Outcomes = GroupRow['tiers'][string];

const OUTCOMES = ['ship', 'hold', 'escalate', 'undecided'] as const;

/** Pixels: it fits a phone without scrolling. */
const WIDTH = 328;
const ROW = 62;
const BAR = 14;
/** Where the words below a bar begin, in the order of the outcomes. */
const WORDS = [0, 72, 142, 232] as const;

const FILLS: Readonly<Record<(typeof OUTCOMES)[number], string | undefined>> = {
  ship: undefined,
  hold: 'url(#p-hold)',
  escalate: 'url(#p-escalate)',
  undecided: undefined,
};

const totalOf = (outcomes: Outcomes): number => OUTCOMES.reduce((sum, outcome) => sum + outcomes[outcome], 0);

/** A bar a tier: all of its runs, parted by what became of them, with the numbers below it. */
export function tiers(id: string, all: GroupRow['tiers']): Markup {
  const rows = Object.entries(all).filter(([, outcomes]) => totalOf(outcomes) > 0);
  if (rows.length === 0) return h`<p>No run has a tier.</p>\n`;
  const drawn = rows.map(([tier, outcomes], i) => row(tier, outcomes, i * ROW));
  return picture(`${id}-tiers`, 'Outcomes by tier, as shares of its runs', described(rows), [WIDTH, rows.length * ROW], drawn);
}

const described = (rows: readonly (readonly [string, Outcomes])[]): string =>
  `${rows.map(([tier, outcomes]) => `${tier}: ${plural(totalOf(outcomes), 'run')}, ${OUTCOMES.map((one) => `${one} ${count(outcomes[one])}`).join(', ')}`).join('; ')}.`;

function row(tier: string, outcomes: Outcomes, top: number): Markup {
  const total = totalOf(outcomes);
  let left = 0;
  const parts = OUTCOMES.map((outcome) => {
    const width = (outcomes[outcome] / total) * WIDTH;
    const x = left;
    left += width;
    return width === 0 ? '' : swatch(outcome, x, top + 20, Math.max(1, width), BAR);
  });
  const words = OUTCOMES.map((outcome, i) => {
    const x = WORDS[i] ?? 0;
    return h`${swatch(outcome, x, top + 40, 9, 9)}<text class="word" x="${x + 14}" y="${top + 49}">${outcome} ${compact(outcomes[outcome])}</text>`;
  });
  return h`<text class="name" x="0" y="${top + 14}">${tier}</text><text class="number" x="${WIDTH - 1}" y="${top + 14}">${plural(total, 'run')}</text>${parts}${words}\n`;
}

const round = (value: number): number => Math.round(value * 10) / 10;

function swatch(outcome: (typeof OUTCOMES)[number], x: number, y: number, width: number, height: number): Markup {
  const fill = FILLS[outcome];
  const [left, wide] = [round(x) + 0.5, Math.max(0.5, round(width) - 1)];
  return h`<rect class="o-${outcome}"${fill === undefined ? '' : h` fill="${fill}"`} x="${left}" y="${y + 0.5}" width="${wide}" height="${height - 1}"/>`;
}
