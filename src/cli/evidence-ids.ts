import { requirementsOf } from '../core/requirements/requirements.ts';
import type { Packet } from '../schema/packet.ts';

const SECTIONS = ['packet', 'diff', 'claims', 'authority', 'denials', 'timeline', 'coverage', 'rollback'];

/** Everything of a packet that may be named as reviewed: owed evidence, sections, requirements, requests. */
export function evidenceIds(packet: Packet): readonly string[] {
  const requests = packet.authority.denied.flatMap((one) => (one.request === undefined ? [] : [`R${one.request}`]));
  const owed = packet.evidence.owed.map((one) => one.name);
  return [...new Set([...owed, ...SECTIONS, ...requirementsOf(packet).map((one) => one.id), ...requests])];
}

/** `#12`: event 12 of the record. */
export function namesEvent(name: string, packet: Packet): boolean {
  const seq = Number(/^#([1-9]\d{0,8})$/.exec(name)?.[1]);
  return seq <= packet.record.events;
}
