import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Packet } from '../../src/schema/packet.ts';
import { input, packetOf, pre, runFolder, runHook, start } from '../support/hooks.ts';
import { git, put, repository, scopeText, temporaryFolder } from '../support/repository.ts';

const open = (root: string, more: Readonly<Record<string, string>> = {}): string => {
  put(root, { '.claude/scope.yaml': scopeText({ forbidden: '["billing/**"]', ...more }) });
  expect(start(root).status).toBe(0);
  return root;
};

/** Ends the run and gives what changed as `status path scope`. */
const changes = (root: string): { readonly packet: Packet; readonly list: readonly string[] } => {
  expect(runHook('Stop', root, input('Stop', root, {})).status).toBe(0);
  const packet = JSON.parse(packetOf(root).json) as Packet;
  return { packet, list: packet.delivery.changes.map((change) => `${change.status} ${change.path} ${change.scope}`) };
};

describe('what changed between the baseline and the end', () => {
  it('is exact: added, modified, deleted, made executable, linked; by scope', () => {
    const root = open(
      repository({ 'src/a.ts': 'a\n', 'src/gone.ts': 'g\n', 'src/run.sh': 'x\n', 'lib/l.ts': 'l\n', 'billing/b.ts': 'b\n' }),
    );
    put(root, {
      'src/new file.ts': 'n\nm\n',
      'src/a.ts': 'b\n',
      'lib/l.ts': 'changed\n',
      'billing/b.ts': 'changed\n',
      'src/link': '-> a.ts',
    });
    rmSync(join(root, 'src/gone.ts'));
    chmodSync(join(root, 'src/run.sh'), 0o755);
    const { packet, list } = changes(root);
    expect(list).toEqual([
      'modified billing/b.ts forbidden',
      'modified lib/l.ts outside',
      'modified src/a.ts inside',
      'deleted src/gone.ts inside',
      'added src/link inside',
      'added src/new file.ts inside',
      'modified src/run.sh inside',
    ]);
    expect(packet.delivery.changes.find((change) => change.path === 'src/new file.ts')).toMatchObject({ added: 2, removed: 0 });
    expect(packet.recommendation).toMatchObject({ value: 'hold' });
    expect(packet.headline[2]?.text).toMatch(/^7 files changed, 1 outside, 1 forbidden; 7 unattributed: /);
  });

  it('does not blame the run for what was dirty, staged or untracked before', () => {
    const root = repository({ 'src/a.ts': 'a\n', 'src/b.ts': 'b\n' });
    put(root, { 'src/a.ts': 'dirty\n', 'untracked.txt': 'u\n', 'staged.txt': 's\n' });
    git(root, 'add', 'staged.txt');
    open(root);
    expect(changes(root).list).toEqual([]);
  });

  it('names the calls that changed a path', () => {
    const root = open(repository({ 'src/a.ts': 'a\n' }));
    const call = { tool_name: 'Write', tool_input: { file_path: join(root, 'src/a.ts'), content: 'b\n' }, tool_use_id: 'w' };
    pre(root, 'Write', call.tool_input, { tool_use_id: 'w' });
    writeFileSync(join(root, 'src/a.ts'), 'b\n');
    runHook('PostToolUse', root, input('PostToolUse', root, { ...call, tool_response: { filePath: join(root, 'src/a.ts') } }));
    writeFileSync(join(root, 'src/c.ts'), 'c\n');
    expect(changes(root).packet.delivery.changes.map((change) => [change.path, change.authors])).toEqual([
      ['src/a.ts', [{ kind: 'tool', by: 'Write #3' }]],
      ['src/c.ts', [{ kind: 'unattributed', by: 'nothing in the record claims it' }]],
    ]);
  });

  it('sees what the index hides: assume-unchanged, skip-worktree, excludes of the user', () => {
    const root = repository({ 'src/a.ts': 'a\n', 'src/b.ts': 'b\n' });
    git(root, 'update-index', '--assume-unchanged', 'src/a.ts');
    git(root, 'update-index', '--skip-worktree', 'src/b.ts');
    open(root);
    put(root, { 'src/a.ts': 'x\n', 'src/b.ts': 'y\n' });
    writeFileSync(join(root, '.git', 'info', 'exclude'), 'src/hidden.ts\n');
    put(root, { 'src/hidden.ts': 'h\n' });
    expect(git(root, 'status', '--porcelain', 'src')).toBe('');
    expect(changes(root).list).toEqual(['modified src/a.ts inside', 'modified src/b.ts inside', 'added src/hidden.ts inside']);
  });

  it('keeps the content of a forbidden zone out of the shadow', () => {
    const root = open(repository(), {});
    put(root, { 'billing/key.txt': 'a very secret content\n', 'src/n.ts': 'n\n' });
    const { packet } = changes(root);
    const blob = packet.delivery.changes.find((change) => change.path === 'billing/key.txt')?.blob ?? '';
    expect(blob).toBe(git(root, 'hash-object', 'billing/key.txt'));
    const shadow = join(runFolder(join(root, '.git')), 'shadow.git');
    expect(() => git(root, `--git-dir=${shadow}`, 'cat-file', '-e', blob)).toThrow();
  });

  it('leaves the index, the work tree and the repository as they were', () => {
    const root = repository({ 'src/a.ts': 'a\n' });
    put(root, { 'src/staged.ts': 's\n' });
    git(root, 'add', 'src/staged.ts');
    put(root, { '.claude/scope.yaml': scopeText() });
    const look = () => [
      readFileSync(join(root, '.git', 'index')).toString('hex'),
      git(root, '--no-optional-locks', 'status', '--porcelain'),
      git(root, 'count-objects'),
    ];
    const before = look();
    open(root);
    changes(root);
    expect(look()).toEqual(before);
  });

  it('names nested repositories as not in the trees, with and without commits', () => {
    const root = open(repository({ 'src/a.ts': 'a\n' }));
    mkdirSync(join(root, 'src', 'empty'));
    git(join(root, 'src', 'empty'), 'init', '--quiet');
    mkdirSync(join(root, 'src', 'full'));
    git(join(root, 'src', 'full'), 'init', '--quiet');
    git(join(root, 'src', 'full'), 'commit', '--quiet', '--allow-empty', '--message', 'x');
    put(root, { 'src/b.ts': 'b\n' });
    const { packet, list } = changes(root);
    expect(packet.delivery.left).toEqual(['src/empty', 'src/full']);
    expect(list).toContain('added src/b.ts inside');
    expect(packetOf(root).markdown).toContain('Not in the trees: `src/empty`, `src/full`');
  });

  it('lists commits that were made', () => {
    const root = open(repository({ 'src/a.ts': 'a\n' }));
    put(root, { 'src/a.ts': 'b\n' });
    git(root, 'commit', '--quiet', '--all', '--message', 'work');
    const { packet, list } = changes(root);
    expect(list).toEqual(['modified src/a.ts inside']);
    expect(packet.delivery.commits).toEqual([git(root, 'rev-parse', 'HEAD')]);
  });

  it('compares raw bytes: line endings and filters hide nothing', () => {
    const root = repository({ 'src/a.txt': 'a\nb\n', '.gitattributes': '* text=auto eol=lf\n' });
    open(root);
    writeFileSync(join(root, 'src/a.txt'), 'a\r\nb\r\n');
    expect(changes(root).list).toEqual(['modified src/a.txt inside']);
  });

  it('works in a repository of SHA-256', () => {
    const root = temporaryFolder();
    git(root, 'init', '--quiet', '--object-format=sha256');
    put(root, { 'src/a.ts': 'a\n', 'billing/b': 'b' });
    git(root, 'add', '--all');
    git(root, 'commit', '--quiet', '--message', 'start');
    open(root);
    put(root, { 'src/a.ts': 'b\n', 'billing/b': 'c' });
    expect(changes(root).list).toEqual(['modified billing/b forbidden', 'modified src/a.ts inside']);
  });

  it('says that it does not know where the baseline is gone', () => {
    const root = open(repository({ 'src/a.ts': 'a\n' }));
    const folder = runFolder(join(root, '.git'));
    rmSync(join(folder, 'shadow.git'), { recursive: true });
    put(root, { 'src/a.ts': 'b\n' });
    const { packet } = changes(root);
    expect(packet.delivery.problem).toMatch(/the trees cannot be compared/);
    expect(packet.recommendation.reasons.join()).toContain('what changed is not known');
  });
});

describe('nothing of the repository is run', () => {
  /** Each plants a program where git would run it; every one of them leaves a mark. */
  const PLANTED: Readonly<Record<string, (root: string, program: string) => void>> = {
    'core.fsmonitor': (root, program) => void git(root, 'config', 'core.fsmonitor', program),
    'core.hooksPath': (root, program) => {
      mkdirSync(join(root, 'hooks'));
      for (const name of ['post-index-change', 'reference-transaction', 'pre-commit'])
        writeFileSync(join(root, 'hooks', name), readFileSync(program), { mode: 0o755 });
      git(root, 'config', 'core.hooksPath', 'hooks');
    },
    'a clean filter': (root, program) => {
      git(root, 'config', 'filter.x.clean', program);
      put(root, { '.gitattributes': '* filter=x\n' });
    },
    'a process filter': (root, program) => {
      git(root, 'config', 'filter.x.process', program);
      put(root, { '.gitattributes': '* filter=x\n' });
    },
    'a textconv and a diff command': (root, program) => {
      git(root, 'config', 'diff.x.textconv', program);
      git(root, 'config', 'diff.x.command', program);
      git(root, 'config', 'diff.external', program);
      put(root, { '.gitattributes': '* diff=x\n' });
    },
    'an included configuration': (root, program) => {
      put(root, { 'evil.cfg': `[core]\n\tfsmonitor = ${program}\n` });
      git(root, 'config', 'include.path', '../evil.cfg');
    },
  };

  it.each(Object.keys(PLANTED))('%s', (name) => {
    const root = repository({ 'src/a.ts': 'a\n' });
    const outside = temporaryFolder();
    const mark = join(outside, 'ran');
    put(outside, { 'program.sh': `#!/bin/sh\necho ran >> '${mark}'\ncat\n` });
    PLANTED[name]?.(root, join(outside, 'program.sh'));
    open(root);
    put(root, { 'src/a.ts': 'b\n', 'src/b.ts': 'b\n' });
    expect(changes(root).list).toContain('modified src/a.ts inside');
    expect(existsSync(mark)).toBe(false);
  });

  it('and the trap would have worked', () => {
    const root = repository({ 'src/a.ts': 'a\n' });
    const outside = temporaryFolder();
    put(outside, { 'program.sh': `#!/bin/sh\necho ran >> '${join(outside, 'ran')}'\ncat\n` });
    PLANTED['a clean filter']?.(root, join(outside, 'program.sh'));
    put(root, { 'src/a.ts': 'b\n' });
    git(root, 'add', '--all');
    expect(existsSync(join(outside, 'ran'))).toBe(true);
  });
});

describe('the run folder', () => {
  it('is for its owner alone', () => {
    const root = open(repository());
    expect(statSync(runFolder(join(root, '.git'))).mode & 0o777).toBe(0o700);
  });

  it('moves with a renamed repository, and says where it is opened again', () => {
    const root = open(repository({ 'src/a.ts': 'a\n' }));
    const moved = join(temporaryFolder(), 'moved');
    renameSync(root, moved);
    // the frozen ground is another one: nothing is let through by a path that only looks the same
    expect(pre(moved, 'Write', { file_path: join(moved, 'src/a.ts'), content: '' }).status).toBe(2);
  });
});
