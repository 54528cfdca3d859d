import type { Packet } from '../../schema/packet.ts';
import { requirementsOf } from '../requirements/requirements.ts';
import type { DecisionFacts } from './may-decide.ts';
import type { ReleaseRules } from './rules.ts';

/**
 * What a decision on a packet is held against, as the packet has it. `exported` is taken for granted: publishing comes after
 * the decision, and the gate finds only what was published. `now`: ms since the epoch.
 */
export function factsOf(packet: Packet, rules: ReleaseRules, now: number): Omit<DecisionFacts, 'signer'> {
  return {
    rules,
    requirements: requirementsOf(packet),
    tier: packet.risk.tier,
    requester: packet.run.requester.git ?? packet.run.requester.user,
    assurance: packet.assurance,
    exported: true,
    now,
  };
}
