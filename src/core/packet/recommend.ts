import type { Packet } from '../../schema/packet.ts';
import type { PacketBody } from './assemble.ts';
import { effectsLine } from './effects.ts';

const few = (items: readonly string[], most = 3): string =>
  items.slice(0, most).join(', ') + (items.length > most ? `, … (${items.length})` : '');

/** What speaks against release, each with its evidence. A person decides; `ship` says that nothing that is checked speaks against it. */
export function recommend(packet: PacketBody): Packet['recommendation'] {
  const hold = reasonsToHold(packet);
  const escalate = reasonsToEscalate(packet);
  if (hold.length > 0) return { value: 'hold', reasons: [...hold, ...escalate], basis: 'derived' };
  if (escalate.length > 0) return { value: 'escalate', reasons: escalate, basis: 'derived' };
  return {
    value: 'ship',
    reasons: ['nothing that is checked speaks against it: what was owed is there, on this tree, and nothing outside the scope was changed'],
    basis: 'derived',
  };
}

const isHigh = ({ risk }: PacketBody): boolean => risk.tier === 'high' || risk.tier === 'critical';

const unattributed = ({ delivery }: PacketBody): string[] =>
  delivery.changes.filter((change) => change.authors.some((author) => author.kind === 'unattributed')).map((change) => change.path);

const workarounds = ({ authority }: PacketBody): string[] =>
  authority.denied
    .filter((denial) => denial.enforced && denial.next.kind === 'workaround')
    .map((denial) => `${denial.tool} #${denial.seq}, then ${denial.next.calls.join(', ')}`);

const approvedText = ({ path, approved }: PacketBody['delivery']['changes'][number]): string =>
  `${path} (${approved.map((one) => `R${one}`).join(', ')})`;

function reasonsToEscalate(packet: PacketBody): string[] {
  const { risk, delivery, authority, effects, coverage, run } = packet;
  const by = risk.matches.filter((match) => match.tier === risk.tier).map((match) => match.rule);
  const widened = authority.widened.filter((one) => one.answer === 'approve');
  const reasons: (readonly [boolean, () => string])[] = [
    [
      isHigh(packet),
      () => `${risk.tier} risk${by.length > 0 ? ` by ${few([...new Set(by)])}` : ''}: ${run.owner ?? 'a named owner'} decides`,
    ],
    [
      isHigh(packet) && widened.length > 0,
      () => `the scope was widened in a run of ${risk.tier} risk: ${few(widened.map((one) => `R${one.request} by ${one.by}`))}`,
    ],
    [!isHigh(packet) && unattributed(packet).length > 0, () => `nothing in the record claims what changed: ${few(unattributed(packet))}`],
    [
      delivery.changes.some((change) => change.approved.length > 0),
      () =>
        `changed beyond the scope, by approval: ${few(delivery.changes.filter((change) => change.approved.length > 0).map(approvedText))}`,
    ],
    [workarounds(packet).length > 0, () => `denied, and then reached by another call: ${few(workarounds(packet))}`],
    [effectsLine(effects) !== '', () => `effects that going back does not undo: ${effectsLine(effects)}`],
    [coverage.state === 'unknown', () => `whether every call was seen is not known: ${coverage.why ?? 'not checked'}`],
    [
      risk.tier !== 'low' && delivery.changes.length > 0 && !packet.evidence.owed.some((item) => item.result !== 'not checked'),
      () => 'no evidence was owed for what changed: nothing in the scope says how it should be shown to work',
    ],
    [
      delivery.weakened.length > 0,
      () => `tests ask for less than before: ${few(delivery.weakened.map((one) => `${one.path} (${one.kind})`))}`,
    ],
    [packet.rollback.tried === 'does not restore it', () => `going back does not restore the baseline: ${packet.rollback.why ?? ''}`],
    [
      delivery.unread.length > 0 && risk.tier !== 'low',
      () => `changed and not looked into (binary, large or forbidden): ${few(delivery.unread)}`,
    ],
  ];
  return reasons.filter(([applies]) => applies).map(([, say]) => say());
}

function reasonsToHold(packet: PacketBody): string[] {
  const { delivery, evidence, record, stops, configuration, unfinished, enforcement } = packet;
  const paths = (scope: string): string[] =>
    delivery.changes.filter((change) => change.scope === scope && change.approved.length === 0).map((change) => change.path);
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
      owed((item) => item.freshness === 'stale').length > 0,
      () =>
        `stale: ${few(evidence.owed.filter((item) => item.freshness === 'stale').map((item) => `${item.name} (${few(item.differs, 2)} changed after it began)`))}`,
    ],
    [
      owed((item) => item.freshness === 'unknown').length > 0,
      () => `fresh or stale is not known: ${few(owed((item) => item.freshness === 'unknown'))}`,
    ],
    [
      owed((item) => item.contradiction !== undefined).length > 0,
      () =>
        `result and counts contradict each other: ${few(evidence.owed.flatMap((item) => (item.contradiction === undefined ? [] : [`${item.name}: ${item.contradiction}`])))}`,
    ],
    [
      delivery.secrets.length > 0,
      () => `secrets in the diff: ${few(delivery.secrets.map((one) => `${one.path}:${one.line} (${one.kind})`))}`,
    ],
    [
      packet.coverage.state === 'gaps',
      () => `calls that the record does not cover: ${few(packet.coverage.gaps.map((gap) => `${gap.kind} ${gap.what}`))}`,
    ],
    [contradicted(packet).length > 0, () => `the closing message is contradicted: ${few(contradicted(packet), 2)}`],
    [isHigh(packet) && unattributed(packet).length > 0, () => `nothing in the record claims what changed: ${few(unattributed(packet))}`],
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

const contradicted = ({ claims }: PacketBody): string[] =>
  claims.items.filter((claim) => claim.verdict === 'contradicted').map((claim) => `“${claim.text.slice(0, 100)}” (${claim.evidence})`);
