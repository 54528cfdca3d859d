import type { Gap } from '../../schema/review.ts';
import { LAG, withoutCall } from './absent.ts';
import { gapsOfFailures, gapsOfJudged, gapWithoutVerdict, nameOf, type PlacedCall, type PlacedFailure } from './calls.ts';
import { type CallFact, type HookFailure, shown, type TranscriptFacts } from './facts.ts';
import { plural } from './few.ts';
import type { Judged, Recorded } from './record.ts';

/** The client asks no hook about these, and they do nothing: `EndConversation` only ends the talk. Source: contract of 2.1.330. */
const UNHOOKED = new Set(['EndConversation']);

/** What the calls of the transcripts come to. */
export interface Compared {
  readonly gaps: readonly Gap[];
  readonly count: number;
  readonly covered: number;
  readonly refused: number;
  /** Calls that were being asked about as the transcript was read. */
  readonly asking: number;
  /** Calls of another session, which a fork copied: that session's run has their verdicts. */
  readonly copied: number;
  /** Judged calls that were interrupted: the client asks no hook about what they did until then. */
  readonly interrupted: number;
}

type Mark = 'copied' | 'early' | 'unhooked' | 'covered' | 'lost' | 'refused' | 'asking' | 'unjudged';

/** The calls of the transcripts against the verdicts. */
export function compareCalls(files: readonly TranscriptFacts[], known: Recorded): Compared {
  const readAt = Math.min(...files.map((file) => file.readAt));
  const marked = placed(files).map((call) => ({ call, mark: markOf(call, known, readAt) }));
  const of = (mark: Mark): PlacedCall[] => marked.filter((one) => one.mark === mark).map((one) => one.call);
  const covered = of('covered');
  const lost = of('lost');
  const unjudged = of('unjudged');
  const judged = [...covered, ...lost];
  const own = marked.length - of('copied').length - of('unhooked').length;
  return {
    gaps: [
      ...early(of('early'), known),
      ...unjudged.map((call) => gapWithoutVerdict(call, known)),
      ...lost.map((call) => withoutCall(call, known)),
      ...judged.flatMap((call) => gapsOfJudged(call, known.verdicts.get(call.id) as Judged, known)),
      ...gapsOfFailures(failuresOf(files, known), known, named([...unjudged, ...judged], known)),
      ...uncounted(files),
    ],
    count: own,
    covered: covered.length,
    refused: of('refused').length,
    asking: of('asking').length,
    copied: of('copied').length,
    interrupted: judged.filter((call) => call.outcome === 'interrupted' && !known.results.has(call.id)).length,
  };
}

function markOf(call: PlacedCall, known: Recorded, readAt: number): Mark {
  const { tool, outcome, at, api, from, session } = call;
  const before = at < known.openedAt;
  if (before && (known.opened?.source === 'fork' || (from !== undefined && from !== session))) return 'copied';
  if (known.verdicts.has(call.id)) return tool === undefined ? 'lost' : 'covered';
  if (outcome === 'refused by client' && !call.failures.some((failure) => failure.event === 'PreToolUse')) return 'refused';
  if (before) return 'early';
  if (tool !== undefined && UNHOOKED.has(tool) && !api) return 'unhooked';
  return outcome === undefined && !api && at >= readAt - LAG ? 'asking' : 'unjudged';
}

/** Each call once, with the file that it stands in; what one transcript says of it counts for the other, too. */
function placed(files: readonly TranscriptFacts[]): readonly PlacedCall[] {
  const failures = new Map<string, HookFailure[]>();
  for (const failure of files.flatMap((file) => file.failures)) {
    const same = failures.get(failure.id) ?? [];
    same.push(failure);
    failures.set(failure.id, same);
  }
  const calls = new Map<string, PlacedCall>();
  for (const { file, session, calls: inFile } of files)
    for (const [id, call] of inFile) {
      const before = calls.get(id);
      // the call itself says more than its result alone
      const first: CallFact = before?.tool !== undefined || call.tool === undefined ? { ...call, ...before } : { ...before, ...call };
      calls.set(id, { ...first, id, file: before?.file ?? file, session, failures: failures.get(id) ?? [] });
    }
  return [...calls.values()];
}

/** Calls from before the run was opened: one gap, whatever their number. */
function early(calls: readonly PlacedCall[], { opened }: Recorded): readonly Gap[] {
  if (calls.length === 0) return [];
  const names = calls.slice(0, 3).map(nameOf).join(', ');
  const what = `${plural(calls.length, 'call')} before the run was opened at ${shown(opened?.at ?? '')}: ${names}${calls.length > 3 ? ', …' : ''}`;
  return [
    {
      kind: 'no start',
      what,
      hides: 'what they read, changed and sent: no hook saw them, and what they changed looks as if it had been there before',
    },
  ];
}

/** Failures of the time that the record is about. */
function failuresOf(files: readonly TranscriptFacts[], { openedAt }: Recorded): readonly PlacedFailure[] {
  return files.flatMap(({ file, failures }) => failures.filter(({ at }) => !(at < openedAt)).map((failure) => ({ ...failure, file })));
}

/** The failures that a gap of a call names already. */
function named(calls: readonly PlacedCall[], { verdicts, results }: Recorded): ReadonlySet<string> {
  return new Set(
    calls.flatMap(({ id, outcome }) => {
      if (!verdicts.has(id)) return [`PreToolUse ${id}`];
      return outcome === 'ran' && !results.has(id) ? [`PostToolUse ${id}`, `PostToolUseFailure ${id}`] : [];
    }),
  );
}

/** Tools that the API ran and that only the usage of a message counts. */
function uncounted(files: readonly TranscriptFacts[]): readonly Gap[] {
  return files.flatMap(({ file, calls, apiUses }): readonly Gap[] => {
    const counted = [...apiUses.values()].reduce((sum, one) => sum + one, 0);
    const listed = [...calls.values()].filter((call) => call.api).length;
    if (counted <= listed) return [];
    const what = `${plural(counted - listed, 'tool')} that the API ran itself (${shown(file)}), by its usage`;
    return [{ kind: 'no verdict', what, hides: 'no hook sees them: what they were asked and what came back is not in the record' }];
  });
}
