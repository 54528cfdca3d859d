/** Elements deeper than this are no test report. */
const DEEPEST = 50;

/** Elements that are read; a report with more is refused as a whole. */
const MOST_ELEMENTS = 250_000;

export type Tags = { readonly ok: true; readonly xml: string; readonly root: string } | { readonly ok: false; readonly why: string };

interface Tag {
  readonly name: string;
  readonly text: string;
  readonly kind: 'open' | 'close' | 'empty';
  readonly end: number;
}

const no = (why: string): Tags => ({ ok: false, why });

/**
 * Reduces XML to the named elements, without text, comments, CDATA and instructions, after checking that it is whole: every
 * element closed, one root, no document type, bounded depth and number. The library that reads the rest is tolerant:
 * it takes a cut file for a whole one, and an unclosed `<script>` makes it run forever (txml 6.0.3).
 */
export function xmlTags(text: string, keep: ReadonlySet<string>): Tags {
  const kept: string[] = [];
  const open: string[] = [];
  let [root, elements] = ['', 0];
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    const past = skipped(text, at);
    if (past === -1) return no('it is cut or broken');
    if (past !== undefined) {
      at = past;
      continue;
    }
    const tag = tagAt(text, at);
    if (typeof tag === 'string') return no(tag);
    at = tag.end;
    if (tag.kind === 'close' && open.pop() !== tag.name) return no(`</${tag.name}> closes nothing`);
    if (tag.kind !== 'close' && open.length === 0 && root !== '') return no('it has more than one root');
    if (tag.kind !== 'close') root ||= tag.name;
    if (tag.kind === 'open') open.push(tag.name);
    elements += 1;
    if (open.length > DEEPEST || elements > MOST_ELEMENTS) return no('it is nested too deeply or has too many elements');
    if (keep.has(tag.name)) kept.push(tag.text);
  }
  if (root === '') return no('it holds no element');
  return open.length > 0 ? no(`it is cut: <${open.at(-1)}> is not closed`) : { ok: true, xml: kept.join(''), root };
}

/** What is not an element, with its end. */
const ASIDE: readonly (readonly [string, string])[] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
];

/** The place behind a comment, CDATA or instruction; -1 where it does not end; undefined where none begins here. */
function skipped(text: string, at: number): number | undefined {
  const aside = ASIDE.find(([start]) => text.startsWith(start, at));
  if (!aside) return undefined;
  const end = text.indexOf(aside[1], at + aside[0].length);
  return end < 0 ? -1 : end + aside[1].length;
}

const NAME = /^<\/?([A-Za-z_][\w.:-]{0,100})(?=[\s/>])/;

/** The tag that begins here, or why there is none. */
function tagAt(text: string, at: number): Tag | string {
  const name = NAME.exec(text.slice(at, at + 110))?.[1];
  if (name === undefined) return text.startsWith('<!', at) ? 'a document type is not read' : 'a `<` that begins no element';
  let end = at + 1;
  for (; text[end] !== '>'; end += 1) {
    const char = text[end];
    if (char === '"' || char === "'") end = text.indexOf(char, end + 1);
    if (end < 0 || end >= text.length || char === '<') return 'a tag that does not end';
  }
  const kind = text[at + 1] === '/' ? 'close' : text[end - 1] === '/' ? 'empty' : 'open';
  return { name, text: text.slice(at, end + 1), kind, end: end + 1 };
}
