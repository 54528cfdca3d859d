import type { Access } from '../schema/access.ts';
import type { FrozenScope } from '../schema/frozen.ts';

/** The names of the owed evidence that a call runs, word for word. */
export function owedBy(scope: FrozenScope | undefined, accesses: readonly Access[]): readonly string[] {
  const run = new Set(accesses.filter((access) => access.kind === 'execute').map((access) => access.target));
  return (scope?.evidence ?? []).flatMap((owed) => (owed.argv && run.has(JSON.stringify(owed.argv)) ? [owed.name] : []));
}
