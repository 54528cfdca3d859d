/** What a tool is: the row of design §5 that says which accesses its calls are. */
export type ToolClass =
  | 'read'
  | 'glob'
  | 'grep'
  | 'edit'
  | 'execute'
  | 'monitor'
  | 'agent'
  | 'session'
  | 'worktree'
  | 'network'
  | 'publish'
  | 'mcp'
  | 'delegate'
  | 'schedule'
  | 'skill';

export interface ToolRow {
  readonly class: ToolClass;
  /** The input field that carries the path or the command, where the class needs one. */
  readonly field?: readonly string[];
}

const row = (toolClass: ToolClass, ...field: string[]): ToolRow => ({ class: toolClass, field });

/**
 * Every tool that we know, by its canonical name. A name that is not here is unknown and denied.
 * Source: the tool list and the inputs of client 2.1.330, measured.
 */
export const TOOLS: Readonly<Record<string, ToolRow>> = {
  Read: row('read', 'file_path'),
  NotebookRead: row('read', 'notebook_path'),
  LSP: row('read', 'filePath', 'file_path'),
  Glob: row('glob'),
  Grep: row('grep'),
  Write: row('edit', 'file_path'),
  Edit: row('edit', 'file_path'),
  MultiEdit: row('edit', 'file_path'),
  NotebookEdit: row('edit', 'notebook_path'),
  Bash: row('execute', 'command'),
  PowerShell: row('execute', 'command'),
  Monitor: row('monitor', 'command'),
  Agent: row('agent'),
  Task: row('agent'),
  EnterWorktree: row('worktree'),
  ExitWorktree: row('worktree'),

  TodoWrite: row('session'),
  TaskCreate: row('session'),
  TaskUpdate: row('session'),
  TaskGet: row('session'),
  TaskList: row('session'),
  TaskStop: row('session'),
  ToolSearch: row('session'),
  EnterPlanMode: row('session'),
  ExitPlanMode: row('session'),
  AskUserQuestion: row('session'),
  ReportFindings: row('session'),
  ListAgents: row('session'),
  CronList: row('session'),
  ReadNotifications: row('session'),
  WaitForMcpServers: row('session'),
  RefreshMcpTools: row('session'),
  SendUserMessage: row('session'),

  WebFetch: row('network'),
  WebSearch: row('network'),
  RemoteTrigger: row('network'),
  PushNotification: row('network'),
  SendFeedback: row('network'),
  ClaudeDesign: row('network'),
  Artifact: row('publish'),
  Projects: row('publish'),
  SendUserFile: row('publish'),
  ShareOnboardingGuide: row('publish'),
  ListMcpResourcesTool: row('mcp'),
  ReadMcpResourceTool: row('mcp'),
  ReadMcpResourceDirTool: row('mcp'),
  Workflow: row('delegate'),
  SendMessage: row('delegate'),
  SubagentHandback: row('delegate'),
  CronCreate: row('schedule'),
  CronDelete: row('schedule'),
  ScheduleWakeup: row('schedule'),
  SetGoal: row('schedule'),
  Skill: row('skill'),
};

/** The row of a tool; `mcp__server__tool` names are one class; undefined = unknown. */
export function toolRow(tool: string): ToolRow | undefined {
  if (/^mcp__.+__.+$/.test(tool)) return { class: 'mcp' };
  return Object.hasOwn(TOOLS, tool) ? TOOLS[tool] : undefined;
}
