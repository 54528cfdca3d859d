import type { Insight } from '../../../schema/insight.ts';
import { fitting } from '../../html/cut.ts';
import { h, type Markup } from '../../html/markup.ts';
import { leftOut, type Section } from '../../html/parts.ts';
import { card } from './card.ts';
import type { FamilyView, View } from './view.ts';
import { count, REST } from './words.ts';

/** Where the rest of a text is that is cut. */
export const WHERE = 'in twoloops insights --json';

/** A text, and all in it, as far as the page has room. */
export const short = <T>(value: T, { limits }: View): T => fitting(value, limits.text, WHERE);

/** What is said, one section a family; a family that says nothing has none. */
export const families = (view: View): readonly Section[] =>
  view.families.filter(({ insights }) => insights.length > 0).map((family) => section(family, view));

function section({ id, title, insights }: FamilyView, view: View): Section {
  const { open, folded } = view.limits;
  const first = insights.slice(0, open);
  const rest = insights.slice(open, open + folded);
  return {
    id,
    title,
    note: count(insights.length),
    detail: false,
    body: h`${cards(first, view)}${
      rest.length === 0
        ? ''
        : h`<details><summary>${count(rest.length)} more</summary>
${cards(rest, view)}${leftOut(insights.length, open + folded, 'of these', REST)}</details>
`
    }`,
  };
}

const cards = (insights: readonly Insight[], view: View): Markup =>
  h`<ol class="cards">\n${insights.map((one) => card(short(one, view), short(view.nameOf(one), view)))}</ol>\n`;
