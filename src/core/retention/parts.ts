import type { RetentionPart } from '../../schema/standing.ts';

/** A file or folder in a run's folder, by the part of what the run left that it belongs to. */
export interface LeftFile {
  /** Relative to the run's folder; a folder ends with `/`. */
  readonly file: string;
  readonly files: number;
  readonly bytes: number;
}

/** The log; what it says is known to nothing else, so it goes first. */
export const LOG = 'events.jsonl';
/** The note of what was pruned: it always stays. */
export const NOTE = 'pruned.jsonl';

const NAMES: readonly (readonly [RetentionPart, RegExp])[] = [
  ['trees', /^(?:shadow\.git\/|tree\.index|(?:index|ignored|now)\.\d+)/],
  ['record', /^(?:events\.jsonl|state\.\d\.json|scope\.json|scope\.yaml|salt|shell\.cache)$/],
];
const PACKET = /^packets\/(\d{4,9})\.json$/;

/** The files of one part, in the order in which they go. Locks and the note of what was pruned belong to none. */
export function filesOf(part: RetentionPart, files: readonly LeftFile[]): readonly LeftFile[] {
  const last = Math.max(0, ...files.map(({ file }) => Number(PACKET.exec(file)?.[1] ?? 0)));
  return files
    .filter(({ file }) => partOf(file, last) === part)
    .sort((a, b) => Number(b.file === LOG) - Number(a.file === LOG) || (a.file < b.file ? -1 : 1));
}

function partOf(file: string, last: number): RetentionPart | undefined {
  if (file === NOTE || /^(?:decisions\.lock$|lock\.)/.test(file)) return undefined;
  const packet = PACKET.exec(file)?.[1];
  // the last packet is what is left of a run whose record is gone
  if (packet !== undefined) return Number(packet) === last ? 'packet' : 'record';
  return NAMES.find(([, pattern]) => pattern.test(file))?.[0] ?? 'packet';
}
