import type { Access } from './access.ts';
import type { Coverage, Rollback, TestCounts } from './review.ts';
import type { UsageNote } from './usage.ts';
import type { Finding, Trip, Use, VerdictWord } from './verdict.ts';

/** What each line of `events.jsonl` carries. */
export interface EventHead {
  readonly v: 1;
  /** 1, 2, 3 … without gaps. */
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** SHA-256, hex, of the previous line's bytes without its newline; 64 zeros before the first. */
  readonly prev: string;
  readonly session: string;
  /** The subagent that called, where it was one. */
  readonly agent?: string;
  readonly agentType?: string;
  readonly prompt?: string;
  readonly mode?: string;
}

export interface OpenedBody {
  readonly type: 'opened';
  readonly run: string;
  readonly source: string;
  readonly cwd: string;
  /** null: the run is unscoped. */
  readonly scope: { readonly file: string; readonly digest: string; readonly enforce: 'deny' | 'observe' } | null;
  readonly unscoped?: string;
  /** SHA-256 of the frozen scope.json, and the file's identity (inode, size, change time) at that moment. */
  readonly frozen: string;
  readonly frozenFile: string;
  /** Tree id of the baseline, or why there is none. */
  readonly baseline: TreeNote;
  /** Paths whose bytes in the baseline are not those of HEAD. */
  readonly dirty?: { readonly paths: readonly string[]; readonly count: number };
  /** Who opened the run, as git and the operating system name them. */
  readonly requester: { readonly git?: string; readonly user?: string };
  /** What kind of machine: CI or not, container or not, and its system. */
  readonly host?: { readonly class: 'ci' | 'container' | 'machine'; readonly system: string };
  /** The policies in force: file and digest. */
  readonly policies?: readonly { readonly file: string; readonly digest: string }[];
  /** Version of the client as its environment names it. */
  readonly client?: string;
  readonly product: string;
  /** SHA-256 of each installed hook file. */
  readonly hooks: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

/** A tree that was taken, or the reason why it could not be. */
export type TreeNote =
  | {
      readonly tree: string;
      /** Nested repositories and other paths that a tree does not hold. */
      readonly left: readonly string[];
      /** HEAD of the work tree at that moment, where it had one. */
      readonly head?: string;
    }
  | { readonly missing: string };

export interface VerdictBody {
  readonly type: 'verdict';
  readonly tool: string;
  readonly id: string;
  readonly verdict: VerdictWord;
  /** false: recorded only (observe mode). */
  readonly enforced: boolean;
  readonly findings: readonly Finding[];
  readonly accesses: readonly Access[];
  readonly uses: readonly Use[];
  /** What was asked for, redacted and cut. */
  readonly call: string;
  /** HMAC-SHA-256 of the whole input under the run's salt. */
  readonly digest: string;
  readonly request?: number;
  /** What makes repeats of this call one request: hash of what was refused and of the arguments. */
  readonly requestKey?: string;
  /** HMAC of tool, folder and arguments: what an answer for this one call is bound to. */
  readonly bound?: string;
  /** Requests whose approval let this call through. */
  readonly approvals?: readonly number[];
  /** Data classes that the call reads by its path or its server. */
  readonly data?: readonly string[];
  readonly usage?: UsageNote;
  readonly trip?: Trip;
}

/** A person's answer to a request. */
export interface AnswerBody {
  readonly type: 'answered';
  readonly request: number;
  readonly answer: 'approve' | 'deny';
  /** Who answered, as git or the signature names them. */
  readonly by: string;
  readonly reason: string;
  /** `once`: this very call, one time; `run`: what was refused, with any arguments. */
  readonly how: 'once' | 'run';
  /** ISO 8601; after it the answer counts no more. */
  readonly until?: string;
  readonly narrow?: string;
  /** Hashes of the findings that it lifts. */
  readonly lifts: readonly string[];
  /** Digest of the arguments, where it is for one call. */
  readonly digest?: string;
  /** SHA-256 of the frozen scope that it was given under. */
  readonly frozen: string;
  /** The signature (armoured) over the rest, and who it names. */
  readonly signature?: string;
  readonly signer?: string;
}

/** What a file tool left in a file: the blob id of its content; absent where it took the file away. */
export interface Wrote {
  readonly path: string;
  readonly blob: string;
  /** The tool replaced the whole content: what was there before is gone. */
  readonly whole?: true;
  /** What the tool meant to write is not in its answer: this is what was on the disk right after it. */
  readonly unchecked?: true;
}

export interface ResultBody {
  readonly type: 'result';
  readonly tool: string;
  readonly id: string;
  readonly ok: boolean;
  readonly ms?: number;
  /** Of an MCP tool: the size of what it gave, as JSON. */
  readonly bytes?: number;
  /** Paths that the client reports as changed, relative to the repository where they lie in it. */
  readonly changed: readonly string[];
  readonly error?: string;
  readonly owed?: readonly string[];
  /** What a file tool wrote. */
  readonly wrote?: readonly Wrote[];
  /** The tree after a command, or why there is none. */
  readonly tree?: string;
  readonly noTree?: string;
  /** Paths that differ from the tree before and were changed before any command of now began; nobody in the record did that. */
  readonly foreign?: readonly string[];
  /** Those beyond the ones named. */
  readonly foreignMore?: number;
  /** It still runs in the background. */
  readonly background?: true;
  /** What its output or its report says that the tests came to. */
  readonly counts?: TestCounts;
  /** Lines added and removed, as the client counts them. */
  readonly lines?: number;
  /** A test command, by the hash of its words, and whether it passed. */
  readonly test?: { readonly key: string; readonly text: string; readonly ok: boolean };
  /** Different secrets in what went in and came out. */
  readonly secrets?: number;
  /** Finds in the output by data class. */
  readonly data?: Readonly<Record<string, number>>;
  /** Classes that were kept from the model; of a failed call: that it must not get to see. */
  readonly withheld?: readonly string[];
  /** A person was asked before this call, and it ran. */
  readonly agreed?: true;
  /** No verdict let this call through, and yet it has a result. */
  readonly unjudged?: true;
  readonly trip?: Trip;
}

export type EventBody =
  | OpenedBody
  | { readonly type: 'continued'; readonly source: string }
  | { readonly type: 'self-test'; readonly ok: boolean; readonly detail: string }
  | { readonly type: 'prompt'; readonly text: string; readonly refused?: string }
  | VerdictBody
  | ResultBody
  | AnswerBody
  | {
      /** A slash command or a server's prompt that a person typed, or a question of a server. */
      readonly type: 'typed';
      readonly what: string;
      readonly verdict: VerdictWord;
      readonly enforced: boolean;
      readonly findings: readonly Finding[];
      readonly uses: readonly Use[];
    }
  | { readonly type: 'model'; readonly from: string; readonly to: string; readonly refused: boolean }
  | { readonly type: 'asked'; readonly tool: string; readonly call: string }
  | { readonly type: 'config'; readonly source: string; readonly file?: string }
  | { readonly type: 'subagent'; readonly phase: 'start' | 'stop'; readonly background?: number }
  | { readonly type: 'halted'; readonly by: string; readonly reason: string }
  | { readonly type: 'resumed'; readonly by: string; readonly reason: string }
  | {
      readonly type: 'stopped';
      readonly end: TreeNote;
      readonly packet: number;
      readonly message?: string;
      readonly background: number;
      /** SHA-256 of each hook file as it is now. */
      readonly hooks: Readonly<Record<string, string>>;
      readonly from: 'Stop' | 'SessionEnd' | 'packet';
      /** Tokens and models as the transcript shows them. */
      readonly usage?: UsageNote;
      /** Ignored files that changed since the run opened: outside the trees. */
      readonly ignored?: { readonly paths: readonly string[]; readonly count: number; readonly problem?: string };
      /** Paths that another run on the same work tree claims: path → run. */
      readonly others?: Readonly<Record<string, string>>;
      readonly coverage?: Coverage;
      readonly rollback?: Rollback;
      /** MCP tools that the transcript describes, and those of them that look otherwise than in an earlier run. */
      readonly mcpTools?: { readonly tools: Readonly<Record<string, string>>; readonly changed: readonly string[] };
    }
  | {
      /** A person took the work tree back to the baseline. */
      readonly type: 'rolled-back';
      readonly by: string;
      readonly paths: number;
      /** The ref under which lies what was there before. */
      readonly saved?: string;
    }
  | {
      /** A release decision was added to `decisions.jsonl`; its SHA-256 bears witness to that line. */
      readonly type: 'decided';
      readonly number: number;
      readonly decision: string;
      readonly value: 'ship' | 'hold' | 'escalate';
      readonly owner: string;
      readonly signed: boolean;
    }
  | {
      /** A person put a legal hold on the run, or lifted it: while it is on, nothing of the run is pruned. */
      readonly type: 'legal-hold';
      readonly on: boolean;
      readonly by: string;
      readonly reason: string;
    }
  | { readonly type: 'held'; readonly owed: readonly string[] }
  | { readonly type: 'closed'; readonly reason: string }
  | {
      readonly type: 'torn';
      /** What an earlier writer left half-written; it stays in the log, this line says so. */
      readonly bytes: number;
    };

export type RunEvent = EventHead & EventBody;
export type EventType = EventBody['type'];
