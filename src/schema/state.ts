import type { UsageNote } from './usage.ts';

/** A person's answer to a request, as long as it can still count. */
export interface Answered {
  readonly request: number;
  readonly answer: 'approve' | 'deny';
  readonly how: 'once' | 'run';
  /** ms since the epoch; null = until the run ends. */
  readonly until: number | null;
  readonly lifts: readonly string[];
  readonly digest: string | null;
  readonly frozen: string;
  readonly reason: string;
  /** Sequence of its event: where its signature is read. */
  readonly seq: number;
}

/**
 * What decisions need of the past, kept beside the log so that a call costs the same at event 10 and at event 100,000.
 * It is a fold of the events: lost or behind, it is rebuilt from them.
 */
export interface RunState {
  readonly v: 1;
  readonly seq: number;
  /** SHA-256, hex, of the last raw line. */
  readonly head: string;
  /** Size of the log that this state has seen, in bytes. */
  readonly bytes: number;
  /** Counted since the run opened or was last resumed by a person. */
  readonly calls: number;
  readonly denials: number;
  /** Distinct paths edited; kept only up to `filesCap`, so that it cannot grow with the run. */
  readonly files: readonly string[];
  /** Milliseconds with a client process open, up to the last close. */
  readonly openMs: number;
  /** Start of the time that is running now; null while no client is open. */
  readonly openSince: number | null;
  /** Time of the last event, ms. */
  readonly lastAt: number;
  readonly halted: { readonly by: string; readonly rule: string; readonly on: string; readonly at: string } | null;
  /** Requests: hash of the refused call → R number. */
  readonly requests: Readonly<Record<string, number>>;
  readonly requestCount: number;
  readonly answers: readonly Answered[];
  /** Ids of calls that wait for a person at the prompt. */
  readonly asks: readonly string[];
  /** Lines added and removed. */
  readonly lines: number;
  /** Test commands that fail, by the hash of their words: how many times in a row. */
  readonly failing: Readonly<Record<string, number>>;
  readonly secrets: number;
  readonly usage: UsageNote;
  readonly selfTest: 'none' | 'ok' | 'failed';
  /** SHA-256 of scope.json as it was recorded when the run opened. */
  readonly frozen: string;
  /** Inode, size and change time of it: as long as they hold, its content does, and need not be hashed again. */
  readonly frozenFile: string;
  /** Calls that were let through and have no result yet; a result of any other call was never judged. */
  readonly pending: readonly string[];
  /** Calls whose result has come, the latest ones: a result that is delivered twice is no other call. */
  readonly answered: readonly string[];
  /** Whether calls without a result were forgotten: then a result that is not known may be one of theirs. */
  readonly forgot: boolean;
  /** Id of the latest tree that the record names; null where the latest one could not be taken or none was. */
  readonly tree: string | null;
  /** Commands that run now and may change files: id → ms of their verdict, and the subagent that called. */
  readonly since: Readonly<Record<string, readonly [at: number, agent: string | null]>>;
  /** ms: the earliest start of a command whose changes the latest tree may not have; null = none. */
  readonly floor: number | null;
  /** ms: the earliest start of a command that runs on in the background. */
  readonly background: number | null;
  /** What file tools wrote since the latest tree: path → blob id. */
  readonly writes: Readonly<Record<string, string>>;
  /** Changed paths that nothing in the record claims. */
  readonly unattributed: number;
  /** How often Stop held the agent back since the last prompt. */
  readonly holds: number;
  readonly closed: boolean;
  /** Numbered packets written so far. */
  readonly packets: number;
  /** Sequence of the last event that could have changed a file, and of the last tree. */
  readonly lastChange: number;
  readonly lastTree: number;
}
