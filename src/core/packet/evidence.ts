import type { RunEvent } from '../../schema/event.ts';
import type { FrozenScope } from '../../schema/frozen.ts';
import type { Packet } from '../../schema/packet.ts';

type Owed = Packet['evidence']['owed'][number];

/** What was owed and what the record shows of it: the last result, and whether a change was recorded after it. */
export function evidenceOf(scope: FrozenScope | undefined, events: readonly RunEvent[]): Packet['evidence'] {
  const lastChange = events.reduce((last, event) => (mayChange(event) ? event.seq : last), 0);
  const owed = (scope?.evidence ?? []).map(({ name, text, place, argv }): Owed => {
    if (argv === undefined) return { name, text, place, result: 'not checked', freshness: 'not checked' };
    const run = events.filter((event) => event.type === 'result' && event.owed?.includes(name)).at(-1);
    if (run?.type !== 'result') return { name, text, place, result: 'missing', freshness: 'not checked' };
    // it speaks for the files as they were when it began: what changed while it ran came too late for it
    const began = events.findLast((event) => event.type === 'verdict' && event.id === run.id)?.seq ?? run.seq;
    return {
      name,
      text,
      place,
      result: run.ok ? 'passed' : 'failed',
      at: run.at,
      freshness: lastChange > began ? 'stale' : 'no later change recorded',
    };
  });
  return { owed, basis: 'observed' };
}

/** An event after which a file can be another one. A command that is owed evidence itself does not make itself stale. */
function mayChange(event: RunEvent): boolean {
  if (event.type === 'result') return event.changed.length > 0 || (['Bash', 'Monitor'].includes(event.tool) && event.owed === undefined);
  // a call that was let through may have begun its work even where its result never came
  if (event.type !== 'verdict' || (event.verdict === 'deny' && event.enforced)) return false;
  return event.owed === undefined && event.accesses.some((access) => access.kind === 'edit' || access.kind === 'execute');
}
