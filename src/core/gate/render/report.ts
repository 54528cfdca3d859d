import { clip, code, inline, table } from '../../packet/md/text.ts';
import { CHECKS, type CheckName, type Gated, type GateFault } from '../gated.ts';
import { type Block, fitting } from './fitting.ts';
import { MOST_TEXT, nextOf, plural, spanOf, whyOf } from './parts.ts';
import { details, runBlock } from './run-block.ts';

/** Faults, runs and notes that are shown; more are counted. */
const MOST = { faults: 40, runs: 20, notes: 20 } as const;

const text = (value: string): string => inline(clip(value, MOST_TEXT));

/** The gate as Markdown of at most so many bytes, headline first; what does not fit is left out by whole parts and counted. */
export function report(gated: Gated, most: number): string {
  const { faults, runs, notes } = gated;
  return fitting(
    [
      headline(gated),
      checks(faults),
      ...titled('Why it is closed', faults.slice(0, MOST.faults).map(faultBlock), faults.length - MOST.faults),
      ...runs.slice(0, MOST.runs).map(runBlock),
      ...beyond(runs.length - MOST.runs, 'run'),
      ...risk(gated),
      ...titled(
        'Notes',
        notes.slice(0, MOST.notes).map((note) => [`- ${text(note)}`]),
        notes.length - MOST.notes,
      ),
      ...runs.slice(0, MOST.runs).flatMap(details),
    ],
    most,
  );
}

function headline(gated: Gated): Block {
  const [base, head] = spanOf(gated).map((ref) => code(clip(ref, 80)));
  const { verdict, changed, covered, risk } = gated;
  return [
    `# twoloops: ${verdict}`,
    `**${verdict === 'open' ? 'Open' : 'Closed'}:** ${text(whyOf(gated))}`,
    '',
    `**Next:** ${text(nextOf(gated))}`,
    '',
    `${base} to ${head}: ${covered} of ${plural(changed, 'changed path')} covered, ${risk.tier} risk by the base policy`,
    '',
  ];
}

function checks(faults: readonly GateFault[]): Block {
  const rows = (Object.keys(CHECKS) as CheckName[]).map((check) => {
    const count = faults.filter((fault) => fault.check === check).length;
    return [code(check), CHECKS[check], count === 0 ? 'ok' : `**failed**${count > 1 ? ` (${count})` : ''}`];
  });
  return [...table(['check', 'what must be so', ''], rows), ''];
}

/** A section whose items are blocks of their own, so that a long list is cut between items. */
function titled(name: string, items: readonly Block[], more: number): readonly Block[] {
  if (items.length === 0) return [];
  return [[`## ${name}`, ...(items[0] ?? [])], ...items.slice(1), ...beyond(more, 'line'), ['']];
}

const beyond = (more: number, word: string): readonly Block[] => (more > 0 ? [['', `… and ${plural(more, `more ${word}`)}`, '']] : []);

function faultBlock({ check, text: says, next, run, path, line }: GateFault): Block {
  const where = path === undefined ? '' : ` (${code(`${clip(path, MOST_TEXT)}${line === undefined ? '' : `:${line}`}`)})`;
  const of = run === undefined ? '' : ` (run ${code(clip(run, 80))})`;
  return [`- ${code(check)}${of}: ${text(says)}${where}`, ...(next === undefined ? [] : [`  Next: ${text(next)}`])];
}

function risk({ risk: { tier, matches } }: Gated): readonly Block[] {
  const rows = matches.slice(0, 20).map((match) => [
    text(match.rule),
    match.tier,
    match.on
      .slice(0, 4)
      .map((on) => code(clip(on, 120)))
      .join(', '),
    text(match.place),
  ]);
  return rows.length === 0 ? [] : [[`## Risk: ${tier}`, ...table(['rule', 'tier', 'on', 'written in'], rows), '']];
}
