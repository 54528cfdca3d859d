import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runOfSession, runsFolder } from '../../src/io/run-folder.ts';
import { type Packet, packetSchema } from '../../src/schema/packet.ts';
import { input, pre, type Ran, runHook, SESSION } from './hooks.ts';

/** What goes with a call beside its tool and input: the subagent, the session. */
type More = Readonly<Record<string, unknown>>;

/** Plays a client: hook before, the call itself on the real disk, hook after. */
export interface Session {
  readonly write: (path: string, content: string, more?: More) => void;
  readonly edit: (path: string, from: string, to: string, more?: More) => void;
  /** Runs a line in real bash; returns its exit code. */
  readonly bash: (command: string, more?: More) => number | null;
  /** The two halves of a call, for calls side by side. */
  readonly begin: (command: string, more?: More) => string;
  readonly finish: (id: string, command: string, more?: More) => void;
  readonly stop: (message?: string, more?: More) => Ran;
  readonly packet: () => Packet;
}

/** The folder of a session's run. */
export function folderOf(root: string, id = SESSION): string {
  const common = join(root, '.git');
  return join(runsFolder(common), runOfSession(common, id) ?? 'none');
}

let calls = 0;

export function session(root: string, always: More = {}): Session {
  const allowed = (tool: string, given: Readonly<Record<string, unknown>>, more: More): string => {
    calls += 1;
    const id = `toolu_s${calls}`;
    const { status, stderr } = pre(root, tool, given, { tool_use_id: id, ...always, ...more });
    if (status !== 0) throw new Error(`${tool} was refused: ${stderr}`);
    return id;
  };
  const done = (tool: string, id: string, given: unknown, response: unknown, more: More): void => {
    const fields = { tool_name: tool, tool_input: given, tool_use_id: id, tool_response: response, ...always, ...more };
    const { status, stderr } = runHook('PostToolUse', root, input('PostToolUse', root, fields));
    if (status !== 0) throw new Error(`the result of ${tool} was refused: ${stderr}`);
  };
  const fileTool = (tool: string, path: string, given: Readonly<Record<string, unknown>>, content: string, response: More, more: More) => {
    const file = join(root, path);
    const id = allowed(tool, { file_path: file, ...given }, more);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    done(tool, id, { file_path: file, ...given }, { filePath: file, structuredPatch: [], userModified: false, ...response }, more);
  };
  const begin = (command: string, more: More = {}): string => allowed('Bash', { command }, more);
  const finish = (id: string, command: string, more: More = {}): void =>
    done('Bash', id, { command }, { stdout: '', stderr: '', interrupted: false, ...(more['response'] as More) }, more);
  return {
    write: (path, content, more = {}) => {
      const there = existsSync(join(root, path));
      const originalFile = there ? readFileSync(join(root, path), 'utf8') : null;
      fileTool('Write', path, { content }, content, { type: there ? 'update' : 'create', content, originalFile }, more);
    },
    edit: (path, from, to, more = {}) => {
      const originalFile = readFileSync(join(root, path), 'utf8');
      const given = { old_string: from, new_string: to };
      const response = { oldString: from, newString: to, originalFile, replaceAll: false };
      fileTool(
        'Edit',
        path,
        given,
        originalFile.replace(from, () => to),
        response,
        more,
      );
    },
    bash: (command, more = {}) => {
      const id = begin(command, more);
      const { status, stdout, stderr } = spawnSync('bash', ['-c', command], { cwd: root, encoding: 'utf8' });
      const fields = { tool_name: 'Bash', tool_input: { command }, tool_use_id: id, ...always, ...more };
      if (status === 0) finish(id, command, { response: { stdout, stderr }, ...more });
      else
        runHook(
          'PostToolUseFailure',
          root,
          input('PostToolUseFailure', root, { ...fields, error: `Exit code ${status}\n${stderr}${stdout}`, is_interrupt: false }),
        );
      return status;
    },
    begin,
    finish,
    stop: (message = 'done', more = {}) =>
      runHook(
        'Stop',
        root,
        input('Stop', root, { stop_hook_active: false, last_assistant_message: message, background_tasks: [], ...always, ...more }),
      ),
    packet: () =>
      packetSchema.parse(JSON.parse(readFileSync(join(folderOf(root, String(always['session_id'] ?? SESSION)), 'packet.json'), 'utf8'))),
  };
}
