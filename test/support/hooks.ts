import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rawLines, readEvents } from '../../src/io/event-log.ts';
import type { RunEvent } from '../../src/schema/event.ts';
import { EVENTS, type EventName } from '../../src/schema/hook-input.ts';

export const PROJECT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const HOOKS = join(PROJECT, 'dist', 'hooks');
export const CLI = join(PROJECT, 'dist', 'cli.js');

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The environment of a person's terminal: nothing of a client around the tests. */
export function plainEnv(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([key]) => !/^(CLAUDE|AI_AGENT|TWOLOOPS_)/.test(key));
  return { ...Object.fromEntries(kept), ...more };
}

export const SESSION = '0a1b2c3d-0000-4000-8000-000000000000';

/** The input of an event as the client sends it. */
export function input(event: EventName, root: string, more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    session_id: SESSION,
    transcript_path: '/none.jsonl',
    cwd: root,
    hook_event_name: event,
    permission_mode: 'default',
    ...more,
  });
}

/** Runs a built hook as a process of its own. */
export function runHook(
  event: EventName,
  root: string,
  stdin: string,
  more: { readonly env?: Readonly<Record<string, string>>; readonly hooks?: string } = {},
): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(more.hooks ?? HOOKS, `${EVENTS[event]}.cjs`)], {
    input: stdin,
    encoding: 'utf8',
    cwd: root,
    env: plainEnv({ CLAUDE_PROJECT_DIR: root, ...more.env }),
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, stdout, stderr };
}

export function start(root: string, env: Readonly<Record<string, string>> = {}, more: Readonly<Record<string, unknown>> = {}): Ran {
  return runHook('SessionStart', root, input('SessionStart', root, { source: 'startup', ...more }), { env });
}

let calls = 0;

/** A PreToolUse call through the built hook. */
export function pre(
  root: string,
  tool: string,
  toolInput: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
): Ran {
  calls += 1;
  return runHook(
    'PreToolUse',
    root,
    input('PreToolUse', root, { tool_name: tool, tool_input: toolInput, tool_use_id: `toolu_${calls}`, ...more }),
  );
}

export const write = (root: string, path: string): Ran => pre(root, 'Write', { file_path: join(root, path), content: 'x' });

/** The same hook without waiting for it, for tests of what happens side by side. */
export function preAsync(root: string, tool: string, toolInput: Readonly<Record<string, unknown>>): Promise<Ran> {
  calls += 1;
  const text = input('PreToolUse', root, { tool_name: tool, tool_input: toolInput, tool_use_id: `toolu_${calls}` });
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(HOOKS, 'pre-tool-use.cjs')], { cwd: root, env: plainEnv({ CLAUDE_PROJECT_DIR: root }) });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data: Buffer) => {
      stdout += data;
    });
    child.stderr.on('data', (data: Buffer) => {
      stderr += data;
    });
    child.on('close', (status) => resolve({ status, stdout, stderr }));
    child.stdin.end(text);
  });
}

/** The folder of the only run of a repository. */
export function runFolder(common: string): string {
  const runs = join(common, 'twoloops', 'runs');
  const names = readdirSync(runs);
  if (names.length !== 1) throw new Error(`expected one run, found ${names.join(', ') || 'none'}`);
  return join(runs, names[0] ?? '');
}

export const eventsOf = (root: string): readonly RunEvent[] => readEvents(runFolder(join(root, '.git')));
export const linesOf = (root: string): readonly string[] => rawLines(runFolder(join(root, '.git')));

export function packetOf(root: string): { readonly markdown: string; readonly json: string } {
  const folder = runFolder(join(root, '.git'));
  return { markdown: readFileSync(join(folder, 'packet.md'), 'utf8'), json: readFileSync(join(folder, 'packet.json'), 'utf8') };
}

/** The command line as a process of its own. */
export function cli(
  cwd: string,
  args: readonly string[],
  more: { readonly stdin?: string; readonly env?: Readonly<Record<string, string>>; readonly file?: string } = {},
): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [more.file ?? CLI, ...args], {
    cwd,
    input: more.stdin ?? '',
    encoding: 'utf8',
    env: plainEnv({ HOME: cwd, ...more.env }),
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, stdout, stderr };
}
