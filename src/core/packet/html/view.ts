import type { Decision } from '../../../schema/decision.ts';
import type { Packet } from '../../../schema/packet.ts';
import type { Limits } from './fitting.ts';

/** What every section is made from. */
export interface View {
  readonly packet: Packet;
  readonly limits: Limits;
  /** How to check the packet without twoloops. */
  readonly verify: string;
  /** The decision on this packet, where there is one. */
  readonly decision?: Decision;
}
