import type { Call, Intent } from '../../schema/access.ts';
import { type ToolRow, toolRow } from '../tools.ts';
import { agent, workflow, worktree } from './delegate.ts';
import { optionalText, path, unknown } from './fields.ts';
import { mcpResource, mcpTool } from './mcp.ts';
import { address, service, socket } from './network.ts';
import { publish } from './publish.ts';
import { globRoot, grepExtensions } from './search.ts';

/** Says what a shell line would do in a folder. */
export type Shell = (line: string, cwd: string) => readonly Intent[];

/** Makes one for a repository, from its root, the home folder and what is known of the client's environment. */
export type MakeShell = (root: string, home: string, env: Readonly<Record<string, string | undefined>>) => Shell;

/** What a call would do, read from its name and input alone. Total: whatever it cannot read is an `unknown` intent. */
export function intentsOf(call: Call, shell: Shell): readonly Intent[] {
  const row = toolRow(call.tool);
  if (row === undefined) return unknown('tool', call.tool, call.tool);
  switch (row.class) {
    case 'session':
      return [];
    case 'read':
      return named(call, row, (raw) => [path('read', raw)]);
    case 'edit':
      return named(call, row, (raw) => [path('read', raw), path('edit', raw)]);
    case 'glob':
      return glob(call);
    case 'grep':
      return grep(call);
    case 'execute':
      return row.ws !== undefined && call.input[row.ws] !== undefined ? socketAndMore(call, row.ws, shell) : execute(call, shell);
    case 'agent':
      return agent(call);
    case 'workflow':
      return workflow(call);
    case 'worktree':
      return worktree(call);
    case 'network':
      return address(call.input[row.url], ['http:', 'https:'], call.tool);
    case 'service':
      return service(call, row);
    case 'publish':
      return publish(call, row);
    case 'mcp':
      return mcpTool(call);
    case 'resource':
      return mcpResource(call, row.uri);
    case 'schedule':
      return schedule(call, row);
    case 'skill': {
      const name = optionalText(call, row.name);
      return typeof name === 'string' ? [{ kind: 'skill', target: name }] : unknown('input', `${call.tool} without ${row.name}`);
    }
    case 'delegate':
      return [{ kind: 'delegate', agent: call.tool, remote: false }];
  }
}

function named(call: Call, row: Extract<ToolRow, { path: readonly string[] }>, then: (raw: string) => Intent[]): Intent[] {
  const fields = row.path.filter((field) => call.input[field] !== undefined);
  const values = fields.map((field) => call.input[field]);
  if (values.length === 0) return unknown('input', `${call.tool} without ${row.path.join(' or ')}`);
  if (!values.every((value): value is string => typeof value === 'string' && value !== '')) {
    return unknown('input', `${call.tool} whose ${fields.join(', ')} is not a path`);
  }
  return values.flatMap(then);
}

function glob(call: Call): Intent[] {
  const pattern = optionalText(call, 'pattern');
  const base = optionalText(call, 'path');
  if (typeof pattern !== 'string' || base === false) return unknown('input', 'Glob whose pattern or path is not text');
  const from = base ?? call.cwd;
  const root = globRoot(pattern);
  // the pattern itself can lead out of the folder: `../x/*`, `/etc/*`
  const reached = root.startsWith('/') || root.startsWith('~') ? root : `${from}/${root}`;
  const places = root === '' ? [from] : [from, reached];
  return places.map((raw) => path('read', raw, 'names'));
}

function grep(call: Call): Intent[] {
  const base = optionalText(call, 'path');
  const filter = optionalText(call, 'glob');
  if (typeof call.input['pattern'] !== 'string' || base === false || filter === false) {
    return unknown('input', 'Grep whose pattern, path or glob is not text');
  }
  const raw = base ?? call.cwd;
  const extensions = filter === undefined ? undefined : grepExtensions(filter);
  // names end in one of them, dot included
  const only = extensions?.map((extension) => `${extension.replace(/[.+]/g, '\\$&')}$`).join('|');
  return [{ ...path('read', raw, 'recursive'), ...(only === undefined ? {} : { only }) }];
}

function execute(call: Call, shell: Shell): readonly Intent[] {
  const command = call.input['command'];
  if (typeof command !== 'string') return unknown('input', `${call.tool} without a command`);
  // no parser for it here: only the very text counts
  if (call.tool === 'PowerShell')
    return [{ kind: 'execute', argv: [command], exact: command, why: 'a PowerShell command is granted by its exact text only' }];
  if (call.input['dangerouslyDisableSandbox'] === true) return unknown('shell', 'a command that asks to leave the sandbox');
  return shell(command, call.cwd);
}

/** A monitor listens to a socket or runs a command; one that names both does both. */
function socketAndMore(call: Call, ws: string, shell: Shell): readonly Intent[] {
  return [...socket(call, ws), ...(call.input['command'] === undefined ? [] : execute(call, shell))];
}

/** What is scheduled runs later, perhaps in another session; a durable one is kept in a file of the repository. */
function schedule(call: Call, row: Extract<ToolRow, { class: 'schedule' }>): Intent[] {
  const kept = row.file !== undefined && call.input['durable'] === true ? [path('edit', row.file)] : [];
  return [{ kind: 'schedule', target: call.tool }, ...kept];
}
