import type { RiskMatch } from '../../../schema/review.ts';
import { code, h, joined, type Part } from '../../html/markup.ts';
import { type Column, list, type Section, table, tierWord } from '../../html/parts.ts';
import type { View } from './view.ts';

/** Things of one rule that are named; the count stands beside them. */
const MOST_NAMED = 4;

const MATCHES: readonly Column<RiskMatch>[] = [
  { name: 'rule', cell: (row) => row.rule },
  { name: 'tier', cell: (row) => tierWord(row.tier) },
  { name: 'matched', cell: matched, kind: 'wide' },
  { name: 'written in', cell: (row) => code(row.place) },
];

function matched({ on, count }: RiskMatch): Part {
  const more = count > Math.min(on.length, MOST_NAMED) ? [h`${count} in all`] : [];
  return joined([...on.slice(0, MOST_NAMED).map(code), ...more], ', ');
}

export function why({ packet, limits }: View): Section {
  const { recommendation, risk } = packet;
  const rules = table('Rules that set the tier', MATCHES, risk.matches, limits.rows);
  return {
    id: 'why',
    title: 'Why',
    basis: recommendation.basis,
    detail: false,
    body: h`${list(recommendation.reasons, limits.rows)}${risk.tier === 'low' ? h`<details><summary>Rules that set the tier</summary>${rules}</details>` : rules}`,
  };
}
