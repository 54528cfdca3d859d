import type { Decision } from '../../schema/decision.ts';
import type { Packet } from '../../schema/packet.ts';
import { h, lines, type Markup } from '../html/markup.ts';
import { plural, type Section } from '../html/parts.ts';
import { contents, framed, shell } from '../html/shell.ts';
import { authority } from '../packet/html/authority.ts';
import { changes } from '../packet/html/changes.ts';
import { claims } from '../packet/html/claims.ts';
import { control } from '../packet/html/control.ts';
import { coverage, notProven, verify } from '../packet/html/coverage.ts';
import { answers, denials } from '../packet/html/denials.ts';
import { evidence } from '../packet/html/evidence.ts';
import { LIMITS } from '../packet/html/fitting.ts';
import { head, titleText } from '../packet/html/head.ts';
import { viewOf } from '../packet/html/html.ts';
import { requirements } from '../packet/html/release.ts';
import { rollback } from '../packet/html/rollback.ts';
import { timeline } from '../packet/html/timeline.ts';
import type { View } from '../packet/html/view.ts';
import { why } from '../packet/html/why.ts';
import { diffSection } from './diff-section.ts';
import { type Earlier, earlierSection } from './earlier.ts';
import type { Problem } from './fields.ts';
import { type Form, formSection } from './form.ts';
import type { ShownDiff } from './shown-diff.ts';
import { REVIEW_STYLE } from './style.ts';

export interface Review {
  readonly packet: Packet;
  /** The decision that was made on this very packet. */
  readonly decision?: Decision;
  readonly verify: string;
  readonly diff: ShownDiff;
  /** What says that the work tree is not what the packet is of. */
  readonly stale?: string;
  readonly earlier: readonly Earlier[];
  readonly form: Form;
}

/** Characters of all that comes from the packet. */
const LARGEST = 300_000;

/** What is read before the diff, and after it. */
const BEFORE: readonly ((view: View) => Section)[] = [why, changes];
const AFTER: readonly ((view: View) => Section)[] = [
  evidence,
  claims,
  denials,
  answers,
  authority,
  control,
  rollback,
  coverage,
  requirements,
  notProven,
  timeline,
  verify,
];

/** The page of a review: the packet, its diff by risk, and the form. Bounded; no text of a run is taken for markup. */
export function reviewPage(review: Review): string {
  const { packet, stale, form } = review;
  const { view, before, after } = fitted(review);
  const sections = [...before, diffSection(review.diff), ...after, earlierSection(review.earlier), formSection(form)];
  const calm = packet.risk.tier === 'low' || packet.risk.tier === 'medium';
  return document(
    `${form.problems.length === 0 ? '' : 'Not decided: '}${titleText(view.packet)}`,
    h`${problemsOf(form.problems)}<a class="skip unseen" href="#main">Skip to the packet</a>
<div class="page">
${contents(sections)}
<main id="main">
${stale === undefined ? '' : h`<p class="stale" role="note">${stale}. It cannot be shipped as it is.</p>`}
${head(view)}
<p class="go"><a href="#decide">Go to the decision</a></p>
${sections.map((section) => framed(section, calm))}</main>
<footer>twoloops ${packet.product}, packet ${packet.number} of run ${packet.run.id}. Times are UTC. This page is served by this machine to itself, and only while you decide.</footer>
</div>`,
  );
}

/** The packet's sections, with as much in them as there is room for. */
function fitted(review: Review): { readonly view: View; readonly before: readonly Section[]; readonly after: readonly Section[] } {
  const inputs = { sha256: () => '', verify: review.verify, ...(review.decision === undefined ? {} : { decision: review.decision }) };
  const made = LIMITS.map((limits) => () => {
    const view = viewOf(review.packet, limits, inputs);
    return { view, before: BEFORE.map((section) => section(view)), after: AFTER.map((section) => section(view)) };
  });
  for (const make of made.slice(0, -1)) {
    const one = make();
    if (h`${[...one.before, ...one.after].map(({ body }) => body)}`.text.length <= LARGEST) return one;
  }
  return (made.at(-1) as (typeof made)[number])();
}

/** What stands against the decision, before all else on the page and first in focus; each leads to its field. */
function problemsOf(problems: readonly Problem[]): Markup {
  if (problems.length === 0) return h``;
  return h`<div class="problems" role="alert" tabindex="-1" autofocus="">
<h2>Not decided: ${plural(problems.length, 'thing')} to look at</h2>
<ul>${problems.map(({ field, text }) => h`<li><a href="#f-${field}">${text}</a></li>\n`)}</ul></div>
`;
}

/** What was recorded, and that there is nothing more to do here. */
export function donePage(decision: Decision, said: string): string {
  const { number, value, run } = decision;
  return document(
    `Decided: ${value} · run ${run} · twoloops`,
    h`<main class="done"><h1>Decision ${number}: <span class="${value}">${value}</span></h1>
<p>It is recorded. This page is closed: nothing listens any more.</p>
<pre>${lines(said)}</pre></main>`,
  );
}

/** The server sends the policy of this page. */
const document = (title: string, body: Markup): string => shell({ title, style: REVIEW_STYLE }, body);
