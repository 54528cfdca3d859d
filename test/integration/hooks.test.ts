import { spawn } from 'node:child_process';
import { cpSync, linkSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EVENTS, type EventName } from '../../src/schema/hook-input.ts';
import { eventsOf, HOOKS, input, packetOf, plainEnv, pre, runHook, SESSION, start, write } from '../support/hooks.ts';
import { git, put, repository, scopeText, temporaryFolder } from '../support/repository.ts';

const guarded = (more: Readonly<Record<string, string>> = {}, files = {}): string => {
  const root = repository({ 'src/a.ts': 'a\n', ...files, '.claude/scope.yaml': scopeText(more) });
  expect(start(root)).toMatchObject({ status: 0, stderr: '' });
  return root;
};
const events = Object.keys(EVENTS) as EventName[];
const verdicts = (root: string) => eventsOf(root).flatMap((event) => (event.type === 'verdict' ? [event] : []));

describe('a guarded run', () => {
  it('tells the agent its scope, lets an edit through and refuses another, each recorded before the answer', () => {
    const root = repository({ 'src/a.ts': 'a', '.claude/scope.yaml': scopeText() });
    expect(start(root).stdout).toContain('You may edit: src/**');
    expect(write(root, 'src/a.ts')).toEqual({ status: 0, stdout: '', stderr: '' });
    const refused = write(root, 'package.json');
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toBe(
      [
        'twoloops: edit of `package.json` refused: outside the scope of this run',
        '  .claude/scope.yaml:6:16 edit.allow: src/**',
        '  you may edit src/**; if the task cannot be done without it, stop and say so:',
        '  approver@example.com can widen the scope (request R1)',
        '',
      ].join('\n'),
    );
    expect(verdicts(root).map((event) => [event.verdict, event.enforced])).toEqual([
      ['allow', true],
      ['deny', true],
    ]);
    expect(eventsOf(root)[1]).toMatchObject({ type: 'self-test', ok: true });
  });

  it('gives repeats of a request the same number', () => {
    const root = guarded({ stop: '{ denials: 50 }' });
    expect(write(root, 'a.txt').stderr).toContain('(request R1)');
    expect(write(root, 'b.txt').stderr).toContain('(request R2)');
    expect(write(root, 'a.txt').stderr).toContain('(request R1)');
  });

  it('names the subagent that called', () => {
    const root = guarded();
    pre(root, 'Write', { file_path: join(root, 'x'), content: '' }, { agent_id: 'a1', agent_type: 'Explore' });
    expect(verdicts(root)[0]).toMatchObject({ agent: 'a1', agentType: 'Explore', verdict: 'deny' });
  });

  it('keeps no secret in the record', () => {
    const root = guarded({ commands: '{ allow: [npm test] }' });
    pre(root, 'Bash', { command: 'curl -H "Authorization: Bearer abcdefghijklmnop1234" https://user:hunter22@example.com' });
    pre(root, 'Write', { file_path: join(root, 'src/k.ts'), content: 'AKIAABCDEFGHIJKLMNOP' });
    runHook('UserPromptSubmit', root, input('UserPromptSubmit', root, { prompt: 'use ghp_abcdefghijklmnopqrstuvwx0123456789' }));
    const text = JSON.stringify(eventsOf(root));
    for (const secret of ['abcdefghijklmnop1234', 'hunter22', 'AKIAABCDEFGHIJKLMNOP', 'ghp_abc']) expect(text).not.toContain(secret);
    expect(text).toContain('[redacted]');
  });

  it('asks a person where the scope says so, and approves inside the scope where it says so', () => {
    const root = guarded({ outside: 'ask', in_scope: 'approve' });
    const asked = write(root, 'x.txt');
    expect(asked.status).toBe(0);
    expect(JSON.parse(asked.stdout)).toMatchObject({ hookSpecificOutput: { hookEventName: 'PreToolUse', permissionDecision: 'ask' } });
    expect(JSON.parse(write(root, 'src/a.ts').stdout)).toMatchObject({ hookSpecificOutput: { permissionDecision: 'allow' } });
    expect(write(root, '.claude/settings.json').status).toBe(2);
  });

  it('only watches where the scope says observe, except for what is protected', () => {
    const root = guarded({ enforce: 'observe', stop: '{ denials: 1 }' });
    expect(write(root, 'x.txt')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(write(root, 'y.txt').status).toBe(0);
    expect(write(root, '.claude/settings.json').status).toBe(2);
    expect(verdicts(root).map((event) => [event.verdict, event.enforced])).toEqual([
      ['deny', false],
      ['deny', false],
      ['deny', true],
    ]);
    runHook('Stop', root, input('Stop', root, { stop_hook_active: false }));
    expect(packetOf(root).markdown.split('\n')[0]).toContain('NOT ENFORCED');
  });

  it('goes on in the same run after resume, under the scope that was frozen', () => {
    const root = guarded();
    put(root, { '.claude/scope.yaml': scopeText({ edit: '{ allow: ["**"] }' }) });
    expect(runHook('SessionStart', root, input('SessionStart', root, { source: 'resume' })).stdout).toContain('You may edit: src/**');
    expect(write(root, 'x.txt').status).toBe(2);
    expect(eventsOf(root).map((event) => event.type)).toEqual(['opened', 'self-test', 'continued', 'verdict']);
  });

  it('takes the scope that TWOLOOPS_SCOPE names', () => {
    const root = repository({ '.claude/scopes/wide.yaml': scopeText({ edit: '{ allow: ["**"] }' }), '.claude/scope.yaml': scopeText() });
    expect(start(root, { TWOLOOPS_SCOPE: 'wide' }).stdout).toContain('.claude/scopes/wide.yaml');
    expect(write(root, 'anything.txt').status).toBe(0);
  });

  it.each<[string, boolean]>([
    ['look at @billing/b.ts', true],
    ['look at @./billing/../billing/b.ts, please', true],
    ['(@src/../.env)', true],
    ['see @"billing/b.ts" and @src/a.ts', true],
    ['see @billing/b.ts#L3-9', true],
    ['see @billing/b.ts:10', true],
    ['see @in/b.ts', true],
    ['see @.git/twoloops/runs', true],
    ['see @src/a.ts', false],
    ['mail owner@billing/b.ts.example.com', false],
    ['the billing/b.ts file', false],
    ['@team please', false],
  ])('judges the mentions of %j', (prompt, refused) => {
    const root = guarded({ forbidden: '["billing/**", "**/.env*"]' }, { 'billing/b.ts': 'b', '.env': 'e', in: '-> billing' });
    const { status, stderr } = runHook('UserPromptSubmit', root, input('UserPromptSubmit', root, { prompt }));
    expect(status).toBe(refused ? 2 : 0);
    if (refused) expect(stderr).toContain('it mentions a file that no tool may read');
  });

  it('refuses every change of settings', () => {
    const root = guarded();
    for (const source of ['project_settings', 'user_settings', 'skills']) {
      expect(runHook('ConfigChange', root, input('ConfigChange', root, { source })).status).toBe(2);
    }
    expect(eventsOf(root).filter((event) => event.type === 'config')).toHaveLength(3);
  });
});

describe('an unscoped run', () => {
  it.each([
    ['no scope file', undefined, /\.claude\/scope\.yaml is not there/, 'a person writes `.claude/scope.yaml`'],
    ['an invalid one', `${scopeText()}alow: 1\n`, /scope\.yaml:7:1: unknown key `alow`/, 'a person mends that line'],
    ['one that is no text', '\u0000\u0001', /scope\.yaml/, 'a person mends that line'],
  ])('with %s may read the repository and nothing else', (_name, text, why, next) => {
    const root = repository({ 'src/a.ts': 'a', ...(text === undefined ? {} : { '.claude/scope.yaml': text }) });
    expect(start(root).stdout).toMatch(why);
    expect(runHook('UserPromptSubmit', root, input('UserPromptSubmit', root, { prompt: 'hello' })).status).toBe(0);
    expect(pre(root, 'Read', { file_path: join(root, 'src/a.ts') }).status).toBe(0);
    expect(pre(root, 'TodoWrite', { todos: [] }).status).toBe(0);
    expect(pre(root, 'Read', { file_path: '/etc/hostname' }).status).toBe(2);
    for (const [tool, given] of [
      ['Write', { file_path: join(root, 'src/a.ts'), content: '' }],
      ['Bash', { command: 'ls' }],
      ['Agent', { prompt: 'p' }],
      ['Strange', {}],
    ] as const) {
      const { status, stderr } = pre(root, tool, given);
      expect(status, tool).toBe(2);
      expect(stderr, tool).toMatch(why);
      expect(stderr, tool).toContain(next);
    }
  });
});

describe('stop rules', () => {
  const halts = (ran: { status: number | null; stdout: string }): void => {
    expect(ran.status).toBe(2);
    expect(JSON.parse(ran.stdout)).toMatchObject({ continue: false });
  };

  it('denials: the one that reaches the limit halts the run for every later call and prompt', () => {
    const root = guarded({ stop: '{ denials: 2 }' });
    expect(write(root, 'x').stdout).toBe('');
    const tripped = write(root, 'y');
    halts(tripped);
    expect(tripped.stderr).toContain('stop rule `denials` reached (limit 2, now 2)');
    expect(tripped.stderr).toContain('.claude/scope.yaml:7:18 stop.denials');
    halts(write(root, 'src/a.ts'));
    halts(pre(root, 'TodoWrite', {}));
    expect(runHook('UserPromptSubmit', root, input('UserPromptSubmit', root, { prompt: 'go on' }))).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('halted by denials'),
    });
  });

  it('tool_calls: as many as the limit, and not one more', () => {
    const root = guarded({ stop: '{ tool_calls: 2 }' });
    expect([write(root, 'src/a.ts').status, pre(root, 'TodoWrite', {}).status]).toEqual([0, 0]);
    halts(pre(root, 'TodoWrite', {}));
  });

  it('files_changed: the same file twice counts once; what a command changed counts too', () => {
    const root = guarded({ stop: '{ files_changed: 2 }', commands: '{ allow: [make] }' });
    for (const path of ['src/a.ts', 'src/a.ts', 'src/b.ts', 'src/a.ts']) expect(write(root, path).status).toBe(0);
    const result = {
      tool_name: 'Bash',
      tool_input: { command: 'make' },
      tool_use_id: 'm',
      tool_response: { bashEditDiff: { changedFiles: [join(root, 'src/c.ts')] } },
    };
    halts(runHook('PostToolUse', root, input('PostToolUse', root, result)));
    halts(write(root, 'src/a.ts'));
  });

  it('touches: an attempt is enough', () => {
    const root = guarded({ stop: '{ touches: ["**/migrations/**"] }' });
    expect(pre(root, 'Read', { file_path: join(root, 'src/migrations/1.sql') }).status).toBe(0);
    halts(write(root, 'src/migrations/1.sql'));
  });

  it('minutes: counted while a client is open', () => {
    const root = guarded({ stop: '{ minutes: 0.0005 }' });
    halts(write(root, 'src/a.ts'));
  });
});

describe('bad input', () => {
  const bad = (root: string): readonly (readonly [string, string])[] => [
    ['nothing', ''],
    ['truncated', input('PreToolUse', root).slice(0, 40)],
    ['no JSON', 'hello'],
    ['a number', '5'],
    ['a list', '[]'],
    ['null', 'null'],
    ['an empty object', '{}'],
    ['another event', input('Stop', root).replace('"Stop"', '"Sleep"')],
    ['a session that is no text', JSON.stringify({ session_id: 5, cwd: root, hook_event_name: 'X' })],
    ['17 MB', JSON.stringify({ x: 'x'.repeat(17 * 1024 * 1024) })],
    ['no UTF-8', '\u0000'],
  ];

  it.each(events)('%s answers each with exit 2 and one sentence', (event) => {
    const root = repository();
    for (const [name, text] of bad(root)) {
      const { status, stdout, stderr } = runHook(event, root, text);
      expect({ name, status, stdout }).toEqual({ name, status: 2, stdout: '' });
      expect(stderr, name).toMatch(/^twoloops: .+\n$/);
    }
  });

  it.each([
    ['no tool name', {}],
    ['a tool name that is no text', { tool_name: 5, tool_input: {} }],
    ['no input', { tool_name: 'Write' }],
    ['an input that is text', { tool_name: 'Write', tool_input: 'x' }],
    ['an input that is a list', { tool_name: 'Write', tool_input: [] }],
  ])('PreToolUse with %s is denied and recorded', (_name, fields) => {
    const root = guarded();
    expect(runHook('PreToolUse', root, input('PreToolUse', root, fields)).status).toBe(2);
    expect(verdicts(root)[0]?.findings[0]?.code).toBe('INPUT_UNKNOWN');
  });

  it('a megabyte of content is judged like any other', () => {
    const root = guarded();
    const content = 'é'.repeat(1024 * 1024);
    expect(pre(root, 'Write', { file_path: join(root, 'src/a.ts'), content }).status).toBe(0);
    expect(pre(root, 'Write', { file_path: join(root, 'x.ts'), content }).status).toBe(2);
  });

  it('silence on stdin ends in a refusal', async () => {
    const root = guarded();
    const child = spawn(process.execPath, [join(HOOKS, 'pre-tool-use.cjs')], { cwd: root, env: plainEnv({ CLAUDE_PROJECT_DIR: root }) });
    let stderr = '';
    child.stderr.on('data', (data: Buffer) => {
      stderr += data;
    });
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect(status).toBe(2);
    expect(stderr).toContain('got no further within 8 s');
  });
});

describe('a broken installation', () => {
  const copied = (): string => {
    const hooks = join(temporaryFolder(), 'hooks');
    cpSync(HOOKS, hooks, { recursive: true });
    return hooks;
  };

  it.each(events)('%s refuses where its bundle is missing, empty, cut or not a module', (event) => {
    const root = repository();
    const hooks = copied();
    const bundle = join(hooks, `${EVENTS[event]}.bundle.cjs`);
    truncateSync(bundle, 1000);
    expect(runHook(event, root, input(event, root), { hooks })).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining(`the ${event} hook could not be loaded`),
    });
    writeFileSync(bundle, '<<<<<<< HEAD\n');
    expect(runHook(event, root, input(event, root), { hooks }).status).toBe(2);
    writeFileSync(bundle, '');
    expect(runHook(event, root, input(event, root), { hooks }).status).toBe(2);
    rmSync(bundle);
    expect(runHook(event, root, input(event, root), { hooks }).status).toBe(2);
  });

  it('refuses the prompt when the self-test fails', () => {
    const root = repository({ '.claude/scope.yaml': scopeText() });
    const hooks = copied();
    writeFileSync(join(hooks, 'pre-tool-use.bundle.cjs'), 'export const main = async () => {};');
    expect(runHook('SessionStart', root, input('SessionStart', root), { hooks }).status).toBe(0);
    expect(eventsOf(root)[1]).toMatchObject({ type: 'self-test', ok: false });
    expect(runHook('UserPromptSubmit', root, input('UserPromptSubmit', root, { prompt: 'p' }), { hooks })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('self-test of the hooks failed'),
    });
  });

  it('refuses the prompt where the client is too old', () => {
    const root = guarded();
    const prompt = (agent: string) =>
      runHook('UserPromptSubmit', root, input('UserPromptSubmit', root, { prompt: 'p' }), { env: { AI_AGENT: agent } });
    expect(prompt('claude-code_2-1-294_harness')).toMatchObject({ status: 2, stderr: expect.stringContaining('Claude Code 2.1.294') });
    expect(prompt('claude-code_2-1-330_harness').status).toBe(0);
  });

  it('denies a session whose run was never opened', () => {
    const root = repository({ '.claude/scope.yaml': scopeText() });
    expect(write(root, 'src/a.ts')).toMatchObject({ status: 2, stderr: expect.stringContaining('no run is open for this session') });
  });

  it('opens the run at the prompt where SessionStart did not', () => {
    const root = repository({ '.claude/scope.yaml': scopeText() });
    expect(runHook('UserPromptSubmit', root, input('UserPromptSubmit', root, { prompt: 'p' })).status).toBe(0);
    expect(write(root, 'src/a.ts').status).toBe(0);
    expect(eventsOf(root)[0]).toMatchObject({ type: 'opened', source: expect.stringContaining('late') });
  });

  it('never lets the call id of the self-test through', () => {
    const root = guarded();
    expect(pre(root, 'Write', { file_path: join(root, 'src/a.ts'), content: '' }, { tool_use_id: 'twoloops-self-test' }).status).toBe(2);
  });

  it('denies where the frozen scope is gone or cut', () => {
    const root = guarded();
    const folder = join(
      root,
      '.git',
      'twoloops',
      'runs',
      eventsOf(root)[0]?.type === 'opened' ? (eventsOf(root)[0] as { run: string }).run : '',
    );
    truncateSync(join(folder, 'scope.json'), 100);
    expect(write(root, 'src/a.ts').status).toBe(2);
    rmSync(join(folder, 'scope.json'));
    expect(write(root, 'src/a.ts').status).toBe(2);
  });
});

describe('odd repositories', () => {
  const session = (root: string, projectDir = root) => ({
    start: runHook('SessionStart', projectDir, input('SessionStart', root), { env: { CLAUDE_PROJECT_DIR: projectDir } }),
    prompt: runHook('UserPromptSubmit', projectDir, input('UserPromptSubmit', root, { prompt: 'p' }), {
      env: { CLAUDE_PROJECT_DIR: projectDir },
    }),
    inside: write(root, 'src/a.ts'),
    outside: write(root, 'x.ts'),
  });

  it('no git: everything is refused with one sentence', () => {
    const root = temporaryFolder();
    const { start: opened, prompt, inside } = session(root);
    for (const answer of [opened, prompt, inside])
      expect(answer).toMatchObject({ status: 2, stderr: expect.stringContaining('lies in no git repository') });
  });

  it('a bare repository is refused', () => {
    const root = temporaryFolder();
    git(root, 'init', '--quiet', '--bare');
    expect(session(root).prompt).toMatchObject({ status: 2, stderr: expect.stringContaining('bare repository') });
  });

  it('no commits, a detached HEAD: guarded as always', () => {
    const empty = temporaryFolder();
    git(empty, 'init', '--quiet');
    put(empty, { '.claude/scope.yaml': scopeText() });
    const detached = repository({ '.claude/scope.yaml': scopeText() });
    git(detached, 'checkout', '--quiet', '--detach');
    for (const root of [empty, detached]) {
      const { start: opened, inside, outside } = session(root);
      expect([opened.status, inside.status, outside.status]).toEqual([0, 0, 2]);
      runHook('Stop', root, input('Stop', root, {}));
      expect(packetOf(root).markdown).toContain('Release decision: ship / hold / escalate');
    }
  });

  it('a submodule is a repository of its own', () => {
    const library = repository({ '.claude/scope.yaml': scopeText() });
    const root = repository();
    git(root, 'submodule', 'add', '--quiet', library, 'lib');
    const lib = join(root, 'lib');
    const { start: opened, inside, outside } = session(lib);
    expect([opened.status, inside.status, outside.status]).toEqual([0, 0, 2]);
    expect(write(lib, '../README.md').stderr).toContain('it leads outside the repository');
  });

  it('a work tree inside the repository is judged by its own paths', () => {
    const root = guarded();
    git(root, 'worktree', 'add', '--quiet', '.claude/worktrees/wt', '-b', 'wt');
    expect(write(root, '.claude/worktrees/wt/src/a.ts').status).toBe(0);
    expect(write(root, '.claude/worktrees/wt/x.ts').status).toBe(2);
    expect(write(root, '.claude/worktrees/wt/.claude/settings.json').stderr).toContain('only people change it');
    expect(write(root, '.claude/worktrees/wt/.git').stderr).toContain('only people change it');
    put(root, { '.claude/worktrees/fake/.git': `gitdir: ${join(root, '.git', 'worktrees', 'wt')}\n` });
    expect(write(root, '.claude/worktrees/fake/src/a.ts').status).toBe(2);
  });

  it('a session in a linked work tree keeps its record in the shared git directory', () => {
    const main = repository({ '.claude/scope.yaml': scopeText() });
    const linked = join(temporaryFolder(), 'linked');
    git(main, 'worktree', 'add', '--quiet', linked, '-b', 'linked');
    const { start: opened, inside, outside } = session(linked);
    expect([opened.status, inside.status, outside.status]).toEqual([0, 0, 2]);
    expect(eventsOf(main)[0]).toMatchObject({ type: 'opened', session: SESSION });
  });

  it('a file with two names is not written', () => {
    const root = guarded({}, { 'secret.txt': 's' });
    put(root, { 'src/plain.ts': 'p' });
    // a hard link made before the run or during it: the other name would change too
    git(root, 'status');
    mkdirSync(join(root, 'src', 'sub'));
    cpSync(join(root, 'secret.txt'), join(root, 'src', 'copy.txt'));
    expect(write(root, 'src/copy.txt').status).toBe(0);
    linkSync(join(root, 'secret.txt'), join(root, 'src', 'sub', 'hard.txt'));
    expect(write(root, 'src/sub/hard.txt')).toMatchObject({ status: 2, stderr: expect.stringContaining('2 names (hard links)') });
  });
});
