import { writeSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import type { MakeShell } from './core/accesses/intents.ts';
import { parseHookInput } from './core/hook-input.ts';
import { type Detectors, loadDetectors } from './io/detect-bundle.ts';
import { randomHex } from './io/hash.ts';
import { reason } from './io/repository.ts';
import { loadShell } from './io/shell-bundle.ts';
import { readInput } from './io/stdin.ts';
import type { CompiledShell } from './schema/frozen.ts';
import type { EventName, HookInput } from './schema/hook-input.ts';

/** What the outside says; handlers get it as a value, so that one process or one call can live around them. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly home: string;
  /** The folder that the hook files lie in. */
  readonly hooks: string;
  /** Loads what reads shell lines; only a call that has one pays for it. */
  readonly shell: (run: string, compiled: CompiledShell | undefined) => MakeShell;
  /** Loads what looks for data in texts. */
  readonly detectors: () => Detectors;
  /** A fresh random text, hex. */
  readonly salt: () => string;
  /** ms since the epoch: by then an answer must be out. */
  readonly deadline: number;
}

/** A hook's answer. 0 = no objection, 2 = refused; nothing else ever leaves a hook. */
export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: 0 | 2;
}

export type Handler<T extends Answer | Promise<Answer> = Answer | Promise<Answer>> = (input: HookInput, world: World) => T;

export const SILENT: Answer = { stdout: '', stderr: '', exitCode: 0 };

export const refuse = (stderr: string, stdout = ''): Answer => ({ stdout, stderr, exitCode: 2 });

/** ms until a hook gives up and refuses; each event's `timeout` in the settings lies well above it. */
const PATIENCE: Readonly<Record<EventName, number>> = {
  SessionStart: 90_000,
  UserPromptSubmit: 90_000,
  UserPromptExpansion: 8_000,
  PreToolUse: 8_000,
  PermissionRequest: 8_000,
  PostToolUse: 8_000,
  PostToolUseFailure: 8_000,
  PostToolBatch: 8_000,
  SubagentStart: 8_000,
  SubagentStop: 8_000,
  ConfigChange: 8_000,
  Elicitation: 8_000,
  PreModelSwitch: 8_000,
  Stop: 90_000,
  SessionEnd: 40_000,
};

/** One event in, one answer out. Never throws: what goes wrong is a refusal that says so. */
export function answer(event: EventName, text: string, handler: Handler<Answer>, world: World): Answer;
export function answer(event: EventName, text: string, handler: Handler, world: World): Answer | Promise<Answer>;
export function answer(event: EventName, text: string, handler: Handler, world: World): Answer | Promise<Answer> {
  const parsed = parseHookInput(text, event);
  if (!parsed.ok) return refuse(`twoloops: refused: ${parsed.why}\n`);
  const failed = (error: unknown): Answer => refuse(`twoloops: refused: the ${event} hook failed: ${reason(error)}\n`);
  try {
    const given = handler(parsed.input, world);
    return given instanceof Promise ? given.catch(failed) : given;
  } catch (error) {
    return failed(error);
  }
}

/** The body of every hook process: input, answer, exit. `bundle` is the file that runs. */
export async function serve(event: EventName, handler: Handler, bundle: string): Promise<void> {
  const started = Date.now();
  const timer = setTimeout(
    () => print(refuse(`twoloops: refused: the ${event} hook got no further within ${PATIENCE[event] / 1000} s\n`)),
    PATIENCE[event],
  );
  const input = await readInput();
  if ('problem' in input) return print(refuse(`twoloops: refused: ${input.problem}\n`));
  const world: World = {
    env: process.env,
    now: Date.now,
    home: process.env['HOME'] ?? homedir(),
    hooks: dirname(bundle),
    detectors: () => loadDetectors(dirname(bundle)),
    shell: (run, compiled) => loadShell(dirname(bundle), run, compiled),
    salt: () => randomHex(16),
    deadline: started + PATIENCE[event],
  };
  const result = await answer(event, input.text, handler, world);
  clearTimeout(timer);
  print(result);
}

/** Written at once and whole, before the process ends: a cut answer could read as no objection. */
function print(result: Answer): void {
  if (result.stderr) writeAll(2, result.stderr);
  // a decision that nobody took would read as no objection
  const told = result.stdout === '' || writeAll(1, result.stdout);
  process.exit(told ? result.exitCode : 2);
}

/** False where nobody listens. */
function writeAll(handle: number, text: string): boolean {
  const data = Buffer.from(text);
  for (let done = 0; done < data.length; ) {
    try {
      done += writeSync(handle, data, done);
    } catch (error) {
      // a full pipe says so where it was made non-blocking
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return false;
    }
  }
  return true;
}
