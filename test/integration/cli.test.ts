import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EVENTS } from '../../src/schema/hook-input.ts';
import { cli } from '../support/hooks.ts';
import { git, put, repository, scopeText, temporaryFolder } from '../support/repository.ts';

const settings = (root: string): string => readFileSync(join(root, '.claude', 'settings.json'), 'utf8');
const tree = (root: string): readonly string[] => git(root, 'status', '--porcelain', '--untracked-files=all').split('\n').filter(Boolean);

describe('init', () => {
  it('installs, shows the diff, says what to do next, and twice is the same as once', () => {
    const root = repository();
    const first = cli(root, ['init']);
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(first.stdout).toContain('+  "hooks": {');
    expect(first.stdout).toContain('commit .claude');
    const hooks = (JSON.parse(settings(root)) as { hooks: Record<string, { hooks: Record<string, unknown>[] }[]> }).hooks;
    expect(Object.keys(hooks)).toEqual(Object.keys(EVENTS));
    for (const [event, groups] of Object.entries(hooks)) {
      expect(groups).toEqual([
        {
          hooks: [
            {
              type: 'command',
              command: 'node',
              args: [expect.stringMatching(/^\$\{CLAUDE_PROJECT_DIR\}\/\.claude\/twoloops\/hooks\/[a-z-]+\.cjs$/)],
              onFailure: 'block',
              timeout: expect.any(Number),
            },
          ],
        },
      ]);
      expect(existsSync(join(root, '.claude', 'twoloops', 'hooks', `${EVENTS[event as keyof typeof EVENTS]}.cjs`))).toBe(true);
    }
    const before = tree(root);
    expect(cli(root, ['init']).stdout).toContain('nothing to change');
    expect(tree(root)).toEqual(before);
    expect(cli(root, ['scope', 'check']).status).toBe(0);
  });

  it('writes nothing in a dry run', () => {
    const root = repository();
    expect(cli(root, ['init', '--dry-run']).stdout).toContain('dry run: nothing was written');
    expect(tree(root)).toEqual([]);
  });

  it.each([['bug-fix'], ['docs'], ['triage'], ['inspect'], ['high-risk']])('has a valid template %s', (name) => {
    const root = repository({ 'src/a.ts': 'a' });
    expect(cli(root, ['init', '--template', name]).status).toBe(0);
    const checked = JSON.parse(cli(root, ['scope', 'check', '--json']).stdout) as { ok: boolean; errors: string[] };
    expect(checked).toMatchObject({
      ok: true,
      errors: [],
      warnings: expect.arrayContaining([expect.stringContaining("`task` is still the template's")]),
    });
  });

  it('never touches a scope or a policy that is there', () => {
    const root = repository({ '.claude/scope.yaml': scopeText(), '.claude/twoloops/policy.yaml': '# ours\n' });
    cli(root, ['init']);
    expect(readFileSync(join(root, '.claude/scope.yaml'), 'utf8')).toBe(scopeText());
    expect(readFileSync(join(root, '.claude/twoloops/policy.yaml'), 'utf8')).toBe('# ours\n');
  });

  it('works from the vendored command line, and mends what was damaged', () => {
    const root = repository();
    cli(root, ['init']);
    const file = join(root, '.claude', 'twoloops', 'cli.mjs');
    const hook = join(root, '.claude', 'twoloops', 'hooks', 'stop.cjs');
    expect(cli(root, ['init'], { file })).toMatchObject({ status: 0, stdout: expect.stringContaining('nothing to change') });
    writeFileSync(hook, 'broken');
    expect(cli(root, ['doctor'])).toMatchObject({ status: 1, stdout: expect.stringContaining('stop.cjs is not the file that init wrote') });
    expect(cli(root, ['init']).status).toBe(0);
    expect(cli(root, ['doctor'], { file })).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('self-test: a read passes, a change of the settings is refused'),
    });
  });

  it.each([
    ['outside git', () => temporaryFolder(), /lies in no git repository/],
    ['in a bare repository', bare, /bare repository/],
    [
      'with settings that are no JSON',
      () => repository({ '.claude/settings.json': '{ // comment\n}' }),
      /\.claude\/settings\.json: is no JSON, so the client ignores it silently/,
    ],
    ['with settings that are a list', () => repository({ '.claude/settings.json': '[]' }), /is no JSON object/],
    ['with hooks that are no object', () => repository({ '.claude/settings.json': '{"hooks": []}' }), /`hooks` is no object/],
    ['with groups that are no list', () => repository({ '.claude/settings.json': '{"hooks": {"Stop": {}}}' }), /`hooks\.Stop` is no list/],
  ])('refuses %s with one clear sentence and writes nothing', (_name, make, why) => {
    const root = make();
    const { status, stdout, stderr } = cli(root, ['init']);
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toMatch(why);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(existsSync(join(root, '.claude', 'twoloops'))).toBe(false);
  });

  it('warns where settings would switch the hooks off, or git ignores them', () => {
    const root = repository({ '.claude/settings.json': '{ "disableAllHooks": true, "env": { "A": 5 } }\n', '.gitignore': '.claude/\n' });
    const { stderr } = cli(root, ['init']);
    expect(stderr).toMatch(/`disableAllHooks` switches every hook off/);
    expect(stderr).toMatch(/`env\.A` is no text/);
    expect(stderr).toMatch(/git ignores \.claude\/twoloops/);
  });
});

function bare(): string {
  const root = temporaryFolder();
  git(root, 'init', '--quiet', '--bare');
  return root;
}

const OTHER_HOOK = { matcher: 'Bash', hooks: [{ type: 'command', command: './mine.sh' }] };
/** Settings as teams have them, in the forms that editors leave behind. */
const SETTINGS: Readonly<Record<string, string>> = {
  'two spaces': `${JSON.stringify({ model: 'opus', permissions: { deny: ['Read(.env)'] }, hooks: { PreToolUse: [OTHER_HOOK], Notification: [OTHER_HOOK] } }, null, 2)}\n`,
  'four spaces and no newline': JSON.stringify({ env: { A: '1' }, hooks: { Stop: [OTHER_HOOK] } }, null, 4),
  tabs: `${JSON.stringify({ env: { A: '1' } }, null, '\t')}\n`,
  CRLF: `${JSON.stringify({ model: 'opus', hooks: { PreToolUse: [OTHER_HOOK] } }, null, 2).replaceAll('\n', '\r\n')}\r\n`,
  'a byte order mark': `\uFEFF${JSON.stringify({ model: 'opus' }, null, 2)}\n`,
  'one line': '{"model":"opus","hooks":{"PreToolUse":[{"hooks":[{"type":"command","command":"x"}]}]}}',
  'odd spacing': '{\n  "model":   "opus",\n\n  "env": {"A":"1"}\n}\n',
};

describe('settings that are there', () => {
  it.each(Object.keys(SETTINGS))('(%s) keep everything else, and uninstall gives them back byte for byte', (name) => {
    const before = SETTINGS[name] ?? '';
    const root = repository({ '.claude/settings.json': before });
    expect(cli(root, ['init']).status).toBe(0);
    const parsed = (text: string) =>
      JSON.parse(text.replace(/^\uFEFF/, '')) as { hooks: Record<string, unknown[]> } & Record<string, unknown>;
    const { hooks: were = {}, ...others } = parsed(before);
    const { hooks: are, ...kept } = parsed(settings(root));
    expect(kept).toEqual(others);
    for (const [event, groups] of Object.entries(were)) expect(are[event]?.slice(0, groups.length)).toEqual(groups);
    expect(cli(root, ['doctor']).status).toBe(0);
    const once = settings(root);
    cli(root, ['init']);
    expect(settings(root)).toBe(once);
    expect(cli(root, ['uninstall']).status).toBe(0);
    expect(settings(root)).toBe(before);
    expect(tree(root)).toEqual([]);
  });

  it('takes away what it made and keeps what a person changed', () => {
    const root = repository();
    cli(root, ['init']);
    put(root, { '.claude/scope.yaml': scopeText() });
    const { stdout } = cli(root, ['uninstall']);
    expect(stdout).toContain('kept, because a person changed them: .claude/scope.yaml');
    expect(tree(root)).toEqual(['?? .claude/scope.yaml']);
    rmSync(join(root, '.claude'), { recursive: true });
    expect(cli(root, ['uninstall']).stdout).toContain('not installed');
  });
});

describe('check', () => {
  const line = (tool: string, given: object, more: object = {}): string => JSON.stringify({ tool_name: tool, tool_input: given, ...more });

  it('gives one verdict a line, in order, with codes, rules and accesses', () => {
    const root = repository({ 'src/a.ts': 'a', '.claude/scope.yaml': scopeText() });
    const stdin = [
      line('Write', { file_path: join(root, 'src/a.ts'), content: '' }, { tool_use_id: 'one' }),
      line('Write', { file_path: join(root, 'x.ts'), content: '' }, { id: 'two' }),
      '',
      line('Odd', {}),
    ].join('\n');
    const { status, stdout } = cli(root, ['check'], { stdin });
    expect(status).toBe(0);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((text) => JSON.parse(text) as unknown),
    ).toEqual([
      {
        id: 'one',
        verdict: 'allow',
        findings: [],
        accesses: [
          { kind: 'read', target: 'src/a.ts' },
          { kind: 'edit', target: 'src/a.ts' },
        ],
      },
      {
        id: 'two',
        verdict: 'deny',
        findings: [{ code: 'EDIT_OUTSIDE_SCOPE', args: { kind: 'edit', path: 'x.ts' }, rule: '.claude/scope.yaml:6:16 edit.allow' }],
        accesses: [
          { kind: 'read', target: 'x.ts' },
          { kind: 'edit', target: 'x.ts' },
        ],
      },
      {
        id: 4,
        verdict: 'deny',
        findings: [{ code: 'TOOL_UNKNOWN', args: { what: 'Odd' }, rule: 'default' }],
        accesses: [{ kind: 'unknown', target: '"Odd"' }],
      },
    ]);
    expect(existsSync(join(root, '.git', 'twoloops'))).toBe(false);
  });

  it('answers a malformed line with an error, goes on, and exits with 3', () => {
    const root = repository({ '.claude/scope.yaml': scopeText() });
    const stdin = [
      '{"tool_name":',
      '[]',
      '{}',
      line('Read', {}, { cwd: 'relative' }),
      '{"tool_name":"Read","tool_input":"x"}',
      line('TodoWrite', {}),
    ].join('\n');
    const { status, stdout } = cli(root, ['check'], { stdin });
    const answers = stdout
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as { error?: string; verdict?: string });
    expect(status).toBe(3);
    expect(answers.map((answer) => answer.verdict ?? (typeof answer.error === 'string' ? 'error' : 'neither'))).toEqual([
      'error',
      'error',
      'error',
      'error',
      'error',
      'allow',
    ]);
  });

  it('takes a scope and a repository by name; a bad one is refused', () => {
    const root = repository({ 'src/a.ts': 'a' });
    const elsewhere = temporaryFolder();
    put(elsewhere, { 'my.yaml': scopeText(), 'bad.yaml': 'version: 2\n' });
    const stdin = line('Write', { file_path: 'src/a.ts', content: '' });
    expect(JSON.parse(cli(elsewhere, ['check', '--scope', 'my.yaml', '--repo', root], { stdin }).stdout)).toMatchObject({
      verdict: 'allow',
    });
    expect(cli(elsewhere, ['check', '--scope', 'bad.yaml', '--repo', root], { stdin })).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('bad.yaml:1:10: `version`'),
    });
    expect(cli(elsewhere, ['check', '--scope', 'none.yaml', '--repo', root], { stdin }).status).toBe(3);
  });
});

describe('scope and use', () => {
  it('checks: warnings for globs that match nothing and folders without content', () => {
    const root = repository({ 'src/a.ts': 'a', '.claude/scope.yaml': scopeText({ edit: '{ allow: [src, "gone/**"], deny: [] }' }) });
    const { status, stderr } = cli(root, ['scope', 'check']);
    expect(status).toBe(0);
    expect(stderr).toContain('.claude/scope.yaml:6:17 edit.allow: `src` names a folder, not its content: write `src/**`');
    expect(stderr).toContain('`gone/**` matches no file now');
    expect(cli(root, ['scope', 'check', 'nowhere.yaml']).status).toBe(3);
  });

  it('shows every grant with its line', () => {
    const root = repository({ '.claude/scope.yaml': scopeText() });
    expect(cli(root, ['scope', 'show']).stdout).toMatch(/edit\s+src\/\*\*\s+\.claude\/scope\.yaml:6:17 edit\.allow/);
    expect(JSON.parse(cli(root, ['scope', 'show', '--json']).stdout)).toMatchObject({ task: 'Fix the login timeout' });
  });

  it('uses a named scope and never loses the one in force', () => {
    const wide = scopeText({ task: 'Wide' });
    const root = repository({ '.claude/scope.yaml': scopeText(), '.claude/scopes/wide.yaml': wide, '.claude/scopes/bad.yaml': 'x: 1\n' });
    expect(cli(root, ['use', 'wide'])).toMatchObject({ status: 3, stderr: expect.stringContaining('would be lost') });
    put(root, { '.claude/scopes/narrow.yaml': scopeText() });
    expect(cli(root, ['use', 'wide']).status).toBe(0);
    expect(readFileSync(join(root, '.claude/scope.yaml'), 'utf8')).toBe(wide);
    expect(cli(root, ['use']).stdout).toBe('  bad\n  narrow\n* wide\n');
    expect(cli(root, ['use', 'bad']).status).toBe(3);
    expect(cli(root, ['use', 'none'])).toMatchObject({ status: 3, stderr: expect.stringContaining('there are bad, narrow, wide') });
  });

  it('makes a new scope and never overwrites one', () => {
    const root = repository();
    expect(cli(root, ['scope', 'new', 'docs', '--out', '.claude/scopes/docs.yaml']).status).toBe(0);
    expect(readdirSync(join(root, '.claude', 'scopes'))).toEqual(['docs.yaml']);
    expect(cli(root, ['scope', 'new', 'docs', '--out', '.claude/scopes/docs.yaml']).status).toBe(3);
  });
});

describe('the command line itself', () => {
  it('says what it is, what it can, and what it did not understand', () => {
    const root = repository();
    expect(cli(root, ['--version'])).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    expect(cli(root, []).stdout).toContain('exit codes: 0 done, 1 the answer is no, 2 usage, 3 bad input, 4 internal');
    expect(cli(root, ['inti'])).toMatchObject({ status: 2, stderr: expect.stringContaining('unknown command `inti`') });
    expect(cli(root, ['init', '--wrong'])).toMatchObject({ status: 2, stderr: expect.stringContaining('--wrong') });
    expect(cli(root, ['init', '--template', 'none'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('there are bug-fix, docs'),
    });
    expect(cli(root, ['show'])).toMatchObject({ status: 3, stderr: expect.stringContaining('no run has been recorded') });
    expect(cli(root, ['show', 'x'])).toMatchObject({ status: 3, stderr: expect.stringContaining('no run `x`') });
  });

  it('plays the demo to its packet', () => {
    const { status, stdout } = cli(temporaryFolder(), ['demo']);
    expect(status).toBe(0);
    expect(stdout.match(/deny /g)).toHaveLength(4);
    const file = /packet {2}(\S+)/.exec(stdout)?.[1] ?? '';
    expect(readFileSync(file, 'utf8')).toContain('Release decision: ship / hold / escalate');
    rmSync(file.slice(0, file.indexOf('/.git/')), { recursive: true });
  });
});
