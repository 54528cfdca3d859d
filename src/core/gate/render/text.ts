import type { Gated, GatedRun, GateFault } from '../gated.ts';
import { nextOf, plain, plural, signedText, spanOf, whyOf } from './parts.ts';

/** Lines of each part; what is beyond is counted. Two lines a fault: all in all about 40. */
const MOST = { faults: 10, runs: 8, notes: 5 } as const;

/**
 * The gate for a terminal and a job's log: `open` or `closed` first, each fault with what to do next, the runs, the notes.
 * Plain text of at most some forty lines; hidden characters of a run are made visible, and no line is a workflow command.
 */
export function gateText(gated: Gated): string {
  const [base, head] = spanOf(gated).map((ref) => plain(ref, 80));
  return [
    `${gated.verdict}: ${plain(whyOf(gated))}`,
    `  ${base} to ${head}: ${gated.covered} of ${plural(gated.changed, 'changed path')} covered, ${gated.risk.tier} risk`,
    `  next: ${plain(nextOf(gated))}`,
    ...few(gated.faults, MOST.faults, 'reason', faultLines),
    ...few(gated.runs, MOST.runs, 'run', (run) => [runLine(run)]),
    ...few(gated.notes, MOST.notes, 'note', (note) => [`note: ${plain(note)}`]),
    '',
  ].join('\n');
}

function few<T>(items: readonly T[], most: number, word: string, lines: (item: T) => readonly string[]): readonly string[] {
  const shown = items.slice(0, most).flatMap(lines);
  return items.length > most ? [...shown, `… and ${plural(items.length - most, `more ${word}`)}`] : shown;
}

function faultLines({ check, text, next, run, path, line }: GateFault): readonly string[] {
  const where = path === undefined ? '' : ` (${plain(path, 200)}${line === undefined ? '' : `:${line}`})`;
  const of = run === undefined ? '' : ` in run ${plain(run, 80)}`;
  return [`- ${check}${of}: ${plain(text)}${where}`, ...(next === undefined ? [] : [`  next: ${plain(next)}`])];
}

function runLine(run: GatedRun): string {
  const { decision, packet, counts, covers } = run;
  const said =
    decision === undefined ? 'no decision' : `${decision.value} by ${plain(decision.owner, 120)}, ${plain(signedText(decision, run), 160)}`;
  const lifted = decision === undefined || decision.overrides.length === 0 ? '' : `, ${plural(decision.overrides.length, 'override')}`;
  const risk = packet === undefined ? 'its packet could not be used' : `${packet.risk.tier} risk`;
  return `run ${plain(run.run, 80)}: ${counts ? 'counts' : 'does not count'}; ${said}${lifted}; ${risk}; ${plural(covers.length, 'path')}`;
}
