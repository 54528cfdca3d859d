import { h, Markup } from './markup.ts';
import type { Section } from './parts.ts';

type Sha256 = (text: string) => string;

export interface Shell {
  readonly title: string;
  readonly style: string;
  /** Where nothing else sends a security policy, the page carries its own. Gives the SHA-256 of a text, hex. */
  readonly sha256?: Sha256;
  /** Class of the body. */
  readonly kind?: string;
}

/** A whole page: no script, nothing loaded, one style. What it may do stands before all else in it: use that style, and nothing more. */
export function shell({ title, style, sha256, kind }: Shell, body: Markup): string {
  return h`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${sha256 === undefined ? '' : policy(style, sha256)}<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Markup(style)}</style>
</head>
<body${kind === undefined ? '' : h` class="${kind}"`}>
${body}
</body>
</html>
`.text;
}

function policy(style: string, sha256: Sha256): Markup {
  const rule = `default-src 'none'; style-src '${styleHash(style, sha256)}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return h`<meta http-equiv="Content-Security-Policy" content="${rule}">
<meta name="referrer" content="no-referrer">
`;
}

/** A style as a security policy names it: by its hash. */
export function styleHash(style: string, sha256: Sha256): string {
  return `sha256-${btoa(sha256(style).replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16))))}`;
}

/** The list of sections beside the page. */
export function contents(sections: readonly Pick<Section, 'id' | 'title'>[]): Markup {
  return h`<nav aria-label="Sections"><ol>
${sections.map(({ id, title }) => h`<li><a href="#${id}">${title}</a></li>\n`)}</ol></nav>`;
}

/** A section in its frame. Detail is folded at medium risk and open above it; paper shows it either way. */
export function framed({ id, title, note, basis, detail, body }: Section, calm: boolean): Markup {
  const heading = h`<h2 id="${id}-title">${title}</h2>${noted(note)}${based(basis)}`;
  if (!detail) return h`<section id="${id}" aria-labelledby="${id}-title">\n${heading}\n${body}</section>\n`;
  const opening = calm ? h`<details>` : h`<details open="">`;
  return h`<section id="${id}" class="fold" aria-labelledby="${id}-title">${opening}<summary>${heading}</summary>\n${body}</details></section>\n`;
}

const noted = (note: string | undefined): Markup => (note === undefined ? h`` : h`<span class="note">${note}</span>`);
const based = (basis: string | undefined): Markup => (basis === undefined ? h`` : h`<span class="basis">${basis}</span>`);
