import type { DataClass, Standing } from './standing.ts';

/** A glob of the scope, compiled when the run opens: a call never parses YAML and never loads a glob library. */
export interface PathRule {
  /** As written in the scope. */
  readonly pattern: string;
  /** `file:line:col key` of the line. */
  readonly place: string;
  /** Judged against the path relative to its repository, or against the absolute path. */
  readonly base: 'repository' | 'absolute';
  /** Regular expression source, whole path. */
  readonly regex: string;
  /** For a pattern that ends in `/**` (or is `**`): the folder part; whoever matches it is covered with all below it. */
  readonly folder?: string;
  /** Literal folder that every match lies under, without trailing slash; empty where there is none. */
  readonly root: string;
  /** The data class that this path is of, where a policy says so. */
  readonly dataClass?: string;
}

/** A word of a command grant: itself, or a pattern in which `*` stands for any characters. */
export type CommandWord = string | { readonly glob: string };

/** A command grant, as words. */
export interface CommandRule {
  readonly text: string;
  readonly place: string;
  /** The word lists that it stands for: one, or more where it holds braces; none where only its very text counts. */
  readonly forms: readonly (readonly CommandWord[])[];
}

/** A host that may be reached. */
export interface HostRule {
  readonly text: string;
  readonly place: string;
  /** Lower case, without a trailing dot, punycode. */
  readonly host: string;
  /** `*.x`: every name below x, not x itself. */
  readonly below: boolean;
  /** It stands for a service of the client's maker, not for a host. */
  readonly service?: string;
  readonly port?: number;
}

/** A grant by name: agent types, tools. */
export interface NameRule {
  readonly name: string;
  readonly place: string;
}

export interface Limit {
  readonly limit: number;
  readonly place: string;
}

export interface OwedEvidence {
  readonly name: string;
  /** The command, as words; absent for `rollback`. */
  readonly argv?: readonly string[];
  readonly text: string;
  readonly place: string;
}

/** A limit on one argument of an MCP tool: each value at the path must match one of the patterns. */
export interface ArgumentLimit {
  /** Pattern of the tool's name. */
  readonly tool: string;
  /** `a.b.c`; lists on the way are walked. */
  readonly path: string;
  readonly patterns: readonly string[];
  readonly place: string;
}

/** What is granted of an MCP server. */
export interface McpRule {
  readonly server: string;
  readonly place: string;
  readonly source?: string;
  readonly allow: readonly NameRule[];
  readonly ask: readonly NameRule[];
  readonly resources: readonly NameRule[];
  readonly prompts: readonly NameRule[];
  readonly elicitation: boolean;
  readonly args: readonly ArgumentLimit[];
}

/** Files that a tool may take off the machine. */
export interface PublishRule {
  /** `Tool` or `Tool/action`. */
  readonly name: string;
  readonly place: string;
  readonly files: readonly PathRule[];
}

/** What a run may do: the part of a scope that a policy can put a ceiling on. */
export interface Grants {
  readonly read: { readonly allow: readonly PathRule[]; readonly deny: readonly PathRule[]; readonly place: string };
  readonly edit: { readonly allow: readonly PathRule[]; readonly deny: readonly PathRule[]; readonly place: string };
  readonly scratch: readonly PathRule[];
  /** Other roots whose files are judged by the same globs; absolute, resolved. */
  readonly repos: readonly { readonly root: string; readonly place: string }[];
  readonly commands: {
    readonly allow: readonly CommandRule[];
    readonly ask: readonly CommandRule[];
    readonly place: string;
  };
  readonly network: { readonly hosts: readonly HostRule[]; readonly place: string };
  readonly delegate: {
    readonly agents: readonly NameRule[];
    readonly remote: boolean;
    readonly schedule: boolean;
    readonly place: string;
    readonly schedulePlace: string;
  };
  readonly mcp: { readonly servers: readonly McpRule[]; readonly place: string };
  readonly skills: { readonly names: readonly NameRule[]; readonly place: string };
  readonly workflows: { readonly names: readonly NameRule[]; readonly place: string };
  readonly publish: { readonly rules: readonly PublishRule[]; readonly place: string };
  readonly tools: readonly NameRule[];
}

/** The limits that halt a run. */
export interface StopRules {
  readonly denials?: Limit;
  readonly filesChanged?: Limit;
  readonly linesChanged?: Limit;
  readonly toolCalls?: Limit;
  readonly minutes?: Limit;
  readonly failedTests?: Limit;
  readonly tokens?: Limit;
  readonly costUsd?: Limit;
  readonly secrets?: Limit;
  readonly unattributedChanges?: Limit;
  readonly touches: readonly PathRule[];
  readonly commands: readonly CommandRule[];
  /** Data classes. */
  readonly data: readonly NameRule[];
}

/** The scope as the hooks use it: validated, flat, with the line of every grant and limit, policies worked in. */
export interface FrozenScope extends Grants {
  readonly file: string;
  /** SHA-256 of the file's bytes, hex. */
  readonly digest: string;
  readonly task: string;
  readonly agent?: string;
  /** Models that may act; empty = any. */
  readonly models: readonly NameRule[];
  readonly owner: string;
  readonly approver: string;
  readonly enforce: 'deny' | 'observe';
  readonly outside: 'deny' | 'ask';
  readonly inScope: 'quiet' | 'approve';
  readonly forbidden: readonly PathRule[];
  /** The classes that `data.allow` names, and its line. */
  readonly data: { readonly allow: readonly NameRule[]; readonly place: string };
  readonly stop: StopRules;
  readonly evidence: readonly OwedEvidence[];
  /** What the file asks for and this version does not hold to it; said at check, at the start and in the packet. */
  readonly warnings: readonly string[];
}

/** What was found on the disk when the run opened and holds for the whole run. */
export interface Ground {
  /** The work tree the client was started in: absolute, resolved. */
  readonly root: string;
  /** The git directory shared by all work trees: absolute, resolved. */
  readonly common: string;
  readonly caseInsensitive: boolean;
  readonly home: string;
  /** Absolute, resolved paths that are protected wherever they lie: linked settings, the scope file in force, git's hooks folder. */
  readonly guarded: readonly string[];
}

/** `scope.json` of a run: everything a call needs to be judged, one read. */
export interface Frozen {
  readonly version: 1;
  readonly run: string;
  readonly session: string;
  readonly openedAt: string;
  readonly ground: Ground;
  /** Absent: the run is unscoped, and `unscoped` says why. */
  readonly scope?: FrozenScope;
  /** The policies in force; absent where there is none. */
  readonly standing?: Standing;
  /** The data classes that the policies define. */
  readonly classes?: readonly DataClass[];
  /** What no run may read or edit, scope or not: the policies' forbidden zones and classed paths. */
  readonly barred?: readonly PathRule[];
  readonly unscoped?: string;
  /** A policy cannot be read, and it may forbid anything: nothing is allowed, reading neither. */
  readonly closed?: true;
  /** The bundle that reads shell lines, compiled for this run. */
  readonly shell?: CompiledShell;
}

/** Which files a compiled bundle was made of and is kept in: inode, size, times in ns. */
export interface CompiledShell {
  /** Version of Node that compiled it. */
  readonly node: string;
  readonly bundle: string;
  readonly cache: string;
}
