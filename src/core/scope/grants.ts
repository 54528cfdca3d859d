import type { ArgumentLimit, Grants, McpRule, PathRule } from '../../schema/frozen.ts';
import type { GrantParts } from '../../schema/scope.ts';
import { hostRule } from '../network.ts';
import { compileGlob } from './globs.ts';
import type { Lists, Made } from './lists.ts';

/** The grants of a scope, or of a policy's ceiling, as rules. */
export function grantsOf(parts: GrantParts, lists: Lists): Grants {
  return {
    read: {
      allow: lists.globs(parts.read.allow, 'read', 'allow'),
      deny: lists.globs(parts.read.deny, 'read', 'deny'),
      place: lists.listPlace(['read', 'allow']),
    },
    edit: {
      allow: lists.globs(parts.edit.allow, 'edit', 'allow'),
      deny: lists.globs(parts.edit.deny, 'edit', 'deny'),
      place: lists.listPlace(['edit', 'allow']),
    },
    scratch: lists.each(parts.scratch, ['scratch'], (item, place) => scratch(item, place, lists)),
    repos: lists.each(parts.repos, ['repos'], (item, place) => {
      const root = lists.context.repo(item);
      return root === undefined ? { problem: 'is no folder on this machine' } : { rule: { root, place } };
    }),
    commands: {
      allow: lists.commands(parts.commands.allow, 'commands', 'allow'),
      ask: lists.commands(parts.commands.ask, 'commands', 'ask'),
      place: lists.listPlace(['commands', 'allow']),
    },
    network: { hosts: lists.each(parts.network, ['network'], hostRule), place: lists.listPlace(['network']) },
    delegate: {
      agents: lists.names(parts.delegate.agents, 'delegate', 'agents'),
      remote: parts.delegate.remote,
      schedule: parts.delegate.schedule,
      place: lists.listPlace(['delegate', 'agents']),
      schedulePlace: lists.listPlace(['delegate', 'schedule']),
    },
    mcp: {
      servers: Object.entries(parts.mcp).map(([server, rule]) => mcpRule(server, rule, lists)),
      place: lists.listPlace(['mcp']),
    },
    skills: { names: lists.names(parts.skills, 'skills'), place: lists.listPlace(['skills']) },
    workflows: { names: lists.names(parts.workflows, 'workflows'), place: lists.listPlace(['workflows']) },
    publish: {
      rules: Object.entries(parts.publish).map(([name, files]) => ({
        name,
        place: lists.place(['publish', name]),
        files: lists.globs(files, 'publish', name),
      })),
      place: lists.listPlace(['publish']),
    },
    tools: lists.names(parts.tools, 'tools'),
  };
}

function scratch(item: string, place: string, { context }: Lists): Made<PathRule> {
  const made = compileGlob(item, place, context);
  if ('rule' in made && made.rule.base === 'repository') return { problem: 'lies inside the repository: scratch is absolute or `~/…`' };
  return made;
}

function mcpRule(server: string, rule: GrantParts['mcp'][string], lists: Lists): McpRule {
  const names = (key: 'allow' | 'ask' | 'resources' | 'prompts') => lists.names(rule[key], 'mcp', server, key);
  const named = [...rule.allow, ...rule.ask];
  for (const tool of Object.keys(rule.args)) {
    // a limit on a tool that nothing grants is a mistake: it grants nothing itself
    if (!named.some((name) => name === tool || name.includes('*') || tool.includes('*')))
      lists.refuse(
        ['mcp', server, 'args', tool],
        `\`${tool}\` in \`mcp.${server}.args\` is in neither \`allow\` nor \`ask\`: a limit grants nothing`,
      );
  }
  return {
    server,
    place: lists.place(['mcp', server]),
    ...(rule.source === undefined ? {} : { source: rule.source }),
    allow: names('allow'),
    ask: names('ask'),
    resources: names('resources'),
    prompts: names('prompts'),
    elicitation: rule.elicitation,
    args: Object.entries(rule.args).flatMap(([tool, limits]) =>
      Object.entries(limits).map(
        ([path, patterns]): ArgumentLimit => ({ tool, path, patterns, place: lists.place(['mcp', server, 'args', tool, path]) }),
      ),
    ),
  };
}
