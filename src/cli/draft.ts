import { requirementsOf } from '../core/requirements/requirements.ts';
import { timeOf } from '../core/time.ts';
import type { Decision } from '../schema/decision.ts';
import type { Packet } from '../schema/packet.ts';
import { evidenceIds, namesEvent } from './evidence-ids.ts';
import { EXIT, Refusal } from './terminal.ts';

/** What a person says of a run, before it is bound and signed. */
export interface Draft extends Pick<Decision, 'value' | 'reason' | 'evidence' | 'residualRisk' | 'rollback' | 'asked' | 'overrides'> {
  /** Who decides; the git identity where it is not said. */
  readonly owner?: string;
  /** Whether to sign, and with which key: a file, or git's own. */
  readonly sign?: { readonly key?: string };
  /** SHA-256 of the packet that the person looked at; where another lies there by then, nothing is decided. */
  readonly seen?: string;
}

export const VALUES = ['ship', 'hold', 'escalate'] as const;

/** Names of evidence as a person gave them. Throws a refusal for one that the packet does not have. */
export function evidenceOf(named: readonly string[], packet: Packet): string[] {
  const known = evidenceIds(packet);
  const unknown = named.find((one) => !known.includes(one) && !namesEvent(one, packet));
  if (unknown !== undefined)
    throw new Refusal(`there is no evidence \`${unknown}\`: ${known.join(', ')}, or #N for event N of the record`, EXIT.usage);
  return [...named];
}

/** Lines of the gate that stand against a release. */
export const unmetHolds = (packet: Packet): Packet['requirements'] =>
  requirementsOf(packet).filter((line) => line.status === 'unmet' && line.stance === 'hold');

/** An override as a person gave it, until a time in ms. Throws a refusal where there is nothing to override, or no reason. */
export function overrideOf(requirement: string, reason: string, until: number, packet: Packet): Decision['overrides'][number] {
  if (reason.trim() === '') throw new Refusal('write REQUIREMENT=REASON', EXIT.usage);
  const known = requirementsOf(packet).find((line) => line.id === requirement);
  if (known?.status !== 'unmet') {
    const unmet = unmetHolds(packet).map((line) => line.id);
    const why = known === undefined ? 'there is no such requirement' : 'it is not unmet';
    throw new Refusal(`${why}; unmet are ${unmet.join(', ') || 'none'}`, EXIT.usage);
  }
  return { requirement, reason: reason.trim(), until: new Date(until).toISOString() };
}

/** ms: what nobody gives an end ends after a week; nothing is overridden for more than a year. */
const DAY = 86_400_000;
const LONGEST = 366 * DAY;

/** When overrides end, ms since the epoch. Throws a refusal for what is no time ahead. */
export function untilOf(given: string | undefined, now: number): number {
  if (given === undefined) return now + 7 * DAY;
  const days = Number(/^(\d{1,3})d$/.exec(given)?.[1]);
  const end = Number.isNaN(days) ? timeOf(/^\d{4}-\d\d-\d\d$/.test(given) ? `${given}T23:59:59Z` : given) : now + days * DAY;
  if (!(end > now) || end > now + LONGEST) throw new Refusal('write `7d` or a date within a year, as `2027-01-31`', EXIT.usage);
  return end;
}
