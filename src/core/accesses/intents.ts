import type { Call, Intent, PathIntent, UnknownReason } from '../../schema/access.ts';
import { type ToolRow, toolRow } from '../tools.ts';
import { globRoot, grepExtensions } from './search.ts';

/** Says what a shell line would do in a folder. */
export type Shell = (line: string, cwd: string) => readonly Intent[];

/** Makes one for a repository, from its root, the home folder and what is known of the client's environment. */
export type MakeShell = (root: string, home: string, env: Readonly<Record<string, string | undefined>>) => Shell;

const unknown = (why: UnknownReason, what: string, tool?: string): Intent[] => [
  { kind: 'unknown', why, what, ...(tool === undefined ? {} : { tool }) },
];
const path = (kind: 'read' | 'edit', raw: string, reach: PathIntent['reach'] = 'content'): PathIntent => ({ kind, raw, reach });

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
      return execute(call, shell);
    case 'monitor':
      return call.input['ws'] === undefined ? execute(call, shell) : [{ kind: 'network', target: call.tool }];
    case 'agent':
      return agent(call);
    case 'worktree':
      return worktree(call);
    case 'network':
      return [{ kind: 'network', target: target(call) }];
    case 'publish':
    case 'mcp':
    case 'schedule':
    case 'skill':
      return [{ kind: row.class, target: target(call) }];
    case 'delegate':
      return [{ kind: 'delegate', agent: call.tool, remote: false }];
  }
}

/** `mcp__server__tool` → `server/tool`; other tools by their name. */
function target(call: Call): string {
  const mcp = /^mcp__(.+?)__(.+)$/.exec(call.tool);
  if (mcp) return `${mcp[1]}/${mcp[2]}`;
  const skill = call.input['skill'];
  return call.tool === 'Skill' && typeof skill === 'string' ? skill : call.tool;
}

function named(call: Call, row: ToolRow, then: (raw: string) => Intent[]): Intent[] {
  const fields = (row.field ?? []).filter((field) => call.input[field] !== undefined);
  const values = fields.map((field) => call.input[field]);
  if (values.length === 0) return unknown('input', `${call.tool} without ${(row.field ?? []).join(' or ')}`);
  if (!values.every((value): value is string => typeof value === 'string' && value !== '')) {
    return unknown('input', `${call.tool} whose ${fields.join(', ')} is not a path`);
  }
  return values.flatMap(then);
}

function optionalText(call: Call, field: string): string | undefined | false {
  const value = call.input[field];
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : false;
}

function glob(call: Call): Intent[] {
  const pattern = optionalText(call, 'pattern');
  const base = optionalText(call, 'path');
  if (typeof pattern !== 'string' || base === false) return unknown('input', 'Glob whose pattern or path is not text');
  const from = base === undefined || base === '' ? call.cwd : base;
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
  const raw = base === undefined || base === '' ? call.cwd : base;
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

function agent(call: Call): Intent[] {
  const type = optionalText(call, 'subagent_type');
  if (type === false) return unknown('input', 'Agent whose subagent_type is not text');
  const isolation = call.input['isolation'];
  const remote = isolation !== undefined && isolation !== null && isolation !== 'worktree';
  return [{ kind: 'delegate', agent: type === undefined || type === '' ? 'general-purpose' : type, remote }];
}

function worktree(call: Call): Intent[] {
  const to = optionalText(call, 'path');
  if (to === false) return unknown('input', `${call.tool} whose path is not text`);
  if (call.input['discard_changes'] === true) return unknown('input', 'ExitWorktree that discards changes');
  return to === undefined ? [] : [{ kind: 'worktree', raw: to }];
}
