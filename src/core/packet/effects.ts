import type { RunEvent } from '../../schema/event.ts';
import type { Packet } from '../../schema/packet.ts';

/** Granted commands whose effects going back to the baseline does not undo, with what became of each. */
export function effectsOf(events: readonly RunEvent[]): Packet['effects'] {
  const results = new Map(events.flatMap((event) => (event.type === 'result' ? [[event.id, event.ok] as const] : [])));
  const items = events.flatMap((event) => {
    if (event.type !== 'verdict' || (event.verdict !== 'allow' && event.enforced)) return [];
    const ok = results.get(event.id);
    return event.uses.flatMap((use) =>
      use.form === undefined
        ? []
        : [
            {
              seq: event.seq,
              at: event.at,
              form: use.form.name,
              reversibility: use.form.reversibility,
              grant: use.grant,
              result: ok === undefined ? ('not seen' as const) : ok ? ('succeeded' as const) : ('failed' as const),
            },
          ],
    );
  });
  return { items, basis: 'observed' };
}

/** In a few words, for a headline: the worst first. */
export function effectsLine({ items }: Packet['effects']): string {
  const rank = { irreversible: 0, unknown: 1, compensable: 2, reversible: 3 };
  const sorted = [...items].filter((item) => item.result !== 'failed').sort((a, b) => rank[a.reversibility] - rank[b.reversibility]);
  const named = [...new Set(sorted.map((item) => `\`${item.form}\` (${item.reversibility})`))];
  return named.slice(0, 3).join(', ') + (named.length > 3 ? `, … (${named.length})` : '');
}
