import type { RunEvent, TreeNote } from '../../schema/event.ts';
import type { Break, Link } from '../chain.ts';
import { timeOf } from '../time.ts';
import { type Fault, fault } from './fault.ts';
import type { RunFiles, SavedHead } from './files.ts';

/** A `stopped` event: what the packet of the same number was made from. */
export interface Stop {
  readonly line: number;
  readonly seq: number;
  readonly hash: string;
  readonly packet: number;
  readonly tree?: string;
}

/** What one way through the log gathers. */
export interface Followed {
  readonly faults: Fault[];
  readonly stops: Stop[];
  /** Saved states whose end was reached, and that name the line which ends there. */
  readonly reached: SavedHead[];
  /** Saved states at whose end another line ends. */
  readonly differing: SavedHead[];
  /** Numbers in the order of the log: which are missing and which are only elsewhere is known at the end. */
  readonly jumps: { readonly line: number; readonly seq: number; readonly after: number }[];
  readonly numbers: Set<number>;
  opened?: Extract<RunEvent, { type: 'opened' }>;
  opening?: number;
  /** The first line of a version that this program does not know. */
  newer?: { readonly line: number; readonly version: number };
  backwards?: { readonly line: number; count: number };
  /** Half-written lines, and of the last line whether it is one. */
  torn: number;
  open: boolean;
  lines: number;
  last: { seq: number; hash: string; at: number; bytes: number };
}

export const BEGINNING = (head: string): Followed => ({
  faults: [],
  stops: [],
  reached: [],
  differing: [],
  jumps: [],
  numbers: new Set(),
  torn: 0,
  open: false,
  lines: 0,
  last: { seq: 0, hash: head, at: 0, bytes: 0 },
});

/** Takes one more line into account. */
export function follow(so: Followed, link: Link, files: RunFiles): void {
  const { line, hash, event, broken, raw } = link;
  const bytes = so.last.bytes + raw.length + 1;
  if (broken !== undefined) noteBreak(so, line, broken);
  for (const state of files.states) if (state.bytes === bytes) meet(so, state, link);
  if (event === undefined) so.torn += 1;
  else {
    so.numbers.add(event.seq);
    if (event.v === 1) take(so, event, link, files);
    else if (event.v > 1) so.newer ??= { line, version: event.v };
    else so.faults.push(fault('no event', `line ${line} says that it is of version ${JSON.stringify(event.v)}`, line));
  }
  so.open = event === undefined;
  so.lines = line;
  so.last = { seq: event?.seq ?? so.last.seq, hash, at: so.last.at, bytes };
}

function meet(so: Followed, state: SavedHead, { line, hash }: Link): void {
  if (state.head === hash) {
    so.reached.push(state);
    return;
  }
  so.differing.push(state);
  so.faults.push(fault('other state', `line ${line} is not the line that the saved state names as number ${state.seq}`, line));
}

function noteBreak(so: Followed, line: number, broken: Break): void {
  switch (broken.kind) {
    case 'other number':
      so.jumps.push({ line, seq: broken.seq, after: broken.after });
      return;
    case 'other head':
      so.faults.push(fault('other head', `line ${line} does not carry the hash of line ${line - 1}`, line));
      return;
    case 'not noted':
      so.faults.push(fault('not noted', `line ${line - 1} is half a line, and line ${line} does not say so`, line));
      return;
    case 'nothing to note':
      so.faults.push(fault('not noted', `line ${line} notes a half-written line, and line ${line - 1} is whole`, line));
      return;
    case 'other length':
      so.faults.push(
        fault('not noted', `line ${line} notes ${broken.noted} half-written bytes, and line ${line - 1} has ${broken.found}`, line),
      );
  }
}

function take(so: Followed, event: RunEvent, { line, hash }: Link, files: RunFiles): void {
  const at = timeOf(event.at);
  if (Number.isNaN(at)) so.faults.push(fault('no event', `the time of line ${line} is no time`, line));
  else if (at < so.last.at) so.backwards = { line, ...so.backwards, count: (so.backwards?.count ?? 0) + 1 };
  so.last.at = Number.isNaN(at) ? so.last.at : at;
  checkOwner(so, event, line, files);
  if (event.type === 'opened') takeOpening(so, event, line, files);
  else if (so.opened === undefined && so.opening === undefined && event.type !== 'torn') {
    so.opening = line;
    so.faults.push(fault('opening', `line ${line} is \`${String(event.type)}\`, and no opening of the run stands before it`, line));
  }
  if (event.type === 'stopped') so.stops.push({ line, seq: event.seq, hash, packet: event.packet, ...treeOf(event.end) });
}

export const treeOf = (note: TreeNote | undefined): { readonly tree?: string } =>
  note !== undefined && 'tree' in note ? { tree: note.tree } : {};

function takeOpening(so: Followed, event: Extract<RunEvent, { type: 'opened' }>, line: number, { run }: RunFiles): void {
  if (so.opened !== undefined) so.faults.push(fault('opening', `line ${line} opens the run a second time`, line));
  else so.opened = event;
  if (event.run !== run) so.faults.push(fault('other run', `line ${line} opens run ${show(event.run)}; the folder is of ${run}`, line));
}

function checkOwner(so: Followed, event: RunEvent, line: number, { frozen }: RunFiles): void {
  const session = 'session' in frozen ? frozen.session : so.opened?.session;
  if (session === undefined || event.session === session) return;
  so.faults.push(fault('other run', `line ${line} belongs to session ${show(event.session)}; the run's is ${show(session)}`, line));
}

/** A value of the log for a message: short, whatever it is. */
export const show = (value: unknown): string => `\`${String(value).slice(0, 80)}\``;
