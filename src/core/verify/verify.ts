import { links, type RawLine, type Sha256 } from '../chain.ts';
import { NO_HEAD } from '../state.ts';
import { type Fault, fault } from './fault.ts';
import type { RunFiles } from './files.ts';
import { BEGINNING, type Followed, follow } from './follow.ts';
import { checkPackets } from './packets.ts';
import { isLogPruned, prunedNotes, verifiedRest } from './pruned.ts';

export interface Verified {
  readonly run: string;
  /**
   * `not checked`: nothing is broken as far as it could be read, but part of it is of a newer version. `pruned`: the log was
   * taken away by a policy's line, and nothing says that what is left does not hold.
   */
  readonly verdict: 'intact' | 'broken' | 'not checked' | 'pruned';
  readonly events: number;
  readonly lines: number;
  readonly torn: number;
  /** Hash of the last line. */
  readonly head: string;
  /** By line, the first that does not hold first. */
  readonly faults: readonly Fault[];
  /** Faults beyond those that are listed. */
  readonly more: number;
  /** What is odd and breaks nothing. */
  readonly notes: readonly string[];
  /** Who else knows a head of this log. */
  readonly witnesses: readonly string[];
  readonly limits: readonly string[];
}

/** More faults than this are counted and not listed. */
const LISTED = 100;

/** Checks a run's folder. Pure and total: any bytes give an answer. */
export function verifyRun(lines: Iterable<Uint8Array>, files: RunFiles, sha256: Sha256): Verified {
  if (isLogPruned(files)) return verifiedRest(files);
  const so = BEGINNING(NO_HEAD);
  for (const link of links(lines as Iterable<RawLine>, sha256)) follow(so, link, files);
  const packets = checkPackets(files, so);
  const ending = checkEnding(files, so);
  const faults = [...jumps(so), ...so.faults, ...ending.faults, ...frozenFaults(files, so), ...packets.faults].sort(byLine);
  const states = so.reached.map((state) => state.seq);
  return {
    run: files.run,
    verdict: faults.length > 0 ? 'broken' : so.newer !== undefined ? 'not checked' : 'intact',
    events: so.last.seq,
    lines: so.lines,
    torn: so.torn,
    head: so.last.hash,
    faults: faults.slice(0, LISTED),
    more: Math.max(0, faults.length - LISTED),
    notes: [...notesOf(so), ...ending.notes, ...packets.notes, ...prunedNotes(files)],
    witnesses: [
      ...(states.length > 0 ? [`the state saved beside the log names the head of event ${Math.max(...states)}`] : []),
      ...packets.witnesses.map((witness) => witness.text),
    ],
    limits: limits(so, Math.max(0, ...states, ...packets.witnesses.map((witness) => witness.seq))),
  };
}

const byLine = (a: Fault, b: Fault): number => (a.line ?? Number.POSITIVE_INFINITY) - (b.line ?? Number.POSITIVE_INFINITY) || 0;

/** A number that is not the next one: taken out, or only elsewhere. */
function jumps({ jumps: all, numbers }: Followed): readonly Fault[] {
  return all.map(({ line, seq, after }) => {
    if (seq <= after) return fault('out of order', `line ${line} is event ${seq}, after event ${after}`, line);
    const next = after + 1;
    return numbers.has(next)
      ? fault('out of order', `line ${line} is event ${seq}, and event ${next}, which belongs before it, stands elsewhere`, line)
      : fault('missing', `line ${line} is event ${seq}: event ${next}${seq - next > 1 ? ` to ${seq - 1}` : ''} is not in the log`, line);
  });
}

/** The end of the log against what the saved state says of it. */
function checkEnding({ size, states }: RunFiles, so: Followed): { readonly faults: readonly Fault[]; readonly notes: readonly string[] } {
  if (size === 0) return { faults: [fault('no log', 'events.jsonl is empty or not there')], notes: [] };
  const unended = so.last.bytes > size;
  const known = Math.max(0, ...states.map((state) => state.bytes));
  if (states.length === 0)
    return { faults: [...halfLine(so, unended), fault('no state', 'the saved state is gone or cannot be read')], notes: [] };
  if (known > size) {
    const seq = Math.max(...states.map((state) => state.seq));
    const text = `the log is ${known - size} bytes shorter than its saved state says, and ends at event ${so.last.seq} of ${seq}`;
    return { faults: [fault('cut off', text)], notes: [] };
  }
  const met = [...so.reached, ...so.differing];
  const strays = states
    .filter((state) => !met.includes(state))
    .map((state) => fault('other state', `no line ends at byte ${state.bytes}, where the saved state ends with event ${state.seq}`));
  if (known === size) return { faults: [...strays, ...(so.open ? halfLine(so, unended) : [])], notes: [] };
  return {
    faults: strays,
    notes: [
      `${size - known} bytes were written after the saved state${so.open || unended ? ', the last line of them half' : ''}: their writer was killed before it could answer, or they were added by hand; the next writer takes them in`,
    ],
  };
}

function halfLine({ open, lines }: Followed, unended: boolean): readonly Fault[] {
  if (!open && !unended) return [];
  return [fault('half-written', `line ${lines} ${open ? 'is half a line' : 'has no end'}`, lines)];
}

function frozenFaults({ frozen, run }: RunFiles, { opened }: Followed): readonly Fault[] {
  if ('problem' in frozen) return [fault('frozen', `scope.json cannot be read: ${frozen.problem}`)];
  const faults: Fault[] = [];
  if (opened !== undefined && opened.frozen !== frozen.digest)
    faults.push(fault('frozen', `scope.json is not the one that was recorded when the run opened: ${frozen.digest}, not ${opened.frozen}`));
  if (frozen.run !== run) faults.push(fault('frozen', `scope.json is of run ${frozen.run}`));
  return faults;
}

function notesOf({ torn, backwards, newer }: Followed): readonly string[] {
  return [
    ...(torn > 0 ? [`${torn} half-written ${torn === 1 ? 'line' : 'lines'} of killed writers, kept and noted`] : []),
    ...(backwards === undefined
      ? []
      : [
          `the time runs backwards ${backwards.count} times, first at line ${backwards.line}: the machine's clock was set, or writers waited`,
        ]),
    ...(newer === undefined
      ? []
      : [
          `line ${newer.line} is of version ${newer.version}, which this program does not know: its content is not checked; upgrade twoloops`,
        ]),
  ];
}

function limits({ last }: Followed, known: number): readonly string[] {
  const nobody =
    known === 0
      ? ['The head of this log is known to nobody else: a cut tail would not show.']
      : known < last.seq
        ? [`Only up to event ${known} the head is known to something beside the log: a cut after it would not show.`]
        : [];
  return [
    ...nobody,
    'A machine that rewrote everything, the log with the state and the packets beside it, shows nothing here: only a head that left it in time proves that.',
    'It shows that the record is what the hooks wrote, not that the hooks were told everything, nor that a result was true.',
  ];
}
