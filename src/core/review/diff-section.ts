import { code, fileLine, h, type Markup, type Part } from '../html/markup.ts';
import { bad, paragraphs, plural, type Section, tierWord } from '../html/parts.ts';
import { few } from '../packet/html/changes.ts';
import { linesText } from '../packet/html/tree.ts';
import type { ShownDiff, ShownFile, ShownHunk, ShownLine } from './shown-diff.ts';

/** Lines of open files on a page: what is beyond is one key away. */
const MOST_OPEN = 5_000;

const linesIn = ({ hunks }: ShownFile): number => hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0);

/** What changed, line by line, the riskiest first. */
export function diffSection(diff: ShownDiff): Section {
  const frame = { id: 'diff', title: 'Diff', detail: false } as const;
  if ('problem' in diff)
    return {
      ...frame,
      note: 'not here',
      body: h`${paragraphs([bad(diff.problem)])}${diff.commands.map((line) => h`<pre>${fileLine(line)}</pre>`)}`,
    };
  let open = 0;
  const files = diff.files.map((file, i) => {
    const isOpen = (file.change.tier === 'high' || file.change.tier === 'critical') && open + linesIn(file) <= MOST_OPEN;
    if (isOpen) open += linesIn(file);
    return fileOf(file, i, isOpen);
  });
  return { ...frame, note: noteOf(diff), basis: 'derived', body: h`${paragraphs([cutText(diff)])}${files}` };
}

type Whole = Extract<ShownDiff, { readonly files: unknown }>;

function noteOf({ files, left }: Whole): string {
  const masked = files.reduce((sum, file) => sum + file.masked, 0);
  return `${plural(files.length + left.length, 'file')}, risk first${masked === 0 ? '' : `, secrets masked in ${plural(masked, 'line')}`}`;
}

/** What does not fit is counted and named, before the first file. */
function cutText({ files, left }: Whole): Part {
  const short = files.filter((file) => file.left > 0);
  if (short.length + left.length === 0) return files.length === 0 ? 'No file differs between the two trees.' : undefined;
  const lines = short.reduce((sum, file) => sum + file.left, 0);
  return h`${bad('Not all of it is on this page')}: ${
    short.length === 0 ? '' : h`${plural(lines, 'line')} of ${few(short.map((file) => file.change.path))} are left out`
  }${short.length > 0 && left.length > 0 ? '; ' : ''}${left.length === 0 ? '' : h`${plural(left.length, 'file')} are not shown: ${few(left)}`}.`;
}

function fileOf(file: ShownFile, index: number, open: boolean): Markup {
  const { change, hunks, left, masked, notes } = file;
  const width = String(Math.max(...hunks.flatMap((hunk) => hunk.lines.map((line) => Math.max(line.old ?? 0, line.now ?? 0))), 0)).length;
  const told = [
    ...notes,
    ...(masked === 0 ? [] : [`Secrets are masked in ${plural(masked, 'line')}.`]),
    ...(left === 0 ? [] : [bad(`${plural(left, 'line')} of it are not shown here: look at it by hand.`)]),
  ];
  return h`<details class="file" id="diff-${index + 1}"${open ? h` open=""` : ''}><summary>${tierWord(change.tier)} ${code(change.path)} <span class="note">${change.status} ${linesText(change)}${
    change.scope === 'inside' ? '' : h` ${bad(change.scope)}`
  }</span></summary>
${paragraphs(told)}${hunks.map((hunk) => hunkOf(hunk, width))}</details>
`;
}

function hunkOf({ lines, blank }: ShownHunk, width: number): Markup {
  return h`${blank ? h`<p class="left">Only white space differs here:</p>` : ''}<pre class="hunk">${lines.map((line) => lineOf(line, width))}</pre>
`;
}

const SIGNS = { kept: ' ', removed: '-', added: '+' } as const;

function lineOf({ kind, old, now, text, cut }: ShownLine, width: number): Markup {
  const numbers = `${String(old ?? '').padStart(width)} ${String(now ?? '').padStart(width)} `;
  const body = h`<i>${numbers}</i>${SIGNS[kind]}${fileLine(text)}${cut === 0 ? '' : h`<b>… (${cut.toLocaleString('en')} more characters)</b>`}`;
  return kind === 'added' ? h`<ins>${body}</ins>` : kind === 'removed' ? h`<del>${body}</del>` : h`<span>${body}</span>`;
}
