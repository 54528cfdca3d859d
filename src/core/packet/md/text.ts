import { visible, visibleLine } from '../../visible.ts';

/** More rows than this of one table are counted, not shown: `packet.json` has them all. */
const MOST_ROWS = 60;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '|': '¦', $: '<span>$</span>' };

/**
 * What a page turns into a link, a mention or a reference after the Markdown has been read, so that no backslash helps:
 * addresses, `@name`, `#12`, `GH-12`. A character without width parts them; ours, as `visible` has shown all others.
 */
const PARTED: readonly (readonly [RegExp, string])[] = [
  [/@(?=\S)/g, '@\u200b'],
  [/#(?=\d)/g, '#\u200b'],
  [/(?<![a-z0-9])(GH-)(?=\d)/gi, '$1\u200b'],
  [/:(?=\/\/)/g, ':\u200b'],
  [/(?<![a-z0-9])(www)(?=\.)/gi, '$1\u200b'],
];

/** Escapes of what only takes effect where a line begins: lists, headings of two lines, tables without bars. */
const atStart = (text: string): string => text.replace(/^(:?)([-+=])(?=[\s:=-]|$)/, '$1\\$2').replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2');

function escaped(text: string): string {
  const plain = text.replace(/[\\`_*[\]#!~]/g, '\\$&').replace(/[&<>|$]/g, (char) => ESCAPES[char] ?? char);
  return PARTED.reduce((parted, [what, by]) => parted.replace(what, by), plain);
}

/**
 * Text that cannot break out of its line or cell: no Markdown, HTML, link, mention or reference of the agent's making
 * takes effect. Words between backquotes stay code.
 */
export function inline(text: string): string {
  const flat = visibleLine(text).trim();
  // runs of backquotes pair up in other ways than single ones: then nothing is code
  if (flat.includes('``')) return atStart(escaped(flat));
  const parts = flat.split(/(`[^`]*`)/);
  return atStart(parts.map((part, i) => (i % 2 === 1 ? part.replaceAll('|', '¦') : escaped(part))).join(''));
}

/** At most so many characters, the rest an ellipsis. */
export const clip = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;

/** Text as code, with a fence that its content cannot close. */
export function code(text: string): string {
  // two backquotes with nothing between them would pair up with the next two
  if (text === '') return '` `';
  const flat = visible(text).replace(/\|/g, '¦');
  const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map((match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${flat}${fence}` : `${fence} ${flat} ${fence}`;
}

export const row = (...cells: readonly string[]): string => `| ${cells.map((cell) => cell.replace(/[\r\n]+/g, ' ')).join(' | ')} |`;

export const quote = (text: string): string[] =>
  text
    .split('\n')
    .slice(0, 40)
    .map((line) => `> ${inline(line)}`);

export function section(name: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`## ${name}`, ...lines, ''];
}

export function table(head: readonly string[], rows: readonly string[][]): string[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, MOST_ROWS).map((cells) => row(...cells));
  const more = rows.length > MOST_ROWS ? [`\n… and ${rows.length - MOST_ROWS} more in \`packet.json\``] : [];
  return [row(...head), `|${head.map(() => '---|').join('')}`, ...shown, ...more];
}
