import type { RetentionPart } from './standing.ts';

/** One line of `pruned.jsonl` in a run's folder: a file or a folder that was taken away. It is written before that is done. */
export interface PrunedLine {
  readonly v: 1;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly by: string;
  readonly part: RetentionPart;
  /** The line of the policy: `file:line:col key`, and its days. */
  readonly rule: string;
  readonly days: number;
  /** When the run ended, ISO 8601: without its record nothing else says so. */
  readonly ended: string;
  /** Relative to the run's folder; a folder ends with `/`. */
  readonly file: string;
  /** Files that it held. */
  readonly files: number;
  readonly bytes: number;
  /** Of a file its SHA-256; of a folder that of its list, a line `SHA-256  path` each, sorted; of a link that of its target. */
  readonly sha256: string;
}
