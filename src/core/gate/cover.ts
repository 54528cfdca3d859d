/** A state of one path: mode and blob, or that there is no file. */
export type PathState = string;

export const ABSENT: PathState = 'absent';

export const stateOf = (entry: { readonly mode: string; readonly blob: string } | undefined): PathState =>
  entry === undefined ? ABSENT : `${entry.mode} ${entry.blob}`;

/** What one run did to one path. */
export interface Step {
  readonly run: string;
  readonly path: string;
  /** The blob before; undefined where there was no file. */
  readonly was?: string;
  readonly to: PathState;
}

const blobOf = (state: PathState): string | undefined => (state === ABSENT ? undefined : state.slice(state.indexOf(' ') + 1));

/**
 * Whether runs lead from one state of a path to another, each taking up what the one before left, and which runs those are.
 * Undefined where they do not.
 */
export function pathBetween(from: PathState, to: PathState, steps: readonly Step[]): readonly string[] | undefined {
  if (from === to) return [];
  const seen = new Set<PathState>([from]);
  let front: readonly { readonly at: PathState; readonly by: readonly string[] }[] = [{ at: from, by: [] }];
  while (front.length > 0) {
    const next: { readonly at: PathState; readonly by: readonly string[] }[] = [];
    for (const { at, by } of front)
      for (const step of steps) {
        if (step.was !== blobOf(at) || seen.has(step.to)) continue;
        const taken = [...by, step.run];
        if (step.to === to) return taken;
        seen.add(step.to);
        next.push({ at: step.to, by: taken });
      }
    front = next;
  }
  return undefined;
}
