import type { PacketBody } from '../packet/assemble.ts';

/** One line of the gate: what must be so before a run is released. */
export interface Requirement {
  /** Stable: decisions and policies name it. */
  readonly id: string;
  /** What must be so, in a few words. */
  readonly title: string;
  /** What follows where it is not met: `hold`, or `escalate`: the owner decides, and nobody below. */
  readonly stance: 'hold' | 'escalate';
  /** `never`: no name releases what cannot be known. `named`: whoever the policy names, with a reason and an expiry. */
  readonly override: 'named' | 'never';
  /** Whether it says anything of this run; absent: always. */
  readonly applies?: (packet: PacketBody) => boolean;
  /** What speaks against it, with its evidence; undefined where it is met. */
  readonly against: (packet: PacketBody) => string | undefined;
}

/** The first few of a list, and how many there are. */
export const few = (items: readonly string[], most = 3): string =>
  items.slice(0, most).join(', ') + (items.length > most ? `, … (${items.length})` : '');

/** A sentence about what was found; undefined where nothing was. */
export const named = (found: readonly string[], say: (few: string) => string, most?: number): string | undefined =>
  found.length === 0 ? undefined : say(few(found, most));

export const isHigh = ({ risk }: PacketBody): boolean => risk.tier === 'high' || risk.tier === 'critical';

export const unattributed = ({ delivery }: PacketBody): readonly string[] =>
  delivery.changes.filter((change) => change.authors.some((author) => author.kind === 'unattributed')).map((change) => change.path);
