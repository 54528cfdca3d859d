import { mkdirSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A line that stands for every run, those to come among them. */
const ALL = 'all';

const flagFile = (common: string): string => join(common, 'twoloops', 'halt');

/** What a person halted: a run, all runs, or nothing. One stat where nobody did. */
export function haltedByFlag(common: string, run: string): 'run' | 'all' | undefined {
  if (statSync(flagFile(common), { throwIfNoEntry: false }) === undefined) return undefined;
  const names = linesOf(common);
  if (names.includes(ALL)) return 'all';
  return names.includes(run) ? 'run' : undefined;
}

/** Halts a run, or all where none is named. It works where a run's record does not. */
export function raiseFlag(common: string, run?: string): void {
  const names = new Set([...linesOf(common), run ?? ALL]);
  mkdirSync(join(common, 'twoloops'), { recursive: true, mode: 0o700 });
  write(common, [...names]);
}

/** Takes back what was raised for this run, or for all; true where there was anything. */
export function lowerFlag(common: string, run?: string): boolean {
  const before = linesOf(common);
  const after = before.filter((name) => name !== (run ?? ALL));
  if (after.length === before.length) return false;
  if (after.length === 0) unlinkSync(flagFile(common));
  else write(common, after);
  return true;
}

function write(common: string, names: readonly string[]): void {
  const fresh = `${flagFile(common)}.${process.pid}`;
  writeFileSync(fresh, `${names.join('\n')}\n`, { mode: 0o600, flush: true });
  renameSync(fresh, flagFile(common));
}

/** A flag that cannot be read halts everything. */
function linesOf(common: string): readonly string[] {
  try {
    return readFileSync(flagFile(common), 'utf8').split('\n').filter(Boolean);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? [] : [ALL];
  }
}
