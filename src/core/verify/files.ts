import type { PrunedLine } from '../../schema/pruned.ts';

/** What a run's folder holds beside its log, as values: each of it was read, is absent, or cannot be read. */
export interface RunFiles {
  /** Name of the folder. */
  readonly run: string;
  /** Bytes of the log. */
  readonly size: number;
  readonly states: readonly SavedHead[];
  readonly frozen: FrozenFile | { readonly problem: string };
  /** Numbered packets, oldest first. */
  readonly packets: readonly PacketFile[];
  /** SHA-256 of packet.json; absent where there is none. */
  readonly latest?: string;
  /** What was pruned of the run, and what of that is still there; absent where nothing was. */
  readonly pruned?: { readonly lines: readonly PrunedLine[]; readonly there: readonly string[]; readonly problem?: string };
}

/** What one of the two state files says about the log: its size, its last number, the hash of its last line. */
export interface SavedHead {
  readonly bytes: number;
  readonly seq: number;
  readonly head: string;
}

export interface FrozenFile {
  readonly digest: string;
  readonly run: string;
  readonly session: string;
}

export type PacketFile = {
  /** `packets/0001.json` */
  readonly name: string;
  /** The number in its name. */
  readonly number: number;
  /** SHA-256 of its bytes. */
  readonly digest: string;
  /** Whether it is, byte for byte, what the record gives today; absent where that was not tried. */
  readonly rebuilt?: 'same' | 'different';
} & ({ readonly says: PacketSays } | { readonly problem: string } | { readonly newer: number });

/** The parts of a packet that the record says, too. */
export interface PacketSays {
  readonly number: number;
  readonly run: string;
  readonly events: number;
  readonly head: string;
  /** false: the record did not hold when the packet was made. */
  readonly intact: boolean;
  readonly frozen?: string;
  readonly baseline?: string;
  readonly end?: string;
}
