import { visibleLine } from '../visible.ts';
import type { Verified } from './verify.ts';

/** What a check came to, for a person: the answer first, then each thing that does not hold, then what it cannot prove. */
export function verifiedText(verified: Verified): string {
  const { verdict, run, events, lines, head, faults, more, notes, witnesses, limits } = verified;
  const answer = {
    intact: `intact: ${events} events in ${lines} lines, head ${head}`,
    broken: `broken: ${faults.length + more} ${faults.length + more === 1 ? 'thing does' : 'things do'} not hold`,
    pruned: 'pruned: its record was taken away, and cannot be checked any more',
    'not checked': `not wholly checked: ${events} events in ${lines} lines, head ${head}`,
  }[verdict];
  return [
    `${run}  ${answer}`,
    ...faults.map((fault) => `  ${visibleLine(fault.text)}\n    ${fault.means}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...listed('known elsewhere', witnesses),
    ...listed('noted', notes),
    ...listed('what this cannot prove', limits),
    '',
  ].join('\n');
}

function listed(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${visibleLine(line)}`)];
}
