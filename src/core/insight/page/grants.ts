import type { GroupRow } from '../../../schema/insight.ts';
import { code, h, type Markup } from '../../html/markup.ts';
import { type Column, plural, table } from '../../html/parts.ts';
import { compare } from '../collect.ts';
import { THRESHOLDS } from '../thresholds.ts';
import { bar } from './bar.ts';
import { count, ofAll, REST } from './words.ts';

type Grant = GroupRow['grants'][number];

/** What so few runs show of a grant is no advice yet. */
const usedText = ({ runs, usedIn }: Grant): Markup => {
  const word = runs < THRESHOLDS.unused.runs ? 'unused so far' : 'unused';
  return usedIn === 0 ? h`<strong>${word}</strong> in ${count(runs)}` : h`${ofAll(usedIn, runs)}`;
};

const share = ({ runs, usedIn }: Grant): number => (runs === 0 ? 0 : usedIn / runs);

/** A bar a grant: outlined for the runs that had it, filled for those that used it. */
export function grants(all: readonly Grant[], rows: number): Markup {
  if (all.length === 0) return h`<p>The latest scope that something may be learnt from grants nothing.</p>\n`;
  const most = Math.max(1, ...all.map((one) => one.runs));
  const columns: readonly Column<Grant>[] = [
    { name: 'grant', cell: ({ kind, text }) => code(`${kind} ${text}`), kind: 'wide' },
    { name: `runs, from 0 to ${count(most)}`, cell: ({ usedIn, runs }) => bar(usedIn, runs, most), kind: 'wide', plain: true },
    { name: 'runs used it', cell: usedText },
    { name: 'uses', cell: ({ uses }) => count(uses), kind: 'number' },
  ];
  const sorted = [...all].sort((a, b) => share(a) - share(b) || b.runs - a.runs || compare(a.kind, b.kind) || compare(a.text, b.text));
  const unused = all.filter((one) => one.usedIn === 0).length;
  const said = unused === 0 ? 'all were used' : h`<strong>${count(unused)}</strong> ${unused === 1 ? 'was' : 'were'} never used`;
  return h`<p>Of the ${plural(all.length, 'grant')} of the latest scope, ${said}.</p>
${table('Each grant, the least used first', columns, sorted, rows, REST)}`;
}
