import { fitting } from '../../html/cut.ts';
import { h, type Markup, type Part } from '../../html/markup.ts';
import { plural } from '../../html/parts.ts';
import { percent, share } from '../tell.ts';
import { WHERE } from './families.ts';
import { isNews, type View } from './view.ts';
import { count, kindWord, quoted, span } from './words.ts';

/** Characters of a text of the first screen; the whole stands below. */
const GLANCE = 160;

interface Line {
  readonly name: Part;
  readonly text: Part;
  readonly look?: boolean;
}

const total = (view: View, of: 'runs' | 'learnable'): number => view.groups.reduce((sum, { row }) => sum + row[of], 0);

export function titleText(view: View): string {
  const [runs, profiles, repositories] = [
    total(view, 'runs'),
    view.groups.length,
    new Set(view.groups.map(({ row }) => row.repository)).size,
  ];
  if (runs === 0) return 'No run to learn from';
  return `${plural(runs, 'run')} of ${plural(profiles, 'profile')} in ${repositories === 1 ? 'one repository' : `${count(repositories)} repositories`}`;
}

/** The first screen: what was looked at, and of each family what weighs most. */
export function head(view: View): Markup {
  const { report } = view;
  const lines = [...looked(view), ...said(view), ...missing(view)];
  return h`<header>
<p class="product">twoloops insights</p>
<h1>${titleText(view)}</h1>
<p class="about">opened ${span(report.since, report.until)}, closed, and summarised</p>
</header>
<table class="headline"><caption class="unseen">What was looked at, and what weighs most</caption>
<tbody>
${lines.map(({ name, text, look }) => h`<tr class="${look ? 'look' : 'plain'}"><th scope="row">${name}</th><td>${text}</td></tr>\n`)}</tbody></table>
`;
}

function looked(view: View): readonly Line[] {
  const [runs, learnable] = [total(view, 'runs'), total(view, 'learnable')];
  const aside = runs - learnable;
  const read = `${plural(view.report.summaries, 'summary').replace(/summarys$/, 'summaries')} read.`;
  const why = 'not enforced, not fully covered, or without an intact record';
  const text =
    runs === 0
      ? `${read} None is of a run in this window, so nothing can be said.`
      : aside === 0
        ? `all ${plural(runs, 'run')}. ${read}`
        : `${plural(learnable, 'run')}. From ${count(aside)} (${percent(share(aside, runs))}) nothing may be learnt (${why}): only rates, months and outcomes count them. ${read}`;
  return [{ name: 'Rests on', text }];
}

const said = (view: View): readonly Line[] =>
  view.families.flatMap(({ id, title, insights, look }): Line[] => {
    const [first] = insights;
    if (first === undefined) return [];
    const { subject, says } = fitting(first, Math.min(GLANCE, view.limits.text), WHERE);
    const about = subject === 'all' ? '' : h`${quoted(`\`${subject.replaceAll('`', "'")}\``)}: `;
    const rest = insights.length === 1 ? '' : `; ${count(insights.length - 1)} more`;
    return [
      {
        name: h`<a href="#${id}">${title}</a>`,
        text: h`${about}${quoted(says)} <small>${kindWord(first.insight)}, ${fitting(view.nameOf(first), GLANCE, WHERE)}${rest}</small>`,
        ...(look === undefined ? {} : { look }),
      },
    ];
  });

function missing({ report, families }: View): readonly Line[] {
  const silent = families.filter(({ insights }) => insights.length === 0).map(({ title }) => title.toLowerCase().replace('mcp', 'MCP'));
  const kept = report.insights.filter((one) => !isNews(one)).length;
  const notUsed = report.notUsed.length + report.notUsedMore;
  const lines: readonly (Line | undefined)[] = [
    report.groups.length === 0 || silent.length === 0 ? undefined : { name: 'Nothing on', text: `${silent.join(', ')}` },
    kept === 0 ? undefined : { name: 'As it should be', text: `${plural(kept, 'MCP tool')} worth keeping: see the groups` },
    report.waiting.length === 0
      ? undefined
      : { name: h`<a href="#waiting">Not yet</a>`, text: `${plural(report.waiting.length, 'question')} for want of runs or days` },
    notUsed === 0
      ? undefined
      : { name: h`<a href="#not-used">Not used</a>`, text: `${plural(notUsed, 'summary').replace(/summarys$/, 'summaries')}` },
  ];
  return lines.filter((line) => line !== undefined);
}
