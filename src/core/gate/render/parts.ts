import type { Decision } from '../../../schema/decision.ts';
import { clip } from '../../packet/md/text.ts';
import { visibleLine } from '../../visible.ts';
import type { Gated, GatedRun } from '../gated.ts';

/** Characters that one text of a run may fill in a line; more is cut. */
export const MOST_TEXT = 400;

/** `##[` is the runner's older way of writing a command, and it counts anywhere in a line. */
export const parted = (line: string): string => line.replaceAll('##[', '#\\u{23}[');

/**
 * One line for a terminal or a job's log. A GitHub runner reads commands out of every line that a step prints: `##[` is
 * parted, and no line of ours may begin with text of theirs, as `::` only counts there.
 */
export function plain(text: string, most = MOST_TEXT): string {
  return clip(parted(visibleLine(clip(text, most))).trim(), most);
}

export const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** Where the gate looked: the commits, or the names that it could not find. */
export const spanOf = ({ base, head }: Gated): readonly [string, string] => [
  base.commit?.slice(0, 12) ?? base.ref,
  head.commit?.slice(0, 12) ?? head.ref,
];

/** Why it is open or closed, in one sentence; holds text of a run. */
export function whyOf(gated: Gated): string {
  const [first] = gated.faults;
  if (first !== undefined) return gated.faults.length === 1 ? first.text : `${first.text} (and ${gated.faults.length - 1} more)`;
  if (gated.verdict === 'closed') return 'the gate did not say why: that is a fault of twoloops itself';
  const counting = gated.runs.filter((run) => run.counts).length;
  return gated.changed === 0
    ? 'nothing changed between base and head'
    : `${gated.covered} of ${plural(gated.changed, 'changed path')} covered by ${plural(counting, 'decided run')}`;
}

/** Who has to do what next; holds text of a run. */
export function nextOf(gated: Gated): string {
  if (gated.verdict === 'open') return 'nothing: it can be merged';
  const next = gated.faults.find((fault) => fault.next !== undefined)?.next ?? 'mend what is named below and push again';
  const owners = [...new Set(gated.runs.filter((run) => !run.counts).flatMap((run) => run.packet?.run.owner ?? []))];
  return owners.length === 0 ? next : `${next} (${owners.slice(0, 3).join(', ')}${owners.length > 3 ? ', …' : ''} decides)`;
}

/** How far the name under a decision can be trusted. */
export const signedText = (decision: Decision, { signer }: GatedRun): string =>
  signer !== undefined
    ? `signed by ${signer}`
    : decision.signature === undefined
      ? 'unsigned: git’s word alone'
      : 'its signature was not checked';
