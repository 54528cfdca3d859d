import { existsSync } from 'node:fs';
import { expect, onTestFinished } from 'vitest';
import { builtCli } from './project.ts';
import { runScenario, type Scenario, type ScenarioResult, type StepResult } from './scenario.ts';
import type { ToolCall } from './script.ts';

export interface GuardedScenario extends Omit<Scenario, 'setup'> {
  /** `.claude/scope.yaml`. */
  readonly scope: string;
  /** After the install was committed: what the run finds as it starts. */
  readonly afterInstall?: Scenario['setup'];
}

/**
 * Edits below src/ and nothing else; `more` are further lines.
 * No `scratch`: scenarios live in the temporary directory, which such a grant would open.
 */
export function scope(...more: readonly string[]): string {
  const lines = [
    'version: 1',
    'task: Mend the parser',
    'agent: { name: claude-code/e2e }',
    'owner: owner@example.com',
    'approver: approver@example.com',
  ];
  return [...lines, 'read: { allow: ["**"] }', 'edit: { allow: ["src/**"] }', ...more, ''].join('\n');
}

/** Plays a scenario in a repository that the built command line has put under twoloops. */
export async function play({ scope: text, afterInstall = [], files, steps }: GuardedScenario): Promise<ScenarioResult> {
  if (!existsSync(builtCli)) throw new Error('the project is not built: run `npm run build`');
  const install = [
    'node {{project}}/dist/cli.js init --template bug-fix --yes',
    { '.claude/scope.yaml': text },
    'git add -A && git commit -q -m guarded',
  ];
  const base = { 'README.md': '# demo\n', 'package.json': '{ "name": "demo" }\n', 'src/main.js': 'export {};\n' };
  const played = await runScenario({ files: { ...base, ...files }, setup: [...install, ...afterInstall], steps });
  onTestFinished(() => (process.env['TWOLOOPS_E2E_KEEP'] === '1' ? console.log(`kept: ${played.base}`) : played.cleanup()));
  return played;
}

/** The client ended by itself, every scripted turn was asked for, and it had no complaint. */
export function expectCompleted(step: StepResult): void {
  expect({ exit: step.exit, reason: step.result?.['terminal_reason'], unused: step.unusedTurns, stderr: step.stderr }).toEqual({
    exit: 0,
    reason: 'completed',
    unused: {},
    stderr: '',
  });
}

export const write = (path: string, content = 'written by the agent\n'): ToolCall => ({
  name: 'Write',
  input: { file_path: `{{repo}}/${path}`, content },
});

export const edit = (path: string, from: string, to: string): ToolCall => ({
  name: 'Edit',
  input: { file_path: `{{repo}}/${path}`, old_string: from, new_string: to },
});

export const read = (path: string): ToolCall => ({ name: 'Read', input: { file_path: `{{repo}}/${path}` } });

export const bash = (command: string): ToolCall => ({ name: 'Bash', input: { command, description: 'a command' } });

export const agent = (prompt: string, type = 'general-purpose'): ToolCall => ({
  name: 'Agent',
  input: { description: 'a part of the task', prompt, subagent_type: type, run_in_background: false },
});

/** Registers the server of echo-mcp.mjs as `tiny`. */
export const echoServer = {
  '.mcp.json': JSON.stringify({ mcpServers: { tiny: { command: 'node', args: ['{{project}}/test/e2e/echo-mcp.mjs'] } } }),
};
