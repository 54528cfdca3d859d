import type { Access, Form } from './access.ts';

/** Every reason a verdict can have. Codes are stable: they are never renamed, only added. */
export type FindingCode =
  | 'PROTECTED'
  | 'RUN_DIRECTORY'
  | 'FORBIDDEN'
  | 'READ_DENIED'
  | 'EDIT_DENIED'
  | 'READ_OUTSIDE_SCOPE'
  | 'EDIT_OUTSIDE_SCOPE'
  | 'OUTSIDE_REPOSITORY'
  | 'PATH_UNKNOWN'
  | 'HOLDS_DENIED'
  | 'COMMAND_ASK'
  | 'COMMAND_NOT_GRANTED'
  | 'COMMAND_UNKNOWN'
  | 'NETWORK_OUTSIDE_SCOPE'
  | 'DELEGATE_OUTSIDE_SCOPE'
  | 'DELEGATE_REMOTE'
  | 'MODEL_OUTSIDE_SCOPE'
  | 'MODE_FORBIDDEN'
  | 'WORKFLOW_OUTSIDE_SCOPE'
  | 'SCHEDULE_OUTSIDE_SCOPE'
  | 'SKILL_OUTSIDE_SCOPE'
  | 'PUBLISH_OUTSIDE_SCOPE'
  | 'MCP_OUTSIDE_SCOPE'
  | 'MCP_SOURCE'
  | 'MCP_ARGUMENT'
  | 'MCP_ASK'
  | 'DATA_DENIED'
  | 'PEOPLE_ONLY'
  | 'LIMIT_UNKNOWN'
  | 'POLICY_CEILING'
  | 'REFUSED_BEFORE'
  | 'TOOL_UNKNOWN'
  | 'INPUT_UNKNOWN'
  | 'UNSCOPED'
  | 'HALTED'
  | 'STOP_RULE'
  | 'NO_RUN'
  | 'RECORD_BROKEN'
  | 'INTERNAL';

/** One reason, as data; its words are in core/messages.ts. */
export interface Finding {
  readonly code: FindingCode;
  readonly args: Readonly<Record<string, string | number | readonly string[]>>;
  /** `file:line:col key` of the scope line that says so, or `protected`, or `default` for the default deny. */
  readonly rule: string;
}

export type VerdictWord = 'allow' | 'ask' | 'deny';

/** A grant that covered an access: what authority was used. */
export interface Use {
  readonly kind: Access['kind'];
  readonly target: string;
  /** `file:line:col key` of the grant, or `default` where none is needed. */
  readonly grant: string;
  /** The grant as it is written in the scope. */
  readonly text: string;
  /** What makes the command one that a wildcard never covers. */
  readonly form?: Form;
  /** For an MCP tool: what the policy says of it; a tool that no policy calls a reader may write. */
  readonly effect?: 'read' | 'write';
}

export interface Verdict {
  readonly verdict: VerdictWord;
  readonly findings: readonly Finding[];
  readonly accesses: readonly Access[];
  readonly uses: readonly Use[];
}

/**
 * A stop rule that was reached. Two are ours, always on: `unjudged`, a call ran that no verdict let through; `shown`, data
 * that may not be read was in the text of a failure, which cannot be withheld.
 */
export interface Trip {
  readonly rule:
    | 'denials'
    | 'failed_tests'
    | 'files_changed'
    | 'lines_changed'
    | 'tool_calls'
    | 'minutes'
    | 'tokens'
    | 'cost_usd'
    | 'touches'
    | 'commands'
    | 'data'
    | 'secrets'
    | 'unattributed_changes'
    | 'unjudged'
    | 'shown';
  readonly limit: number | string;
  readonly on: string;
  readonly place: string;
}
