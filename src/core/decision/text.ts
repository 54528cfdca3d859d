import type { Bound, Decision } from '../../schema/decision.ts';
import type { Packet } from '../../schema/packet.ts';
import { canonical } from '../canonical.ts';

/** What a signature of a decision speaks for. */
export const RELEASE_NAMESPACE = 'twoloops-release';

/** The text that is signed: the whole decision but for its signature, keys sorted, one line. */
export function decisionText({ signature: _, ...said }: Decision): string {
  return `${canonical(said)}\n`;
}

/** A decision as its line of `decisions.jsonl` has it, without the newline. */
export const decisionLine = (decision: Decision): string => canonical(decision);

/** What a decision on a packet is bound to. `digest`: SHA-256 of the bytes of packet.json. */
export function boundTo(packet: Packet, digest: string): Bound {
  return {
    packet: digest,
    number: packet.number,
    changeSet: packet.delivery.changeSet,
    scope: packet.scope?.digest ?? null,
    end: packet.delivery.end.id ?? null,
  };
}

/** The six lines of a release decision, in the order in which they are always given. */
export function releaseLines(decision: Decision | undefined): readonly (readonly [string, string])[] {
  return [
    ['Release decision', decision?.value ?? 'ship / hold / escalate'],
    ['Decision owner', decision?.owner ?? ''],
    ['Reason', decision?.reason ?? ''],
    ['Evidence reviewed', decision === undefined ? '' : decision.evidence.join(', ') || 'none named'],
    ['Residual risk', decision?.residualRisk ?? ''],
    ['Rollback or containment path', decision?.rollback ?? ''],
  ];
}
