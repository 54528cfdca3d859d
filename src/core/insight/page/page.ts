import type { InsightReport } from '../../../schema/insight.ts';
import { h, type Markup } from '../../html/markup.ts';
import type { Section } from '../../html/parts.ts';
import { contents, framed, shell } from '../../html/shell.ts';
import { clip } from '../../packet/md/text.ts';
import { PATTERNS } from './bar.ts';
import { families } from './families.ts';
import { group } from './group.ts';
import { head, titleText } from './head.ts';
import { LIMITS } from './limits.ts';
import { groupList, notShown, notUsed, waiting } from './rest.ts';
import { INSIGHTS_STYLE } from './style.ts';
import { type View, viewOf } from './view.ts';

interface Given {
  /** SHA-256 of a text, hex. */
  readonly sha256: (text: string) => string;
}

/** Bytes: a page that a phone opens. */
const LARGEST = 1_500_000;

/** Groups that are unfolded, and groups that the list of sections names. */
const UNFOLDED = 1;
const LISTED = 12;
/** Characters of a name in the list of sections. */
const LONGEST = 60;

/**
 * A report as one HTML file of at most 1.5 MB: no script, nothing loaded, no text of a run taken for markup. The most
 * important comes first; what does not fit is counted and left to `twoloops insights --json`. The same report always gives
 * the same bytes.
 */
export function insightsPage(report: InsightReport, given: Given): string {
  let page = '';
  for (const limits of LIMITS) {
    page = document(viewOf(report, limits), given);
    if (new TextEncoder().encode(page).length <= LARGEST) return page;
  }
  return page;
}

function document(view: View, { sha256 }: Given): string {
  const groups = view.groups.slice(0, view.limits.groups).map((one) => group(one, view));
  const there = (sections: readonly (Section | undefined)[]): readonly Section[] => sections.filter((one) => one !== undefined);
  const before = there([...families(view), waiting(view), groupList(view)]);
  const after = there([notUsed(view), notShown]);
  const listed = groups.slice(0, LISTED).map(({ id, title }) => ({ id, title: clip(title, LONGEST) }));
  return shell(
    { title: `${titleText(view)} · twoloops insights`, style: INSIGHTS_STYLE, sha256 },
    h`<a class="skip unseen" href="#main">Skip to the report</a>
${PATTERNS}<div class="page">
${contents([...before, ...listed, ...after])}
<main id="main">
${head(view)}
${before.map((section) => framed(section, false))}${groups.map((section, i) => framed(section, i >= UNFOLDED))}${after.map((section) => framed(section, true))}</main>
${FOOTER}
</div>`,
  );
}

const FOOTER: Markup = h`<footer>Drawn by <code>twoloops insights</code> from one sealed summary per closed run; <code>twoloops insights --json</code> has everything. Times are UTC.</footer>`;
