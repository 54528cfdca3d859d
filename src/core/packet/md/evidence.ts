import type { Packet } from '../../../schema/packet.ts';
import { code, inline, section, table } from './text.ts';

export function evidence({ evidence: { owed } }: Packet): string[] {
  return section(
    'Evidence owed',
    table(
      ['name', 'what', 'result', 'tests', 'when', 'on this tree'],
      owed.map((item) => [
        inline(item.name),
        code(item.text),
        item.result === 'passed' ? 'passed' : `**${item.result}**`,
        item.counts === undefined
          ? 'not counted'
          : `${item.counts.passed} passed, ${item.counts.failed} failed, ${item.counts.skipped} skipped (${inline(item.counts.source)})`,
        inline(item.at ?? ''),
        fresh(item),
      ]),
    ),
  );
}

function fresh({ freshness, differs, changed, contradiction }: Packet['evidence']['owed'][number]): string {
  const word = freshness === 'stale' ? `**stale**: ${differs.slice(0, 4).map(code).join(', ')} changed after it began` : freshness;
  const itself = changed.length === 0 ? '' : `; it changed ${changed.slice(0, 3).map(code).join(', ')} itself`;
  return `${word}${itself}${contradiction === undefined ? '' : `; **${inline(contradiction)}**`}`;
}

/** The sentences of the closing message that can be checked. */
export function claims({ claims: { items } }: Packet): string[] {
  return section(
    `Claims of the closing message (${items.length})`,
    table(
      ['claim', 'holds', 'by what'],
      items.map((item) => [inline(item.text), item.verdict === 'contradicted' ? '**contradicted**' : item.verdict, inline(item.evidence)]),
    ),
  );
}

/** The rules that set the tier. */
export function risk({ risk: { tier, matches } }: Packet): string[] {
  return section(
    `Risk: ${tier}`,
    table(
      ['rule', 'tier', 'on', 'written in'],
      matches.map((match) => [
        inline(match.rule),
        match.tier,
        `${match.on.slice(0, 4).map(code).join(', ')}${match.count > 4 ? `, … (${match.count})` : ''}`,
        code(match.place),
      ]),
    ),
  );
}

/** Whether the record has every call, and what each gap could hide. */
export function coverage({ coverage: { state, why, calls, covered, refusedByClient, gaps } }: Packet): string[] {
  const told =
    state === 'unknown'
      ? `Not known: ${inline(why ?? 'not checked')}`
      : `${covered} of ${calls} calls of the transcript have a verdict; ${refusedByClient} more were refused by the client itself and ran nothing${why === undefined ? '' : `; ${inline(why)}`}`;
  return section(`Coverage: ${state}`, [
    told,
    ...table(
      ['gap', 'what', 'what it could hide'],
      gaps.map((gap) => [gap.kind, inline(gap.what), inline(gap.hides)]),
    ),
  ]);
}
