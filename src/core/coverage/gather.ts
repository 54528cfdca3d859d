import type { CallFact, TranscriptFact, TranscriptFacts } from './facts.ts';
import { readTranscriptLine } from './line.ts';

/** What one way through a transcript gathers: calls, not texts, so that it stays small however long the file is. */
export interface Gathered extends TranscriptFacts {
  lines: number;
  known: number;
  versions: string[];
  calls: Map<string, CallFact>;
  failures: TranscriptFacts['failures'][number][];
  broken: TranscriptFacts['broken'][number][];
  strange: Record<string, number>;
  apiUses: Map<string, number>;
  cut?: string;
}

/** Calls of one transcript that are kept; beyond them it is said that not all were. */
const MOST_CALLS = 100_000;
/** Failed hooks and broken lines that are kept: one is enough for a gap. */
const MOST_NOTED = 1_000;
const MOST_VERSIONS = 50;
const MOST_TYPES = 20;

export const NOTHING_GATHERED = (file: string, session: string, readAt: number): Gathered => ({
  ...{ file, session, readAt, lines: 0, known: 0, versions: [], failures: [], broken: [] },
  ...{ calls: new Map(), strange: Object.create(null) as Record<string, number>, apiUses: new Map() },
});

/** Takes one more line into account; undefined: a line that was too long to be read. Blank lines say nothing. */
export function gather(so: Gathered, line: string | undefined): void {
  if (line?.trim() === '') return;
  so.lines += 1;
  const read = line === undefined ? { problem: 'it is too long to be read' } : readTranscriptLine(line);
  if ('problem' in read) {
    if (so.broken.length < MOST_NOTED) so.broken.push({ line: so.lines, why: read.problem });
    return;
  }
  if (read.known) so.known += 1;
  else noteStrange(so, read.type);
  const { version } = read;
  if (version !== undefined && !so.versions.includes(version) && so.versions.length < MOST_VERSIONS) so.versions.push(version);
  for (const fact of read.facts) take(so, fact);
}

function noteStrange(so: Gathered, type: string): void {
  const name = type.slice(0, 60);
  const key = name in so.strange || Object.keys(so.strange).length < MOST_TYPES ? name : 'others';
  so.strange[key] = (so.strange[key] ?? 0) + 1;
}

function take(so: Gathered, fact: TranscriptFact): void {
  switch (fact.kind) {
    case 'call':
      keep(so, fact.id, { ...fact.call, ...outcomeOf(so, fact.id) });
      return;
    case 'result':
      keep(so, fact.id, { at: fact.at, ...so.calls.get(fact.id), outcome: fact.outcome });
      return;
    case 'hook':
      if (so.failures.length < MOST_NOTED) so.failures.push(fact.failure);
      return;
    case 'api uses':
      // one answer of the model is several lines with the same usage
      if (so.apiUses.size < MOST_NOTED) so.apiUses.set(fact.message, Math.max(fact.count, so.apiUses.get(fact.message) ?? 0));
  }
}

const outcomeOf = ({ calls }: Gathered, id: string): Pick<CallFact, 'outcome'> => {
  const outcome = calls.get(id)?.outcome;
  return outcome === undefined ? {} : { outcome };
};

function keep(so: Gathered, id: string, call: CallFact): void {
  if (so.calls.has(id) || so.calls.size < MOST_CALLS) so.calls.set(id, call);
  else so.cut ??= `it holds more than ${MOST_CALLS} calls`;
}
