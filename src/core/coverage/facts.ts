/**
 * What one file of Claude Code's transcript tells of its tool calls. Source of every fact about the format: transcripts of
 * client 2.1.330, measured; the format is not promised.
 */
export interface TranscriptFacts {
  /** Its name below the session's folder: `<session>.jsonl`, `subagents/agent-<id>.jsonl`. */
  readonly file: string;
  readonly session: string;
  /** Lines read, and of those the ones of a type that the client is known to write. */
  readonly lines: number;
  readonly known: number;
  /** Versions of the client that wrote it. */
  readonly versions: readonly string[];
  /** By id. A line that is there twice, as after a resume, is one call. */
  readonly calls: ReadonlyMap<string, CallFact>;
  readonly failures: readonly HookFailure[];
  /** Lines that may hold a call which cannot be read. */
  readonly broken: readonly { readonly line: number; readonly why: string }[];
  /** How many lines of a type that is not known, and that hold no call. */
  readonly strange: Readonly<Record<string, number>>;
  /** Message id → tools that the API ran itself, as the message's usage counts them. */
  readonly apiUses: ReadonlyMap<string, number>;
  /** ms since the epoch: when the reading began. */
  readonly readAt: number;
  /** Why it was not read to its end, or not kept whole. */
  readonly cut?: string;
}

/** One tool call, and what its result says became of it. */
export interface CallFact {
  /** Absent where only its result is there. */
  readonly tool?: string;
  /** ms since the epoch; NaN where the line has no time. */
  readonly at: number;
  readonly outcome?: Outcome;
  /** The API runs it: the client has no hook for it. */
  readonly api?: true;
  /** The session that asked for it, where a fork copied it from there. */
  readonly from?: string;
}

/**
 * What a result says: `refused by client`: before any hook was asked; `not permitted`: after the hooks; `failed hook`: the
 * hook could not answer, and `onFailure: block` refused the call; `unknown`: an error that says neither.
 */
export type Outcome = 'ran' | 'refused by client' | 'refused by hook' | 'failed hook' | 'not permitted' | 'interrupted' | 'unknown';

/** A hook that gave no usable answer, as the client noted it. */
export interface HookFailure {
  readonly event: string;
  /** The call that it was asked about; of other events an id that nothing else has. */
  readonly id: string;
  /** ms since the epoch; NaN where the line has no time. */
  readonly at: number;
  /** What the client noted: `exit 1`, `timed out` … */
  readonly how: string;
  /** Absent where the client did not note it. */
  readonly command?: string;
  /** What it answered had not the tool's shape: the tool's own output went to the model. */
  readonly unusable?: true;
}

/** What one line tells. */
export type TranscriptFact =
  | { readonly kind: 'call'; readonly id: string; readonly call: CallFact }
  | { readonly kind: 'result'; readonly id: string; readonly at: number; readonly outcome: Outcome }
  | { readonly kind: 'hook'; readonly failure: HookFailure }
  | { readonly kind: 'api uses'; readonly message: string; readonly count: number };

/** Characters of an id or a name that are kept: a longer one is nothing that the client writes. */
export const LONGEST_NAME = 200;

/** A name out of a transcript or a record as it may stand in a packet: short, on one line, whatever it is. */
export const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  const plain = text.slice(0, 4 * LONGEST_NAME).replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
  return plain.length <= 80 ? plain : `${plain.slice(0, 80)}…`;
};
