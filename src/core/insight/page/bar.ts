import { h, type Markup } from '../../html/markup.ts';

const HEIGHT = 8;

/**
 * A bar from zero: outlined as far as `all` goes, filled as far as `part`; `most` is the end of the scale. An empty one is
 * hatched. Nothing for who does not see it: the numbers stand beside it as text.
 */
export function bar(part: number, all: number, most: number): Markup {
  // shares of the room there is, without a view box: the hatch is as fine in a long bar as in a short one
  const wide = (value: number): string => `${most <= 0 ? 0 : Math.round(Math.min(1, Math.max(0, value / most)) * 10_000) / 100}%`;
  const track = h`<rect class="all"${part === 0 ? h` fill="url(#p-none)"` : ''} width="${wide(all)}" height="${HEIGHT}"/>`;
  return h`<svg class="bar" aria-hidden="true" focusable="false" height="${HEIGHT}">${track}${part === 0 ? '' : h`<rect class="part" width="${wide(part)}" height="${HEIGHT}"/>`}</svg>`;
}

/** Patterns of all pictures, once a page: an outcome has its own, so that colour only repeats it. */
export const PATTERNS = h`<svg class="unseen" aria-hidden="true" focusable="false" width="1" height="1"><defs><pattern id="p-none" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="none" d="M0 0V4"/></pattern><pattern id="p-hold" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="held" d="M1.5 0V5"/></pattern><pattern id="p-escalate" width="5" height="5" patternUnits="userSpaceOnUse"><circle class="escalated" cx="2.5" cy="2.5" r="1.6"/></pattern></defs></svg>
`;
