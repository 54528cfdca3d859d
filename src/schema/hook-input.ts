/** The events that twoloops hooks into, by their launcher's file name. */
export const EVENTS = {
  SessionStart: 'session-start',
  UserPromptSubmit: 'user-prompt-submit',
  UserPromptExpansion: 'user-prompt-expansion',
  PreToolUse: 'pre-tool-use',
  PermissionRequest: 'permission-request',
  PostToolUse: 'post-tool-use',
  PostToolUseFailure: 'post-tool-use-failure',
  PostToolBatch: 'post-tool-batch',
  SubagentStart: 'subagent-start',
  SubagentStop: 'subagent-stop',
  ConfigChange: 'config-change',
  Elicitation: 'elicitation',
  PreModelSwitch: 'pre-model-switch',
  Stop: 'stop',
  SessionEnd: 'session-end',
} as const;

export type EventName = keyof typeof EVENTS;

/** A hook's input: what every event carries, checked, and the rest as it came. */
export interface HookInput {
  readonly event: EventName;
  readonly session: string;
  /** Absolute; the session's current folder. */
  readonly cwd: string;
  readonly agent?: string;
  readonly agentType?: string;
  readonly prompt?: string;
  readonly mode?: string;
  readonly fields: Readonly<Record<string, unknown>>;
}
