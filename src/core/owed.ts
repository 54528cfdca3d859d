import type { Access, Call } from '../schema/access.ts';
import type { FrozenScope } from '../schema/frozen.ts';

/** Whether the result of a call is the result of its command: a monitor and a background command come back while theirs runs on. */
export function waitsForIt(call: Pick<Call, 'tool' | 'input'>): boolean {
  return call.tool === 'Bash' && call.input['run_in_background'] !== true;
}

/** The names of the owed evidence that a call runs, word for word. */
export function owedBy(scope: FrozenScope | undefined, accesses: readonly Access[]): readonly string[] {
  const run = new Set(accesses.filter((access) => access.kind === 'execute').map((access) => access.target));
  return (scope?.evidence ?? []).flatMap((owed) => (owed.argv && run.has(JSON.stringify(owed.argv)) ? [owed.name] : []));
}
