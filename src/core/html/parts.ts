import { h, Markup, type Part } from './markup.ts';

export interface Section {
  readonly id: string;
  readonly title: string;
  /** Beside the title: a count, a state. */
  readonly note?: string;
  readonly basis?: string;
  /** Folded away on a page of low or medium risk. */
  readonly detail: boolean;
  readonly body: Part;
}

export interface Column<T> {
  readonly name: string;
  readonly cell: (row: T) => Part;
  readonly kind?: 'wide' | 'number' | 'narrow';
  /** Needs no name beside it where a row is drawn as a card. */
  readonly plain?: boolean;
}

export const plural = (count: number, word: string): string => `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;

/** A recorded time as people read it; anything else stays as it is. */
export const moment = (time: string): string => time.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/, '$1 $2');

/** Sentences as paragraphs; nothing where there is none. */
export const paragraphs = (texts: readonly Part[]): Markup =>
  h`${texts.filter((text) => text !== undefined && text !== '').map((text) => h`<p>${text}</p>\n`)}`;

/** Where a list says that the rest of it is. */
const REST = h`are in <code>packet.json</code>`;

/** Says what a list leaves out, and where that is. */
export function leftOut(all: number, most: number, what = 'rows', where: Part = REST): Markup {
  return all > most ? h`<p class="left">${(all - most).toLocaleString('en')} more ${what} ${where}.</p>\n` : new Markup('');
}

/** A table with a caption, in an area of its own that scrolls where it is too wide. The first column names the row. */
export function table<T>(caption: string, columns: readonly Column<T>[], rows: readonly T[], most: number, where?: Part): Markup {
  if (rows.length === 0) return new Markup('');
  const head = columns.map((column) => h`<th scope="col"${kindOf(column)}>${column.name}</th>`);
  const body = rows.slice(0, most).map((row) => h`<tr>${columns.map((column, i) => cell(column, row, i === 0))}</tr>\n`);
  return h`<div class="scroll" role="group" tabindex="0" aria-label="${caption}">
<table><caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body}</tbody></table></div>
${leftOut(rows.length, most, 'rows', where)}`;
}

const kindOf = <T>({ kind }: Column<T>): Markup => (kind === undefined ? h`` : h` class="${kind}"`);

function cell<T>(column: Column<T>, row: T, first: boolean): Markup {
  const kind = kindOf(column);
  return first
    ? h`<th scope="row"${kind}>${column.cell(row)}</th>`
    : h`<td${kind}${column.plain ? '' : h` data-name="${column.name}"`}>${column.cell(row)}</td>`;
}

/** Names with their values; pairs without a value are left out. */
export function facts(pairs: readonly (readonly [string, Part])[]): Markup {
  const told = pairs.filter(([, value]) => value !== undefined && value !== '');
  return told.length === 0 ? h`` : h`<dl>\n${told.map(([name, value]) => h`<div><dt>${name}</dt><dd>${value}</dd></div>\n`)}</dl>\n`;
}

export function list(items: readonly Part[], most: number): Markup {
  if (items.length === 0) return h``;
  return h`<ul>\n${items.slice(0, most).map((item) => h`<li>${item}</li>\n`)}</ul>\n${leftOut(items.length, most, 'items')}`;
}

/** A word that tells of trouble by its weight and colour; it is a word first. */
export const bad = (text: Part): Markup => h`<strong class="bad">${text}</strong>`;

export const tierWord = (tier: string): Markup => h`<span class="tier ${tier}">${tier}</span>`;

/** A picture: drawn once at its own size, scrolled where it does not fit, named and described for who does not see it. */
export function picture(id: string, name: string, described: string, size: readonly [number, number], drawn: Part): Markup {
  const [width, height] = size;
  return h`<figure><div class="scroll" role="group" tabindex="0" aria-label="${name}, picture">
<svg class="picture" role="img" aria-labelledby="${id}-name ${id}-text" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<title id="${id}-name">${name}</title><desc id="${id}-text">${described}</desc>
${drawn}</svg></div></figure>
`;
}
