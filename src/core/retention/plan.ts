import type { RetentionLimit, RetentionPart } from '../../schema/standing.ts';
import type { Fate } from './fate.ts';
import { filesOf, type LeftFile } from './parts.ts';

const DAY_MS = 86_400_000;
const PARTS = ['trees', 'record', 'packet'] as const satisfies readonly RetentionPart[];
/** What the days of a data class are about: both hold what was read, or say that it was. */
const CLASSED: readonly RetentionPart[] = ['trees', 'record'];

/** A run as the plan needs it. */
export interface RunLeft {
  readonly run: string;
  readonly fate: Fate;
  readonly files: readonly LeftFile[];
}

/** A part of a run that goes. */
export interface Taking {
  readonly run: string;
  readonly part: RetentionPart;
  readonly limit: RetentionLimit;
  /** ms since the epoch. */
  readonly ended: number;
  readonly files: readonly LeftFile[];
}

export interface PrunePlan {
  readonly takes: readonly Taking[];
  /** Runs that are not touched whatever their age, and why. */
  readonly kept: readonly { readonly run: string; readonly why: string }[];
  /** Runs of which nothing is due. */
  readonly notDue: number;
}

/** What the limits take from which run at `now` (ms since the epoch). Of several limits for a part the shortest counts. */
export function planPrune(runs: readonly RunLeft[], limits: readonly RetentionLimit[], now: number): PrunePlan {
  const kept: { run: string; why: string }[] = [];
  const takes: Taking[] = [];
  let notDue = 0;
  for (const { run, fate, files } of runs) {
    if ('keep' in fate) {
      kept.push({ run, why: fate.keep });
      continue;
    }
    const own = PARTS.flatMap((part): Taking[] => {
      const limit = limitOf(part, fate.classes, limits);
      if (limit === undefined || now - fate.ended < limit.days * DAY_MS) return [];
      const gone = filesOf(part, files);
      return gone.length === 0 ? [] : [{ run, part, limit, ended: fate.ended, files: gone }];
    });
    takes.push(...own);
    if (own.length === 0) notDue += 1;
  }
  return { takes, kept, notDue };
}

function limitOf(part: RetentionPart, classes: readonly string[], limits: readonly RetentionLimit[]): RetentionLimit | undefined {
  const fitting = limits.filter((limit) => limit.part === part || (limit.data !== undefined && isClassed(part, limit.data, classes)));
  return [...fitting].sort((a, b) => a.days - b.days)[0];
}

const isClassed = (part: RetentionPart, name: string, classes: readonly string[]): boolean =>
  CLASSED.includes(part) && classes.includes(name);

export const bytesOf = (files: readonly LeftFile[]): number => files.reduce((sum, one) => sum + one.bytes, 0);
