import type { Insight, ToolRow } from '../../schema/insight.ts';
import type { SummaryTool } from '../../schema/summary.ts';
import { compare, type Group } from './collect.ts';
import { removal } from './propose.ts';
import type { Row } from './rows.ts';
import { backtest, counted, percent, share, sum, tell } from './tell.ts';
import { THRESHOLDS } from './thresholds.ts';

/** What runs show of one MCP tool. */
export interface ToolHistory {
  readonly server: string;
  readonly tool: string;
  /** Runs that granted its server, in order. */
  readonly granted: readonly Row[];
  readonly used: readonly Row[];
  /** Sums over all of its runs. */
  readonly total: Omit<SummaryTool, 'server' | 'tool'>;
}

/** Means; −1 in a figure stands for what was not measured. */
const NOT_MEASURED = -1;

/** Every tool that a run called or was refused. Rates of a table count all runs, insights the learnable ones. */
export function toolHistories(rows: readonly Row[]): readonly ToolHistory[] {
  const granted = new Map<string, Row[]>();
  const tools = new Map<string, { server: string; tool: string; used: Row[]; parts: SummaryTool[] }>();
  for (const row of rows) {
    for (const server of new Set(row.servers)) {
      const runs = granted.get(server) ?? [];
      granted.set(server, runs);
      runs.push(row);
    }
    for (const part of row.tools) {
      if (part.calls + part.denied === 0) continue;
      const name = `${part.server}/${part.tool}`;
      const known = tools.get(name) ?? { server: part.server, tool: part.tool, used: [], parts: [] };
      tools.set(name, known);
      if (part.calls > 0) known.used.push(row);
      known.parts.push(part);
    }
  }
  return [...tools.values()]
    .map(({ server, tool, used, parts }) => ({ server, tool, used, granted: granted.get(server) ?? [], total: totalOf(parts) }))
    .sort((a, b) => compare(nameOf(a), nameOf(b)));
}

function totalOf(parts: readonly SummaryTool[]): ToolHistory['total'] {
  const of = (key: keyof ToolHistory['total']): number => sum(parts.map((part) => part[key]));
  return {
    calls: of('calls'),
    failed: of('failed'),
    denied: of('denied'),
    writes: of('writes'),
    ms: of('ms'),
    timed: of('timed'),
    bytes: of('bytes'),
    sized: of('sized'),
  };
}

const nameOf = ({ server, tool }: Pick<ToolHistory, 'server' | 'tool'>): string => `${server}/${tool}`;
const mean = (all: number, of: number): number | null => (of === 0 ? null : all / of);

/** The tools of a group as a table. */
export function toolRow(history: ToolHistory): ToolRow {
  const { total, granted, used } = history;
  return {
    tool: nameOf(history),
    granted: granted.length,
    usedIn: used.length,
    calls: total.calls,
    failed: total.failed,
    denied: total.denied,
    writes: total.writes,
    ms: mean(total.ms, total.timed),
    bytes: mean(total.bytes, total.sized),
  };
}

export function toolInsights(group: Group): readonly Insight[] {
  const histories = toolHistories(group.learnable).filter((one) => one.granted.length >= THRESHOLDS.mcp.runs);
  const servers = [...new Set(histories.map((one) => one.server))];
  return [
    ...histories.map((history) => toolInsight(group, history)),
    ...servers.flatMap((server) =>
      serverInsight(
        group,
        server,
        histories.filter((one) => one.server === server),
      ),
    ),
  ];
}

function toolInsight(group: Group, history: ToolHistory): Insight {
  const { granted, used, total, server, tool } = history;
  const { mcp: least } = THRESHOLDS;
  const adoption = share(used.length, granted.length);
  const success = share(total.calls - total.failed, total.calls);
  const failing = total.calls >= least.calls && success < least.success;
  const drop = adoption < least.adoption || failing;
  const row = toolRow(history);
  const calls = (of: Row): number => sum(of.tools.filter((one) => one.server === server && one.tool === tool).map((one) => one.calls));
  return tell('mcp-tool', group, {
    subject: nameOf(history),
    says: `${drop ? 'drop' : 'keep'}: used in ${used.length} of ${counted(granted.length, 'run')} that granted its server (${percent(adoption)}), ${counted(total.calls, 'call')}${total.calls === 0 ? '' : `, ${percent(success)} succeeded`}, ${total.denied} refused, ${total.writes} not known to be reading`,
    numbers: {
      granted: granted.length,
      usedIn: used.length,
      calls: total.calls,
      failed: total.failed,
      denied: total.denied,
      writes: total.writes,
      meanMs: row.ms ?? NOT_MEASURED,
      meanBytes: row.bytes ?? NOT_MEASURED,
    },
    advice: drop ? 'drop' : 'keep',
    basis: granted,
    shown: used,
    ...(drop
      ? {
          backtest: backtest(granted, { held: (older) => dropped(older, calls), refused: calls }),
          ...(isGranted(group, server, tool) ? removal('mcp', `${server} ${tool}`) : {}),
        }
      : {}),
  });

  function dropped(rows: readonly Row[], callsIn: (of: Row) => number): boolean {
    return failing || share(rows.filter((one) => callsIn(one) > 0).length, rows.length) < least.adoption;
  }
}

/** Whether the latest scope names this very tool, so that its line can go. */
const isGranted = ({ learnable }: Group, server: string, tool: string): boolean =>
  learnable.at(-1)?.grants.some(({ key }) => key.kind === 'mcp' && key.text === `${server} ${tool}`) ?? false;

function serverInsight(group: Group, server: string, tools: readonly ToolHistory[]): readonly Insight[] {
  const calls = sum(tools.map((one) => one.total.calls));
  const granted = tools[0]?.granted ?? [];
  if (calls === 0 || tools.some((one) => one.total.writes > 0)) return [];
  const used = granted.filter((row) => row.tools.some((one) => one.server === server && one.calls > 0));
  const names = tools.filter((one) => one.total.calls > 0).map((one) => one.tool);
  const wide =
    group.learnable.at(-1)?.grants.filter(({ key }) => key.kind === 'mcp' && key.loose && key.text.startsWith(`${server} `)) ?? [];
  return [
    tell('mcp-server', group, {
      subject: server,
      says: `read-only: ${counted(calls, 'call')} in ${used.length} of ${counted(granted.length, 'run')}, all of tools that a policy calls reading (${names.join(', ')})`,
      numbers: { granted: granted.length, usedIn: used.length, calls },
      advice: 'read-only',
      basis: granted,
      shown: used,
      backtest: backtest(granted, {
        held: (older) => older.some((row) => row.tools.some((one) => one.server === server && one.calls > 0)),
      }),
      ...(wide.length === 0
        ? {}
        : {
            proposal: {
              file: 'scope',
              edits: wide.map(({ key }) => ({
                op: 'replace' as const,
                key: `mcp.${server}.allow`,
                old: key.text.slice(server.length + 1),
                new: names,
              })),
            },
          }),
    }),
  ];
}
