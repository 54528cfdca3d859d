import type { Gap } from '../../schema/review.ts';
import { type CallFact, type HookFailure, type Outcome, shown } from './facts.ts';
import type { Judged, Recorded } from './record.ts';

/** A call of the transcripts, with the file that it stands in and what failed around it. */
export interface PlacedCall extends CallFact {
  readonly id: string;
  readonly file: string;
  readonly session: string;
  readonly failures: readonly HookFailure[];
}

export type PlacedFailure = HookFailure & { readonly file: string };

export const nameOf = ({ tool, id, file }: PlacedCall): string =>
  `${tool === undefined ? 'a call' : shown(tool)} ${shown(id)} (${shown(file)})`;

const UNSEEN = 'what it read, changed or sent is not in the record';

/** What a call without a verdict may have done, by what became of it. */
const WITHOUT_VERDICT: Readonly<Record<Outcome, string>> = {
  ran: `it ran and was not judged: ${UNSEEN}`,
  'refused by client': 'nothing ran: the client refused it before any hook',
  'refused by hook': 'nothing ran: a hook refused it; which one, and why, is not in the record',
  'failed hook': 'nothing ran: the hook gave no answer and `onFailure: block` refused the call; only its event is missing in the record',
  'not permitted':
    'nothing ran: the client refused it after the hooks; that it was not judged shows that the guard was off, or could not record',
  interrupted: `it was not judged, and it was interrupted: if it had begun, ${UNSEEN}`,
  unknown: `it was not judged, and whether it ran is not known: if it did, ${UNSEEN}`,
};

/** The gap that a call of the transcript without a verdict is. */
export function gapWithoutVerdict(call: PlacedCall, known: Recorded): Gap {
  const { outcome = 'unknown', api, failures } = call;
  if (api)
    return {
      kind: 'no verdict',
      what: `${nameOf(call)}, run by the API`,
      hides: 'no hook sees it: what it was asked and what came back is not in the record',
    };
  const failed = failures.find((failure) => failure.event === 'PreToolUse' && mayBeOurs(failure, known));
  if (failed === undefined && outcome !== 'failed hook') return { kind: 'no verdict', what: nameOf(call), hides: WITHOUT_VERDICT[outcome] };
  return {
    kind: 'hook failed',
    what: `PreToolUse of ${nameOf(call)}${failed === undefined ? '' : `: ${failed.how}`}`,
    hides: WITHOUT_VERDICT[outcome],
  };
}

/** What a judged call shows that the record does not: a refusal that did not hold, a result that nobody looked at. */
export function gapsOfJudged(call: PlacedCall, verdict: Judged, known: Recorded): readonly Gap[] {
  if (call.outcome !== 'ran') return [];
  const gaps: Gap[] = [];
  if (verdict.verdict === 'deny' && verdict.enforced)
    gaps.push({
      kind: 'hook failed',
      what: `the refusal of ${nameOf(call)} did not hold`,
      hides: 'it ran although it was refused: the client did not get the answer, or something above the hook let it through',
    });
  if (!known.results.has(call.id)) {
    const failed = call.failures.find((failure) => failure.event.startsWith('PostToolUse') && mayBeOurs(failure, known));
    gaps.push({
      kind: 'hook failed',
      what: `PostToolUse of ${nameOf(call)}${failed === undefined ? '' : `: ${failed.how}`}`,
      hides: 'it ran, and the record has no result: what it changed and what came back was not looked at',
    });
  }
  return gaps;
}

const ANSWER_LOST = 'what it should have recorded or refused there: its answer did not reach the client';

/** Our hooks are known by the file names that the opening of the run lists; of a failure without a command nobody can say whose it is. */
const mayBeOurs = ({ command }: HookFailure, { opened }: Recorded): boolean =>
  command === undefined || Object.keys(opened?.hooks ?? {}).some((name) => name !== '' && command.includes(name));

/**
 * Gaps of hooks that failed without leaving a call uncovered. Those of others guard nothing here; a failure without a
 * command counts where the record has no event that it could have written.
 */
export function gapsOfFailures(failures: readonly PlacedFailure[], known: Recorded, named: ReadonlySet<string>): readonly Gap[] {
  const counts = (failure: HookFailure): boolean => {
    const { command, event, id, unusable } = failure;
    if (named.has(`${event} ${id}`)) return false;
    if (unusable) return known.results.get(id)?.withheld !== undefined;
    if (command !== undefined) return mayBeOurs(failure, known);
    return !(event.startsWith('PostToolUse') && known.results.has(id)) && !(event === 'PreToolUse' && known.verdicts.has(id));
  };
  return failures.filter(counts).map(({ event, id, how, file, unusable }) => ({
    kind: 'hook failed',
    what: `${shown(event)} ${shown(id)} (${shown(file)}): ${how}`,
    hides: unusable ? 'what should have been withheld went to the model' : ANSWER_LOST,
  }));
}
