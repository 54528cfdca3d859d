import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/index.ts';
import type { Packet } from '../../src/schema/packet.ts';
import { cli, eventsOf, HOOKS, input, linesOf, packetOf, plainEnv, pre, runFolder, runHook, start, write } from '../support/hooks.ts';
import { git, put, repository, scopeText, temporaryFolder } from '../support/repository.ts';
import { rulingOf } from '../support/ruling.ts';

/** Each of these got through, or fooled a reader, once. */
const WIDE = { edit: '{ allow: ["**"] }' };
const verdictOf = (
  root: string,
  scope: Readonly<Record<string, string>>,
  tool: string,
  given: Readonly<Record<string, unknown>>,
): string => {
  const { verdict, findings } = judge(rulingOf(root, scopeText(scope)), { tool, input: given, cwd: root });
  return findings[0]?.code ?? verdict;
};
const open = (root: string, more: Readonly<Record<string, string>> = {}): string => {
  put(root, { '.claude/scope.yaml': scopeText(more) });
  expect(start(root).status).toBe(0);
  return root;
};
/** Owed evidence holds an agent back twice at most. */
const stop = (root: string): Packet => {
  let exit: number | null = 2;
  for (let turn = 0; turn < 3 && exit !== 0; turn += 1) exit = runHook('Stop', root, input('Stop', root, {})).status;
  expect(exit).toBe(0);
  return JSON.parse(packetOf(root).json) as Packet;
};
const changed = (packet: Packet): string[] => packet.delivery.changes.map((change) => `${change.status} ${change.path} ${change.scope}`);

describe('paths', () => {
  it('the folder around a git directory that lies elsewhere is no work tree', () => {
    const outside = temporaryFolder();
    mkdirSync(join(outside, 'sep', 'private'), { recursive: true });
    mkdirSync(join(outside, 'w'));
    git(join(outside, 'w'), 'init', '--quiet', `--separate-git-dir=${join(outside, 'sep', '.git')}`);
    put(join(outside, 'w'), { '.claude/scope.yaml': scopeText(WIDE) });
    const { status, stdout } = cli(join(outside, 'w'), ['check'], {
      stdin: JSON.stringify({ tool_name: 'Write', tool_input: { file_path: join(outside, 'sep', 'private', 'id'), content: '' } }),
    });
    expect({ status, answer: JSON.parse(stdout) as unknown }).toMatchObject({
      status: 0,
      answer: { verdict: 'deny', findings: [{ code: 'OUTSIDE_REPOSITORY' }, { code: 'OUTSIDE_REPOSITORY' }] },
    });
  });

  it('a forbidden name is forbidden wherever it leads', () => {
    const root = repository({ 'vault/prod/key': 'k', secrets: '-> vault/prod', 'env/production': 'P', '.env': '-> env/production' });
    const scope = { ...WIDE, forbidden: '["secrets/**", "**/.env*"]' };
    for (const path of ['secrets/key', '.env', 'secrets/new']) {
      for (const tool of ['Read', 'Write'])
        expect(verdictOf(root, scope, tool, { file_path: path, content: '' }), `${tool} ${path}`).toBe('FORBIDDEN');
    }
    expect(verdictOf(root, scope, 'Read', { file_path: 'vault/prod/key' })).toBe('allow');
  });

  it('a protected name is protected wherever it leads, and so is where it leads', () => {
    const root = repository({ 'ops/dev.yaml': 'x' });
    put(root, { '.claude/settings.local.json': '-> ../config/local.json', '.claude/scopes/dev.yaml': '-> ../../ops/dev.yaml' });
    for (const path of ['.claude/settings.local.json', 'config/local.json', '.claude/scopes/dev.yaml', 'ops/dev.yaml']) {
      expect(verdictOf(root, WIDE, 'Write', { file_path: path, content: '' }), path).toBe('PROTECTED');
    }
  });

  it('folders with parentheses and brackets in their names can be forbidden and granted', () => {
    const root = repository({ 'app/(admin)/s.ts': 's', 'app/[slug]/s.ts': 's', 'a(1).txt': 'a' });
    const scope = { ...WIDE, forbidden: '["app/(admin)/**", "app/[slug]/**", "a(1).txt"]' };
    for (const path of ['app/(admin)/s.ts', 'app/[slug]/s.ts', 'a(1).txt'])
      expect(verdictOf(root, scope, 'Read', { file_path: path }), path).toBe('FORBIDDEN');
    expect(
      verdictOf(root, { edit: '{ allow: ["app/[slug]/**", "app/(admin)/**"] }' }, 'Write', { file_path: 'app/[slug]/n.ts', content: '' }),
    ).toBe('allow');
    expect(verdictOf(root, { edit: '{ allow: ["app/(admin)/**"] }' }, 'Write', { file_path: 'app/(admin)/n.ts', content: '' })).toBe(
      'allow',
    );
  });

  it('a search inside the git directory does not reach the record', () => {
    const root = repository();
    for (const path of ['.git', '.git/objects/..', '.git/twoloops'])
      expect(verdictOf(root, WIDE, 'Grep', { pattern: 'x', path }), path).toBe('RUN_DIRECTORY');
    expect(verdictOf(root, WIDE, 'Grep', { pattern: 'x' })).toBe('allow');
  });

  it('a granted command does not change what is protected, nor reach what is forbidden', () => {
    const root = repository({ 'billing/run.sh': '#!/bin/sh\n' });
    const commands =
      '{ allow: ["rm .claude/settings.json", "tool --in=billing/key", "billing/run.sh a", "cat .claude/settings.json", "npm test"] }';
    const run = (command: string) => verdictOf(root, { commands, forbidden: '["billing/**"]' }, 'Bash', { command });
    expect(run('rm .claude/settings.json')).toBe('PROTECTED');
    expect(run('tool --in=billing/key')).toBe('FORBIDDEN');
    expect(run('billing/run.sh a')).toBe('FORBIDDEN');
    expect(run('cat .claude/settings.json')).toBe('allow');
    expect(run('npm test')).toBe('allow');
    const observed = open(repository(), { enforce: 'observe' });
    expect(pre(observed, 'Bash', { command: 'rm .claude/settings.json' }).status).toBe(2);
  });

  it('work trees with relative pointers are judged by their own paths', () => {
    const root = repository({ 'billing/k.ts': 'k', 'src/a.ts': 'a' });
    git(root, 'worktree', 'add', '--quiet', '.claude/worktrees/w', '-b', 'w');
    writeFileSync(join(root, '.git/worktrees/w/gitdir'), '../../../.claude/worktrees/w/.git\n');
    writeFileSync(join(root, '.claude/worktrees/w/.git'), 'gitdir: ../../../.git/worktrees/w\n');
    const scope = { forbidden: '["billing/**"]' };
    expect(verdictOf(root, scope, 'Read', { file_path: '.claude/worktrees/w/billing/k.ts' })).toBe('FORBIDDEN');
    expect(verdictOf(root, scope, 'Write', { file_path: '.claude/worktrees/w/src/a.ts', content: '' })).toBe('allow');
  });

  it("git's hooks folder and configuration are protected wherever they are named", () => {
    const root = repository({ '.gitconfig.team': '[core]\n\thooksPath = .githooks\n', '.githooks/pre-commit': '#!/bin/sh\n' });
    git(root, 'config', 'include.path', '../.gitconfig.team');
    for (const path of ['.githooks/pre-commit', '.githooks/new', '.gitconfig.team'])
      expect(verdictOf(root, WIDE, 'Write', { file_path: path, content: '' }), path).toBe('PROTECTED');
  });

  it('a denied folder in another case is found by a search', () => {
    const root = repository({ 'src/billing/k': 'k' });
    expect(verdictOf(root, { forbidden: '["SRC/Billing/**"]' }, 'Grep', { pattern: 'x', path: 'src' })).toBe('HOLDS_DENIED');
  });

  it('a link to a name that is no text leads nowhere that we know', () => {
    const root = repository({ 'src/a.ts': 'a' });
    symlinkSync('/etc/hostname', Buffer.concat([Buffer.from(join(root, 'src/')), Buffer.from([0xff])]));
    symlinkSync(Buffer.from([0xff]), join(root, 'src/l'));
    expect(verdictOf(root, WIDE, 'Read', { file_path: 'src/l' })).toBe('PATH_UNKNOWN');
  });

  it('a listing that climbs inside braces is outside', () => {
    const root = repository();
    for (const pattern of ['{../..,x}/etc/*', '{/etc,x}/*', '@(..)/../*'])
      expect(verdictOf(root, WIDE, 'Glob', { pattern }), pattern).toBe('OUTSIDE_REPOSITORY');
  });

  it.each([
    ['several globs in one', '["billing/** secrets/**"]', /several globs in one/],
    ['several globs with a comma', '["billing/**,secrets/**"]', /several globs in one/],
    ['a blank at the end', '["billing/** "]', /begins or ends with a blank|several globs/],
    ['a character without width', '["bil\\u200bling/**"]', /cannot be seen/],
    ['a negation', '["*/!(public)/**"]', /globs read differently/],
  ])('%s is an error', (_name, forbidden, why) => {
    const root = repository({ '.claude/scope.yaml': scopeText({ forbidden }) });
    expect(cli(root, ['scope', 'check'])).toMatchObject({ status: 3, stderr: expect.stringMatching(why) });
  });
});

describe('the packet', () => {
  it('shows what was written into ignored folders', () => {
    const root = open(repository({ 'src/a.ts': 'a', '.gitignore': 'src/dist/\n' }));
    write(root, 'src/h/.gitignore');
    put(root, { 'src/h/.gitignore': '*\n' });
    write(root, 'src/h/evil.ts');
    put(root, { 'src/h/evil.ts': 'x\n' });
    write(root, 'src/dist/out.js');
    put(root, { 'src/dist/out.js': 'x\n' });
    expect(changed(stop(root))).toEqual(['added src/dist/out.js inside', 'added src/h/.gitignore inside', 'added src/h/evil.ts inside']);
  });

  it('shows tracked files that git would ignore', () => {
    const root = repository({ 'dist/t.js': 't\n' });
    put(root, { '.gitignore': 'dist/\n' });
    open(root);
    put(root, { 'dist/t.js': 'changed\n' });
    expect(changed(stop(root))).toEqual(['modified dist/t.js outside']);
  });

  it('shows names that are no UTF-8', () => {
    const root = repository();
    const odd = (last: number) => Buffer.concat([Buffer.from(join(root, 'src/n')), Buffer.from([last])]);
    mkdirSync(join(root, 'src'));
    writeFileSync(odd(0xff), 'a\n');
    git(root, 'add', '--all');
    git(root, 'commit', '--quiet', '--message', 'odd');
    open(root);
    writeFileSync(odd(0xff), 'b\n');
    writeFileSync(odd(0xfe), 'c\n');
    expect(changed(stop(root))).toEqual(['added src/n\\xfe inside', 'modified src/n\\xff inside']);
  });

  it('survives a file that became a folder, a folder that became a file, a link, a pipe', () => {
    const root = open(repository({ 'src/a.ts': 'a\n', 'lib/l': 'l\n', 'old/o': 'o\n', 'src/p': 'p\n' }));
    for (const path of ['src/a.ts', 'src/p']) rmSync(join(root, path));
    for (const path of ['lib', 'old']) rmSync(join(root, path), { recursive: true });
    put(root, { 'src/a.ts/index.ts': 'n\n', lib: 'f\n', old: '-> src' });
    spawnSync('mkfifo', [join(root, 'src/p')]);
    expect(changed(stop(root))).toEqual([
      'added lib outside',
      'deleted lib/l outside',
      'added old outside',
      'deleted old/o outside',
      'deleted src/a.ts inside',
      'added src/a.ts/index.ts inside',
      'deleted src/p inside',
    ]);
  });

  it('survives what a killed git left behind', () => {
    const root = open(repository({ 'src/a.ts': 'a\n' }));
    put(root, { 'src/a.ts': 'b\n' });
    writeFileSync(join(runFolder(join(root, '.git')), 'shadow.git', 'index.lock'), '');
    expect(changed(stop(root))).toEqual(['modified src/a.ts inside']);
  });

  it('does not take a file of another work tree for one of this', () => {
    const root = repository({ 'src/a.ts': 'a\n', '.gitignore': '.claude/worktrees/\n' });
    git(root, 'worktree', 'add', '--quiet', '.claude/worktrees/w', '-b', 'w');
    open(root);
    const file = join(root, '.claude/worktrees/w/src/a.ts');
    pre(root, 'Write', { file_path: file, content: 'x' }, { tool_use_id: 'w' });
    writeFileSync(file, 'x\n');
    runHook(
      'PostToolUse',
      root,
      input('PostToolUse', root, {
        tool_name: 'Write',
        tool_input: { file_path: file, content: 'x' },
        tool_use_id: 'w',
        tool_response: { filePath: file },
      }),
    );
    put(root, { 'src/a.ts': 'somebody else\n' });
    const packet = stop(root);
    expect(packet.delivery.changes.find((change) => change.path === 'src/a.ts')?.authors).toMatchObject([{ kind: 'unattributed' }]);
    expect([...packet.delivery.unseen, ...packet.delivery.changes.map((change) => change.path)]).toContain('.claude/worktrees/w/src/a.ts');
  });

  it('keeps apart two files whose names look like secrets', () => {
    const root = open(repository(), { stop: '{ files_changed: 2 }' });
    const files = [1, 2, 3].map((i) => `src/sk-aaaaaaaaaaaaaaaaaaaa${i}1234567890123456.ts`);
    expect(files.map((file) => write(root, file).status)).toEqual([0, 0, 2]);
  });

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['interrupted', { tool_response: { interrupted: true } }, 'missing'],
    ['run from another folder', { cwd: '/tmp', tool_response: {} }, 'missing'],
    ['run in the background', { tool_response: { backgroundTaskId: 'b' } }, 'missing'],
    ['whole', { tool_response: {} }, 'passed'],
  ])('a test that was %s counts as that', (_name, more, result) => {
    const root = open(repository(), { commands: '{ allow: [npm test] }', evidence: '[{ run: npm test, name: tests }]' });
    const call = { tool_name: 'Bash', tool_input: { command: 'npm test' }, tool_use_id: 'b' };
    pre(root, 'Bash', call.tool_input, { tool_use_id: 'b' });
    runHook('PostToolUse', root, input('PostToolUse', root, { ...call, ...more }));
    expect(stop(root).evidence.owed[0]?.result).toBe(result);
  });

  it('shows no tool name as markup and no escape sequence to a terminal', () => {
    const root = open(repository());
    pre(root, 'mcp__x__<img src=y>|**b** [l](http://e)', {});
    pre(root, 'Bash', { command: 'x \u001b[2K\u001b[1A\u202e' });
    stop(root);
    const { markdown } = packetOf(root);
    const outsideCode = markdown.replace(/(`+)[^`][\s\S]*?\1/g, '');
    expect(outsideCode).not.toMatch(/<img|(?<!\\)\[l\]\(/);
    const { stdout } = cli(root, ['show']);
    for (const text of [markdown, stdout]) for (const char of ['\u001b', '\u202e']) expect(text.includes(char)).toBe(false);
  });
});

describe('the record', () => {
  it('freezes once: neither a lost state nor a wider scope file changes what was frozen', () => {
    const root = open(repository());
    const folder = runFolder(join(root, '.git'));
    const frozen = readFileSync(join(folder, 'scope.json'), 'utf8');
    for (const name of ['state.0.json', 'state.1.json']) rmSync(join(folder, name), { force: true });
    put(root, { '.claude/scope.yaml': scopeText(WIDE) });
    expect(runHook('UserPromptSubmit', root, input('UserPromptSubmit', root, { prompt: 'p' })).status).toBe(0);
    expect(write(root, 'x.ts').status).toBe(2);
    expect(readFileSync(join(folder, 'scope.json'), 'utf8')).toBe(frozen);
    rmSync(join(folder, 'scope.json'));
    expect(runHook('UserPromptSubmit', root, input('UserPromptSubmit', root, { prompt: 'p' }))).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('frozen scope of its run is gone'),
    });
    expect(existsSync(join(folder, 'scope.json'))).toBe(false);
  });

  it('opens one run for a session that starts four times at once', () => {
    const root = repository({ '.claude/scope.yaml': scopeText() });
    const text = input('SessionStart', root, { source: 'startup' });
    const hook = join(import.meta.dirname, '..', '..', 'dist', 'hooks', 'session-start.cjs');
    const script = `for i in 1 2 3 4; do printf '%s' '${text}' | '${process.execPath}' '${hook}' > /dev/null & done; wait`;
    spawnSync('sh', ['-c', script], { env: plainEnv({ CLAUDE_PROJECT_DIR: root }) });
    expect(eventsOf(root).filter((event) => event.type === 'opened')).toHaveLength(1);
    expect(stop(root).record).toMatchObject({ intact: true, selfTest: 'passed' });
  });

  it('notes a half-written line that its mender closed and did not live to note', () => {
    const root = open(repository());
    writeFileSync(join(runFolder(join(root, '.git')), 'events.jsonl'), `${linesOf(root).join('\n')}\n{"v":1,"se\n`);
    expect(write(root, 'src/a.ts').status).toBe(0);
    expect(cli(root, ['show'])).toMatchObject({ status: 0, stdout: expect.stringContaining('chain intact') });
  });

  it('is called cut where it was cut', () => {
    const root = open(repository());
    write(root, 'src/a.ts');
    const file = join(runFolder(join(root, '.git')), 'events.jsonl');
    writeFileSync(file, `${linesOf(root).slice(0, -1).join('\n')}\n`);
    expect(cli(root, ['show'])).toMatchObject({ status: 1, stdout: expect.stringContaining('shorter than when it was last written') });
  });

  it('judges the longest and the deepest without losing itself in them, and records them', () => {
    const root = open(repository(), { stop: '{ denials: 100 }' });
    pre(root, 'Write', { file_path: `${root}/nope/${'a/'.repeat(60_000)}x`, content: '' });
    pre(root, 'Bash', { command: `npm ${'"password"'.repeat(100_000)}` });
    pre(root, 'Bash', { command: `npm ${'a '.repeat(1_000_000)}` });
    pre(root, 'Bash', { command: `authorization:${' '.repeat(100_000)}` });
    const nested = JSON.stringify({ a: 0 }).replace('0', `${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    runHook(
      'PreToolUse',
      root,
      input('PreToolUse', root, { tool_name: 'Write', tool_use_id: 'deep' }).replace('"tool_name"', `"tool_input":${nested},"tool_name"`),
    );
    const verdicts = eventsOf(root).filter((event) => event.type === 'verdict');
    expect(verdicts.map((event) => event.verdict)).toEqual(['deny', 'deny', 'deny', 'deny', 'deny']);
    expect(Math.max(...linesOf(root).map((line) => line.length))).toBeLessThan(50_000);
  });
});

describe('init and uninstall', () => {
  it('refuse settings in which a key is there twice', () => {
    const root = repository({ '.claude/settings.json': '{"hooks":{},"hooks":{"Stop":[]}}' });
    expect(cli(root, ['init'])).toMatchObject({ status: 3, stderr: expect.stringContaining('`hooks` is there twice') });
  });

  it.each(['{"a":1}', '  {  "a" : 1  }', '{ }', '{}', '', '{"hooks": {}}', '{ "hooks": { "PreToolUse": [] } }'])(
    'give back %j as it was',
    (text) => {
      const root = repository({ '.claude/settings.json': text });
      expect(cli(root, ['init']).status).toBe(0);
      expect(cli(root, ['uninstall']).status).toBe(0);
      expect(readFileSync(join(root, '.claude/settings.json'), 'utf8')).toBe(text);
    },
  );

  it('keep the mode of a file and a link that is one', () => {
    const root = repository({ '.claude/settings.json': '{}\n', 'dotfiles/x': '' });
    chmodSync(join(root, '.claude/settings.json'), 0o600);
    cli(root, ['init']);
    expect(statSync(join(root, '.claude/settings.json')).mode & 0o777).toBe(0o600);
    const linked = repository({ 'dotfiles/settings.json': '{}\n', '.claude/settings.json': '-> ../dotfiles/settings.json' });
    cli(linked, ['init']);
    expect(lstatSync(join(linked, '.claude/settings.json')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(linked, 'dotfiles/settings.json'), 'utf8')).toContain('PreToolUse');
    const folder = repository({ 'dotfiles/keep': '', '.claude': '-> dotfiles' });
    expect([cli(folder, ['init']).status, cli(folder, ['uninstall']).status]).toEqual([0, 0]);
    expect(lstatSync(join(folder, '.claude')).isSymbolicLink()).toBe(true);
  });

  it("run nothing that the repository's configuration names", () => {
    const root = repository();
    const outside = temporaryFolder();
    put(outside, { 'program.sh': `#!/bin/sh\necho ran >> '${join(outside, 'ran')}'\n` });
    git(root, 'config', 'core.fsmonitor', join(outside, 'program.sh'));
    for (const args of [['init'], ['scope', 'check'], ['doctor'], ['uninstall']]) cli(root, args);
    expect(existsSync(join(outside, 'ran'))).toBe(false);
  });
});

describe('what the first mending left open', () => {
  it('names that other systems take for `.git` are in the trees', () => {
    const root = open(repository(), {});
    for (const folder of ['git~1', '.git.', '.git ']) put(root, { [`src/${folder}/evil.js`]: 'x\n' });
    expect(
      changed(stop(root))
        .map((line) => line.split(' ').slice(1, -1).join(' '))
        .sort(),
    ).toEqual(['src/.git /evil.js', 'src/.git./evil.js', 'src/git~1/evil.js']);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['(billing|secrets)/**', ['billing/k', 'secrets/k'], ['src/a']],
    ['src/*.(ts|tsx)', ['src/a.ts', 'src/a.tsx'], ['src/a.js']],
    ['app/(admin)/**', ['app/(admin)/k'], ['app/other/k']],
    ['a/((b))/**', ['a/((b))/k'], []],
    ['docs|src/**', ['docs|src/k'], ['src/a', 'docs/k']],
    ['app/[[...slug]]/**', ['app/[[...slug]]/k'], []],
    ['a(b/**', ['a(b/k'], []],
    ['My Docs/**', ['My Docs/k'], []],
    ['src/{{a,b},c*}/**', ['src/a/k', 'src/cx/k'], ['src/d/k']],
    ['a,b/**', ['a,b/k'], []],
  ])('the glob %s means what it says', (glob, inside, outside) => {
    const root = repository();
    for (const path of inside)
      expect(verdictOf(root, { ...WIDE, forbidden: JSON.stringify([glob]) }, 'Read', { file_path: path }), path).toBe('FORBIDDEN');
    for (const path of inside)
      expect(verdictOf(root, { edit: `{ allow: ${JSON.stringify([glob])} }` }, 'Write', { file_path: path, content: '' }), path).toBe(
        'allow',
      );
    for (const path of outside)
      expect(verdictOf(root, { edit: `{ allow: ${JSON.stringify([glob])} }` }, 'Write', { file_path: path, content: '' }), path).toBe(
        'EDIT_OUTSIDE_SCOPE',
      );
  });

  it("git's configuration is guarded before it exists, and wherever hooks would lie", () => {
    const root = repository();
    git(root, 'config', 'include.path', '../.gitconfig.later');
    expect(verdictOf(root, WIDE, 'Write', { file_path: '.gitconfig.later', content: '' })).toBe('PROTECTED');
    git(root, 'config', 'core.hooksPath', '.');
    expect(verdictOf(root, WIDE, 'Write', { file_path: 'pre-commit', content: '' })).toBe('PROTECTED');
    expect(verdictOf(root, WIDE, 'Write', { file_path: 'src/a.ts', content: '' })).toBe('allow');
    git(root, 'config', 'core.hooksPath', '.husky');
    git(root, 'worktree', 'add', '--quiet', '.claude/worktrees/w', '-b', 'w');
    for (const path of ['.husky/pre-commit', '.claude/worktrees/w/.husky/pre-commit'])
      expect(verdictOf(root, WIDE, 'Write', { file_path: path, content: '' }), path).toBe('PROTECTED');
  });

  it('a large ignored folder does not close the search', () => {
    const root = repository({ 'src/a.ts': 'a' });
    mkdirSync(join(root, 'node_modules'));
    for (let i = 0; i < 25_000; i += 1) writeFileSync(join(root, 'node_modules', `${i}`), '');
    expect(verdictOf(root, { forbidden: '["**/.env*"]' }, 'Grep', { pattern: 'x' })).toBe('allow');
  });

  it('a work tree inside its bare repository is not protected as a whole', () => {
    const source = repository({ 'src/a.ts': 'a' });
    const bare = join(temporaryFolder(), 'proj.git');
    git(source, 'clone', '--quiet', '--bare', source, bare);
    git(bare, 'worktree', 'add', '--quiet', 'main');
    const tree = join(bare, 'main');
    put(tree, { '.claude/scope.yaml': scopeText() });
    expect(start(tree).status).toBe(0);
    expect(write(tree, 'src/a.ts').status).toBe(0);
    expect(pre(tree, 'Write', { file_path: join(bare, 'hooks/pre-commit'), content: '' }).status).toBe(2);
    expect(pre(tree, 'Write', { file_path: join(tree, '.git'), content: '' }).status).toBe(2);
  });

  it.each<[string, readonly (readonly [string, string, Readonly<Record<string, unknown>>])[], string]>([
    ['nothing', [], 'fresh'],
    ['an edit that failed', [['Edit', 'PostToolUseFailure', { file_path: 'src/a.ts' }]], 'fresh'],
    ['an edit', [['Edit', 'PostToolUse', { file_path: 'src/a.ts' }]], 'stale'],
    ['a command that changes nothing', [['Bash', 'PostToolUse', { command: 'git status' }]], 'fresh'],
    ['a command that changes something', [['Bash', 'PostToolUse', { command: 'touch src/b.ts' }]], 'stale'],
    ['a command that fails and changes something', [['Bash', 'PostToolUseFailure', { command: 'touch src/b.ts' }]], 'stale'],
  ])('after %s a test is called what it is', (_name, calls, freshness) => {
    const root = open(repository({ 'src/a.ts': 'a' }), {
      commands: '{ allow: [npm test, git status] }',
      evidence: '[{ run: npm test, name: tests }]',
    });
    const play = (tool: string, event: 'PostToolUse' | 'PostToolUseFailure', given: Readonly<Record<string, unknown>>, id: string) => {
      pre(root, tool, given, { tool_use_id: id });
      if (tool === 'Edit' && event === 'PostToolUse') writeFileSync(join(root, 'src/a.ts'), 'b');
      if (String(given['command']).startsWith('touch')) writeFileSync(join(root, 'src/b.ts'), '');
      runHook(
        event,
        root,
        input(event, root, {
          tool_name: tool,
          tool_input: given,
          tool_use_id: id,
          tool_response: tool === 'Edit' ? { filePath: join(root, 'src/a.ts') } : {},
          error: 'x',
        }),
      );
    };
    play('Bash', 'PostToolUse', { command: 'npm test' }, 'test');
    calls.forEach(([tool, event, given], i) => {
      play(tool, event as 'PostToolUse', given, `later${i}`);
    });
    expect(stop(root).evidence.owed[0]).toMatchObject({ result: 'passed', freshness });
  });

  it('counts a test that was run through a link to the repository', () => {
    const root = open(repository(), { commands: '{ allow: [npm test] }', evidence: '[{ run: npm test, name: tests }]' });
    const link = join(temporaryFolder(), 'link');
    symlinkSync(root, link);
    const call = { tool_name: 'Bash', tool_input: { command: 'npm test' }, tool_use_id: 't', cwd: link };
    pre(root, 'Bash', call.tool_input, { tool_use_id: 't', cwd: link });
    runHook('PostToolUse', root, input('PostToolUse', root, { ...call, tool_response: {} }));
    expect(stop(root).evidence.owed[0]?.result).toBe('passed');
  });

  it('finishes an opening that was killed in its first line', () => {
    const root = open(repository());
    const folder = runFolder(join(root, '.git'));
    writeFileSync(join(folder, 'events.jsonl'), linesOf(root)[0]?.slice(0, 400) ?? '');
    for (const name of ['state.0.json', 'state.1.json']) rmSync(join(folder, name), { force: true });
    expect(runHook('SessionStart', root, input('SessionStart', root, { source: 'resume' })).status).toBe(0);
    expect(write(root, 'src/a.ts').status).toBe(0);
    expect(cli(root, ['show']).stdout).toContain('chain intact');
  });

  it('a result that is delivered twice halts nothing', () => {
    const root = open(repository({ 'src/a.ts': 'a' }));
    pre(root, 'Read', { file_path: join(root, 'src/a.ts') }, { tool_use_id: 'r' });
    const result = () =>
      runHook('PostToolUse', root, input('PostToolUse', root, { tool_name: 'Read', tool_input: {}, tool_use_id: 'r', tool_response: {} }));
    expect([result().status, result().status]).toEqual([0, 0]);
  });

  it('does not promise what no scope can open', () => {
    const root = open(repository());
    for (const [tool, given] of [
      ['WebFetch', { url: 'no address' }],
      ['Write', { file_path: join(root, '.claude/settings.json'), content: '' }],
      ['Read', { file_path: `${root}/a\u0007` }],
    ] as const) {
      expect(pre(root, tool, given).stderr, tool).not.toContain('can widen the scope');
    }
  });

  it('uninstall takes our handlers out from beside others, without a manifest, and files of an earlier version', () => {
    const root = repository();
    cli(root, ['init']);
    const file = join(root, '.claude/settings.json');
    const settings = JSON.parse(readFileSync(file, 'utf8')) as { hooks: Record<string, { hooks: unknown[] }[]> };
    settings.hooks['PreToolUse']?.[0]?.hooks.push({ type: 'command', command: 'echo mine' });
    writeFileSync(file, JSON.stringify(settings, null, 2));
    expect(cli(root, ['doctor']).status).toBe(0);
    writeFileSync(join(root, '.claude/twoloops/manifest.json'), '<<<<<<< HEAD\n');
    expect(cli(root, ['uninstall']).status).toBe(0);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      hooks: { PreToolUse: [{ hooks: [{ type: 'command', command: 'echo mine' }] }] },
    });
    expect(existsSync(join(root, '.claude/twoloops/hooks'))).toBe(false);

    const upgraded = repository();
    cli(upgraded, ['init']);
    const manifest = join(upgraded, '.claude/twoloops/manifest.json');
    put(upgraded, { '.claude/twoloops/hooks/old.mjs': 'old\n' });
    const known = JSON.parse(readFileSync(manifest, 'utf8')) as { files: Record<string, string> };
    known.files['.claude/twoloops/hooks/old.mjs'] = createHash('sha256').update('old\n').digest('hex');
    writeFileSync(manifest, JSON.stringify(known));
    expect(cli(upgraded, ['init']).status).toBe(0);
    expect(existsSync(join(upgraded, '.claude/twoloops/hooks/old.mjs'))).toBe(false);
  });
});

describe('what a last reading found', () => {
  const EVIDENCE = { commands: '{ allow: [npm test] }', evidence: '[{ run: npm test, name: tests }]' };

  it.each<[string, string, Readonly<Record<string, unknown>>]>([
    ['a monitor', 'Monitor', { command: 'npm test', description: 'm' }],
    ['a background command', 'Bash', { command: 'npm test', run_in_background: true }],
  ])('%s that runs the tests is no test result, and what it changes comes after one', (_name, tool, given) => {
    const root = open(repository(), EVIDENCE);
    const call = (name: string, what: Readonly<Record<string, unknown>>, id: string) => {
      expect(pre(root, name, what, { tool_use_id: id }).status).toBe(0);
      runHook('PostToolUse', root, input('PostToolUse', root, { tool_name: name, tool_input: what, tool_use_id: id, tool_response: {} }));
    };
    call(tool, given, 'first');
    expect(stop(root).evidence.owed[0]?.result).toBe('missing');
    call('Bash', { command: 'npm test' }, 'second');
    call(tool, given, 'third');
    expect(stop(root).evidence.owed[0]).toMatchObject({ result: 'passed', freshness: 'fresh' });
    put(root, { 'src/by-the-one-behind.ts': 'x' });
    expect(stop(root).evidence.owed[0]).toMatchObject({ result: 'passed', freshness: 'stale', differs: ['src/by-the-one-behind.ts'] });
  });

  it('a run whose record was deleted is not opened again: its changes would be in the new baseline', () => {
    const root = open(repository({ 'src/a.ts': 'a\n' }));
    const folder = runFolder(join(root, '.git'));
    put(root, { 'outside.txt': 'x\n' });
    for (const name of ['events.jsonl', 'state.0.json', 'state.1.json']) rmSync(join(folder, name), { force: true });
    expect(runHook('UserPromptSubmit', root, input('UserPromptSubmit', root, { prompt: 'p' }))).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('the record of its run is gone'),
    });
    expect(write(root, 'src/a.ts').status).toBe(2);
  });

  it('a record that does not begin with its opening holds', () => {
    const root = open(repository({ 'src/a.ts': 'a\n' }));
    const folder = runFolder(join(root, '.git'));
    put(root, { 'outside.txt': 'x\n' });
    writeFileSync(join(folder, 'events.jsonl'), '{"v":1,"seq":1');
    for (const name of ['state.0.json', 'state.1.json']) rmSync(join(folder, name), { force: true });
    expect(runHook('UserPromptSubmit', root, input('UserPromptSubmit', root, { prompt: 'p' })).status).toBe(0);
    const { recommendation, record } = stop(root);
    expect(record.intact).toBe(false);
    expect(recommendation.value).toBe('hold');
    expect(recommendation.reasons.join()).toContain('what came before that is not known');
  });

  it('an ask that nobody takes is a refusal', async () => {
    const root = open(repository(), { outside: 'ask' });
    const child = spawn(process.execPath, [join(HOOKS, 'pre-tool-use.cjs')], { cwd: root, env: plainEnv({ CLAUDE_PROJECT_DIR: root }) });
    child.stdout.destroy();
    child.stdin.end(
      input('PreToolUse', root, { tool_name: 'Write', tool_input: { file_path: join(root, 'x.ts'), content: '' }, tool_use_id: 't' }),
    );
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(2);
    expect(eventsOf(root).at(-1)).toMatchObject({ type: 'verdict', verdict: 'ask' });
  });
});
