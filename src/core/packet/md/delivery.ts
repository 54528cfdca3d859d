import type { Packet, PacketChange } from '../../../schema/packet.ts';
import { code, inline, section, table } from './text.ts';

const TIERS = ['critical', 'high', 'medium', 'low'] as const;
const SCOPES = ['forbidden', 'protected', 'outside', 'unscoped', 'inside'] as const;

/** What a reader should see first: what lies outside, then by tier. */
export function inReadingOrder(changes: readonly PacketChange[]): readonly PacketChange[] {
  const rank = (change: PacketChange): number => SCOPES.indexOf(change.scope) * 10 + TIERS.indexOf(change.tier);
  return [...changes].sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
}

function authors({ authors: all, dirtyBefore }: PacketChange): string {
  const named = all.slice(0, 4).map((author) => {
    if (author.kind === 'unattributed') return `**unattributed** (${inline(author.by)})`;
    return `${author.kind === 'other run' ? 'another run: ' : ''}${inline(author.by)}${author.agent === undefined ? '' : ` (subagent ${inline(author.agent)})`}`;
  });
  return `${named.join(', ')}${all.length > 4 ? `, … (${all.length})` : ''}${dirtyBefore ? '; dirty before the run' : ''}`;
}

export function changes({ delivery }: Packet): string[] {
  const rows = inReadingOrder(delivery.changes).map((change) => [
    code(change.path),
    change.status,
    change.added === undefined ? 'not counted' : `+${change.added} −${change.removed ?? 0}`,
    change.scope === 'inside'
      ? `inside (${code(change.rule)})`
      : `**${change.scope}** (${code(change.rule)})${change.approved.length > 0 ? `, approved ${change.approved.map((one) => `R${one}`).join(', ')}` : ''}`,
    inline(change.zones.length > 0 ? `${change.tier}: ${change.zones.join(', ')}` : change.tier),
    authors(change),
  ]);
  const notes = [
    ...(delivery.commits.length > 0
      ? [
          `HEAD moved; ${delivery.commits.length === 200 ? 'at least 200' : delivery.commits.length} commits on it that the baseline does not have: ${delivery.commits
            .slice(0, 10)
            .map((id) => code(id.slice(0, 12)))
            .join(', ')}`,
        ]
      : []),
    ...(delivery.unseen.length > 0 ? [`**Written where no tree can show it**: ${delivery.unseen.slice(0, 20).map(code).join(', ')}`] : []),
    ...(delivery.ignored.count > 0
      ? [
          `Ignored files that changed since the run opened, outside the trees: ${delivery.ignored.paths.slice(0, 10).map(code).join(', ')}${delivery.ignored.count > 10 ? `, … (${delivery.ignored.count})` : ''}`,
        ]
      : []),
    ...(delivery.ignored.problem === undefined ? [] : [`Ignored files: ${inline(delivery.ignored.problem)}`]),
    ...(delivery.preexisting.count > 0
      ? [
          `Dirty or untracked before the run and not changed by it: ${delivery.preexisting.count} (${delivery.preexisting.paths.slice(0, 5).map(code).join(', ')})`,
        ]
      : []),
    ...(delivery.unread.length > 0
      ? [`Changed and not looked into (binary, large or forbidden): ${delivery.unread.slice(0, 10).map(code).join(', ')}`]
      : []),
    ...(delivery.left.length > 0 ? [`Not in the trees: ${delivery.left.slice(0, 20).map(code).join(', ')}`] : []),
    `Baseline tree ${code(delivery.baseline.id ?? delivery.baseline.missing ?? '')} (${inline(delivery.baseline.at)}), end tree ${code(delivery.end.id ?? delivery.end.missing ?? '')} (${inline(delivery.end.at)}), change set ${code(delivery.changeSet)}. What was dirty or untracked before the run is in the baseline.`,
  ];
  return section(
    `Changed files (${delivery.changes.length})`,
    [...table(['path', 'change', 'lines', 'scope', 'risk', 'by'], rows), '', ...notes.flatMap((note) => [note, ''])].slice(0, -1),
  );
}

/** What a reader of the diff would look for: weakened tests, dependencies, secrets. */
export function findings({ delivery }: Packet): string[] {
  return [
    ...section(
      `Weakened tests (${delivery.weakened.length})`,
      table(
        ['where', 'how', 'what'],
        delivery.weakened.map((one) => [code(one.line === undefined ? one.path : `${one.path}:${one.line}`), one.kind, inline(one.text)]),
      ),
    ),
    ...section(
      `Dependencies (${delivery.dependencies.length})`,
      table(
        ['file', 'package', 'change', 'from', 'to'],
        delivery.dependencies.map((one) => [
          code(one.path),
          code(one.name),
          `${one.ecosystem}: ${one.kind}`,
          inline(one.from ?? ''),
          inline(one.to ?? ''),
        ]),
      ),
    ),
    ...section(
      `Secrets in the diff (${delivery.secrets.length})`,
      table(
        ['where', 'kind'],
        delivery.secrets.map((one) => [code(`${one.path}:${one.line}`), inline(one.kind)]),
      ),
    ),
  ];
}
