interface State {
  readonly out: string[];
  open: string[];
  fence: string | undefined;
  /** Under a quoted line: its paragraph goes on without marks. */
  quoted: boolean;
  /** Under a heading that names what is still to be done. */
  planned: boolean;
  inList: boolean;
  blank: boolean;
}

/** Headings over lists of what somebody may do later. */
const PLANS =
  /^\W*(?:suggested |recommended |possible |optional |remaining )?(?:next steps?|to-?do'?s?|test plan|follow-?ups?|how to|to verify|to test|to run|verification steps|remaining work|recommendations?|future work|what(?:'s| is) next|usage)\b/i;
const HEADING = /^ {0,3}#{1,6}\s+(.*)$|^\s*(?:\*\*|__)([^*_]{1,100})(?:\*\*|__)\s*:?\s*$/;
const ITEM = /^\s*(?:[-*+•–]|\d{1,3}[.)])\s+(?:\[([ xX])\]\s+)?/;

/** The paragraphs, items, headings and table rows of a text in Markdown, each on one line; no code, no quotes, no plans. */
export function blocksOf(text: string): readonly string[] {
  const state: State = { out: [], open: [], fence: undefined, quoted: false, planned: false, inList: false, blank: true };
  for (const line of text.split(/\r\n?|\n/)) read(line, state);
  flush(state);
  return state.out;
}

function read(line: string, state: State): void {
  const mark = /^\s*(?:[-*+]\s+|\d{1,3}[.)]\s+)?(`{3,}|~{3,})(.*)$/.exec(line);
  if (state.fence !== undefined) {
    if (mark?.[1]?.startsWith(state.fence) && mark[2]?.trim() === '') state.fence = undefined;
    return;
  }
  if (mark?.[1] && !(mark[1].startsWith('`') && mark[2]?.includes('`'))) {
    flush(state);
    state.fence = mark[1];
    return;
  }
  const wasBlank = state.blank;
  state.blank = line.trim() === '';
  if (state.blank) {
    flush(state);
    state.quoted = false;
  } else words(line, state, wasBlank);
}

function words(line: string, state: State, afterBlank: boolean): void {
  const heading = HEADING.exec(line);
  const item = ITEM.exec(line);
  if (heading) {
    flush(state);
    const title = heading[1] ?? heading[2] ?? '';
    state.planned = PLANS.test(title);
    state.quoted = state.inList = false;
    if (!state.planned) state.out.push(title);
  } else if (/^\s*(?:[-*+]\s+)?>/.test(line)) {
    flush(state);
    state.quoted = true;
  } else if (/^\s*\|/.test(line)) {
    flush(state);
    row(line, state);
  } else if (item) listItem(line, item, state);
  else if (/^(?: {4}|\t)/.test(line) && afterBlank && !state.inList) state.blank = true;
  else if (!state.quoted && !(state.planned && state.inList)) state.open.push(line.trim());
}

/** An open box is to be done; a ticked one is done, under whatever heading. */
function listItem(line: string, item: RegExpExecArray, state: State): void {
  flush(state);
  state.quoted = false;
  state.inList = true;
  const box = item[1]?.toLowerCase();
  if (box === ' ' || (state.planned && box !== 'x')) state.quoted = true;
  else state.open.push(line.slice(item[0].length).trim());
}

function row(line: string, state: State): void {
  const cells = line.split('|').map((cell) => cell.trim());
  const full = cells.filter((cell) => cell !== '');
  if (!state.planned && full.some((cell) => !/^:?-+:?$/.test(cell))) state.out.push(full.join(': '));
}

function flush(state: State): void {
  if (state.open.length > 0 && !(state.planned && !state.inList)) state.out.push(state.open.join(' '));
  state.open = [];
}
