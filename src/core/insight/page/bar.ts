import { h, type Markup } from '../../html/markup.ts';

/** Units across: as long as the largest number of runs. */
const WIDTH = 100;
const HEIGHT = 8;

/**
 * A bar from zero: outlined as far as `all` goes, filled as far as `part`; `most` is the end of the scale. An empty one is
 * hatched. Nothing for who does not see it: the numbers stand beside it as text.
 */
export function bar(part: number, all: number, most: number): Markup {
  const at = (value: number): number => (most <= 0 ? 0 : Math.round(Math.min(1, Math.max(0, value / most)) * WIDTH * 100) / 100);
  const track = h`<rect class="all"${part === 0 ? h` fill="url(#p-none)"` : ''} width="${at(all)}" height="${HEIGHT}"/>`;
  return h`<svg class="bar" aria-hidden="true" focusable="false" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none">${track}${part === 0 ? '' : h`<rect class="part" width="${at(part)}" height="${HEIGHT}"/>`}</svg>`;
}

/** Patterns of all pictures, once a page: an outcome has its own, so that colour only repeats it. */
export const PATTERNS = h`<svg class="unseen" aria-hidden="true" focusable="false" width="1" height="1"><defs><pattern id="p-none" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="none" d="M0 0V4"/></pattern><pattern id="p-hold" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="held" d="M1.5 0V5"/></pattern><pattern id="p-escalate" width="5" height="5" patternUnits="userSpaceOnUse"><circle class="escalated" cx="2.5" cy="2.5" r="1.6"/></pattern></defs></svg>
`;
