import type { Packet } from '../../../schema/packet.ts';
import type { Gap } from '../../../schema/review.ts';
import { code, h, lines } from '../../html/markup.ts';
import { bad, type Column, facts, list, paragraphs, plural, type Section, table, tierWord } from '../../html/parts.ts';
import type { View } from './view.ts';

const GAPS: readonly Column<Gap>[] = [
  { name: 'gap', cell: (gap) => bad(gap.kind) },
  { name: 'where', cell: (gap) => gap.what, kind: 'wide' },
  { name: 'what could hide there', cell: (gap) => gap.hides, kind: 'wide' },
];

type Owed = Packet['assurance'][number];

const ASSURANCE: readonly Column<Owed>[] = [
  { name: 'level', cell: (owed) => owed.level },
  { name: 'from', cell: (owed) => h`${tierWord(owed.tier)} risk on` },
  { name: 'met', cell: (owed) => (owed.met ? 'met' : bad('not met')) },
  { name: 'line', cell: (owed) => owed.place, kind: 'wide' },
];

/** Whether the record holds every call, and whether it is whole itself. */
export function coverage({ packet: { coverage: covered, assurance, record, product }, limits }: View): Section {
  const { state, why, calls, refusedByClient, gaps, basis } = covered;
  const said = `${covered.covered.toLocaleString('en')} of ${plural(calls, 'call')} in the transcript have a verdict; ${refusedByClient.toLocaleString('en')} were refused by the client before any hook.`;
  return {
    id: 'coverage',
    title: 'Coverage and gaps',
    note: state === 'gaps' ? plural(gaps.length, 'gap') : state,
    basis,
    detail: true,
    body: h`${paragraphs([state === 'unknown' ? bad(`Not known: ${why ?? 'no reason given'}`) : said])}${table('Gaps', GAPS, gaps, limits.rows)}${table('Assurance that the policies ask for', ASSURANCE, assurance, limits.rows)}${facts(
      [
        ['record', `${record.events.toLocaleString('en')} events${record.torn === 0 ? '' : `, ${record.torn} torn`}`],
        ['chain', record.intact ? 'intact' : bad(`broken: ${record.problem ?? 'no reason given'}`)],
        ['head', code(record.head)],
        ['self-test of the hooks', record.selfTest === 'passed' ? 'passed' : bad(record.selfTest)],
        ['twoloops', product],
      ],
    )}`,
  };
}

export function notProven({ packet, limits }: View): Section {
  return { id: 'limits', title: 'What this does not prove', detail: true, body: list(packet.limits, limits.rows) };
}

export function verify({ verify: text }: View): Section {
  return {
    id: 'verify',
    title: 'Verify by hand',
    detail: true,
    body: h`<div class="scroll" role="group" tabindex="0" aria-label="How to verify by hand"><pre>${lines(text)}</pre></div>`,
  };
}
