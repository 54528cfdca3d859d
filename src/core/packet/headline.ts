import type { Packet } from '../../schema/packet.ts';
import type { PacketBody } from './assemble.ts';
import { effectsLine } from './effects.ts';

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

const WORDS = { ship: 'Ship', hold: 'Hold', escalate: 'Escalate' } as const;

const few = (items: readonly string[], most = 3): string =>
  items.slice(0, most).join(', ') + (items.length > most ? `, … (${items.length})` : '');

/** What a reviewer needs in thirty seconds: eight lines, in this order, read off the rest of the packet. */
export function headlineOf(packet: PacketBody, recommendation: Packet['recommendation']): Packet['headline'] {
  const more = recommendation.reasons.length > 1 ? ` (and ${recommendation.reasons.length - 1} more)` : '';
  return [
    {
      name: 'Recommendation',
      text: `${WORDS[recommendation.value]}: ${recommendation.reasons[0] ?? 'nothing speaks against it'}${more}; ${tierText(packet)}; ${packet.run.owner ?? 'nobody named'} decides`,
    },
    { name: 'Task and claims', text: `${packet.task.text}: ${claimText(packet)}` },
    { name: 'Scope', text: scopeLine(packet) },
    { name: 'Tests', text: testLine(packet) },
    { name: 'Authority', text: authorityLine(packet) },
    { name: 'Zones', text: zoneLine(packet) },
    { name: 'Rollback', text: rollbackLine(packet) },
    { name: 'Assurance', text: assuranceLine(packet) },
  ];
}

function tierText({ risk }: PacketBody): string {
  const by = risk.matches.filter((match) => match.tier === risk.tier).map((match) => match.rule);
  return `${risk.tier} risk${by.length === 0 ? '' : ` by ${few([...new Set(by)], 2)}`}`;
}

function claimText({ summary, claims }: PacketBody): string {
  if (summary.text === '') return 'no closing message';
  if (claims.items.length === 0) return 'the closing message makes no claim that can be checked';
  const count = (verdict: string): number => claims.items.filter((claim) => claim.verdict === verdict).length;
  const wrong = claims.items.filter((claim) => claim.verdict === 'contradicted');
  const open = claims.items.filter((claim) => claim.verdict === 'not checkable' && claim.kind.startsWith('tests')).slice(0, 1);
  const first = [...wrong.slice(0, 2), ...open].map(
    (claim) => `“${claim.text.slice(0, 80)}”: ${claim.verdict} (${claim.evidence.slice(0, 160)})`,
  );
  const rest = `${count('supported')} ${count('supported') === 1 ? 'claim' : 'claims'} supported, ${wrong.length} contradicted, ${count('not checkable')} not checkable`;
  return [...first, rest].join('; ');
}

/** Going back restores files; what left the machine or the history does not come back with them. */
function rollbackLine({ rollback, effects }: PacketBody): string {
  const lasting = effectsLine(effects);
  const lost = rollback.lost.length === 0 ? '' : `; cannot be brought back: ${few(rollback.lost)}`;
  return `${rollback.text}${lost}; ${lasting === '' ? 'no lasting effect recorded' : `not undone by it: ${lasting}`}`;
}

function scopeLine({ delivery, enforcement }: PacketBody): string {
  if (delivery.problem !== undefined) return `what changed is not known: ${delivery.problem}`;
  const count = (scope: string): number => delivery.changes.filter((change) => change.scope === scope).length;
  const changed = `${plural(delivery.changes.length, 'file')} changed`;
  const lifted = [...new Set(delivery.changes.flatMap((change) => change.approved))];
  const approved = lifted.length === 0 ? '' : ` (by approval ${few(lifted.map((one) => `R${one}`))})`;
  const nobodys = delivery.changes.filter((change) => change.authors.some((author) => author.kind === 'unattributed'));
  const others = delivery.changes.filter((change) => change.authors.some((author) => author.kind === 'other run'));
  const strange = [
    ...(nobodys.length === 0 ? [] : [`${nobodys.length} unattributed: ${few(nobodys.map((change) => change.path))}`]),
    ...(others.length === 0 ? [] : [`${others.length} by another run: ${few(others.map((change) => change.path))}`]),
  ];
  const scope =
    enforcement.value === 'unscoped'
      ? 'the run had no scope'
      : `${count('outside') + count('protected')} outside${approved}, ${count('forbidden')} forbidden`;
  return [`${changed}, ${scope}`, ...strange].join('; ');
}

function testLine({ evidence, delivery }: PacketBody): string {
  const runs = evidence.owed.filter((item) => item.name !== 'rollback');
  const weak = delivery.weakened;
  const weakened =
    delivery.problem !== undefined
      ? 'weakened or not is not known'
      : weak.length === 0
        ? 'none weakened'
        : `weakened: ${few([...new Set(weak.map((one) => `${one.path} (${one.kind})`))], 2)}`;
  if (runs.length === 0) return `none owed by the scope; ${weakened}`;
  return [...runs.map(oneRun), weakened].join('; ');
}

function oneRun(item: Packet['evidence']['owed'][number]): string {
  if (item.result === 'missing') return `\`${item.text}\`: missing`;
  const when = item.at === undefined ? '' : `, ${item.at.slice(11, 16)} UTC`;
  const counts =
    item.counts === undefined ? '' : ` (${item.counts.passed} passed, ${item.counts.failed} failed, ${item.counts.skipped} skipped)`;
  const differs = item.differs.length === 0 ? '' : ` (${few(item.differs, 2)} changed after it began)`;
  const itself = item.changed.length === 0 ? '' : `, changed ${few(item.changed, 2)} itself`;
  const against = item.contradiction === undefined ? '' : `, ${item.contradiction}`;
  return `\`${item.text}\`: ${item.result}${counts}${when}, ${item.freshness === 'stale' ? `stale${differs}` : item.freshness === 'unknown' ? 'fresh or stale is not known' : item.freshness}${itself}${against}`;
}

function authorityLine({ authority }: PacketBody): string {
  const used = authority.granted.filter((grant) => grant.uses > 0).length;
  const denied = authority.denied.filter((denial) => denial.verdict === 'deny');
  const would = denied.filter((denial) => !denial.enforced).length;
  const requests = [...new Set(denied.flatMap((denial) => (denial.request === undefined ? [] : [`R${denial.request}`])))];
  return `${used} of ${plural(authority.granted.length, 'grant')} used; ${plural(authority.calls, 'call')}; ${denied.length - would} denied${would > 0 ? `, ${would} would have been` : ''}${requests.length > 0 ? ` (${requests.slice(0, 5).join(', ')}${requests.length > 5 ? ', …' : ''})` : ''}${mcpText(authority)}; ${widenedText(authority)}`;
}

function mcpText({ mcp }: PacketBody['authority']): string {
  return mcp.reads + mcp.writes === 0 ? '' : `; MCP: ${plural(mcp.writes, 'call')} that may write, ${mcp.reads} that only read`;
}

function widenedText({ widened }: PacketBody['authority']): string {
  const yes = widened.filter((one) => one.answer === 'approve');
  if (yes.length === 0) return 'none widened';
  const each = yes.slice(0, 3).map((one) => `R${one.request} by ${one.by}${one.signed ? ' (signed)' : ''}, used ${one.used.length}×`);
  return `widened: ${each.join('; ')}${yes.length > 3 ? `; … (${yes.length})` : ''}`;
}

function zoneLine({ delivery, risk }: PacketBody): string {
  const named = risk.matches.filter((match) => match.tier === 'high' || match.tier === 'critical');
  const forbidden = delivery.changes.filter((change) => change.scope === 'forbidden').map((change) => change.path);
  const parts = [
    ...(forbidden.length === 0 ? [] : [`forbidden: ${few(forbidden)}`]),
    ...named.slice(0, 4).map((match) => `${match.rule} (${match.tier}): ${few(match.on, 2)}`),
  ];
  if (parts.length === 0) return 'no sensitive zone touched, by the rules that stand in zones.yaml';
  return `${parts.join('; ')}${named.length > 4 ? `; … (${named.length} rules)` : ''}`;
}

function assuranceLine({ record, enforcement, coverage }: PacketBody): string {
  const chain = record.intact ? `${record.events} events, chain intact` : `the record is broken: ${record.problem ?? 'frozen scope'}`;
  const not = enforcement.value === 'observed' ? 'NOT ENFORCED; ' : '';
  return `${not}self-reported; ${chain}${record.torn > 0 ? `, ${record.torn} torn` : ''}; ${coverageText(coverage)}; head not exported: this machine could have rewritten it`;
}

function coverageText({ state, why, calls, covered, gaps }: PacketBody['coverage']): string {
  if (state === 'unknown') return `coverage unknown: ${why ?? 'not checked'}`;
  const told = `${covered} of ${calls} calls of the transcript covered`;
  return state === 'complete'
    ? told
    : `${told}, ${plural(gaps.length, 'gap')}: ${few(
        gaps.map((gap) => `${gap.kind} ${gap.what}`),
        2,
      )}`;
}
