import { visible, visibleLine } from '../../visible.ts';

/** More rows than this of one table are counted, not shown: `packet.json` has them all. */
const MOST_ROWS = 60;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '|': '¦' };

/**
 * Text that cannot break out of its line or cell: no Markdown, HTML or mention of the agent's making takes effect.
 * Words between backquotes stay code.
 */
export function inline(text: string): string {
  const flat = visibleLine(text);
  const escaped = (part: string): string =>
    part
      .replace(/[&<>|]/g, (char) => ESCAPES[char] ?? char)
      .replace(/[\\`_*[\]#!~]/g, '\\$&')
      .replace(/(?<!\w)@/g, '@\u200b');
  // runs of backquotes pair up in other ways than single ones: then nothing is code
  if (flat.includes('``')) return escaped(flat);
  const parts = flat.split(/(`[^`]*`)/);
  return parts.map((part, i) => (i % 2 === 1 ? part.replaceAll('|', '¦') : escaped(part))).join('');
}

/** Text as code, with a fence that its content cannot close. */
export function code(text: string): string {
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
