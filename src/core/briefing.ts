import type { FrozenScope, McpRule } from '../schema/frozen.ts';
import { list } from './messages.ts';

/** What the agent is told when its run opens, resumes, or was compacted. */
export function briefing(scope: FrozenScope | undefined, unscoped: string | undefined): string {
  if (scope === undefined) {
    return `twoloops guards this repository and found no usable scope: ${unscoped ?? 'no scope file'}. You may read the repository; every other call will be refused until a person writes .claude/scope.yaml.`;
  }
  const patterns = (rules: readonly { pattern: string }[]): string =>
    list(
      rules.map((rule) => rule.pattern),
      20,
    );
  const commands = scope.commands.allow.map((rule) => `\`${rule.text}\``);
  const { stop } = scope;
  const limits = [
    stop.denials && `${stop.denials.limit} denials`,
    stop.filesChanged && `${stop.filesChanged.limit} changed files`,
    stop.toolCalls && `${stop.toolCalls.limit} tool calls`,
    stop.minutes && `${stop.minutes.limit} minutes`,
    stop.linesChanged && `${stop.linesChanged.limit} changed lines`,
    stop.failedTests && `${stop.failedTests.limit} failures of one test command in a row`,
    stop.tokens && `${stop.tokens.limit} tokens`,
    stop.costUsd && `${stop.costUsd.limit} US dollars`,
    stop.secrets && `${stop.secrets.limit} secrets seen`,
    stop.touches.length > 0 && `a change of ${patterns(stop.touches)}`,
    stop.commands.length > 0 && `any of the commands ${list(stop.commands.map((rule) => rule.text))}`,
    stop.data.length > 0 && `data of class ${list(stop.data.map((rule) => rule.name))}`,
  ].filter((text) => typeof text === 'string');
  return [
    `twoloops holds this run to a scope (${scope.file}, ${scope.digest.slice(0, 12)}).${scope.enforce === 'observe' ? ' It is observed, not enforced.' : ''}`,
    `Task: ${scope.task}`,
    `You may read: ${patterns(scope.read.allow)}${scope.read.deny.length > 0 ? `; not ${patterns(scope.read.deny)}` : ''}`,
    `You may edit: ${patterns(scope.edit.allow)}${scope.edit.deny.length > 0 ? `; not ${patterns(scope.edit.deny)}` : ''}`,
    `Forbidden, neither read nor edited: ${patterns(scope.forbidden)}`,
    `Commands: ${list(commands, 20)}; utilities that only read or write files (cat, grep, sed, cp, mkdir …) need no grant, their paths are judged. What cannot be known from the line (a value, eval, code from a pipe) is refused: write it plainly.`,
    `Network: ${list(scope.network.hosts.map((rule) => rule.text))}.`,
    `Subagents: ${list(scope.delegate.agents.map((rule) => rule.name))}. Workflows: ${list(scope.workflows.names.map((rule) => rule.name))}. Schedules: ${scope.delegate.schedule ? 'yes' : 'none'}. Skills: ${list(scope.skills.names.map((rule) => rule.name))}.`,
    `MCP: ${list(scope.mcp.servers.map(mcpLine))}. Publishing: ${list(scope.publish.rules.map((rule) => `${rule.name} (${list(rule.files.map((file) => file.pattern))})`))}.`,
    `The run halts at: ${list(limits)}.`,
    `What lies outside is refused. Do not look for a way around a refusal: stop and say what is missing; ${scope.approver} can widen the scope.`,
    ...(scope.evidence.length > 0 ? [`Owed before release: ${list(scope.evidence.map((item) => item.text))}.`] : []),
  ].join('\n');
}

function mcpLine(rule: McpRule): string {
  const parts = [...rule.allow, ...rule.ask, ...rule.resources, ...rule.prompts].map((one) => one.name);
  return `${rule.server} (${list(parts)})`;
}
