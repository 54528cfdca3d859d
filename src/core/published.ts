/** Where a run's published record lies in a repository. */
export const RUN_REFS = 'refs/twoloops/runs/';

/** How a published file is called, and the most bytes that it may have. */
export interface PublishedFile {
  readonly name: RegExp;
  readonly most: number;
}

const MB = 1 << 20;

/** What a published record may hold, and nothing else is taken out of one: a name never leads anywhere. */
export const PUBLISHED: readonly PublishedFile[] = [
  { name: /^packet\.json$/, most: 48 * MB },
  { name: /^packets\/\d{4,9}\.json$/, most: 48 * MB },
  { name: /^decisions\.jsonl$/, most: 32 * MB },
  { name: /^events\.jsonl$/, most: 256 * MB },
  { name: /^log\.json$/, most: MB },
  { name: /^scope\.json$/, most: 8 * MB },
  { name: /^scope\.yaml$/, most: MB },
];

/** The most bytes that a record may have in a packet of these kinds when a gate reads it. */
export const mostBytes = (name: string): number | undefined => PUBLISHED.find((file) => file.name.test(name))?.most;

/** What stands in the place of a log that stayed on its machine. */
export interface LogDigest {
  readonly version: 1;
  /** SHA-256 of events.jsonl up to that many bytes. */
  readonly sha256: string;
  readonly bytes: number;
  /** Number and hash of the last line. */
  readonly seq: number;
  readonly head: string;
}

/** Trailers of a commit that name the runs it came from. */
export const RUN_TRAILER = 'Twoloops-Run';
export const PACKET_TRAILER = 'Twoloops-Packet';
