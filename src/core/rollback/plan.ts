/** A file or a link as a tree names it: `100644`, `100755` or `120000`, and the id of its bytes; `160000` is a repository. */
export interface Blob {
  readonly mode: string;
  readonly id: string;
}

/** What stands at a path now. */
export type Now =
  | { readonly kind: 'absent' }
  | ({ readonly kind: 'blob' } & Blob)
  /** A folder with the files below it; none are named where there are too many. */
  | { readonly kind: 'folder'; readonly holds: readonly string[] | undefined }
  /** Neither file, link nor folder, or not to be looked at. */
  | { readonly kind: 'other'; readonly what: string };

/** One path that a run changed. Paths are as git prints them, a character a byte. */
export interface Changed {
  readonly path: string;
  /** In the baseline tree; absent: it was not there. */
  readonly base?: Blob;
  /** In the end tree. */
  readonly end?: Blob;
}

export interface Fact extends Changed {
  readonly now: Now;
  /** The nearest thing on the way to it that is no folder. */
  readonly behind?: string;
  /** Why it is not touched, where that is known from the start. */
  readonly barred?: string;
  /** Whether the bytes of the baseline are there to be restored. */
  readonly held: boolean;
}

export interface Step {
  readonly path: string;
  readonly kind: 'restore' | 'recreate' | 'delete';
  /** What it becomes; absent: nothing. */
  readonly base?: Blob;
  /** What stands there now, and is saved first. */
  readonly now?: Blob;
}

export interface Refused {
  readonly path: string;
  readonly why: string;
}

export interface Plan {
  /** What is taken away first, the deepest first; then what is written. */
  readonly steps: readonly Step[];
  /** Later changes: done only by force. */
  readonly conflicts: readonly Refused[];
  /** In the way and not to be moved by force either. */
  readonly blocked: readonly Refused[];
  /** Cannot be brought back by anyone. */
  readonly lost: readonly Refused[];
  /** Already as the baseline has it. */
  readonly same: readonly string[];
}

/** Whether that is what stands there: no file where none belongs, be there a folder or not. */
export const stands = (blob: Blob | undefined, now: Now): boolean =>
  blob === undefined ? now.kind === 'absent' || now.kind === 'folder' : now.kind === 'blob' && now.mode === blob.mode && now.id === blob.id;

/**
 * What going back to the baseline comes to, path by path. With `force`, later changes are overwritten, too. `show` makes
 * a path one that people read.
 */
export function planOf(facts: readonly Fact[], force: boolean, show: (path: string) => string): Plan {
  const sorted = facts.map((fact) => ({ fact, ...judged(fact, force, show) }));
  const wanted = sorted.filter((one) => one.kind === 'step').map((one) => one.fact);
  const deleted = new Set(wanted.filter((fact) => fact.base === undefined).map((fact) => fact.path));
  const inTheWay = new Map(wanted.flatMap((fact) => obstacle(fact, deleted, show)));
  const steps = wanted.filter((fact) => !inTheWay.has(fact.path)).map(stepOf);
  const of = (kind: Judged['kind']): Refused[] =>
    sorted.filter((one) => one.kind === kind).map(({ fact, why }) => ({ path: fact.path, why }));
  return {
    steps: [...steps.filter((step) => step.kind === 'delete').sort(deepest), ...steps.filter((step) => step.kind !== 'delete')],
    conflicts: of('conflict'),
    blocked: [...of('blocked'), ...[...inTheWay].map(([path, why]) => ({ path, why }))],
    lost: of('lost'),
    same: of('same').map((one) => one.path),
  };
}

const deepest = (a: Step, b: Step): number => b.path.split('/').length - a.path.split('/').length;

interface Judged {
  readonly kind: 'step' | 'conflict' | 'blocked' | 'lost' | 'same';
  readonly why: string;
}

function judged({ path, base, end, now, behind, barred, held }: Fact, force: boolean, show: (path: string) => string): Judged {
  const unfit = unfitName(path);
  if (unfit !== undefined) return { kind: 'lost', why: unfit };
  if (base?.mode === '160000' || end?.mode === '160000') return { kind: 'lost', why: 'a repository of its own' };
  if (stands(base, now)) return { kind: 'same', why: '' };
  if (barred !== undefined) return { kind: 'lost', why: barred };
  if (base !== undefined && !held) return { kind: 'lost', why: 'held by hash only: its content was never kept, or is gone' };
  if (now.kind === 'other') return { kind: 'blocked', why: now.what };
  // whether a folder can give way to what was there before it is known when all steps are
  if (now.kind === 'folder' && end !== undefined) return { kind: 'blocked', why: 'a folder stands there now' };
  if (stands(end, now) || force) return { kind: 'step', why: '' };
  const moved = behind === undefined ? 'it was removed after the run' : `\`${show(behind)}\` is no folder any more`;
  return { kind: 'conflict', why: now.kind === 'absent' ? moved : 'it was changed after the run' };
}

/** No tree of a work tree holds such names; what is written must stay inside it. */
export function unfitName(path: string): string | undefined {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return 'no name of a file in a repository';
  return parts.some((part) => part.toLowerCase() === '.git') ? 'inside a git directory' : undefined;
}

/** What stands in the way of a step although all others are done, as `[path, why]`. */
function obstacle(
  { path, base, now, behind }: Fact,
  deleted: ReadonlySet<string>,
  show: (path: string) => string,
): readonly (readonly [string, string])[] {
  if (base === undefined) return [];
  if (behind !== undefined && !deleted.has(behind)) return [[path, `\`${show(behind)}\` is no folder and stands in its way`]];
  if (now.kind !== 'folder') return [];
  const staying = now.holds?.find((file) => !deleted.has(file));
  if (now.holds !== undefined && staying === undefined) return [];
  return [
    [
      path,
      staying === undefined
        ? 'a folder with very many files stands there now'
        : `a folder stands there now, with \`${show(staying)}\` in it`,
    ],
  ];
}

function stepOf({ path, base, now }: Fact): Step {
  const blob = now.kind === 'blob' ? { now: { mode: now.mode, id: now.id } } : {};
  if (base === undefined) return { path, kind: 'delete', ...blob };
  return { path, kind: now.kind === 'blob' ? 'restore' : 'recreate', base, ...blob };
}
