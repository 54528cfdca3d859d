import type { InsightReport, NotUsed, Waiting } from '../../../schema/insight.ts';
import { code, h } from '../../html/markup.ts';
import { type Column, list, paragraphs, type Section, table } from '../../html/parts.ts';
import { short } from './families.ts';
import type { GroupView, View } from './view.ts';
import { count, REST, sentence, span } from './words.ts';

/** What cannot be said, the nearest first. */
export function waiting(view: View): Section | undefined {
  const { report, limits, nameOf } = view;
  if (report.waiting.length === 0) return undefined;
  const columns: readonly Column<Waiting>[] = [
    { name: 'what cannot be said', cell: ({ says }) => sentence(short(says, view)), kind: 'wide' },
    { name: 'group', cell: (one) => short(nameOf(one), view), kind: 'wide' },
    { name: 'more runs', cell: ({ moreRuns }) => count(moreRuns), kind: 'number' },
    { name: 'more days', cell: ({ moreDays }) => count(moreDays), kind: 'number' },
  ];
  const sorted = [...report.waiting].sort((a, b) => a.moreRuns - b.moreRuns || a.moreDays - b.moreDays);
  return {
    id: 'waiting',
    title: 'Not yet',
    note: `${count(sorted.length)}, the nearest first`,
    detail: false,
    body: table('What the runs cannot say yet, and what it takes', columns, sorted, limits.rows, REST),
  };
}

/** All groups, those that are drawn with a link. */
export function groupList(view: View): Section | undefined {
  const { groups, limits } = view;
  if (groups.length === 0) return undefined;
  const columns: readonly Column<GroupView>[] = [
    {
      name: 'repository · profile',
      cell: ({ id, name }) =>
        groups.findIndex((one) => one.id === id) < limits.groups ? h`<a href="#${id}">${short(name, view)}</a>` : short(name, view),
      kind: 'wide',
    },
    { name: 'runs', cell: ({ row }) => count(row.runs), kind: 'number' },
    { name: 'learnable', cell: ({ row }) => count(row.learnable), kind: 'number' },
    { name: 'people', cell: ({ row }) => count(row.people), kind: 'number' },
    { name: 'insights', cell: ({ insights }) => count(insights.length), kind: 'number' },
    { name: 'opened', cell: ({ row }) => span(row.from, row.to) },
  ];
  const left = groups.length - limits.groups;
  return {
    id: 'groups',
    title: 'Groups',
    note: `${count(groups.length)}, most runs first`,
    detail: false,
    body: h`${paragraphs(['A group is one repository and one profile: only its own runs are compared.', left > 0 ? h`The first ${count(limits.groups)} are drawn below; the figures of the other ${count(left)} ${REST}.` : ''])}${table('Runs that are compared with each other', columns, groups, limits.named, REST)}${renamed(view)}`,
  };
}

function renamed(view: View) {
  const { report, limits, nameOf } = view;
  const line = ({ repository, from, to }: InsightReport['renamed'][number]) =>
    h`${short(nameOf({ repository, profile: from }), view)} looks renamed to ${code(short(to, view))}: the same grants, one after the other. They are counted apart.`;
  return list(report.renamed.slice(0, limits.rows).map(line), limits.rows);
}

export function notUsed(view: View): Section | undefined {
  const { report, limits } = view;
  const all = report.notUsed.length + report.notUsedMore;
  if (all === 0) return undefined;
  const columns: readonly Column<NotUsed>[] = [
    { name: 'where', cell: ({ where }) => code(short(where, view)), kind: 'wide' },
    { name: 'why not', cell: ({ why }) => short(why, view), kind: 'wide' },
  ];
  const left = all - Math.min(report.notUsed.length, limits.rows);
  return {
    id: 'not-used',
    title: 'Summaries that were not used',
    note: count(all),
    detail: true,
    body: h`${table('Left out of every figure', columns, report.notUsed.slice(0, limits.rows), limits.rows)}${left > 0 ? h`<p class="left">${count(left)} more were left out in the same way.</p>\n` : ''}`,
  };
}

export const notShown: Section = {
  id: 'not-shown',
  title: 'What this does not show',
  detail: false,
  body: paragraphs([
    'Summaries come from machines that can be tampered with; what is said here is as good as their records. A pattern is no cause.',
    'A bound is 3 over n: with no use in n runs, the chance that a run uses it lies below it with 95 % confidence. Fewer runs than a definition asks for say nothing.',
    'No change applies itself: each is a proposal for who owns the scope or the policy. Nothing is reported by person.',
  ]),
};
