/** Characters of an output that are looked at, from its end: that is where runners sum up. */
const MOST_OUTPUT = 1_000_000;

/** Lines of it, from its end. */
const MOST_LINES = 20_000;

/** No runner's summary is wider; a wider line is taken as empty, so that no pattern meets a long text. */
const WIDEST = 400;

const ESC = String.fromCharCode(27);
const BEL = String.fromCharCode(7);

/** Colours, cursor movements and titles of a terminal (ECMA-48: CSI, OSC and two-character sequences). */
const SEQUENCES = new RegExp(`${ESC}(?:\\[[0-9;:?]*[ -/]*[@-~]|\\][^${BEL}${ESC}]*(?:${BEL}|${ESC}\\\\)?|[@-Z\\\\-_])`, 'g');

/** What Claude Code, or a tool before it, leaves where it took text out of the middle. */
const TAKEN_OUT = /^\s*\.{3} ?\[\d+ (?:lines|characters) truncated\] ?\.{3}\s*$/;

export interface PlainLines {
  readonly lines: readonly string[];
  /** Not all of the output was there to be read. */
  readonly cut: boolean;
}

/** The lines of an output without what only a terminal sees; what a carriage return overwrote is a line of its own. */
export function plainLines(output: string): PlainLines {
  const all = output
    .slice(-MOST_OUTPUT)
    .replace(SEQUENCES, '')
    .split(/\r\n|\n|\r/);
  const lines = all.slice(-MOST_LINES).map((line) => (line.length > WIDEST ? '' : line.trimEnd()));
  return { lines, cut: output.length > MOST_OUTPUT || all.length > MOST_LINES || lines.some((line) => TAKEN_OUT.test(line)) };
}
