/** Exit codes of every command. */
export const EXIT = { done: 0, no: 1, usage: 2, badInput: 3, internal: 4 } as const;

/** What a command gets from the outside, as values. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly now: () => number;
  /** True where a person sits at the other end. */
  readonly interactive: boolean;
  readonly colour: boolean;
  /** The folder of the running cli file. */
  readonly folder: string;
  readonly stdin: () => AsyncIterable<string>;
}

/** A refusal that a person can act on; `code` becomes the exit code. */
export class Refusal extends Error {
  readonly code: number;
  constructor(message: string, code: number = EXIT.badInput) {
    super(message);
    this.code = code;
  }
}

const paint =
  (open: number) =>
  (terminal: Terminal, text: string): string =>
    terminal.colour ? `\u001b[${open}m${text}\u001b[0m` : text;
export const bold = paint(1);
export const red = paint(31);
export const green = paint(32);
export const yellow = paint(33);
export const dim = paint(2);
