import type { Packet } from '../../../schema/packet.ts';
import { code, inline, section } from './text.ts';

export function control(packet: Packet): string[] {
  const { stops, configuration, unfinished, scope, run } = packet;
  return section('Control', [
    ...stops.trips.map(
      (trip) =>
        `- ${inline(trip.at)} stop rule ${code(trip.rule)} (limit ${inline(trip.limit)}, reached ${inline(trip.on)}, ${code(trip.place)})${trip.enforced ? '' : ', not enforced'}`,
    ),
    ...stops.halts.map((halt) => `- halted: ${inline(halt)}`),
    ...stops.resumes.map((resume) => `- resumed: ${inline(resume)}`),
    ...configuration.refused.map((change) => `- settings changed and not loaded: ${inline(change)}`),
    ...configuration.mcpChanged.map((name) => `- **MCP tool looks otherwise than in an earlier run**: ${code(name)}`),
    ...configuration.policies.map((one) => `- policy ${code(one.file)} SHA-256 ${code(one.digest.slice(0, 12))}`),
    ...configuration.hooksChanged.map((name) => `- hook file changed during the run: ${code(name)}`),
    ...(unfinished.unjudged.length > 0 ? [`- ran without a verdict: ${inline(unfinished.unjudged.slice(0, 10).join(', '))}`] : []),
    ...(unfinished.calls.length > 0 ? [`- let through, no result seen: ${inline(unfinished.calls.slice(0, 10).join(', '))}`] : []),
    ...(unfinished.background > 0 ? [`- alive in the background at the end: ${unfinished.background}`] : []),
    ...(run.modes.length > 0
      ? [`- permission modes seen: ${run.modes.map(code).join(', ')}; subagents: ${run.subagents}; prompts: ${run.prompts}`]
      : []),
    ...packet.data.classes.map(
      (one) =>
        `- data ${code(one.name)}: ${one.calls} calls by path or server, ${one.finds} finds in results, ${one.withheld} results withheld`,
    ),
    ...(packet.data.secrets > 0 ? [`- secrets seen in calls and results: ${packet.data.secrets}`] : []),
    ...run.models.map((one) => `- model: ${inline(one)}`),
    ...packet.authority.typed.map(
      (one) =>
        `- typed ${code(one.what)}: ${one.verdict}${one.enforced ? '' : ', not enforced'}${one.says === '' ? '' : ` (${inline(one.says)})`}`,
    ),
    ...(scope?.warnings ?? []).map((warning) => `- ${inline(warning)}`),
  ]);
}
