import type { Packet } from '../../schema/packet.ts';
import { ABSENT, type PathState, pathBetween, type Step } from './cover.ts';
import type { GateFault } from './gated.ts';

/** A changed path between the merge base and the head, as it would lie in a work tree. */
export interface ChangedPath {
  readonly path: string;
  readonly from: PathState;
  readonly to: PathState;
}

export interface CoveringRun {
  readonly run: string;
  readonly packet: Packet;
  /** Its record holds and somebody released it. */
  readonly counts: boolean;
}

export interface CoveringFacts {
  readonly changed: readonly ChangedPath[];
  readonly runs: readonly CoveringRun[];
  /** What the head has at a path, whether or not it differs from the base. */
  readonly atHead: (path: string) => PathState;
  /** The last commit that changed a path, short. */
  readonly lastChange: (path: string) => string | undefined;
}

export interface Covering {
  /** Run → paths that it brought from the base towards the head. */
  readonly covers: ReadonlyMap<string, readonly string[]>;
  readonly covered: number;
  readonly faults: readonly GateFault[];
}

/** Paths of one kind that are named one by one. */
const NAMED = 50;

/** Whether every change is the work of released runs, and all of what was released is there as it was decided on. */
export function covering(facts: CoveringFacts): Covering {
  const stepsBy = new Map<string, Step[]>();
  for (const step of facts.runs.flatMap(stepsOf)) stepsBy.set(step.path, [...(stepsBy.get(step.path) ?? []), step]);
  const counting = new Set(facts.runs.filter((one) => one.counts).map((one) => one.run));
  const covers = new Map<string, string[]>();
  const faults: GateFault[] = [];
  let covered = 0;
  for (const change of facts.changed) {
    const steps = stepsBy.get(change.path) ?? [];
    const by = pathBetween(
      change.from,
      change.to,
      steps.filter((step) => counting.has(step.run)),
    );
    if (by !== undefined) covered += 1;
    for (const run of by ?? []) covers.set(run, [...(covers.get(run) ?? []), change.path]);
    // a run that does not count closes the gate by itself: what it covers need not be said again
    if (by === undefined && pathBetween(change.from, change.to, steps) === undefined) faults.push(uncovered(change, steps, facts));
  }
  return {
    covers,
    covered,
    faults: [...short(faults), ...short(facts.runs.filter((one) => one.counts).flatMap((one) => missing(one, stepsBy, counting, facts)))],
  };
}

const stepsOf = ({ run, packet }: CoveringRun): readonly Step[] =>
  packet.delivery.changes.map(({ path, status, mode, blob, was }) => ({
    run,
    path,
    ...(was === undefined ? {} : { was }),
    to: status === 'deleted' ? ABSENT : `${mode} ${blob}`,
  }));

function uncovered({ path }: ChangedPath, steps: readonly Step[], { lastChange, atHead }: CoveringFacts): GateFault {
  const [last] = steps.slice(-1);
  const commit = lastChange(path);
  const by = commit === undefined ? '' : ` (commit ${commit})`;
  const shown = atHead(path) === ABSENT ? {} : { path };
  if (last === undefined)
    return {
      check: 'covered',
      text: `\`${path}\` was changed${by}, and no decided run covers that change`,
      next: 'let a guarded run do it, or take it into the packet with `twoloops packet RUN --again`, and decide again',
      ...shown,
    };
  return {
    check: 'freshness',
    run: last.run,
    text: `\`${path}\` is not as it was when run ${last.run} was decided on: it was changed since${by}`,
    next: `look at the change; \`twoloops packet ${last.run} --again\` takes it into a new packet, which somebody decides on`,
    ...shown,
  };
}

/** What a run changed and was decided on must be there, or taken up by a later run that was released, too. */
function missing(
  { run, packet }: CoveringRun,
  stepsBy: ReadonlyMap<string, readonly Step[]>,
  counting: ReadonlySet<string>,
  { atHead, changed }: CoveringFacts,
): readonly GateFault[] {
  const known = new Set(changed.map((one) => one.path));
  return stepsOf({ run, packet, counts: true }).flatMap((step): readonly GateFault[] => {
    const steps = (stepsBy.get(step.path) ?? []).filter((one) => counting.has(one.run));
    if (pathBetween(step.to, atHead(step.path), steps) !== undefined) return [];
    // a path that differs from the base was already said to be other than decided
    if (
      known.has(step.path) &&
      pathBetween(changed.find((one) => one.path === step.path)?.from ?? ABSENT, atHead(step.path), steps) === undefined
    )
      return [];
    return [
      {
        check: 'freshness',
        run,
        text: `\`${step.path}\` is part of what was decided on in run ${run}, and is not so in this head`,
        next: 'commit it as it was decided on, or undo it, make the packet again and decide again',
      },
    ];
  });
}

function short(faults: readonly GateFault[]): readonly GateFault[] {
  if (faults.length <= NAMED) return faults;
  const [first] = faults;
  const rest = faults.length - NAMED;
  return [...faults.slice(0, NAMED), { check: first?.check ?? 'covered', text: `and ${rest} more paths like these` }];
}
