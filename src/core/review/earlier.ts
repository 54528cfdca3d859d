import type { Decision } from '../../schema/decision.ts';
import { h, type Markup } from '../html/markup.ts';
import { bad, type Column, moment, type Section, table } from '../html/parts.ts';

/** A decision that was made on the run, and what became of it. */
export interface Earlier {
  readonly decision: Decision;
  /** Why it counts no more; empty: it stands. */
  readonly faults: readonly string[];
}

/** Rows that a person reads. */
const MOST = 30;

const COLUMNS: readonly Column<Earlier>[] = [
  { name: 'decision', cell: ({ decision: { number, value } }) => h`${number}: <strong class="${value}">${value}</strong>` },
  { name: 'by', cell: ({ decision: { owner, signature } }) => h`${owner}${signature === undefined ? h` ${bad('unsigned')}` : ', signed'}` },
  { name: 'when', cell: ({ decision: { at, bound } }) => `${moment(at)}, on packet ${bound.number}` },
  { name: 'reason', cell: reasonCell, kind: 'wide' },
  { name: 'what became of it', cell: ({ faults }) => (faults.length === 0 ? 'it stands' : faults.join('; ')), kind: 'wide' },
];

function reasonCell({ decision: { reason, overrides } }: Earlier): Markup {
  return h`${reason}${overrides.map((one) => h` <small>${bad('overridden')}: ${one.requirement} until ${one.until.slice(0, 10)}: ${one.reason}</small>`)}`;
}

/** Every decision before this one, the latest first. */
export function earlierSection(all: readonly Earlier[]): Section {
  return {
    id: 'decisions',
    title: 'Earlier decisions',
    note: all.length === 0 ? 'none' : String(all.length),
    detail: false,
    body:
      all.length === 0
        ? h`<p>Nobody has decided on this run.</p>`
        : table('Decisions, the latest first', COLUMNS, [...all].reverse(), MOST),
  };
}
