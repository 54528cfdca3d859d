import type { Decision } from '../../../schema/decision.ts';
import type { Packet } from '../../../schema/packet.ts';
import { cut, fitting } from '../../html/cut.ts';
import { h, joined, type Markup } from '../../html/markup.ts';
import type { Section } from '../../html/parts.ts';
import { contents, framed, shell } from '../../html/shell.ts';
import { STYLE } from '../../html/style.ts';
import { authority } from './authority.ts';
import { changes } from './changes.ts';
import { claims } from './claims.ts';
import { control } from './control.ts';
import { coverage, notProven, verify } from './coverage.ts';
import { answers, denials } from './denials.ts';
import { evidence } from './evidence.ts';
import { LIMITS, type Limits } from './fitting.ts';
import { head, titleText } from './head.ts';
import { release, requirements } from './release.ts';
import { rollback } from './rollback.ts';
import { timeline } from './timeline.ts';
import type { View } from './view.ts';
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
  return shell(
    { title: titleText(packet), style: STYLE, sha256, kind: tier === 'low' ? 'calm' : '' },
    h`<a class="skip unseen" href="#main">Skip to the packet</a>
<div class="page">
${contents(sections)}
<main id="main">
${head(view)}
${tier === 'low' ? grouped(sections) : sections.map((section) => framed(section, tier === 'medium'))}</main>
<footer>twoloops ${packet.product}, packet ${packet.number} of run ${packet.run.id}, drawn from <code>packet.json</code>, which has everything. Times are UTC.</footer>
</div>`,
  );
}

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
