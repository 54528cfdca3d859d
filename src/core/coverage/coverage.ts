import type { RunEvent } from '../../schema/event.ts';
import type { Coverage, Gap } from '../../schema/review.ts';
import { notInTranscript } from './absent.ts';
import { type Compared, compareCalls } from './compare.ts';
import { gapsOfRecord } from './ends.ts';
import { shown, type TranscriptFacts } from './facts.ts';
import { fewer, plural } from './few.ts';
import { notKnown, otherFormat } from './known.ts';
import { onlyEvents, recorded } from './record.ts';

/**
 * The calls of the transcripts against the verdicts of the record, both ways. `events` must have been read after the
 * transcripts, else the calls of a subagent that works on meanwhile look unjudged. `complete` promises that each call
 * which the transcripts hold was judged, or refused by the client itself before any hook; it promises nothing where the
 * transcript was changed together with the record. What is not known, or was left aside, stands in `why`.
 */
export function coverageOf(transcripts: readonly TranscriptFacts[] | { readonly problem: string }, events: readonly RunEvent[]): Coverage {
  const all = onlyEvents(events);
  const known = recorded(all);
  const read = 'problem' in transcripts ? [] : transcripts;
  const unknown = 'problem' in transcripts ? [transcripts.problem] : notKnown(read, known);
  // of a format that is not known nothing is concluded
  const files = read.filter((file) => otherFormat(file) === undefined);
  const calls = compareCalls(files, known);
  // a call may stand in what was not read
  const absent = unknown.length === 0 ? notInTranscript(files, known) : { gaps: [], late: 0 };
  const gaps = fewer([...gapsOfRecord(all), ...calls.gaps, ...absent.gaps, ...brokenLines(files)]);
  const why = [...unknown, ...notes(calls, absent.late, files)].join('; ');
  return {
    state: gaps.length > 0 ? 'gaps' : unknown.length > 0 ? 'unknown' : 'complete',
    ...(why === '' ? {} : { why }),
    calls: calls.count,
    covered: calls.covered,
    refusedByClient: calls.refused,
    gaps: [...gaps],
    basis: 'observed',
  };
}

function brokenLines(files: readonly TranscriptFacts[]): readonly Gap[] {
  return files.flatMap(({ file, broken }) =>
    broken.map(
      ({ line, why }): Gap => ({
        kind: 'broken transcript',
        what: `${shown(file)}:${line}: ${why}`,
        hides: 'the calls and results that stand in this line: they could not be compared with the verdicts',
      }),
    ),
  );
}

/** What is no gap, and yet not everything that a reader may think was seen. */
function notes({ asking, copied, interrupted }: Compared, late: number, files: readonly TranscriptFacts[]): readonly string[] {
  const strange = [...new Set(files.flatMap((file) => Object.keys(file.strange)))].map(shown);
  const told: readonly (readonly [number, string])[] = [
    [late, `${plural(late, 'verdict')} of the last two seconds not yet written to the transcript`],
    [asking, `${plural(asking, 'call')} in the transcript that the hooks were being asked about`],
    [copied, `${plural(copied, 'call')} copied from the session that this one was forked from, not compared`],
    [interrupted, `${plural(interrupted, 'call')} interrupted: what it did until then has no result in the record`],
    [strange.length, `lines of types that are not known, without a call in them: ${strange.slice(0, 5).join(', ')}`],
  ];
  return told.filter(([count]) => count > 0).map(([, text]) => text);
}
