import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../core/hook-input.ts';
import { SETTINGS } from './install-plan.ts';
import { handlersIn, isOurs, parseSettings } from './settings.ts';

/** What one hook process answered. */
export interface Played {
  readonly command: string;
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Handler {
  readonly command: string;
  readonly args: readonly string[];
}

/** Our handlers that a settings file names for an event, as the client reads them; a team's own hooks are not ours to run. */
function handlersOf(root: string, event: string): readonly Handler[] {
  const settings = parseSettings(readFileSync(join(root, SETTINGS), 'utf8'), SETTINGS);
  const hooks = isRecord(settings['hooks']) ? settings['hooks'][event] : undefined;
  const groups = Array.isArray(hooks) ? hooks : [];
  return groups.flatMap((group) => handlersIn(group).filter(isOurs) as Handler[]);
}

/** Runs an event through the hook commands exactly as the settings name them: the same processes, the same stdin. */
export async function play(
  root: string,
  input: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly Played[]> {
  const handlers = handlersOf(root, String(input['hook_event_name']));
  return Promise.all(handlers.map((handler) => run(handler, root, JSON.stringify(input), env)));
}

function run({ command, args }: Handler, root: string, stdin: string, env: Readonly<Record<string, string | undefined>>): Promise<Played> {
  const placed = args.map((arg) => arg.replaceAll('${CLAUDE_PROJECT_DIR}', root));
  return new Promise((resolve, reject) => {
    const child = spawn(command, placed, { cwd: root, env: { ...env, CLAUDE_PROJECT_DIR: root }, stdio: 'pipe' });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data: Buffer) => {
      stdout += data.toString('utf8');
    });
    child.stderr.on('data', (data: Buffer) => {
      stderr += data.toString('utf8');
    });
    child.on('error', reject);
    // a hook may answer without reading all of its input
    child.stdin.on('error', () => undefined);
    child.on('close', (exitCode) => resolve({ command: [command, ...args].join(' '), exitCode, stdout, stderr }));
    child.stdin.end(stdin);
  });
}
