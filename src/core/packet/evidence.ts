import type { RunEvent } from '../../schema/event.ts';
import type { OwedEvidence } from '../../schema/frozen.ts';
import type { Packet } from '../../schema/packet.ts';
import { contradicts } from '../test-results/contradicts.ts';
import type { TreeStep } from './attribution.ts';

type Owed = Packet['evidence']['owed'][number];
type Result = Extract<RunEvent, { type: 'result' }>;

/** Paths that a line names. */
const MOST_NAMED = 20;

/** What the trees say, in order; absent where they cannot be compared. */
export interface Trees {
  readonly steps: readonly TreeStep[] | undefined;
  /** The tree that is judged: the end tree, where there is one. */
  readonly end: string | undefined;
}

/** What was owed and what the record shows of it: the last result, and whether what it ran on is what is shipped. */
export function evidenceOf(owed: readonly OwedEvidence[], events: readonly RunEvent[], trees: Trees): Packet['evidence'] {
  return { owed: owed.map((one) => owedOf(one, events, trees)), basis: 'observed' };
}

function owedOf({ name, text, place, argv }: OwedEvidence, events: readonly RunEvent[], trees: Trees): Owed {
  const none = { differs: [], changed: [], freshness: 'not checked' as const };
  if (argv === undefined) return { name, text, place, result: 'not checked', ...none };
  const run = events.findLast((event): event is Result => event.type === 'result' && (event.owed ?? []).includes(name));
  if (run === undefined) return { name, text, place, result: 'missing', ...none };
  const contradiction = run.counts && contradicts(run.ok, run.counts);
  return {
    name,
    text,
    place,
    result: run.ok ? 'passed' : 'failed',
    at: run.at,
    ...(run.counts === undefined ? {} : { counts: run.counts }),
    ...(contradiction === undefined ? {} : { contradiction }),
    ...freshness(run, events, trees),
  };
}

function freshness(run: Result, events: readonly RunEvent[], { steps, end }: Trees): Pick<Owed, 'freshness' | 'differs' | 'changed'> {
  const differs = end === undefined ? undefined : changedSince(run, events, steps);
  if (differs === undefined) return { freshness: 'unknown', differs: [], changed: [] };
  const step = steps?.find((one) => one.seq === run.seq);
  return {
    freshness: differs.length > 0 ? 'stale' : 'fresh',
    differs: differs.slice(0, MOST_NAMED),
    changed: changedBy(run, events, step).slice(0, MOST_NAMED),
  };
}

/**
 * Paths that are not as a command found them: what it ran on is the tree after it, less what it changed itself. A change that
 * came while it ran came too late for it, one after it even more so. Undefined where its tree is not known.
 */
export function changedSince(
  run: Result,
  events: readonly RunEvent[],
  steps: readonly TreeStep[] | undefined,
): readonly string[] | undefined {
  const at = steps?.findIndex((step) => step.seq === run.seq) ?? -1;
  if (run.tree === undefined || steps === undefined || at < 0) return undefined;
  const began = events.findLast((event) => event.type === 'verdict' && event.id === run.id)?.seq ?? run.seq;
  const meanwhile = events.flatMap((event) =>
    event.type === 'result' && event.seq > began && event.seq < run.seq ? (event.wrote ?? []).map(({ path }) => path) : [],
  );
  return [...new Set([...meanwhile, ...netChanges(steps.slice(at + 1))])].sort();
}

/** Paths whose content after some steps is not what it was before them. */
function netChanges(steps: readonly TreeStep[]): readonly string[] {
  const first = new Map<string, string | undefined>();
  const last = new Map<string, string | undefined>();
  for (const { path, was, blob } of steps.flatMap((step) => step.changes)) {
    if (!first.has(path)) first.set(path, was);
    last.set(path, blob);
  }
  return [...last].filter(([path, blob]) => first.get(path) !== blob).map(([path]) => path);
}

/** What a command changed itself: all that its tree shows and that neither a file tool wrote before it nor came before it. */
function changedBy(run: Result, events: readonly RunEvent[], step: TreeStep | undefined): readonly string[] {
  const wrote = new Map(
    events.flatMap((event) =>
      event.type === 'result' && event.seq < run.seq ? (event.wrote ?? []).map((one) => [one.path, one.blob] as const) : [],
    ),
  );
  const foreign = new Set(run.foreign);
  return (step?.changes ?? [])
    .filter(({ path, blob }) => !foreign.has(path) && (blob === undefined || wrote.get(path) !== blob))
    .map(({ path }) => path)
    .sort();
}
