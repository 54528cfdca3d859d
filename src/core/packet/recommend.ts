import type { Packet } from '../../schema/packet.ts';

/** What the requirements come to. A person decides; `ship` says that nothing that is checked speaks against it. */
export function recommend(requirements: Packet['requirements']): Packet['recommendation'] {
  const unmet = requirements.filter((one) => one.status === 'unmet');
  const reasons = unmet.map((one) => one.says ?? one.title);
  if (unmet.some((one) => one.stance === 'hold')) return { value: 'hold', reasons, basis: 'derived' };
  if (unmet.length > 0) return { value: 'escalate', reasons, basis: 'derived' };
  return {
    value: 'ship',
    reasons: ['nothing that is checked speaks against it: what was owed is there, on this tree, and nothing outside the scope was changed'],
    basis: 'derived',
  };
}
