/** How a tool's input is read into accesses: the rows of design §5. */
export type ToolRow =
  | { readonly class: 'session' | 'glob' | 'grep' | 'agent' | 'worktree' | 'workflow' }
  /** `path`: the input fields that carry a path. */
  | { readonly class: 'read' | 'edit'; readonly path: readonly string[] }
  /** A shell line in `command`; `ws`: or a socket in that field. */
  | { readonly class: 'execute'; readonly ws?: string }
  | { readonly class: 'network'; readonly url: string }
  /** `service`: the word in the scope's `network`; `acts`: the value of `action` that only reads, all others need `service-run`. */
  | { readonly class: 'service'; readonly service: string; readonly reads?: readonly string[] }
  | PublishRow
  /** An MCP tool of the client itself: `server` and `uri` are fields of its input. */
  | { readonly class: 'resource'; readonly uri: boolean }
  | { readonly class: 'delegate' }
  /** `file`: what the client writes where `durable` is asked for. */
  | { readonly class: 'schedule'; readonly file?: string }
  | { readonly class: 'skill'; readonly name: string }
  | { readonly class: 'mcp' };

export interface PublishRow {
  readonly class: 'publish';
  /** The field that says what is done. */
  readonly action?: string;
  /** Fields with a path or a list of paths that leave the machine. */
  readonly files: readonly string[];
  /** A field with a folder that is written to. */
  readonly into?: string;
  /** Without any of `files` the call cannot be read. */
  readonly needsFile?: true;
  /** Actions that take away what was published. */
  readonly destroys: readonly string[];
}

const read = (...path: string[]): ToolRow => ({ class: 'read', path });
const edit = (...path: string[]): ToolRow => ({ class: 'edit', path });
const session: ToolRow = { class: 'session' };

/**
 * Every tool that we know, by its canonical name. A name that is not here is unknown and denied.
 * Source: the tool list and the captured inputs of client 2.1.330; rows of tools that no headless run offers (Artifact,
 * Projects, SendUserFile, RemoteTrigger …) rest on the published input types.
 */
export const TOOLS: Readonly<Record<string, ToolRow>> = {
  Read: read('file_path'),
  NotebookRead: read('notebook_path'),
  LSP: read('filePath', 'file_path'),
  Glob: { class: 'glob' },
  Grep: { class: 'grep' },
  Write: edit('file_path'),
  Edit: edit('file_path'),
  MultiEdit: edit('file_path'),
  NotebookEdit: edit('notebook_path'),
  Bash: { class: 'execute' },
  PowerShell: { class: 'execute' },
  Monitor: { class: 'execute', ws: 'ws' },
  Agent: { class: 'agent' },
  Task: { class: 'agent' },
  EnterWorktree: { class: 'worktree' },
  ExitWorktree: { class: 'worktree' },

  TodoWrite: session,
  TaskCreate: session,
  TaskUpdate: session,
  TaskGet: session,
  TaskList: session,
  TaskStop: session,
  ToolSearch: session,
  EnterPlanMode: session,
  ExitPlanMode: session,
  AskUserQuestion: session,
  ReportFindings: session,
  ListAgents: session,
  CronList: session,
  ReadNotifications: session,
  WaitForMcpServers: session,
  RefreshMcpTools: session,
  SendUserMessage: session,

  WebFetch: { class: 'network', url: 'url' },
  WebSearch: { class: 'service', service: 'web-search' },
  RemoteTrigger: { class: 'service', service: 'remote-trigger', reads: ['list', 'get', 'list_runs', 'get_run_log'] },
  PushNotification: { class: 'service', service: 'push-notification' },
  SendFeedback: { class: 'service', service: 'send-feedback' },
  ClaudeDesign: { class: 'service', service: 'claude-design' },
  Artifact: {
    class: 'publish',
    action: 'action',
    files: ['file_path', 'file_paths', 'contract'],
    into: 'out_dir',
    destroys: ['delete_asset', 'delete', 'unpublish'],
  },
  Projects: { class: 'publish', action: 'method', files: ['local_path'], destroys: ['project_delete', 'delete', 'memory_delete'] },
  SendUserFile: { class: 'publish', files: ['file_path', 'path', 'file_paths', 'paths', 'files'], needsFile: true, destroys: [] },
  ShareOnboardingGuide: { class: 'publish', files: ['file_path', 'path'], needsFile: true, destroys: [] },
  ListMcpResourcesTool: { class: 'resource', uri: false },
  ListMcpResources: { class: 'resource', uri: false },
  ReadMcpResourceTool: { class: 'resource', uri: true },
  ReadMcpResource: { class: 'resource', uri: true },
  ReadMcpResourceDirTool: { class: 'resource', uri: true },
  ReadMcpResourceDir: { class: 'resource', uri: true },
  Workflow: { class: 'workflow' },
  SendMessage: { class: 'delegate' },
  SubagentHandback: { class: 'delegate' },
  CronCreate: { class: 'schedule', file: '.claude/scheduled_tasks.json' },
  CronDelete: { class: 'schedule' },
  ScheduleWakeup: { class: 'schedule' },
  SetGoal: { class: 'schedule' },
  ProposeGoal: { class: 'schedule' },
  Skill: { class: 'skill', name: 'skill' },
};

const MCP: ToolRow = { class: 'mcp' };

/** The row of a tool; `mcp__server__tool` names are one class; undefined = unknown. */
export function toolRow(tool: string): ToolRow | undefined {
  if (/^mcp__.+__.+$/s.test(tool)) return MCP;
  return Object.hasOwn(TOOLS, tool) ? TOOLS[tool] : undefined;
}
