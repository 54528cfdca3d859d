import { LOG } from '../retention/parts.ts';
import { prunedParts, prunedText } from '../retention/pruned.ts';
import { NO_HEAD } from '../state.ts';
import type { RunFiles } from './files.ts';
import { latestFault } from './packets.ts';
import type { Verified } from './verify.ts';

/** Whether the log is gone because a policy's line said so. A log that is there is checked, whatever the note says. */
export const isLogPruned = ({ size, pruned }: RunFiles): boolean => size === 0 && pruned?.lines.some(({ file }) => file === LOG) === true;

/** What can still be said of a run without its log. */
export function verifiedRest(files: RunFiles): Verified {
  const faults = latestFault(files);
  const log = files.pruned?.lines.findLast(({ file }) => file === LOG);
  return {
    run: files.run,
    verdict: faults.length > 0 ? 'broken' : 'pruned',
    events: 0,
    lines: 0,
    torn: 0,
    head: NO_HEAD,
    faults,
    more: 0,
    notes: [...prunedNotes(files), ...(log === undefined ? [] : [`the log had ${log.bytes} bytes, SHA-256 ${log.sha256}`])],
    witnesses: files.packets.flatMap((packet) =>
      'says' in packet
        ? [
            `${packet.name} (sha256 ${packet.digest}) says that the log had ${packet.says.events} events when it was made, head ${packet.says.head}`,
          ]
        : [],
    ),
    limits: [
      'What the log said can be checked by nobody any more; a copy of it can, against the digest above.',
      'The note of what was pruned lies on this machine, unsigned: whoever can write there could have written it to hide a log.',
    ],
  };
}

/** When what was pruned, and by which line. */
export function prunedNotes({ pruned }: RunFiles): readonly string[] {
  if (pruned === undefined) return [];
  const { lines, there, problem } = pruned;
  return [
    ...prunedParts(lines).map(prunedText),
    ...(lines.some(({ part }) => part === 'trees') ? ['without the trees no packet can be made again, and there is no way back'] : []),
    ...(there.length > 0
      ? [`noted as pruned and still there: ${there.slice(0, 5).join(', ')}: \`twoloops prune --yes\` was interrupted`]
      : []),
    ...(problem === undefined ? [] : [`pruned.jsonl cannot wholly be read: ${problem}`]),
  ];
}
