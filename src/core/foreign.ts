import type { RunState } from '../schema/state.ts';

/** A path that is otherwise than in the tree before. */
export interface Differing {
  readonly path: string;
  /** Blob id now; absent where the path is gone. */
  readonly blob?: string;
  /** ms: when it was changed last, as the kernel says; of a path that is gone, when its folder was. */
  readonly changedAt: number;
}

/** ms that the kernel's clock for files may be behind. */
const TICK_MS = 20;

/**
 * Paths that nothing in the record claims: changed before any command that could have done it began, and not with what a
 * file tool wrote. What changed while a command ran counts as the command's: the two cannot be told apart.
 */
export function foreignAmong(differing: readonly Differing[], state: Pick<RunState, 'since' | 'floor' | 'writes'>): readonly string[] {
  const began = Math.min(...Object.values(state.since).map(([at]) => at), state.floor ?? Number.POSITIVE_INFINITY);
  return differing
    .filter(({ path, blob, changedAt }) => (blob === undefined || state.writes[path] !== blob) && changedAt < began - TICK_MS)
    .map(({ path }) => path);
}
