import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventsOf, input, linesOf, pre, type Ran, runHook, start } from '../support/hooks.ts';
import { repository, scopeText } from '../support/repository.ts';

const MAIL = 'anna.berg@brightharbour-foods.com';
const POLICY = 'version: 1\ndata: { customer: { detect: [email] } }\n';

function opened(scope: Readonly<Record<string, string>> = {}, policy = POLICY): string {
  const root = repository({ 'src/a.ts': 'a', '.claude/scope.yaml': scopeText(scope), '.claude/twoloops/policy.yaml': policy });
  expect(start(root).status).toBe(0);
  return root;
}

function read(root: string, content: string): Ran {
  const given = { tool_name: 'Read', tool_input: { file_path: join(root, 'src/a.ts') }, tool_use_id: 'toolu_read' };
  expect(pre(root, 'Read', given.tool_input, { tool_use_id: 'toolu_read' }).status).toBe(0);
  const file = { filePath: join(root, 'src/a.ts'), content, numLines: 1, startLine: 1, totalLines: 1 };
  return runHook('PostToolUse', root, input('PostToolUse', root, { ...given, tool_response: { type: 'text', file } }));
}

describe('what a tool gives back', () => {
  it('is kept from the model where it holds a class that the run may not read, and the record does not hold it', () => {
    const root = opened();
    const answer = JSON.parse(read(root, `mail ${MAIL}`).stdout) as {
      hookSpecificOutput: { updatedToolOutput: { type: string; file: { content: string; numLines: number } } };
    };
    const { updatedToolOutput: output } = answer.hookSpecificOutput;
    expect(output).toMatchObject({ type: 'text', file: { content: expect.stringContaining('withheld'), numLines: 1 } });
    expect(eventsOf(root).find((event) => event.type === 'result')).toMatchObject({ data: { customer: 1 }, withheld: ['customer'] });
    expect(linesOf(root).join('')).not.toContain('anna.berg');
  });

  it('passes where the class is allowed, counted', () => {
    const root = opened({ data: '{ allow: [customer] }' });
    expect(read(root, MAIL)).toMatchObject({ status: 0, stdout: '' });
    expect(eventsOf(root).find((event) => event.type === 'result')).toMatchObject({ data: { customer: 1 } });
  });

  it('trips a stop rule by class and is withheld all the same', () => {
    const root = opened({ stop: '{ data: [customer] }' });
    const { stdout } = read(root, MAIL);
    expect(JSON.parse(stdout)).toMatchObject({ continue: false, hookSpecificOutput: { updatedToolOutput: {} } });
    expect(stdout).not.toContain('anna');
  });

  it('ends the run at the end of the batch where a failure shows it', () => {
    const root = opened();
    const given = { tool_name: 'Bash', tool_input: { command: 'cat src/a.ts' }, tool_use_id: 'toolu_b' };
    expect(pre(root, 'Bash', given.tool_input, { tool_use_id: 'toolu_b' }).status).toBe(0);
    runHook('PostToolUseFailure', root, input('PostToolUseFailure', root, { ...given, error: `Exit code 1\n${MAIL}` }));
    const batch = runHook('PostToolBatch', root, input('PostToolBatch', root, { tool_calls: [] }));
    expect(batch.status).toBe(2);
    expect(JSON.parse(batch.stdout)).toMatchObject({ continue: false });
    expect(linesOf(root).join('')).not.toContain('anna.berg');
  });

  it('ends the run at the end of the batch where what the model would get still holds it, whoever put it there', () => {
    const root = opened();
    const calls = [{ tool_name: 'Read', tool_use_id: 'toolu_r', tool_response: `mail ${MAIL}` }];
    const batch = runHook('PostToolBatch', root, input('PostToolBatch', root, { tool_calls: calls }));
    expect(JSON.parse(batch.stdout)).toMatchObject({ continue: false, stopReason: expect.stringContaining('customer') });
    expect(eventsOf(root).at(-1)).toMatchObject({ type: 'halted', by: 'twoloops' });
    expect(pre(root, 'Read', { file_path: join(root, 'src/a.ts') }).status).toBe(2);
    expect(linesOf(root).join('')).not.toContain('anna.berg');
  });

  it('passes at the end of the batch where nothing is left to withhold, or the class is allowed', () => {
    const calls = (text: string) => ({ tool_calls: [{ tool_name: 'Read', tool_use_id: 'toolu_r', tool_response: text }] });
    const clean = opened();
    expect(runHook('PostToolBatch', clean, input('PostToolBatch', clean, calls('plain')))).toMatchObject({ status: 0, stdout: '' });
    const allowed = opened({ data: '{ allow: [customer] }' });
    expect(runHook('PostToolBatch', allowed, input('PostToolBatch', allowed, calls(MAIL)))).toMatchObject({ status: 0, stdout: '' });
  });

  it('is withheld whole where the detectors cannot be loaded', async () => {
    const { cpSync, rmSync } = await import('node:fs');
    const { HOOKS } = await import('../support/hooks.ts');
    const { temporaryFolder } = await import('../support/repository.ts');
    const root = opened();
    const hooks = join(temporaryFolder(), 'hooks');
    cpSync(HOOKS, hooks, { recursive: true });
    rmSync(join(hooks, 'detect.bundle.cjs'));
    const given = { tool_name: 'Read', tool_input: { file_path: join(root, 'src/a.ts') }, tool_use_id: 'toolu_r' };
    pre(root, 'Read', given.tool_input, { tool_use_id: 'toolu_r' });
    const text = input('PostToolUse', root, { ...given, tool_response: { type: 'text', file: { content: 'plain' } } });
    expect(runHook('PostToolUse', root, text, { hooks }).stdout).toContain('could not be looked at');
  });

  it('is counted for secrets where the scope has a limit', () => {
    const root = opened({ stop: '{ secrets: 1 }' }, '# nothing yet\n');
    const { stdout, status } = read(
      root,
      `-----BEGIN OPENSSH PRIVATE KEY-----\n${'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n'.repeat(4)}-----END OPENSSH PRIVATE KEY-----\n`,
    );
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ continue: false, stopReason: expect.stringContaining('secrets') });
  });
});
