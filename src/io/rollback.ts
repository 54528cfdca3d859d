import { join } from 'node:path';
import { type Blob, type Changed, type Fact, type Plan, planOf, type Refused, type Step } from '../core/rollback/plan.ts';
import type { TreeNote } from '../schema/event.ts';
import type { Frozen } from '../schema/frozen.ts';
import { ask, type GitCall, git, gitBinary } from './git.ts';
import { type RawPath, readable } from './raw-path.ts';
import { findRepository, reason } from './repository.ts';
import { ignoredIn } from './rollback/ignored.ts';
import { lookAt } from './rollback/look.ts';
import { changedBetween, contentOf, inBatches, sizesOf } from './rollback/objects.ts';
import { saveNow } from './rollback/save.ts';
import { removeFile, writeBlob } from './rollback/write.ts';
import { shadowCall } from './shadow.ts';

/** A run as going back needs it. */
export interface Gone {
  readonly run: string;
  /** The run's folder. */
  readonly folder: string;
  readonly frozen: Frozen;
  readonly baseline: TreeNote;
  readonly end: TreeNote;
  /** PATH, where git is looked for. */
  readonly path: string | undefined;
}

/** What going back knows before it looks at a work tree. */
export interface Way {
  /** The run's shadow git directory. */
  readonly call: GitCall;
  readonly format: string;
  readonly changes: readonly Changed[];
  /** Sizes of the objects that are there. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Paths whose absence from the baseline tree says nothing, and why. */
  readonly barred: (path: string) => string | undefined;
}

/** Reads what a run changed. Throws where there are no two trees or git cannot compare them. */
export function wayBack(gone: Gone, timeout?: number): Way {
  const { baseline, end, frozen, folder } = gone;
  if ('missing' in baseline) throw new Error(`the run has no baseline tree: ${baseline.missing}`);
  if ('missing' in end) throw new Error(`the run has no end tree: ${end.missing}`);
  const shadow = shadowCall(gitBinary(gone.path), folder, frozen.ground.root);
  const call: GitCall = timeout === undefined ? shadow : { ...shadow, timeout };
  const format = git(call, 'rev-parse', '--show-object-format').toString('utf8').trim();
  const changes = changedBetween(call, baseline.tree, end.tree);
  const ids = changes.flatMap(({ base, end: to }) => [base, to].flatMap((blob) => (blob && blob.mode !== '160000' ? [blob.id] : [])));
  const added = changes.filter((one) => one.base === undefined).map((one) => one.path);
  const ignored = ignoredIn(call, baseline.tree, added, join(folder, `ignored.${process.pid}`), format);
  return { call, format, changes, sizes: sizesOf(call, ids), barred: (path) => barredBy(path, ignored, baseline.left) };
}

function barredBy(path: string, ignored: ReadonlySet<string>, left: readonly string[]): string | undefined {
  if (ignored.has(path)) return 'ignored by git when the run opened: what it was then is not known';
  const name = readable(path as RawPath);
  const out = left.find((one) => name === one || name.startsWith(`${one}/`));
  return out === undefined ? undefined : `\`${out}\` was not in the baseline tree: what it was then is not known`;
}

/** What going back would do in the folder that `root` is. Only looks. */
export function planRollback(
  way: Way,
  root: string,
  options: { readonly force: boolean; readonly only?: (path: string) => boolean },
): Plan {
  const look = lookAt(root, way.format);
  const { only } = options;
  const wanted = way.changes.filter((change) => only === undefined || only(readable(change.path as RawPath)));
  const facts = wanted.map((change): Fact => {
    const { path, base } = change;
    const behind = look.behind(path);
    const nested = look.nested(path);
    const why = base === undefined ? way.barred(path) : undefined;
    const barred = nested === undefined ? why : `\`${readable(nested as RawPath)}\` is a repository of its own now`;
    return {
      ...change,
      now: behind === undefined ? look.now(path) : { kind: 'absent' },
      held: base === undefined || way.sizes.has(base.id),
      ...(behind === undefined ? {} : { behind }),
      ...(barred === undefined ? {} : { barred }),
    };
  });
  return planOf(facts, options.force, (path) => readable(path as RawPath));
}

type Write = { readonly path: string; readonly base: Blob };

/** Does the steps of a plan in the folder that `root` is: what is taken away first. Returns what failed; the rest is done. */
export function applySteps(way: Way, root: string, steps: readonly Step[], check: () => void = () => undefined): readonly Refused[] {
  const taken = steps.flatMap(({ path, base }) => (base === undefined ? attempt(path, () => removeFile(root, path)) : []));
  const writes = steps.flatMap(({ path, base }): Write[] => (base === undefined ? [] : [{ path, base }]));
  const failed = [...taken];
  for (const batch of inBatches(writes, ({ base }) => way.sizes.get(base.id) ?? 0)) {
    check();
    failed.push(...writeAll(way, root, batch));
  }
  return failed;
}

function writeAll(way: Way, root: string, batch: readonly Write[]): readonly Refused[] {
  let content: ReadonlyMap<string, Buffer>;
  try {
    content = contentOf(
      way.call,
      batch.map(({ base }) => base.id),
      way.format,
    );
  } catch (error) {
    // one that cannot be read must not keep the others
    if (batch.length > 1) return batch.flatMap((one) => writeAll(way, root, [one]));
    return batch.map(({ path }) => ({ path, why: reason(error) }));
  }
  return batch.flatMap(({ path, base }) => attempt(path, () => writeBlob(root, path, base, content.get(base.id) ?? Buffer.alloc(0))));
}

function attempt(path: string, act: () => void): readonly Refused[] {
  try {
    act();
    return [];
  } catch (error) {
    // `EACCES: permission denied`: what follows is how the folder was held open
    return [{ path, why: reason(error).split(',')[0] ?? '' }];
  }
}

/** Keeps what the steps replace in the user's repository, and returns the ref that holds it. */
export function saveBefore({ run, folder, frozen, path }: Gone, steps: readonly Step[]): string | undefined {
  return saveNow(userCall(frozen, path), run, steps, folder);
}

/** HEAD of the work tree now. */
export function headNow({ frozen, path }: Gone): string | undefined {
  return ask(userCall(frozen, path), 'rev-parse', '--quiet', '--verify', 'HEAD');
}

function userCall({ ground }: Frozen, path: string | undefined): GitCall {
  const found = findRepository(ground.root);
  if (found.state === 'missing') throw new Error(found.why);
  return { binary: gitBinary(path), gitDir: found.gitDir, cwd: ground.root };
}
