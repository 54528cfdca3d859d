import type { RunEvent } from '../../schema/event.ts';
import type { FrozenScope } from '../../schema/frozen.ts';
import type { Packet } from '../../schema/packet.ts';

type Owed = Packet['evidence']['owed'][number];

/** What was owed and what the record shows of it: the last result, and whether a change was recorded after it. */
export function evidenceOf(scope: FrozenScope | undefined, events: readonly RunEvent[]): Packet['evidence'] {
  const results = new Map(events.flatMap((event) => (event.type === 'result' ? [[event.id, event] as const] : [])));
  const lastOf = (test: (event: RunEvent) => boolean): number => events.findLast(test)?.seq ?? 0;
  const changed = lastOf((event) => changes(event, results));
  const commanded = lastOf((event) => commands(event));
  const owed = (scope?.evidence ?? []).map(({ name, text, place, argv }): Owed => {
    if (argv === undefined) return { name, text, place, result: 'not checked', freshness: 'not checked' };
    const run = events.filter((event) => event.type === 'result' && event.owed?.includes(name)).at(-1);
    if (run?.type !== 'result') return { name, text, place, result: 'missing', freshness: 'not checked' };
    // it speaks for the files as they were when it began: what changed while it ran came too late for it
    const began = events.findLast((event) => event.type === 'verdict' && event.id === run.id)?.seq ?? run.seq;
    const freshness = changed > began ? 'stale' : commanded > began ? 'a command ran after it' : 'no later change recorded';
    return { name, text, place, result: run.ok ? 'passed' : 'failed', at: run.at, freshness };
  });
  return { owed, basis: 'observed' };
}

/** A recorded change: a result that names changed files, or an edit that was let through and did not come back as failed. */
function changes(event: RunEvent, results: ReadonlyMap<string, Extract<RunEvent, { type: 'result' }>>): boolean {
  if (event.type === 'result') return event.changed.length > 0;
  if (event.type !== 'verdict' || (event.verdict === 'deny' && event.enforced)) return false;
  return event.accesses.some((access) => access.kind === 'edit') && results.get(event.id)?.ok !== false;
}

/** A command other than owed evidence: what it changed is for the trees to say, and none was taken after it alone. */
function commands(event: RunEvent): boolean {
  if (event.type === 'result') return ['Bash', 'Monitor'].includes(event.tool) && event.owed === undefined;
  if (event.type !== 'verdict' || (event.verdict === 'deny' && event.enforced)) return false;
  return event.owed === undefined && event.accesses.some((access) => access.kind === 'execute');
}
