import type { PacketChange } from '../../../schema/packet.ts';
import type { Tier } from '../../../schema/review.ts';
import { h, type Markup } from '../../html/markup.ts';
import { leftOut, picture, plural } from '../../html/parts.ts';
import { visible } from '../../visible.ts';
import type { Limits } from './fitting.ts';
import { type TreeRow, treeRows } from './tree-rows.ts';

/** Pixels. */
const ROW = 20;
const INDENT = 16;
const NAMES = 84;
const BAR = 96;
/** Beside the bars: the numbers. */
const NUMBERS = 96;
/** Of one character of a name, with a little to spare. */
const LETTER = 7.4;
/** Deeper folders are drawn no further to the right. */
const DEEPEST = 10;
/** Letters of a name: those at its ends tell more than those in its middle. */
const LONGEST = 48;
/** From here on a character may be as wide as two letters. */
const FIRST_WIDE = 0x1100;

/** Each tier has a shape beside its colour and its word. */
const SHAPES: Readonly<Record<Tier, string>> = {
  low: 'M-3.5-3.5h7v7h-7z',
  medium: 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z',
  high: 'M0-5L5 0L0 5L-5 0z',
  critical: 'M0-5.5L5.5 4.5L-5.5 4.5z',
};

/** The changed files as a tree: where they lie, their tier, and how large each change is. */
export function tree(ordered: readonly PacketChange[], { rows: most }: Limits): Markup {
  if (ordered.length === 0) return h``;
  const rows = treeRows(ordered.slice(0, most)).map((row): Drawn => ({ ...row, shown: short(row.name) }));
  const largest = ordered.reduce((most, change) => Math.max(most, (change.added ?? 0) + (change.removed ?? 0)), 1);
  const bars = Math.max(280, ...rows.map((row) => Math.ceil(x(row.depth) + widthOf(row.shown) * LETTER) + 24));
  const drawn = rows.map((row, i) => (row.kind === 'folder' ? folderRow(row, i) : fileRow(row, i, bars, largest)));
  const size = [bars + BAR + NUMBERS, rows.length * ROW + 8] as const;
  return h`${picture('tree', 'Tree of the changed files', described(ordered), size, h`${TIERS}${drawn}`)}${leftOut(ordered.length, most, 'changed files')}`;
}

const TIERS = h`<defs>${Object.entries(SHAPES).map(([tier, shape]) => h`<path id="t-${tier}" class="${tier}" d="${shape}"/>`)}</defs>\n`;

type Drawn = TreeRow & { readonly shown: string };

function described(changes: readonly PacketChange[]): string {
  const tiers = (['critical', 'high', 'medium', 'low'] as const).flatMap((tier) => {
    const count = changes.filter((change) => change.tier === tier).length;
    return count === 0 ? [] : [`${count} of ${tier} tier`];
  });
  return `${plural(changes.length, 'changed file')}: ${tiers.join(', ')}. The table of changed files gives the tier and size of each.`;
}

/** Lines added and removed. */
export function linesText({ added, removed }: PacketChange): string {
  return added === undefined && removed === undefined ? '(not counted)' : `+${added ?? 0} −${removed ?? 0}`;
}

const y = (index: number): number => index * ROW + ROW / 2 + 4;
const x = (depth: number): number => NAMES + Math.min(depth, DEEPEST) * INDENT;

function folderRow({ shown, depth }: Drawn, index: number): Markup {
  return h`<text class="folder" x="${x(depth)}" y="${y(index) + 4}">${shown}</text>\n`;
}

function fileRow({ shown, depth, change }: Extract<Drawn, { kind: 'file' }>, index: number, bars: number, largest: number): Markup {
  const at = y(index);
  const wide = (count = 0): number => (count === 0 ? 0 : Math.max(1, Math.round((count / largest) * BAR)));
  const [added, removed] = [wide(change.added), wide(change.removed)];
  const { path, tier, status, scope } = change;
  return h`<g><title>${path}: ${tier} tier, ${status}, ${linesText(change)}, ${scope}</title><use href="#t-${tier}" x="8" y="${at}"/><text class="tier ${tier}" x="20" y="${at + 4}">${tier}</text><text x="${x(depth)}" y="${at + 4}">${shown}</text><rect class="added" x="${bars}" y="${at - 4}" width="${added}" height="8"/><rect class="removed" x="${bars + added}" y="${at - 4}" width="${removed}" height="8"/><text class="number" x="${bars + BAR + NUMBERS - 2}" y="${at + 4}">${linesText(change)}</text></g>\n`;
}

const letters = (char: string): number => ((char.codePointAt(0) ?? 0) >= FIRST_WIDE ? 2 : 1);
const widthOf = (text: string): number => [...text].reduce((sum, char) => sum + letters(char), 0);

/** The two ends of a name that is too wide. */
function short(name: string): string {
  const chars = [...visible(name)];
  if (widthOf(name) <= LONGEST && chars.length <= LONGEST) return chars.join('');
  const half = (from: readonly string[]): readonly string[] => from.filter((_, i) => widthOf(from.slice(0, i + 1).join('')) <= LONGEST / 2);
  return `${half(chars).join('')}…${[...half([...chars].reverse())].reverse().join('')}`;
}
