import type { Access, McpIntent } from '../schema/access.ts';
import type { ArgumentLimit, McpRule, NameRule } from '../schema/frozen.ts';
import type { DataClass } from '../schema/standing.ts';
import type { Finding } from '../schema/verdict.ts';
import { granted, type Judged, type Ruling, refuse } from './judged.ts';
import { uriPattern, wildcard } from './wildcard.ts';

/** What is asked of an MCP server, against what the scope grants of it. A server of the same name from elsewhere is another server. */
export function judgeMcp(ruling: Ruling, intent: McpIntent): Judged {
  const { asks, server } = intent;
  const access: Access = { kind: 'mcp', target: mcpTarget(intent) };
  const no = (code: Finding['code'], rule: string, args: Finding['args'] = {}): Judged =>
    refuse(ruling, access, code, rule, { target: access.target, server, ...args });
  const { scope } = ruling;
  const classed = (ruling.classes ?? []).find((one) => !one.allowed && isClassed(one, intent));
  if (classed) return no('DATA_DENIED', classed.place, { kind: 'use', path: access.target, class: classed.name });
  const rule = scope?.mcp.servers.find((one) => one.server === server);
  if (scope === undefined || rule === undefined) return no('MCP_OUTSIDE_SCOPE', scope?.mcp.place ?? 'default');
  if (rule.source !== undefined && rule.source !== intent.source)
    return no('MCP_SOURCE', rule.place, { source: intent.source ?? 'not said', wanted: rule.source });
  switch (asks.what) {
    case 'list':
      return granted(access, rule, `${server}: names of its resources`);
    case 'elicitation':
      return rule.elicitation ? granted(access, rule, `${server}: elicitation`) : no('MCP_OUTSIDE_SCOPE', rule.place);
    case 'prompt':
      return byName(rule.prompts, asks.prompt) ?? no('MCP_OUTSIDE_SCOPE', rule.place);
    case 'resource': {
      const uri = plainUri(asks.uri);
      const grant = uri === undefined ? undefined : rule.resources.find((one) => uriPattern(one.name).test(uri));
      return grant ? granted(access, grant, grant.name) : no('MCP_OUTSIDE_SCOPE', rule.place);
    }
    case 'tool':
      return tool(rule, asks.tool, asks.input);
  }

  function byName(rules: readonly NameRule[], name: string): Judged | undefined {
    const grant = rules.find((one) => wildcard(one.name).test(name));
    return grant && granted(access, grant, grant.name);
  }

  function tool(server: McpRule, name: string, input: Readonly<Record<string, unknown>>): Judged {
    const asked = server.ask.find((one) => wildcard(one.name).test(name));
    const allowed = server.allow.find((one) => wildcard(one.name).test(name));
    const grant = asked ?? allowed;
    if (grant === undefined) return no('MCP_OUTSIDE_SCOPE', server.place);
    const broken = server.args.find((limit) => wildcard(limit.tool).test(name) && !keeps(limit, input));
    if (broken) return no('MCP_ARGUMENT', broken.place, { argument: broken.path, patterns: broken.patterns });
    if (asked) return no('MCP_ASK', asked.place);
    return granted(access, grant, grant.name, { effect: effectOf(ruling, `${server.server}/${name}`) });
  }
}

export function mcpTarget({ server, asks }: McpIntent): string {
  switch (asks.what) {
    case 'tool':
      return `${server}/${asks.tool}`;
    case 'resource':
      return `${server} ${asks.uri}`;
    case 'prompt':
      return `${server} prompt:${asks.prompt}`;
    default:
      return `${server} ${asks.what}`;
  }
}

/** By the policy's word alone: what a server says of its own tools is a hint. */
function effectOf({ standing }: Ruling, target: string): 'read' | 'write' {
  return (standing?.readers ?? []).some((one) => wildcard(one.name).test(target)) ? 'read' : 'write';
}

/** Whether a policy says that a server, or this tool of it, gives data of a class. */
export function isClassed(one: DataClass, { server, asks }: McpIntent): boolean {
  const names = asks.what === 'tool' ? [server, `${server}/${asks.tool}`] : asks.what === 'list' ? [] : [server];
  return one.mcp.some((rule) => names.some((name) => wildcard(rule.name).test(name)));
}

/** An address as it is compared; undefined where it goes up, is encoded so that readers may disagree, or holds what is not printed. */
function plainUri(uri: string): string | undefined {
  if (/[\s\\]|\p{Cc}|\p{Cf}/u.test(uri) || /%(?:2e|2f|5c|25|00)/i.test(uri)) return undefined;
  const path = uri.replace(/^[a-z][a-z0-9+.-]*:(?:\/\/)?/i, '').replace(/[?#].*$/s, '');
  return path.split('/').some((part) => part === '..' || part === '.') ? undefined : uri;
}

/** An argument that is limited must be there, and each of its values must match. */
function keeps(limit: ArgumentLimit, input: Readonly<Record<string, unknown>>): boolean {
  const values = valuesAt(input, limit.path);
  return values.length > 0 && values.every((value) => fits(value, limit.patterns));
}

function fits(value: unknown, patterns: readonly string[]): boolean {
  if (!['string', 'number', 'boolean'].includes(typeof value)) return false;
  return patterns.some((pattern) => wildcard(pattern).test(String(value)));
}

const ABSENT: readonly unknown[] = [undefined];

/** All values at `a.b.c`; lists are walked, an empty list has none, and a branch that lacks the argument counts as one that does not fit. */
function valuesAt(value: unknown, path: string): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path));
  if (path === '') return [value];
  if (value === null || typeof value !== 'object') return ABSENT;
  // a key may itself hold dots
  const keys = path.split('.');
  for (let length = keys.length; length > 0; length -= 1) {
    const key = keys.slice(0, length).join('.');
    if (Object.hasOwn(value, key)) return valuesAt((value as Record<string, unknown>)[key], keys.slice(length).join('.'));
  }
  return ABSENT;
}
