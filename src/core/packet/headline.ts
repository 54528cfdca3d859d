import type { Packet } from '../../schema/packet.ts';
import type { PacketBody } from './assemble.ts';
import { effectsLine } from './effects.ts';

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** What a reviewer needs in thirty seconds: eight lines, in this order, read off the rest of the packet. */
export function headlineOf(packet: PacketBody, recommendation: Packet['recommendation']): Packet['headline'] {
  const word = recommendation.value === 'hold' ? 'Hold' : 'Escalate';
  const more = recommendation.reasons.length > 1 ? ` (and ${recommendation.reasons.length - 1} more)` : '';
  return [
    {
      name: 'Recommendation',
      text: `${word}: ${recommendation.reasons[0] ?? ''}${more}; ${packet.run.owner ?? 'nobody named'} decides; tier not classified in this version`,
    },
    {
      name: 'Task and claims',
      text: `${packet.task.text} (${packet.summary.text === '' ? 'no closing message' : "the agent's closing message is not checked in this version"})`,
    },
    { name: 'Scope', text: scopeLine(packet) },
    { name: 'Tests', text: testLine(packet) },
    { name: 'Authority', text: authorityLine(packet) },
    { name: 'Zones', text: zoneLine(packet) },
    { name: 'Rollback', text: rollbackLine(packet) },
    { name: 'Assurance', text: assuranceLine(packet) },
  ];
}

/** Going back restores files; what left the machine or the history does not come back with them. */
function rollbackLine({ rollback, effects }: PacketBody): string {
  const lasting = effectsLine(effects);
  return lasting === '' ? rollback.text : `${rollback.text}; not undone by it: ${lasting}`;
}

function scopeLine({ delivery, enforcement }: PacketBody): string {
  if (delivery.problem !== undefined) return `what changed is not known: ${delivery.problem}`;
  const count = (scope: string): number => delivery.changes.filter((change) => change.scope === scope).length;
  const changed = `${plural(delivery.changes.length, 'file')} changed`;
  if (enforcement.value === 'unscoped') return `${changed}; the run had no scope`;
  return `${changed}, ${count('outside') + count('protected')} outside, ${count('forbidden')} forbidden`;
}

function testLine({ evidence }: PacketBody): string {
  const runs = evidence.owed.filter((item) => item.name !== 'rollback');
  if (runs.length === 0) return 'none owed by the scope';
  const one = (item: (typeof runs)[number]): string => {
    const when = item.at === undefined ? '' : `, ${item.at.slice(11, 16)} UTC`;
    const fresh = item.result === 'missing' ? '' : `, ${item.freshness === 'stale' ? 'stale' : item.freshness}`;
    return `\`${item.text}\`: ${item.result}${when}${fresh}`;
  };
  return `${runs.map(one).join('; ')}; weakened or not: not checked in this version`;
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

function zoneLine({ delivery }: PacketBody): string {
  const touched = delivery.changes.filter((change) => change.scope === 'forbidden').map((change) => change.path);
  return `${touched.length > 0 ? `forbidden: ${touched.slice(0, 3).join(', ')}; ` : ''}sensitive zones are not classified in this version`;
}

function assuranceLine({ record, enforcement }: PacketBody): string {
  const chain = record.intact ? `${record.events} events, chain intact` : `the record is broken: ${record.problem ?? 'frozen scope'}`;
  const not = enforcement.value === 'observed' ? 'NOT ENFORCED; ' : '';
  return `${not}self-reported; ${chain}${record.torn > 0 ? `, ${record.torn} torn` : ''}; coverage not checked; head not exported: this machine could have rewritten it`;
}
