import type { FileDiff, Unread } from '../../schema/file-diff.ts';
import type { PacketChange } from '../../schema/packet.ts';
import { linesOf } from '../packet/line-diff.ts';
import { type Hunk, type HunkLine, hunksOf } from './hunks.ts';
import { masked } from './masked.ts';

/** A line as the page has it; `cut`: characters that it does not show. */
export interface ShownLine {
  readonly kind: HunkLine['kind'];
  readonly old?: number;
  readonly now?: number;
  readonly text: string;
  readonly cut: number;
}

export interface ShownHunk {
  readonly lines: readonly ShownLine[];
  /** Nothing but white space differs in it. */
  readonly blank: boolean;
}

/** What the page has of one changed file. */
export interface ShownFile {
  readonly change: PacketChange;
  readonly hunks: readonly ShownHunk[];
  /** Lines of its hunks that are not shown. */
  readonly left: number;
  /** Lines in which a secret was masked. */
  readonly masked: number;
  /** Why nothing of it is shown, or what its lines do not tell. */
  readonly notes: readonly string[];
}

/** The diff of a run as far as one page has it. */
export type ShownDiff =
  | { readonly files: readonly ShownFile[]; readonly left: readonly string[] }
  | { readonly problem: string; readonly commands: readonly string[] };

/** What is known of the texts that changed. */
export interface Texts {
  readonly diffs: readonly FileDiff[];
  readonly why: ReadonlyMap<string, Unread>;
}

/** How much of a diff one page has. */
const MOST = { files: 400, ofFile: 6_000, lines: 15_000, characters: 3_000_000 };
/** Characters of a line: shown, and looked at for secrets. */
const LONGEST = 2_000;
const SEARCHED = 3_000;

const UNREAD: Readonly<Record<Unread, string>> = {
  forbidden: 'It lies in a forbidden zone of the scope: the run keeps its hash and no text.',
  binary: 'It is no text (binary): look at it by hand.',
  'too large': 'It is too large to be shown: look at it by hand.',
  missing: 'Its content is not in the trees of the run (a nested repository, or an object that is gone).',
};

interface Budget {
  lines: number;
  characters: number;
}

/** The changes of a run, in the order given, as far as a page has room; what is left out is counted by file and named. */
export function shownDiff(changes: readonly PacketChange[], { diffs, why }: Texts): ShownDiff {
  const byPath = new Map(diffs.map((diff) => [diff.path, diff]));
  const budget: Budget = { lines: MOST.lines, characters: MOST.characters };
  const files = changes.slice(0, MOST.files).map((change): ShownFile => {
    const diff = byPath.get(change.path);
    const unread = why.get(change.path);
    if (diff === undefined || unread !== undefined)
      return { change, hunks: [], left: 0, masked: 0, notes: [UNREAD[unread ?? 'missing'], ...modeNotes(change)] };
    return shownFile(change, diff, budget);
  });
  return { files, left: changes.slice(MOST.files).map((change) => change.path) };
}

function shownFile(change: PacketChange, diff: FileDiff, budget: Budget): ShownFile {
  const hunks = hunksOf(diff);
  const all = hunks.reduce((sum, hunk) => sum + hunk.length, 0);
  const kept = within(hunks, Math.min(MOST.ofFile, budget.lines));
  const old = sideOf(diff.before ?? '', kept, 'old');
  const now = sideOf(diff.after ?? '', kept, 'now');
  let lines = 0;
  const shown = kept.flatMap((hunk): ShownHunk[] => {
    const taken: ShownLine[] = [];
    for (const { kind, ...numbers } of hunk) {
      const side = kind === 'removed' ? old : now;
      const { text, cut } = side.line((kind === 'removed' ? numbers.old : numbers.now) ?? 0);
      budget.characters -= text.length;
      if (budget.characters < 0) break;
      taken.push({ kind, ...numbers, text, cut });
    }
    lines += taken.length;
    return taken.length === 0 ? [] : [{ lines: taken, blank: taken.length === hunk.length && onlyBlank(taken) }];
  });
  budget.lines -= lines;
  const masked = old.masked.size + now.masked.size;
  return { change, hunks: shown, left: all - lines, masked, notes: notesOf(change, diff, all) };
}

/** The first lines of the hunks, so many. */
function within(hunks: readonly Hunk[], most: number): readonly Hunk[] {
  let left = most;
  return hunks.flatMap((hunk) => {
    const taken = hunk.slice(0, Math.max(left, 0));
    left -= hunk.length;
    return taken.length === 0 ? [] : [taken];
  });
}

interface Side {
  readonly line: (number: number) => { readonly text: string; readonly cut: number };
  readonly masked: ReadonlyMap<number, string>;
}

/** The lines of one side that are shown, secrets masked: of the new side kept lines too, of the old side those that went. */
function sideOf(text: string, hunks: readonly Hunk[], side: 'old' | 'now'): Side {
  const whole = linesOf(text);
  const lines = whole.map((line) => line.slice(0, SEARCHED));
  const wanted = hunks.flatMap((hunk) =>
    hunk.flatMap((line) => (side === 'old' && line.kind !== 'removed' ? [] : line[side] === undefined ? [] : [line[side] - 1])),
  );
  const found = masked(lines, wanted);
  const line: Side['line'] = (number) => {
    const said = found.get(number - 1) ?? lines[number - 1] ?? '';
    const shown = said.slice(0, LONGEST);
    const beyond = (whole[number - 1]?.length ?? 0) - SEARCHED;
    return { text: shown, cut: said.length - shown.length + Math.max(beyond, 0) };
  };
  return { line, masked: found };
}

const squeezed = (lines: readonly ShownLine[], kind: ShownLine['kind']): string =>
  lines
    .filter((line) => line.kind === kind)
    .map((line) => line.text)
    .join('')
    .replace(/\s/g, '');

const onlyBlank = (lines: readonly ShownLine[]): boolean =>
  lines.every((line) => line.cut === 0) && squeezed(lines, 'removed') === squeezed(lines, 'added');

function notesOf(change: PacketChange, { before, after }: FileDiff, lines: number): readonly string[] {
  const ends = (text: string | undefined): boolean | undefined => (text === undefined || text === '' ? undefined : text.endsWith('\n'));
  const [was, is] = [ends(before), ends(after)];
  const ending =
    is === false && was !== false ? ['Its last line has no end.'] : is && was === false ? ['Its last line has an end now.'] : [];
  const empty = before === undefined && after === '' ? ['It is empty.'] : after === undefined && before === '' ? ['It was empty.'] : [];
  const same = lines === 0 && before === after ? ['Its content is as before.'] : [];
  return [...same, ...empty, ...ending, ...modeNotes(change)];
}

const MODES: Readonly<Record<string, string>> = { '100755': 'It can be executed.', '120000': 'It is a link: its text is where it leads.' };

function modeNotes({ mode, status, blob, was }: PacketChange): readonly string[] {
  const word = status === 'deleted' ? undefined : MODES[mode];
  const other = status === 'modified' && blob === was ? [`Only its mode changed: it is ${mode} now.`] : [];
  return [...other, ...(word === undefined ? [] : [word]), ...(status === 'type changed' ? ['It is of another type than before.'] : [])];
}
