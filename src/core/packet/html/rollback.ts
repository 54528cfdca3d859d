import type { Packet } from '../../../schema/packet.ts';
import { code, h, lines, type Part } from '../../html/markup.ts';
import { bad, type Column, paragraphs, type Section, table } from '../../html/parts.ts';
import { few } from './changes.ts';
import type { View } from './view.ts';

type Effect = Packet['effects']['items'][number];

const EFFECTS: readonly Column<Effect>[] = [
  { name: 'call', cell: (effect) => `#${effect.seq}` },
  { name: 'what', cell: (effect) => code(effect.form), kind: 'wide' },
  { name: 'reversibility', cell: reversibilityCell },
  { name: 'result', cell: (effect) => effect.result },
  { name: 'grant', cell: (effect) => effect.grant },
];

function reversibilityCell({ reversibility }: Effect): Part {
  return reversibility === 'reversible' || reversibility === 'compensable' ? reversibility : bad(reversibility);
}

/** The way back, whether it was tried, and what does not come back with it. */
export function rollback({ packet: { rollback: back, effects }, limits }: View): Section {
  return {
    id: 'rollback',
    title: 'Rollback and containment',
    note: back.tried,
    basis: back.basis,
    detail: true,
    body: h`${paragraphs([back.text, back.tried === 'restores the baseline' ? undefined : bad(`${back.tried}${back.why === undefined ? '' : `: ${back.why}`}`)])}${
      back.commands.length === 0
        ? ''
        : h`<div class="scroll" role="group" tabindex="0" aria-label="Commands that go back"><pre>${back.commands.slice(0, limits.rows).map((command) => h`${lines(command)}\n`)}</pre></div>`
    }${paragraphs([back.lost.length === 0 ? undefined : h`${bad('Cannot be brought back')}: ${few(back.lost)}`])}${table(
      'Effects that going back does not undo',
      EFFECTS,
      effects.items,
      limits.rows,
    )}`,
  };
}
