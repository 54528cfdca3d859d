import type { Packet } from '../../schema/packet.ts';
import type { PacketBody } from './assemble.ts';
import { effectsLine } from './effects.ts';

const few = (items: readonly string[], most = 3): string =>
  items.slice(0, most).join(', ') + (items.length > most ? `, … (${items.length})` : '');

/** What speaks against release, each with its evidence. This version never recommends to ship: it does not check enough for that. */
export function recommend(packet: PacketBody): Packet['recommendation'] {
  const hold = reasonsToHold(packet);
  if (hold.length > 0) return { value: 'hold', reasons: hold, basis: 'derived' };
  return {
    value: 'escalate',
    reasons: [
      ...(effectsLine(packet.effects) === '' ? [] : [`effects that going back does not undo: ${effectsLine(packet.effects)}`]),
      'nothing that this version checks speaks against it; coverage, risk tiers, weakened tests and secrets are not checked yet, so a person must look',
    ],
    basis: 'derived',
  };
}

function reasonsToHold(packet: PacketBody): string[] {
  const { delivery, evidence, record, stops, configuration, unfinished, enforcement } = packet;
  const paths = (scope: string): string[] => delivery.changes.filter((change) => change.scope === scope).map((change) => change.path);
  const owed = (test: (item: Packet['evidence']['owed'][number]) => boolean): string[] =>
    evidence.owed.filter(test).map((item) => item.name);
  const reasons: (readonly [boolean, () => string])[] = [
    [enforcement.value === 'unscoped', () => `the run had no scope: ${enforcement.why ?? ''}`],
    [enforcement.value === 'observed', () => 'the scope was observed, not enforced'],
    [!record.intact, () => `the record is broken: ${record.problem ?? 'the frozen scope is not the one that was recorded'}`],
    [record.selfTest !== 'passed', () => `the self-test of the hooks: ${record.selfTest}`],
    [unfinished.unjudged.length > 0, () => `ran without a verdict: ${few(unfinished.unjudged)}`],
    [delivery.problem !== undefined, () => `what changed is not known: ${delivery.problem ?? ''}`],
    [paths('forbidden').length > 0, () => `changed in a forbidden zone: ${few(paths('forbidden'))}`],
    [paths('protected').length > 0, () => `changed although protected: ${few(paths('protected'))}`],
    [paths('outside').length > 0, () => `changed outside the scope: ${few(paths('outside'))}`],
    [delivery.unseen.length > 0, () => `written where no tree can show it: ${few(delivery.unseen)}`],
    [owed((item) => item.result === 'missing').length > 0, () => `owed and not run: ${few(owed((item) => item.result === 'missing'))}`],
    [owed((item) => item.result === 'failed').length > 0, () => `owed and failed: ${few(owed((item) => item.result === 'failed'))}`],
    [
      owed((item) => item.freshness === 'a command ran after it').length > 0,
      () => `a command ran after it and may have changed files: ${few(owed((item) => item.freshness === 'a command ran after it'))}`,
    ],
    [
      owed((item) => item.freshness === 'stale').length > 0,
      () => `stale, files changed after it: ${few(owed((item) => item.freshness === 'stale'))}`,
    ],
    [
      stops.trips.some((trip) => trip.enforced),
      () => `stop rule reached: ${few(stops.trips.filter((trip) => trip.enforced).map((trip) => trip.rule))}`,
    ],
    [stops.halts.length > 0, () => 'a person halted the run'],
    [configuration.hooksChanged.length > 0, () => `hook files changed during the run: ${few(configuration.hooksChanged)}`],
    [
      configuration.refused.length > 0,
      () => `settings were changed during the run (and not loaded): ${configuration.refused.length} times`,
    ],
    [configuration.mcpChanged.length > 0, () => `MCP tools look otherwise than in an earlier run: ${few(configuration.mcpChanged)}`],
    [unfinished.background > 0, () => `work was alive in the background at the end: ${unfinished.background}`],
  ];
  return reasons.filter(([applies]) => applies).map(([, say]) => say());
}
