import type { Packet } from '../../../schema/packet.ts';

/** Why nothing may be learnt from a run; empty where it may. */
export function bypassedBy(packet: Packet): string[] {
  const { enforcement, run, coverage, record, unfinished, configuration } = packet;
  const reasons: readonly (readonly [boolean, string])[] = [
    [enforcement.value !== 'enforced', `the run was ${enforcement.value}`],
    [run.modes.includes('bypassPermissions'), 'it ran in permission mode bypassPermissions'],
    [coverage.state !== 'complete', `its coverage is ${coverage.state === 'gaps' ? 'not complete' : 'not known'}`],
    [!record.intact, 'its record is not intact'],
    [unfinished.unjudged.length > 0, 'a call ran that no verdict let through'],
    [configuration.hooksChanged.length > 0, 'its hooks were changed while it ran'],
    [record.selfTest === 'failed', 'its self-test failed'],
  ];
  return reasons.filter(([is]) => is).map(([, says]) => says);
}
