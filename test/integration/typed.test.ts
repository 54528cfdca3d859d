import { describe, expect, it } from 'vitest';
import type { EventName } from '../../src/schema/hook-input.ts';
import { eventsOf, input, runHook, start } from '../support/hooks.ts';
import { repository, scopeText } from '../support/repository.ts';

const SCOPE = {
  agent: '{ name: a, models: ["*opus*"] }',
  skills: '[review]',
  mcp: '{ docs: { prompts: ["get_*"], elicitation: true }, pinned: { source: project, prompts: ["*"], elicitation: true } }',
};

function opened(more: Readonly<Record<string, string>> = SCOPE): string {
  const root = repository({ '.claude/scope.yaml': scopeText(more) });
  expect(start(root).status).toBe(0);
  return root;
}

const CASES: readonly (readonly [string, EventName, Readonly<Record<string, unknown>>, number])[] = [
  ['a granted command', 'UserPromptExpansion', { expansion_type: 'slash_command', command_name: 'review' }, 0],
  ['another command', 'UserPromptExpansion', { expansion_type: 'slash_command', command_name: 'deploy' }, 2],
  ['a command whose name begins so', 'UserPromptExpansion', { expansion_type: 'slash_command', command_name: 'review:all' }, 2],
  ['a granted prompt of a server', 'UserPromptExpansion', { expansion_type: 'mcp_prompt', command_name: 'mcp__docs__get_page' }, 0],
  ['another prompt', 'UserPromptExpansion', { expansion_type: 'mcp_prompt', command_name: 'mcp__docs__delete' }, 2],
  [
    'a prompt of a server whose source is pinned',
    'UserPromptExpansion',
    { expansion_type: 'mcp_prompt', command_name: 'mcp__pinned__x' },
    2,
  ],
  ['a command without a name', 'UserPromptExpansion', { expansion_type: 'slash_command' }, 2],
  ['a question that may be asked', 'Elicitation', { mcp_server_name: 'docs', mode: 'form' }, 0],
  ['a question of another server', 'Elicitation', { mcp_server_name: 'other', mode: 'form' }, 2],
  ['a model that may act', 'PreModelSwitch', { from_model: 'claude-sonnet-5', to_model: 'claude-opus-5-5' }, 0],
  ['a model that may not', 'PreModelSwitch', { from_model: 'claude-opus-5-5', to_model: 'claude-haiku-4' }, 2],
];

describe('what comes without a tool call', () => {
  it.each(CASES)('%s', (_name, event, fields, status) => {
    const root = opened();
    const ran = runHook(event, root, input(event, root, fields));
    expect(ran.status, ran.stderr).toBe(status);
    expect(ran.stdout).toBe('');
  });

  it('is recorded, and only that, where the scope is observed', () => {
    const root = opened({ ...SCOPE, enforce: 'observe' });
    const fields = { expansion_type: 'slash_command', command_name: 'deploy' };
    expect(runHook('UserPromptExpansion', root, input('UserPromptExpansion', root, fields)).status).toBe(0);
    expect(eventsOf(root).find((event) => event.type === 'typed')).toMatchObject({ what: '/deploy', verdict: 'deny', enforced: false });
  });

  it('is refused where no run is open', () => {
    const root = repository();
    for (const event of ['UserPromptExpansion', 'Elicitation', 'PreModelSwitch', 'PostToolBatch'] as const)
      expect(runHook(event, root, input(event, root, { command_name: 'x', mcp_server_name: 'x' })).status, event).toBe(2);
  });
});
