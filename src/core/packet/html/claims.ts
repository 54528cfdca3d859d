import type { Claim } from '../../../schema/review.ts';
import { h, lines, type Part } from '../../html/markup.ts';
import { bad, type Column, paragraphs, type Section, table } from '../../html/parts.ts';
import type { View } from './view.ts';

const COLUMNS: readonly Column<Claim>[] = [
  { name: 'the agent says', cell: (claim) => h`“${claim.text}” <small>${claim.kind}</small>`, kind: 'wide' },
  { name: 'the record says', cell: verdictCell },
  { name: 'evidence', cell: (claim) => claim.evidence, kind: 'wide' },
];

function verdictCell({ verdict }: Claim): Part {
  return verdict === 'contradicted' ? bad(verdict) : verdict;
}

/** The closing message, marked as what it is, and each sentence of it that can be checked. */
export function claims({ packet, limits }: View): Section {
  const { items, basis } = packet.claims;
  const contradicted = items.filter((claim) => claim.verdict === 'contradicted').length;
  const { text } = packet.summary;
  return {
    id: 'claims',
    title: 'Claims',
    note: items.length === 0 ? 'none to check' : `${items.length}, ${contradicted} contradicted`,
    basis,
    detail: true,
    body: h`${table('Sentences that can be checked', COLUMNS, items, limits.rows)}${
      text === ''
        ? paragraphs(['The agent left no closing message.'])
        : h`<p>The agent’s closing message (${packet.summary.basis}):</p><div class="scroll" role="group" tabindex="0" aria-label="The agent’s closing message"><pre class="said">${lines(text)}</pre></div>`
    }`,
  };
}
