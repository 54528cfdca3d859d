import { ABOUT, split } from './words.ts';

/** The columns of the tables in a text: CSV, TSV, tables of databases and Markdown, rows of an SQL `INSERT` or `COPY`. */
export interface Tables {
  /** A test for places that lie in a cell whose column's name holds one of the words. */
  readonly under: (words: RegExp) => (start: number, end: number) => boolean;
}

/** Where a cell's text lies. */
interface Cell {
  readonly start: number;
  readonly end: number;
}

interface Table {
  readonly names: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Lines longer than this are no rows that a person or a database printed. */
const LONGEST_LINE = 4_000;

export function tablesOf(text: string): Tables {
  const tables = [...linesAsTables(text), ...inserts(text)];
  return {
    under: (words) => {
      const cells = tables.flatMap((table) => cellsUnder(table, words)).sort((a, b) => a.start - b.start);
      return (start, end) => holds(cells, start, end);
    },
  };
}

function cellsUnder(table: Table, words: RegExp): readonly Cell[] {
  const columns = table.names.flatMap((name, i) => (names(name, words) ? [i] : []));
  if (columns.length === 0) return [];
  return table.rows.flatMap((row) => columns.flatMap((column) => row[column] ?? []));
}

/** `phone number`, but not `phone id` or `phone verified at`. */
function names(name: string, words: RegExp): boolean {
  const found = [...name.matchAll(words)].at(-1);
  return found !== undefined && !ABOUT.test(name.slice(found.index + found[0].length).replace(/ at$/, '_at'));
}

/** Whether one of the cells, in the order of the text, holds the place. */
function holds(cells: readonly Cell[], start: number, end: number): boolean {
  let low = 0;
  let high = cells.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cells[middle]?.start ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  const cell = cells[low - 1];
  return cell !== undefined && start >= cell.start && end <= cell.end;
}

function linesAsTables(text: string): readonly Table[] {
  const tables: Table[] = [];
  let open: { readonly names: readonly string[]; readonly separator: string; readonly rows: (readonly Cell[])[] } | undefined;
  const close = (): void => {
    if (open && open.rows.length > 0) tables.push(open);
    open = undefined;
  };
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const line = end - at > LONGEST_LINE ? '' : text.slice(at, end).replace(/\r$/, '');
    // rulers between the header and the rows
    if (!open || !/^[-+|:=\s]{3,}$/.test(line)) {
      const cells = open && cellsOf(line, open.separator, at);
      if (open && cells && cells.length === open.names.length && line !== '') open.rows.push(cells);
      else {
        close();
        open = headerOf(line);
      }
    }
    at = end + 1;
  }
  close();
  return tables;
}

/** A line of names: at least two of them, none with more than a number or two in it. */
function headerOf(line: string): { names: readonly string[]; separator: string; rows: (readonly Cell[])[] } | undefined {
  const copy = /^COPY [^(]{1,200}\(([^)]{1,2000})\) FROM stdin/i.exec(line);
  if (copy) return { names: (copy[1] ?? '').split(',').map(nameOf), separator: '\t', rows: [] };
  const counts = [',', ';', '\t', '|'].map((separator) => ({ separator, count: line.split(separator).length - 1 }));
  const best = counts.reduce((a, b) => (b.count > a.count ? b : a));
  if (best.count === 0) return undefined;
  const names = cellsOf(line, best.separator, 0).map((cell) => nameOf(line.slice(cell.start, cell.end)));
  if (names.some((name) => name.length > 40 || /\d{4}|[(){}<>=@]/.test(name)) || !names.some((name) => /\p{L}/u.test(name)))
    return undefined;
  return { names, separator: best.separator, rows: [] };
}

/** `"phoneNumber"` → `phone Number`. */
function nameOf(cell: string): string {
  return split(cell.replace(/^[\s"'`*]+|[\s"'`*]+$/g, '')).replace(/_/g, ' ');
}

/** The cells of a line; a separator inside double quotes is a character. `|` at both ends frames the line. */
function cellsOf(line: string, separator: string, offset: number): readonly Cell[] {
  const cells: Cell[] = [];
  let start = 0;
  let quoted = false;
  for (let i = 0; i <= line.length; i += 1) {
    const char = line.charAt(i);
    if (char === '"') quoted = !quoted;
    if (i < line.length && (quoted || char !== separator)) continue;
    cells.push({ start: offset + start, end: offset + i });
    start = i + 1;
  }
  if (separator !== '|') return cells;
  return cells.slice(/^\s*\|/.test(line) ? 1 : 0, /\|\s*$/.test(line) ? -1 : undefined);
}

/** `INSERT INTO t (a, b) VALUES (…), (…);`: names from the first parentheses, a row from each of the others. */
function inserts(text: string): readonly Table[] {
  const tables: Table[] = [];
  const heads = /\binsert\s{1,9}into\s[^()]{1,200}\(([^()]{1,2000})\)\s{0,9}values\b/gi;
  for (let head = heads.exec(text); head; head = heads.exec(text)) {
    const read = tuples(text, heads.lastIndex);
    tables.push({ names: (head[1] ?? '').split(',').map(nameOf), rows: read.rows });
    heads.lastIndex = read.end;
  }
  return tables;
}

function tuples(text: string, from: number): { readonly rows: readonly (readonly Cell[])[]; readonly end: number } {
  const rows: (readonly Cell[])[] = [];
  let row: Cell[] | undefined;
  let start = 0;
  let quoted = false;
  let at = from;
  for (; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === "'") quoted = !quoted;
    if (quoted) continue;
    if (char === ';') break;
    if (row === undefined) {
      if (char === '(') {
        row = [];
        start = at + 1;
      } else if (!/[\s,]/.test(char)) break;
    } else if (char === ',' || char === ')') {
      row.push({ start, end: at });
      start = at + 1;
      if (char === ')') {
        rows.push(row);
        row = undefined;
      }
    }
  }
  return { rows, end: at };
}
