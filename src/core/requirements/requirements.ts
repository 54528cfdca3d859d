import type { Packet } from '../../schema/packet.ts';
import type { PacketBody } from '../packet/assemble.ts';
import type { Requirement } from './requirement.ts';
import { TO_ESCALATE } from './to-escalate.ts';
import { TO_HOLD } from './to-hold.ts';

/** The gate as data, in the order in which reasons are named. */
export const REQUIREMENTS: readonly Requirement[] = [...TO_HOLD, ...TO_ESCALATE];

/** Every requirement with what a packet says of it. Pure: the same packet always gives the same lines. */
export function requirementsOf(packet: PacketBody): Packet['requirements'] {
  return REQUIREMENTS.map((one) => {
    const { id, title, stance, override } = one;
    const line = { id, title, stance, override };
    if (one.applies?.(packet) === false) return { ...line, status: 'does not apply' };
    const against = one.against(packet);
    return against === undefined ? { ...line, status: 'met' } : { ...line, status: 'unmet', says: against };
  });
}
