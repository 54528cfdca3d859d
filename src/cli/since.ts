import { THRESHOLDS } from '../core/insight/thresholds.ts';
import { visibleLine } from '../core/visible.ts';
import { EXIT, Refusal } from './terminal.ts';

const DAY = 86_400_000;

/** ms since the epoch of `90d`, `12w`, or a date. */
export function sinceOf(text: string | undefined, now: number): number {
  if (text === undefined) return now - THRESHOLDS.windowDays * DAY;
  const span = /^(\d{1,5})([dw])$/.exec(text);
  if (span) return now - Number(span[1]) * (span[2] === 'w' ? 7 : 1) * DAY;
  const date = /^\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(date))
    throw new Refusal(`--since \`${visibleLine(text)}\`: write \`90d\`, \`12w\` or a date like \`2026-01-31\``, EXIT.usage);
  return date;
}
