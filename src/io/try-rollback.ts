import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Changed, type Refused, type Step, stands } from '../core/rollback/plan.ts';
import type { Rollback } from '../schema/review.ts';
import { type RawPath, readable } from './raw-path.ts';
import { reason } from './repository.ts';
import { lookAt } from './rollback/look.ts';
import { applySteps, type Gone, planRollback, type Way, wayBack } from './rollback.ts';

/** More changed paths, or more bytes of them, than this are not tried. */
const MOST_PATHS = 5_000;
const MOST_BYTES = 512 << 20;

class NotTried extends Error {}

/**
 * Going back, tried: the changed paths as the end tree has them are laid out in a folder of their own, the rollback is done
 * there, and what comes of it is compared with the baseline tree. The work tree is neither touched nor looked at. Never
 * throws, takes about `patience` ms at most, and leaves nothing behind.
 */
export function tryRollback(gone: Gone, patience: number): Rollback {
  const scratch = join(gone.folder, `tried.${process.pid}`);
  const until = Date.now() + patience;
  const check = (): void => {
    if (Date.now() > until) throw new NotTried('it took too long');
  };
  try {
    check();
    // a git call that is killed at the deadline throws, too
    const way = wayBack(gone, Math.max(1, patience));
    return { ...about(gone), ...attempt(way, scratch, check) };
  } catch (error) {
    const why = Date.now() > until ? 'it took too long' : reason(error);
    return { ...about(gone), text: `going back was not tried: ${why}`, tried: 'not tried', why, lost: [] };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const about = ({ run }: Gone): Pick<Rollback, 'commands' | 'basis'> => ({
  commands: [`twoloops rollback ${run}`, `twoloops rollback ${run} --yes`],
  basis: 'recomputed',
});

function attempt(way: Way, scratch: string, check: () => void): Pick<Rollback, 'text' | 'tried' | 'why' | 'lost'> {
  const bytes = way.changes.reduce((sum, { base, end }) => sum + sizeOf(way, base) + sizeOf(way, end), 0);
  if (way.changes.length > MOST_PATHS) throw new NotTried(`${way.changes.length} changed paths are too many to try`);
  if (bytes > MOST_BYTES) throw new NotTried(`${Math.ceil(bytes / (1 << 20))} MB of changed content are too many to try`);
  const shown = layOut(way, scratch, check);
  const plan = planRollback({ ...way, changes: shown }, scratch, { force: false });
  const failed = [...plan.conflicts, ...plan.blocked, ...applySteps(way, scratch, plan.steps, check)];
  const lost = plan.lost;
  return verdict(way, [...failed, ...differing(way, scratch, shown, new Set(lost.map((one) => one.path)))], lost);
}

const sizeOf = (way: Way, blob: Changed['base']): number => (blob === undefined ? 0 : (way.sizes.get(blob.id) ?? 0));

/** Lays out the end tree. What is held by hash only cannot be shown: if it was added, there is nothing of it to bring back either. */
function layOut(way: Way, scratch: string, check: () => void): readonly Changed[] {
  mkdirSync(scratch, { recursive: true, mode: 0o700 });
  const shown = way.changes.filter(({ base, end }) => base !== undefined || (end !== undefined && way.sizes.has(end.id)));
  const steps = shown.flatMap(({ path, end }): Step[] =>
    end === undefined || !way.sizes.has(end.id) ? [] : [{ path, kind: 'recreate', base: end }],
  );
  const [first] = applySteps(way, scratch, steps, check);
  if (first !== undefined) throw new NotTried(`\`${readable(first.path as RawPath)}\` cannot be laid out: ${first.why}`);
  // of a path whose end is held by hash only, the end is taken for what is there: nothing
  return shown.map((change) => (change.end !== undefined && !way.sizes.has(change.end.id) ? withoutEnd(change) : change));
}

const withoutEnd = ({ path, base }: Changed): Changed => ({ path, ...(base === undefined ? {} : { base }) });

/** Paths that are not what the baseline tree says, lost ones aside. */
function differing(way: Way, scratch: string, shown: readonly Changed[], lost: ReadonlySet<string>): readonly Refused[] {
  const look = lookAt(scratch, way.format);
  return shown.flatMap(({ path, base }) => {
    if (lost.has(path)) return [];
    const now = look.behind(path) === undefined ? look.now(path) : ({ kind: 'absent' } as const);
    return stands(base, now) ? [] : [{ path, why: 'not what the baseline tree says' }];
  });
}

function verdict(way: Way, failed: readonly Refused[], gone: readonly Refused[]): Pick<Rollback, 'text' | 'tried' | 'why' | 'lost'> {
  const lost = gone.map((one) => readable(one.path as RawPath)).sort();
  const [first] = [...failed, ...gone];
  const total = way.changes.length;
  if (first === undefined)
    return { text: `tried: all ${total} changed paths go back to the baseline, byte for byte`, tried: 'restores the baseline', lost };
  const bad = new Set([...failed, ...gone].map((one) => one.path)).size;
  const why = `${bad} of ${total} changed paths do not go back, first \`${readable(first.path as RawPath)}\`: ${first.why}`;
  return { text: `tried: ${why}`, tried: 'does not restore it', why, lost };
}
