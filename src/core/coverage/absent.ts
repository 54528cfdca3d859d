import type { Gap } from '../../schema/review.ts';
import { timeOf } from '../time.ts';
import type { PlacedCall } from './calls.ts';
import { shown, type TranscriptFacts } from './facts.ts';
import { plural } from './few.ts';
import type { Judged, Recorded } from './record.ts';

/**
 * ms: the client writes its transcript beside its work, and we read it beside both. What happened within this time before
 * the reading may be on one side only, and is no gap for that alone.
 */
export const LAG = 2_000;

/** A verdict whose call is not there, although its result is. */
export function withoutCall(call: PlacedCall, { verdicts }: Recorded): Gap {
  const tool = shown(verdicts.get(call.id)?.tool ?? 'a call');
  return {
    kind: 'not in transcript',
    what: `${tool} ${shown(call.id)} (${shown(call.file)}): its result is there, the call is not`,
    hides: CHANGED,
  };
}

/** What a verdict without a call means for the others. */
const CHANGED = 'the transcript lost lines or was changed: other calls, which were not judged, may be missing from it too';

/**
 * Verdicts whose calls are in no transcript. Those of the last moment before the reading may not have been written yet:
 * they are counted, not held against the run. Of a subagent without any transcript one gap tells all.
 */
export function notInTranscript(
  files: readonly TranscriptFacts[],
  { verdicts }: Recorded,
): { readonly gaps: readonly Gap[]; readonly late: number } {
  const readAt = Math.min(...files.map((file) => file.readAt));
  const there = new Set(files.flatMap((file) => [...file.calls.keys()]));
  const agents = new Set(files.map(({ file }) => /agent-([^/]+)\.jsonl$/.exec(file)?.[1]));
  const absent = [...verdicts.values()].filter((one) => !there.has(one.id));
  const early = absent.filter((one) => !(timeOf(one.at) >= readAt - LAG));
  const byPlace = new Map<string | undefined, Judged[]>();
  for (const one of early) {
    const place = agents.has(one.agent) ? undefined : one.agent;
    const same = byPlace.get(place) ?? [];
    same.push(one);
    byPlace.set(place, same);
  }
  const gaps = [...byPlace].flatMap(([agent, all]): readonly Gap[] =>
    agent === undefined
      ? all.map((one) => ({
          kind: 'not in transcript',
          what: `${shown(one.tool)} ${shown(one.id)} (event #${shown(one.seq)})`,
          hides: CHANGED,
        }))
      : [
          {
            kind: 'not in transcript',
            what: `${plural(all.length, 'call')} of subagent ${shown(agent)}, which has no transcript`,
            hides: CHANGED,
          },
        ],
  );
  return { gaps, late: absent.length - early.length };
}
