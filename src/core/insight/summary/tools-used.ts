import type { ResultBody, RunEvent } from '../../../schema/event.ts';
import type { SummaryTool } from '../../../schema/summary.ts';
import { cut } from '../../redact.ts';

const MOST = 500;
const MOST_NAME = 200;

/** How each MCP tool was called in a run, and what it gave. */
export function toolsUsed(events: readonly RunEvent[]): SummaryTool[] {
  const results = new Map(events.flatMap((event) => (event.type === 'result' ? [[event.id, event] as const] : [])));
  const tools = new Map<string, SummaryTool>();
  for (const event of events) {
    if (event.type !== 'verdict') continue;
    for (const { kind, target } of event.accesses) {
      const slash = target.indexOf('/');
      // resources, prompts and questions of a server have a blank in their target
      if (kind !== 'mcp' || slash < 1 || /\s/.test(target.slice(0, slash))) continue;
      const known = tools.get(target) ?? none(target.slice(0, slash), target.slice(slash + 1));
      const ran = event.verdict === 'allow' || results.has(event.id);
      const wrote = ran && event.uses.some((use) => use.target === target && use.effect !== 'read');
      tools.set(target, ran ? called(known, results.get(event.id), wrote) : { ...known, denied: known.denied + 1 });
    }
  }
  return [...tools.values()].slice(0, MOST);
}

const none = (server: string, tool: string): SummaryTool => ({
  server: cut(server, MOST_NAME),
  tool: cut(tool, MOST_NAME),
  calls: 0,
  failed: 0,
  denied: 0,
  writes: 0,
  ms: 0,
  timed: 0,
  bytes: 0,
  sized: 0,
});

function called(tool: SummaryTool, result: ResultBody | undefined, wrote: boolean): SummaryTool {
  return {
    ...tool,
    calls: tool.calls + 1,
    // a call without a result gave nothing
    failed: tool.failed + (result?.ok ? 0 : 1),
    writes: tool.writes + (wrote ? 1 : 0),
    ms: tool.ms + Math.round(result?.ms ?? 0),
    timed: tool.timed + (result?.ms === undefined ? 0 : 1),
    bytes: tool.bytes + (result?.bytes ?? 0),
    sized: tool.sized + (result?.bytes === undefined ? 0 : 1),
  };
}
