import type { Decision } from '../../../schema/decision.ts';
import type { Packet } from '../../../schema/packet.ts';
import { authority } from './authority.ts';
import { changes } from './changes.ts';
import { claims } from './claims.ts';
import { control } from './control.ts';
import { coverage, notProven, verify } from './coverage.ts';
import { answers, denials } from './denials.ts';
import { evidence } from './evidence.ts';
import { cut, fitting, LIMITS, type Limits } from './fitting.ts';
import { head, titleText } from './head.ts';
import { h, joined, Markup } from './markup.ts';
import type { Section, View } from './parts.ts';
import { release, requirements } from './release.ts';
import { rollback } from './rollback.ts';
import { STYLE } from './style.ts';
import { timeline } from './timeline.ts';
import { why } from './why.ts';

export interface PageInputs {
  /** SHA-256 of a text, hex. */
  readonly sha256: (text: string) => string;
  /** How to check this packet without twoloops: plain lines. */
  readonly verify: string;
  /** The decision that was made on this very packet. */
  readonly decision?: Decision;
}

/** Bytes: a page that a phone opens and a mail carries. */
const LARGEST = 300_000;

/** Characters of the instructions to verify, which are nowhere else. */
const LONGEST_VERIFY = 12_000;

/** In the order of a review. */
const SECTIONS: readonly ((view: View) => Section)[] = [
  why,
  changes,
  evidence,
  claims,
  denials,
  answers,
  authority,
  control,
  rollback,
  coverage,
  requirements,
  release,
  notProven,
  timeline,
  verify,
];

/**
 * A packet as one HTML file of at most 300 kB: no script, nothing loaded, no text of the packet taken for markup. What does
 * not fit is counted and left to `packet.json`. The same packet always gives the same bytes.
 */
export function html(packet: Packet, inputs: PageInputs): string {
  let page = '';
  for (const limits of LIMITS) {
    page = document(viewOf(packet, limits, inputs), inputs.sha256);
    if (new TextEncoder().encode(page).length <= LARGEST) return page;
  }
  return page;
}

/** The packet as one page has room for it. */
export function viewOf(packet: Packet, limits: Limits, { verify, decision }: PageInputs): View {
  const short = fitting({ ...packet, summary: { ...packet.summary, text: '' } }, limits.text);
  const summary = { ...short.summary, text: fitting(packet.summary.text, limits.message) };
  return {
    packet: { ...short, summary },
    limits,
    verify: cut(verify, LONGEST_VERIFY, 'left out'),
    ...(decision === undefined ? {} : { decision: fitting(decision, limits.message) }),
  };
}

function document(view: View, sha256: PageInputs['sha256']): string {
  const { packet } = view;
  const { tier } = packet.risk;
  const sections = SECTIONS.map((section) => section(view));
  return h`<!doctype html>
<html lang="en">
${about(packet, sha256)}
<body class="${tier === 'low' ? 'calm' : ''}">
<a class="skip unseen" href="#main">Skip to the packet</a>
<div class="page">
<nav aria-label="Sections"><ol>
${sections.map(({ id, title }) => h`<li><a href="#${id}">${title}</a></li>\n`)}</ol></nav>
<main id="main">
${head(view)}
${tier === 'low' ? grouped(sections) : sections.map((section) => framed(section, tier === 'medium'))}</main>
<footer>twoloops ${packet.product}, packet ${packet.number} of run ${packet.run.id}, drawn from <code>packet.json</code>, which has everything. Times are UTC.</footer>
</div>
</body>
</html>
`.text;
}

/** What the page may do stands before all else in it: use its own style, and nothing more. */
function about(packet: Packet, sha256: PageInputs['sha256']): Markup {
  const rule = `default-src 'none'; style-src '${styleHash(STYLE, sha256)}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return h`<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${rule}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${titleText(packet)}</title>
<link rel="icon" href="data:,">
<style>${new Markup(STYLE)}</style>
</head>`;
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

/** At low risk a screen is enough: details that follow each other are one fold, which says what is in it. */
function grouped(sections: readonly Section[]): Markup {
  return h`${sections.map((section, i) => {
    if (!section.detail) return framed(section, false);
    if (sections[i - 1]?.detail) return h``;
    const end = sections.findIndex((other, j) => j > i && !other.detail);
    return group(sections.slice(i, end < 0 ? undefined : end));
  })}`;
}

function group(sections: readonly Section[]): Markup {
  const told = sections.map(({ title, note }) => `${title}${note === undefined ? '' : `: ${note}`}`);
  return h`<details class="group"><summary>${joined(told, ' · ')}</summary>
${sections.map((section) => framed({ ...section, detail: false }, false))}</details>
`;
}

/** A style as a security policy names it: by its hash. */
export function styleHash(style: string, sha256: PageInputs['sha256']): string {
  return `sha256-${btoa(sha256(style).replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16))))}`;
}
