import { cut } from '../../html/cut.ts';

import { h, type Markup } from '../../html/markup.ts';
import { leftOut, picture, plural } from '../../html/parts.ts';

/** What one kind of access was granted and what became of it. */
export interface KindUse {
  readonly kind: string;
  readonly granted: number;
  readonly used: number;
  readonly calls: number;
  readonly denied: number;
}

/** Pixels: it fits a phone without scrolling. */
const WIDTH = 328;
const ROW = 38;
const BAR = 10;
/** A grant is at least this wide, and at most. */
const NARROWEST = 2;
const WIDEST = 36;
const LONGEST = 14;

/** A bar a kind: as long as there are grants, filled as far as they were used, with the denied calls behind it. */
export function bars(uses: readonly KindUse[], most: number): Markup {
  if (uses.length === 0) return h``;
  const shown = uses.slice(0, most);
  const largest = Math.max(1, ...shown.map((use) => use.granted + use.denied));
  const unit = Math.min(WIDEST, (WIDTH - 2) / largest);
  const drawn = shown.map((use, i) => bar(use, i * ROW, unit));
  return h`${picture('authority', 'Authority used against granted', described(shown), [WIDTH, shown.length * ROW + 4], h`${HATCH}${drawn}`)}
<p class="key">Filled: used grants; outlined: unused; hatched: denied calls.</p>
${leftOut(uses.length, most, 'kinds')}`;
}

const HATCH = h`<defs><pattern id="refusals" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="refusal" d="M0 0V4"/></pattern></defs>
`;

const numbers = (use: KindUse): string =>
  `${use.used} of ${use.granted} used, ${plural(use.calls, 'call')}${use.denied === 0 ? '' : `, ${use.denied.toLocaleString('en')} denied`}`;

const described = (uses: readonly KindUse[]): string => `${uses.map((use) => `${use.kind}: ${numbers(use)}`).join('; ')}.`;

function bar(use: KindUse, top: number, unit: number): Markup {
  const wide = (count: number): number => (count === 0 ? 0 : Math.max(NARROWEST, Math.round(count * unit)));
  const [granted, used, denied] = [
    wide(use.granted),
    Math.min(wide(use.used), wide(use.granted)),
    Math.max(use.denied === 0 ? 0 : 8, wide(use.denied)),
  ];
  return h`<g><title>${use.kind}: ${numbers(use)}</title><text class="kind" x="0" y="${top + 14}">${cut(use.kind, LONGEST)}</text><text class="number" x="${WIDTH - 1}" y="${top + 14}">${numbers(use)}</text><rect class="unused" x="0.5" y="${top + 20.5}" width="${Math.max(0, granted - 1)}" height="${BAR - 1}"/><rect class="used" x="0" y="${top + 20}" width="${used}" height="${BAR}"/><rect class="refused" fill="url(#refusals)" x="${granted + 3.5}" y="${top + 20.5}" width="${Math.max(0, denied - 4)}" height="${BAR - 1}"/></g>\n`;
}
