import { visible, visibleLine } from '../visible.ts';

/** Markup that was written in this folder. A text of a packet is a string and never becomes one. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Part = Markup | string | number | undefined | readonly Part[];

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Marks that stand on one character: more than a language needs would paint over the lines around it. */
const MOST_MARKS = 3;

/** Text for an element or a quoted attribute: shown as it is, whatever is in it. */
function escaped(text: string): string {
  return tame(text).replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char);
}

/** What a page would draw nothing for, or too much for, is spelled out. */
function tame(text: string): string {
  return text
    .replace(/\p{Default_Ignorable_Code_Point}/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`)
    .replace(/(\p{M}+)/gu, (marks) => {
      const all = [...marks];
      return all.length <= MOST_MARKS ? marks : `${all.slice(0, MOST_MARKS).join('')}\\u{… ${all.length - MOST_MARKS} marks}`;
    });
}

/** The only way to markup: the literal parts stay, every text in between is escaped and in one line. Attributes stand in double quotes. */
export function h(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(literals.map((literal, i) => literal + (i < parts.length ? written(parts[i]) : '')).join(''));
}

function written(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'number') return escaped(String(part));
  if (typeof part === 'string') return escaped(visibleLine(part));
  return part.map(written).join('');
}

/** A name as code: a newline in it is spelled out, since it belongs to the name. */
export function code(text: string): Markup {
  return new Markup(`<code>${escaped(visible(text))}</code>`);
}

/** Text of several lines, line by line, inside `<pre>`. */
export function lines(text: string): Markup {
  return new Markup(
    text
      .split(/\r?\n/)
      .map((line) => escaped(visible(line.replaceAll('\t', '  '))))
      .join('\n'),
  );
}

/** Parts with a text between them. */
export function joined(parts: readonly Part[], between: string): Markup {
  return h`${parts.flatMap((part, i) => (i === 0 ? [part] : [between, part]))}`;
}

/** What needs no look: printed as it is. */
const PLAIN = /^[\t -~]*$/;

/** One line of a file inside `<pre>`; tabs stay tabs. */
export function fileLine(text: string): Markup {
  if (PLAIN.test(text)) return verbatim(text);
  return new Markup(
    text
      .split('\t')
      .map((part) => escaped(visible(part)))
      .join('\t'),
  );
}

/** What a person typed, for a field of a form: not a character is changed, since they will send it again. */
export function verbatim(text: string): Markup {
  return new Markup(text.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char));
}
