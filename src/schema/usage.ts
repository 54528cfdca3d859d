/** Tokens: input, output, read from the prompt cache, written to it. */
export type Tokens = readonly [input: number, output: number, cacheRead: number, cacheWrite: number];

/** What one transcript file has said so far, and how far it was read. */
export interface FileUsage {
  /** Bytes that were read: up to the last whole line. */
  readonly offset: number;
  /** The latest messages: a message is written in several lines, and the last one counts. */
  readonly recent: readonly { readonly id: string; readonly model: string; readonly tokens: Tokens }[];
  /** Sums by model, `recent` included. */
  readonly models: Readonly<Record<string, Tokens>>;
}

/** What a hook read of the transcripts, or why it could not. */
export interface UsageNote {
  /** By the file's name without its folder. */
  readonly files: Readonly<Record<string, FileUsage>>;
  readonly problem?: string;
}
