/** The kinds of things a tool call can do (design: one word per idea). */
export type AccessKind =
  | 'read'
  | 'edit'
  | 'execute'
  | 'network'
  | 'mcp'
  | 'delegate'
  | 'schedule'
  | 'skill'
  | 'publish'
  | 'session'
  | 'unknown';

/**
 * One thing a tool call would do, with its canonical target: read and edit = the path relative to the
 * repository with `/`, or absolute outside it; execute = argv as a JSON array; delegate = the agent type;
 * unknown = what could not be known, quoted; every other kind = the tool's or the server's name.
 */
export interface Access {
  readonly kind: AccessKind;
  readonly target: string;
}

/** How much of a path a read takes in. */
export type ReadReach =
  /** the content of one file */
  | 'content'
  /** names only: a listing, never content */
  | 'names'
  /** the content of everything below a folder */
  | 'recursive';

/** A path as a tool call spells it, before the disk was asked. */
export interface PathIntent {
  readonly kind: 'read' | 'edit';
  readonly raw: string;
  readonly reach: ReadReach;
  /** For a recursive read: the only file-name extensions it takes in, where the call limits them. */
  readonly extensions?: readonly string[];
}

/** One thing a call would do, before the disk was asked. */
export type Intent =
  | PathIntent
  | { readonly kind: 'execute'; readonly argv: readonly string[] }
  | { readonly kind: 'delegate'; readonly agent: string; readonly remote: boolean }
  | { readonly kind: 'worktree'; readonly raw: string }
  | { readonly kind: 'unknown'; readonly what: string; readonly why: UnknownReason; readonly tool?: string }
  | {
      readonly kind: 'network' | 'mcp' | 'schedule' | 'skill' | 'publish';
      readonly target: string;
    };

/** Why something stayed unknown: each has its own finding code. */
export type UnknownReason = 'tool' | 'input' | 'shell' | 'path';

/** What one tool call asks for, as the client sent it. */
export interface Call {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Absolute; relative paths of the call resolve on it. */
  readonly cwd: string;
}
