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
 * mcp = `server/tool`, `server uri` for a resource, `server prompt:name`, `server elicitation`; schedule, skill and publish = the tool or
 * the skill; unknown = what could not be known, quoted.
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
  /** everything below a folder: its content for a read, every file in it for an edit */
  | 'recursive'
  /** the content of every path below that git tracks, now or in its history */
  | 'tracked'
  /** the content of what differs from git's index below */
  | 'changed';

/** The part of a command line that an intent comes from. */
export interface Part {
  /** UTF-16 offset in the command. */
  readonly at: number;
  readonly text: string;
}

/** A path as a tool call spells it, before the disk was asked. */
export interface PathIntent {
  readonly kind: 'read' | 'edit';
  readonly raw: string;
  readonly reach: ReadReach;
  /** For a recursive reach: the source of a regular expression of the only file names it takes in, case ignored. */
  readonly only?: string;
  /** For a recursive reach: the same for names that it leaves out, with all below them. */
  readonly except?: string;
  /** `raw` is a shell pattern: it stands for what it matches on disk, and for itself where it matches nothing. */
  readonly glob?: true;
  /** The pattern names no folder: a file whose name begins with a dash would be taken for an option. */
  readonly bare?: true;
  /** It counts only where something of that name is on disk or tracked by git: it may be the name of a commit. */
  readonly maybe?: true;
  /** It counts only where nothing of this name is there: then that word is the name of a commit. */
  readonly unless?: string;
  /** Where `raw` is a folder, the path meant is this name in it. */
  readonly into?: string;
  /** It is run, so it must not be a file that the agent may change. */
  readonly notMine?: true;
  /** The line may have made it a folder before: where it is not there yet, both readings count. */
  readonly both?: true;
  /** The line put what was here (absolute) at or above this path: links among it lead who knows where. */
  readonly after?: string;
  /** Links below the folder are followed; `files`: those to files alone, as a command follows the names that it is given. */
  readonly follow?: true | 'files';
  readonly part?: Part;
}

/** How hard it is to take something back (packet: external effects by reversibility). */
export type Reversibility = 'reversible' | 'compensable' | 'irreversible' | 'unknown';

/** A form of a command that a wildcard never covers. */
export interface Form {
  /** As a person names it: `git push --force`. */
  readonly name: string;
  readonly reversibility: Reversibility;
}

/** A program that would be started. */
export interface ExecuteIntent {
  readonly kind: 'execute';
  readonly argv: readonly string[];
  /** The words that grants are matched with, where options that change nothing were passed over. */
  readonly as?: readonly string[];
  /** The tables know all that it does, so that it needs no grant. */
  readonly free?: true;
  /** Why it is not free, for the refusal: `inline code`, `it is not a utility that twoloops knows`. */
  readonly why?: string;
  /** Words (of `as`, else of `argv`) that only the same word of a grant covers: they run code or cannot be taken back. */
  readonly literal?: readonly number[];
  /** Words that are not known: a command that is granted otherwise is unknown for them. */
  readonly open?: readonly string[];
  /** Only a grant without any wildcard covers it: it runs what it reads from its input. */
  readonly whole?: true;
  /** Only a grant with this very text covers it. */
  readonly exact?: string;
  readonly form?: Form;
  /** Assignments that change what programs do; a grant must name each. */
  readonly env?: readonly string[];
  /** Words that are judged as paths: operands of a program that the tables do not know. */
  readonly operands?: readonly { readonly word: string; readonly raw: string; readonly index: number }[];
  readonly part?: Part;
}

/** A host that would be reached. */
export interface NetworkIntent {
  readonly kind: 'network';
  /** `host:port`, or what the call names where no host is known. */
  readonly target: string;
  /** Lower case, no trailing dot; absent for a service of the client's maker. */
  readonly host?: string;
  /** A service that stands for no host: the word in `network` that grants it. */
  readonly service?: string;
  readonly port?: number;
  readonly part?: Part;
}

/** One thing a call would do, before the disk was asked. */
export type Intent =
  | PathIntent
  | ExecuteIntent
  | NetworkIntent
  | { readonly kind: 'delegate'; readonly agent: string; readonly remote: boolean; readonly model?: string }
  | WorkflowIntent
  | McpIntent
  | PublishIntent
  | { readonly kind: 'worktree'; readonly raw: string }
  | { readonly kind: 'unknown'; readonly what: string; readonly why: UnknownReason; readonly tool?: string; readonly part?: Part }
  | { readonly kind: 'schedule' | 'skill'; readonly target: string };

/** A workflow that would be started: by its name, by a script on disk, or by a script that stands in the call. */
export interface WorkflowIntent {
  readonly kind: 'workflow';
  /** The name, the script's path as the call spells it, or `inline`. */
  readonly name: string;
  /** The script's path, where it is one. */
  readonly script?: string;
}

/** Something asked of an MCP server. */
export interface McpIntent {
  readonly kind: 'mcp';
  /** `*` where the call names none: it reaches every server. */
  readonly server: string;
  /** Where the client has the server from (`project`, `user`, `dynamic` …); absent where the event does not say. */
  readonly source?: string;
  readonly asks:
    | { readonly what: 'tool'; readonly tool: string; readonly input: Readonly<Record<string, unknown>> }
    | { readonly what: 'resource'; readonly uri: string }
    | { readonly what: 'prompt'; readonly prompt: string }
    | { readonly what: 'list' | 'elicitation' };
}

/** Files or text that would leave the machine for a place of the client's maker. */
export interface PublishIntent {
  readonly kind: 'publish';
  readonly tool: string;
  /** What of the tool: `publish`, `delete_asset` …; absent where it does one thing only. */
  readonly action?: string;
  /** It takes away what was published: only a grant that names the action covers it. */
  readonly destroys?: true;
  /** Files that would leave, as the call spells them. */
  readonly files: readonly string[];
}

/** Why something stayed unknown: each has its own finding code. */
export type UnknownReason = 'tool' | 'input' | 'shell' | 'path';

/** What one tool call asks for, as the client sent it. */
export interface Call {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Absolute; relative paths of the call resolve on it. */
  readonly cwd: string;
  /** The MCP server that the client says the tool belongs to, and where it has that server from. */
  readonly server?: { readonly name: string; readonly source: string };
}
