import { sealed, type Unsealed } from '../../../src/core/insight/seal.ts';
import type { Summary } from '../../../src/schema/summary.ts';
import { changed } from './apply.ts';
import { type Base, noise } from './noise.ts';
import { type Change, DAY, type Extra, HOUR, type Plan } from './plan.ts';
import { sha256 } from './random.ts';

/** A group of the fleet: its plan, and the noise under it. */
export interface Group {
  readonly plan: Plan;
  readonly base: Base;
  readonly now: number;
}

/** Days that insights look back; what is planted before them lies a day further. */
const WINDOW = 90;
const OVER = 40 * DAY;

function openedAt({ plan, now, base }: Group, i: number): number {
  const last = now - (plan.ends ?? DAY + (Number.parseInt(base.digest.slice(0, 4), 16) % (3 * 24)) * HOUR);
  const over = plan.over ?? OVER;
  if (plan.runs < 2) return last;
  return last - over + Math.round((over * (plan.tie && i === plan.runs - 2 ? i + 1 : i)) / (plan.runs - 1));
}

/** Ids of one group follow its order, so that runs of one instant have an order too. */
function idOf({ base }: Group, i: number, opened: number): string {
  const at = new Date(opened).toISOString().replace(/[-:]/g, '');
  return `${at.slice(0, 8)}-${at.slice(9, 13)}-${base.digest.slice(0, 3)}${i.toString(16).padStart(5, '0')}`;
}

export const runId = (group: Group, i: number): string => idOf(group, i, openedAt(group, i));

/** The changes of a plan by run, so that a run is made in one step. */
export function changesOf(plan: Plan): ReadonlyMap<number, readonly Change[]> {
  const all = new Map<number, Change[]>();
  for (const { in: runs, add } of plan.steps) for (const i of runs) all.set(i, [...(all.get(i) ?? []), add]);
  return all;
}

type Changes = ReturnType<typeof changesOf>;

function planned(group: Group, changes: Changes, i: number): Unsealed {
  const opened = openedAt(group, i);
  return (changes.get(i) ?? []).reduce(changed, noise(group.base, i, idOf(group, i, opened), opened));
}

/** What makes a summary one of those that stand beside the runs of a group; `k` keeps their ids apart. */
const BESIDE: Readonly<Record<Extra['as'], (run: Unsealed, group: Group, k: number, of: number) => Unsealed>> = {
  bypassed: (run, group, k) => ({
    ...moved(run, group, k, Date.parse(run.opened) + HOUR),
    bypassed: ['observed'],
    enforcement: 'observed',
  }),
  before: (run, group, k) => moved(run, group, k, group.now - (WINDOW + 1) * DAY - k * HOUR),
  future: (run, group, k) => moved(run, group, k, group.now + (k + 1) * HOUR),
  duplicate: (run, _group, _k, of) => counted(run, of, -1),
  fuller: (run, _group, _k, of) => counted(run, of, 1),
  copy: (run) => run,
  twin: (run) => ({ ...run, repository: { ...run.repository, id: `${run.repository.id}-fork` } }),
};

/** Fewer or more events, or as many and fewer or more decisions. */
function counted(run: Unsealed, of: number, by: 1 | -1): Unsealed {
  const { seal } = run;
  return {
    ...run,
    seal: of % 2 === 0 ? { ...seal, events: seal.events + by, decisions: 3 - by } : { ...seal, decisions: seal.decisions + by },
  };
}

function moved(run: Unsealed, group: Group, k: number, opened: number): Unsealed {
  const closed = new Date(opened + run.minutes * 60_000).toISOString();
  return {
    ...run,
    run: idOf(group, 0xf0000 + k, opened),
    opened: new Date(opened).toISOString(),
    closed,
    decision: run.decision && { ...run.decision, at: closed },
  };
}

function beside(group: Group, changes: Changes, extra: Extra, k: number): Unsealed {
  const run = planned(group, changes, extra.of);
  return BESIDE[extra.as](extra.as === 'copy' ? run : changed(run, extra.add), group, k, extra.of);
}

/** All summaries of a group, in no order: every seventh run after the other, and what stands beside them between. */
export function* summariesOf(group: Group): Generator<Summary> {
  const changes = changesOf(group.plan);
  const extra = group.plan.extra ?? [];
  let told = 0;
  for (let start = 0; start < 7; start += 1)
    for (let i = start; i < group.plan.runs; i += 7) {
      const next = extra[told];
      if (next && i % 3 === 0) yield sealed(beside(group, changes, next, told++), sha256);
      yield sealed(planned(group, changes, i), sha256);
    }
  for (; told < extra.length; told += 1) {
    const next = extra[told];
    if (next) yield sealed(beside(group, changes, next, told), sha256);
  }
}
