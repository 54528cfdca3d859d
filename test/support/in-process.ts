import { Refusal, type Terminal } from '../../src/cli/terminal.ts';

export interface Done {
  readonly code: number;
  /** What it printed, and the refusal where it ended with one. */
  readonly out: string;
}

/** Runs a command of the command line in this process, as a person's terminal would. */
export function inProcess(
  command: (args: readonly string[], terminal: Terminal) => number,
  root: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Done {
  let out = '';
  const terminal: Terminal = {
    out: (text) => {
      out += text;
    },
    err: () => undefined,
    cwd: root,
    env: { PATH: process.env['PATH'], ...env },
    home: root,
    now: Date.now,
    interactive: false,
    colour: false,
    folder: root,
    stdin: async function* () {},
  };
  try {
    return { code: command(args, terminal), out };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { code: error.code, out: `${out}${error.message}\n` };
  }
}
