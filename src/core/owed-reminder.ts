import type { Packet } from '../schema/packet.ts';

type Owed = Packet['evidence']['owed'][number];

/** How often Stop holds the agent back between two prompts. */
export const MOST_HOLDS = 2;

/** What is owed and not there, of what a command can show: missing, failed, or on other files than these. */
export function stillOwed(owed: readonly Owed[]): readonly Owed[] {
  return owed.filter(
    (one) => one.result === 'missing' || one.result === 'failed' || one.freshness === 'stale' || one.freshness === 'unknown',
  );
}

/** What Stop says to the agent: each piece with its reason, and what to do. */
export function owedReminder(owed: readonly Owed[], approver: string, last: boolean): string {
  const lines = owed.map((one) => `  \`${one.text}\` (${one.place}): ${why(one)}`);
  return [
    'twoloops: evidence is owed before this run can be released:',
    ...lines,
    `run it now, as it stands there and alone on its line; what you cannot run or mend, say so in your closing message: ${approver} decides`,
    ...(last ? ['this is said no third time: without it the packet asks to hold the release'] : []),
    '',
  ].join('\n');
}

function why({ result, freshness, differs }: Owed): string {
  if (result === 'missing') return 'not run';
  if (result === 'failed') return 'failed when it was run last';
  if (freshness === 'unknown') return 'run, but on which files is not known';
  return `passed, but files changed after it began: ${differs.slice(0, 3).join(', ')}${differs.length > 3 ? ', …' : ''}`;
}
