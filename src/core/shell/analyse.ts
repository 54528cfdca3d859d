import type { Intent } from '../../schema/access.ts';
import { parse } from './parse.ts';
import { type Known, TooMuch, Walker } from './walk.ts';

export interface ShellContext extends Known {
  /** The folder that the command starts in, absolute. */
  readonly cwd: string;
}

/** What a command line would do. Total: what cannot be followed is one `unknown` intent that says why. */
export function analyse(line: string, context: ShellContext): readonly Intent[] {
  const refuse = (why: string, at = 0): readonly Intent[] => [
    { kind: 'unknown', why: 'shell', what: why, part: { at, text: line.slice(at, at + 80) } },
  ];
  const parsed = parse(line);
  if (!parsed.ok) return refuse(parsed.why, parsed.at);
  if (parsed.script.commands.length === 0) return [];
  const walker = new Walker(line, context);
  try {
    const end = walker.list(parsed.script.commands, {
      bases: [context.cwd],
      vars: new Map(),
      functions: new Map(),
      positional: undefined,
      env: [],
      links: [],
      copies: [],
      input: { kind: 'none' },
    });
    const last = end.ok ?? end.fail;
    // a trap runs with the functions that are there by then
    if (last) for (const code of walker.traps) walker.script(code, { ...last, bases: [undefined], vars: new Map() });
  } catch (error) {
    // whatever goes wrong while a line is followed, the line is unknown
    const why =
      error instanceof TooMuch || error instanceof RangeError
        ? 'it is too much to follow'
        : `it could not be followed: ${error instanceof Error ? error.message : String(error)}`;
    return [...refuse(why), ...unique(walker.sink.intents)];
  }
  return unique(walker.sink.intents);
}

function unique(intents: readonly Intent[]): readonly Intent[] {
  const seen = new Set<string>();
  return intents.filter((intent) => {
    const key = JSON.stringify(intent);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Reads lines for one repository; of the environment, only what the client's shell is known to share counts. */
export function analyser(
  root: string,
  home: string,
  env: Readonly<Record<string, string | undefined>>,
): (line: string, cwd: string) => readonly Intent[] {
  const { TMPDIR, USER } = env;
  const known = { root, home, env: { TMPDIR: TMPDIR === '' ? undefined : TMPDIR, USER } };
  return (line, cwd) => analyse(line, { ...known, cwd });
}
