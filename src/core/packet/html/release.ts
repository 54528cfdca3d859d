import type { Decision } from '../../../schema/decision.ts';
import type { Packet } from '../../../schema/packet.ts';
import { releaseLines } from '../../decision/text.ts';
import { code, h, lines, type Markup } from '../../html/markup.ts';
import { bad, type Column, moment, plural, type Section, table } from '../../html/parts.ts';
import type { View } from './view.ts';

/** What a person decided, above the eight lines: an override stays in sight. */
export function decided(decision: Decision | undefined): Markup {
  if (decision === undefined) return h``;
  const { number, value, owner, at, signature, overrides } = decision;
  const signed = signature === undefined ? bad('unsigned: git’s word alone') : 'signed';
  return h`<div class="decided"><p>Decision ${number}: <strong class="${value}">${value}</strong> by ${owner}, ${moment(at)} UTC, ${signed}</p>
${overrides.map((one) => h`<p>${bad('overridden')}: ${code(one.requirement)} until ${one.until.slice(0, 10)}: ${one.reason}</p>\n`)}</div>
`;
}

export function release({ decision }: View): Section {
  const text = releaseLines(decision)
    .map(([name, said]) => `${name}:${said === '' ? '' : ` ${said.replace(/\s+/g, ' ')}`}`)
    .join('\n');
  return { id: 'release', title: 'Release decision', detail: false, body: h`<pre class="release">${lines(text)}</pre>` };
}

type Requirement = Packet['requirements'][number];

const STATUS: readonly Column<Requirement>[] = [
  { name: 'requirement', cell: (one) => code(one.id) },
  { name: 'what must be so', cell: (one) => one.title, kind: 'wide' },
  { name: 'status', cell: (one) => (one.status === 'unmet' ? bad(`unmet: ${one.stance}`) : one.status) },
  { name: 'why', cell: (one) => one.says ?? '', kind: 'wide' },
  { name: 'override', cell: (one) => (one.stance === 'escalate' ? 'the owner decides' : one.override === 'never' ? 'never' : 'by name') },
];

/** The gate, line by line. */
export function requirements({ packet, limits }: View): Section {
  const unmet = packet.requirements.filter((one) => one.status === 'unmet');
  const sorted = [...unmet, ...packet.requirements.filter((one) => one.status !== 'unmet')];
  return {
    id: 'requirements',
    title: 'Requirements',
    note: unmet.length === 0 ? 'all met' : `${plural(unmet.length, 'line')} unmet`,
    basis: 'derived',
    detail: true,
    body: table('The gate, line by line', STATUS, sorted, limits.rows),
  };
}
