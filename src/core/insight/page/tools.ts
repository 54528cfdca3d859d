import type { Insight, ToolRow } from '../../../schema/insight.ts';
import { code, h, type Markup, type Part } from '../../html/markup.ts';
import { bad, type Column, table } from '../../html/parts.ts';
import { compare } from '../collect.ts';
import { percent, share } from '../tell.ts';
import { THRESHOLDS } from '../thresholds.ts';
import { bar } from './bar.ts';
import { count, latency, ofAll, REST, size } from './words.ts';

const adoption = ({ usedIn, granted }: ToolRow): number => share(Math.min(usedIn, granted), granted);
const success = ({ calls, failed }: ToolRow): number => share(calls - failed, calls);

function adoptionCell(row: ToolRow): Part {
  if (row.granted === 0) return h`no run grants its server<small>${count(row.usedIn)} called it</small>`;
  return h`${bar(adoption(row), 1, 1)}<small>${ofAll(row.usedIn, row.granted)} runs</small>`;
}

function successCell(row: ToolRow): Part {
  if (row.calls === 0) return 'no call came back';
  return h`${bar(success(row), 1, 1)}<small>${percent(success(row))} of ${count(row.calls)} ${row.calls === 1 ? 'call' : 'calls'}</small>`;
}

const columnsOf = (advice: ReadonlyMap<string, string>): readonly Column<ToolRow>[] => [
  { name: 'tool', cell: ({ tool }) => code(tool), kind: 'wide' },
  { name: 'adoption', cell: adoptionCell },
  { name: 'success', cell: successCell },
  { name: 'mean latency', cell: ({ ms }) => latency(ms), kind: 'number' },
  { name: 'mean result', cell: ({ bytes }) => size(bytes), kind: 'number' },
  { name: 'refused', cell: ({ denied }) => count(denied), kind: 'number' },
  { name: 'writes', cell: ({ writes }) => count(writes), kind: 'number' },
  { name: 'advice', cell: (row) => adviceCell(row, advice.get(row.tool)), kind: 'narrow' },
];

function adviceCell({ granted }: ToolRow, advice: string | undefined): Part {
  if (advice === 'drop') return bad('drop');
  if (advice !== undefined) return advice;
  const missing = THRESHOLDS.mcp.runs - granted;
  return missing > 0 ? h`<small>needs ${count(missing)} more runs</small>` : '–';
}

/** Tools by how far they earn their place: the share of runs that use one, by the share of its calls that succeed. */
export function tools(all: readonly ToolRow[], insights: readonly Insight[], rows: number): Markup {
  const advice = new Map(
    insights.flatMap((one) => (one.insight === 'mcp-tool' && one.advice !== undefined ? [[one.subject, one.advice]] : [])),
  );
  const worth = (row: ToolRow): number => adoption(row) * success(row);
  const sorted = [...all].sort((a, b) => worth(b) - worth(a) || b.calls - a.calls || compare(a.tool, b.tool));
  return table(
    'Most useful first: the share of runs that use it, by the share of its calls that succeed',
    columnsOf(advice),
    sorted,
    rows,
    REST,
  );
}
