import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { rollback } from '../../src/cli/rollback.ts';
import { type Fact, planOf } from '../../src/core/rollback/plan.ts';
import { readEvents } from '../../src/io/event-log.ts';
import type { Gone } from '../../src/io/rollback.ts';
import { loadFrozen } from '../../src/io/run-folder.ts';
import { tryRollback } from '../../src/io/try-rollback.ts';
import { input, PROJECT, pre, runFolder, runHook, start } from '../support/hooks.ts';
import { type Done, inProcess } from '../support/in-process.ts';
import { type Files, git, put, repository, scopeText, temporaryFolder } from '../support/repository.ts';

const SCOPE = { '.claude/scope.yaml': scopeText({ forbidden: '["billing/**"]' }) };

const open = (files: Files = {}): string => opened(repository({ ...files, ...SCOPE }));

function opened(root: string): string {
  put(root, SCOPE);
  expect(start(root).status).toBe(0);
  return root;
}

const stop = (root: string): void => {
  expect(runHook('Stop', root, input('Stop', root, {})).status).toBe(0);
};

const runOf = (root: string): string => readdirSync(join(root, '.git/twoloops/runs'))[0] ?? '';

const back = (root: string, ...args: readonly string[]): Done => inProcess(rollback, root, [runOf(root), ...args]);

/** Everything in a work tree: mode and bytes of each file, target of each link; empty folders too. */
function snapshot(root: string): Readonly<Record<string, string>> {
  const out: Record<string, string> = {};
  const visit = (folder: Buffer, name: string): void => {
    for (const entry of readdirSync(folder, { encoding: 'buffer' })) {
      if (name === '' && entry.toString() === '.git') continue;
      const path = Buffer.concat([folder, Buffer.from('/'), entry]);
      const inner = `${name}${entry.toString('latin1')}`;
      const stat = lstatSync(path);
      if (stat.isDirectory()) {
        out[`${inner}/`] = 'folder';
        visit(path, `${inner}/`);
      } else if (stat.isSymbolicLink()) out[inner] = `-> ${readlinkSync(path, 'buffer').toString('latin1')}`;
      else out[inner] = `${(stat.mode & 0o777).toString(8)} ${readFileSync(path).toString('latin1')}`;
    }
  };
  visit(Buffer.from(root), '');
  return out;
}

const goneOf = (root: string): Gone => {
  const folder = runFolder(join(root, '.git'));
  const events = readEvents(folder);
  const first = events.find((event) => event.type === 'opened');
  const last = events.findLast((event) => event.type === 'stopped');
  const loaded = loadFrozen(folder);
  if (first?.type !== 'opened' || last?.type !== 'stopped' || loaded === undefined) throw new Error('no run');
  return { run: runOf(root), folder, frozen: loaded.frozen, baseline: first.baseline, end: last.end, path: process.env['PATH'] };
};

const bytes = (root: string, name: readonly number[]): Buffer => Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name)]);

/** Each: files before the run, and what the run does. Afterwards all is as before, byte for byte. */
const RUNS: readonly (readonly [string, Files, (root: string) => void])[] = [
  [
    'a changed, a new, a deleted file',
    { 'src/a.ts': 'a\n', 'src/gone.ts': 'g\n' },
    (root) => {
      put(root, { 'src/a.ts': 'b\n', 'src/new/deep/n.ts': 'n\n' });
      unlinkSync(join(root, 'src/gone.ts'));
    },
  ],
  [
    'bytes as they are',
    { 'src/a.bin': 'a' },
    (root) => {
      writeFileSync(join(root, 'src/a.bin'), Buffer.from([0, 255, 13, 10, 128]));
    },
  ],
  [
    'modes',
    { 'src/run.sh': '#!/bin/sh\n', 'src/plain': 'p' },
    (root) => {
      chmodSync(join(root, 'src/run.sh'), 0o644);
      chmodSync(join(root, 'src/plain'), 0o755);
    },
  ],
  [
    'links',
    { 'src/a.ts': 'a\n', 'src/link': '-> a.ts', 'src/dangling': '-> nowhere' },
    (root) => {
      for (const name of ['link', 'dangling']) unlinkSync(join(root, 'src', name));
      put(root, { 'src/link': 'a file now', 'src/other': '-> ../README.md' });
    },
  ],
  [
    'a file that became a folder',
    { 'src/x': 'x' },
    (root) => {
      unlinkSync(join(root, 'src/x'));
      put(root, { 'src/x/a': 'a', 'src/x/b/c': 'c' });
    },
  ],
  [
    'a folder that became a file',
    { 'src/x/a': 'a', 'src/x/b/c': 'c' },
    (root) => {
      rmSync(join(root, 'src/x'), { recursive: true });
      put(root, { 'src/x': 'x' });
    },
  ],
  [
    'a folder that became a link',
    { 'src/x/a': 'a', 'other/a': 'o' },
    (root) => {
      rmSync(join(root, 'src/x'), { recursive: true });
      put(root, { 'src/x': '-> ../other' });
    },
  ],
  ['a rename that changes case only', { 'src/Name.ts': 'a\n' }, (root) => renameSync(join(root, 'src/Name.ts'), join(root, 'src/name.ts'))],
  [
    'odd names',
    { 'src/a\nb': 'a', 'src/"q"': 'q', 'src/ü —': 'u', 'src/-x': 'x', 'src/:(glob)': 'g' },
    (root) => {
      put(root, { 'src/a\nb': 'A', 'src/"q"': 'Q', 'src/ü —': 'U', 'src/-x': 'X', 'src/:(glob)': 'G', 'src/n\n\nn': 'n' });
    },
  ],
  [
    'read-only files',
    { 'src/a.ts': 'a\n' },
    (root) => {
      put(root, { 'src/a.ts': 'b\n', 'src/n.ts': 'n' });
      chmodSync(join(root, 'src/n.ts'), 0o444);
    },
  ],
  ['files that were dirty and untracked before', { 'src/a.ts': 'a\n' }, (root) => put(root, { 'src/a.ts': 'c\n', untracked: 'v' })],
];

/** Root can write everywhere: where the tests run as root, the folder and the call belong to somebody else. */
function asNobody<T>(root: string, call: () => T): T {
  if (process.getuid?.() !== 0) return call();
  spawnSync('chown', ['-R', '65534:65534', root]);
  process.seteuid?.(65534);
  try {
    return call();
  } finally {
    process.seteuid?.(0);
  }
}

describe('going back', () => {
  it.each(RUNS)('restores %s', (name, files, work) => {
    const root = repository({ ...files, ...SCOPE });
    if (name.includes('dirty')) put(root, { 'src/a.ts': 'dirty\n', untracked: 'u' });
    opened(root);
    const before = snapshot(root);
    work(root);
    stop(root);
    const after = snapshot(root);
    expect(after).not.toEqual(before);
    const dry = back(root);
    expect(dry).toMatchObject({ code: 0, out: expect.stringContaining('nothing was changed') });
    expect(snapshot(root)).toEqual(after);
    expect(tryRollback(goneOf(root), 20_000)).toMatchObject({ tried: 'restores the baseline', lost: [] });
    expect(snapshot(root)).toEqual(after);
    const index = readFileSync(join(root, '.git/index'));
    const head = readFileSync(join(root, '.git/HEAD'));
    expect(back(root, '--yes').out).toMatch(/(\d+) of \1 paths are as the baseline has them/);
    expect(snapshot(root)).toEqual(before);
    expect([readFileSync(join(root, '.git/index')), readFileSync(join(root, '.git/HEAD'))]).toEqual([index, head]);
    expect(back(root, '--yes')).toMatchObject({ code: 0, out: expect.stringContaining('nothing to do') });
    // and what it replaced comes back by the printed command, but for what the run had deleted
    git(
      root,
      'restore',
      `--source=refs/twoloops/rollback/${runOf(root)}/1`,
      '--worktree',
      '--overlay',
      '--ignore-skip-worktree-bits',
      '--',
      ':/',
    );
    const again = snapshot(root);
    for (const [path, content] of Object.entries(after))
      if (content !== 'folder' && !(path in before && before[path] === content))
        expect(again[path]?.replace(/^444/, '644'), path).toBe(content.replace(/^444/, '644'));
  });

  it('restores names that are no UTF-8', () => {
    const root = repository(SCOPE);
    writeFileSync(bytes(root, [0x61, 0xff]), 'before');
    opened(root);
    const before = snapshot(root);
    writeFileSync(bytes(root, [0x61, 0xff]), 'after');
    writeFileSync(bytes(root, [0x62, 0xfe]), 'new');
    stop(root);
    expect(back(root)).toMatchObject({ code: 0, out: expect.stringContaining('a\\xff') });
    expect(back(root, '--yes')).toMatchObject({ code: 0 });
    expect(snapshot(root)).toEqual(before);
  });

  it('refuses what was changed after the run, all of it, and does it by force with a copy kept', () => {
    const root = open({ 'src/a.ts': 'a\n', 'src/b.ts': 'b\n' });
    put(root, { 'src/a.ts': 'A\n', 'src/b.ts': 'B\n' });
    stop(root);
    put(root, { 'src/a.ts': 'mine\n' });
    expect(back(root)).toMatchObject({ code: 1, out: expect.stringContaining('src/a.ts: it was changed after the run') });
    expect(back(root, '--yes')).toMatchObject({ code: 1, out: expect.stringContaining('nothing was changed: 1 paths') });
    expect(readFileSync(join(root, 'src/b.ts'), 'utf8')).toBe('B\n');
    expect(back(root, '--yes', '--only', 'src/b.*').code).toBe(0);
    expect(readFileSync(join(root, 'src/a.ts'), 'utf8')).toBe('mine\n');
    expect(readFileSync(join(root, 'src/b.ts'), 'utf8')).toBe('b\n');
    expect(back(root, '--yes', '--force').code).toBe(0);
    expect(readFileSync(join(root, 'src/a.ts'), 'utf8')).toBe('a\n');
    expect(git(root, 'show', `refs/twoloops/rollback/${runOf(root)}/2:src/a.ts`)).toBe('mine');
    expect(git(root, 'log', '-1', '--format=%an %ae', `refs/twoloops/rollback/${runOf(root)}/2`)).toBe('twoloops twoloops@localhost');
  });

  it('takes only what a glob names, a folder with all below it', () => {
    const root = open({ 'src/a/x': 'x', 'src/b/x': 'x' });
    put(root, { 'src/a/x': 'y', 'src/a/n': 'n', 'src/b/x': 'y' });
    stop(root);
    expect(back(root, '--yes', '--only', 'src/a').code).toBe(0);
    expect(snapshot(root)).toMatchObject({ 'src/a/x': expect.stringContaining('x'), 'src/b/x': '644 y' });
    expect(existsSync(join(root, 'src/a/n'))).toBe(false);
    expect(back(root, '--only', '/etc/**').code).toBe(2);
    expect(back(root, '--only', '{').code).toBe(2);
  });

  it('lists forbidden files that it has by hash only as lost, and takes away new ones', () => {
    const root = repository({ ...SCOPE });
    put(root, { 'billing/old.txt': 'never committed' });
    opened(root);
    put(root, { 'billing/old.txt': 'changed', 'billing/new.txt': 'new', 'src/a': 'a' });
    stop(root);
    expect(tryRollback(goneOf(root), 20_000)).toMatchObject({ tried: 'does not restore it', lost: ['billing/old.txt'] });
    const { code, out } = back(root, '--yes');
    expect({ code, out }).toMatchObject({ code: 1, out: expect.stringContaining('billing/old.txt: held by hash only') });
    expect(snapshot(root)).toMatchObject({ 'billing/old.txt': '644 changed' });
    expect(existsSync(join(root, 'billing/new.txt'))).toBe(false);
    expect(existsSync(join(root, 'src'))).toBe(false);
  });

  it('leaves what git ignored alone, also where the run named it or stopped ignoring it', () => {
    const root = open({ '.gitignore': 'build/\n*.log\n', 'sub/.gitignore': '/x\n' });
    put(root, { 'build/out': 'mine', 'a.log': 'mine', 'sub/x': 'mine' });
    rmSync(join(root, '.git/twoloops'), { recursive: true });
    opened(root);
    const call = { file_path: join(root, 'build/out'), content: 'x' };
    pre(root, 'Write', call, { tool_use_id: 'w' });
    put(root, { 'build/out': 'changed' });
    runHook(
      'PostToolUse',
      root,
      input('PostToolUse', root, { tool_name: 'Write', tool_input: call, tool_use_id: 'w', tool_response: { filePath: call.file_path } }),
    );
    put(root, { '.gitignore': '\n' });
    unlinkSync(join(root, 'sub/.gitignore'));
    stop(root);
    const { out, code } = back(root, '--yes');
    expect({ out, code }).toMatchObject({ code: 1, out: expect.stringContaining('a.log: ignored by git when the run opened') });
    expect(snapshot(root)).toMatchObject({
      'build/out': '644 changed',
      'a.log': '644 mine',
      'sub/x': '644 mine',
      '.gitignore': '644 build/\n*.log\n',
    });
  });

  it('does not touch nested repositories, old or new', () => {
    const root = repository({ 'src/a': 'a', 'mod/in': 'in', ...SCOPE });
    mkdirSync(join(root, 'old'));
    for (const args of [
      ['init', '--quiet'],
      ['commit', '--quiet', '--allow-empty', '-m', 'x'],
    ])
      git(join(root, 'old'), ...args);
    opened(root);
    git(join(root, 'old'), 'commit', '--quiet', '--allow-empty', '-m', 'y');
    git(join(root, 'mod'), 'init', '--quiet');
    put(root, { 'mod/in': 'changed', 'src/a': 'b' });
    stop(root);
    const head = git(join(root, 'old'), 'rev-parse', 'HEAD');
    const { out } = back(root, '--yes');
    expect(out).toContain('old: a repository of its own');
    expect(git(join(root, 'old'), 'rev-parse', 'HEAD')).toBe(head);
    expect(snapshot(root)).toMatchObject({ 'mod/in': '644 changed', 'src/a': '644 a' });
  });

  it('keeps a submodule as it is', () => {
    const other = repository({ lib: 'l' });
    const root = repository({ 'src/a': 'a', ...SCOPE });
    git(root, 'submodule', '--quiet', 'add', other, 'sub');
    git(root, 'commit', '--quiet', '-m', 'sub');
    opened(root);
    put(root, { 'sub/lib': 'changed', 'src/a': 'b' });
    git(join(root, 'sub'), 'commit', '--quiet', '-a', '-m', 'x');
    stop(root);
    back(root, '--yes');
    expect(snapshot(root)).toMatchObject({ 'sub/lib': '644 changed', 'src/a': '644 a' });
  });

  it('works in a sparse checkout and keeps it sparse', () => {
    const root = repository({ 'in/a': 'a', 'out/b': 'b', ...SCOPE });
    git(root, 'sparse-checkout', 'set', '--cone', 'in', '.claude');
    opened(root);
    const before = snapshot(root);
    put(root, { 'in/a': 'x', 'out/b': 'made by the run' });
    stop(root);
    expect(back(root, '--yes').code).toBe(0);
    expect(snapshot(root)).toEqual(before);
    expect(existsSync(join(root, 'out'))).toBe(false);
  });

  it('writes through no link that stands where a folder was', () => {
    const outside = temporaryFolder();
    put(outside, { a: 'outside' });
    const root = open({ 'src/x/a': 'a' });
    put(root, { 'src/x/a': 'b' });
    stop(root);
    rmSync(join(root, 'src/x'), { recursive: true });
    symlinkSync(outside, join(root, 'src/x'));
    expect(back(root, '--yes')).toMatchObject({ code: 1, out: expect.stringContaining('src/x/a: `src/x` is no folder any more') });
    expect(back(root, '--yes', '--force')).toMatchObject({
      code: 1,
      out: expect.stringContaining('`src/x` is no folder and stands in its way'),
    });
    expect(readFileSync(join(outside, 'a'), 'utf8')).toBe('outside');
    expect(readdirSync(outside)).toEqual(['a']);
  });

  it('says what stands in the way of a file that became a folder', () => {
    const root = open({ 'src/x': 'x' });
    unlinkSync(join(root, 'src/x'));
    put(root, { 'src/x/a': 'a' });
    stop(root);
    put(root, { 'src/x/mine': 'm' });
    expect(back(root, '--yes', '--force')).toMatchObject({ code: 1, out: expect.stringContaining('with `src/x/mine` in it') });
    expect(readFileSync(join(root, 'src/x/mine'), 'utf8')).toBe('m');
  });

  it('works on files only where the branch was rebased, and says that HEAD moved', () => {
    const root = open({ 'src/a': 'a' });
    put(root, { 'src/a': 'b' });
    stop(root);
    git(root, 'commit', '--quiet', '--all', '-m', 'work');
    git(root, 'commit', '--quiet', '--amend', '-m', 'other');
    const head = git(root, 'rev-parse', 'HEAD');
    expect(back(root, '--yes')).toMatchObject({ code: 0, out: expect.stringContaining('HEAD has moved') });
    expect(git(root, 'rev-parse', 'HEAD')).toBe(head);
    expect(readFileSync(join(root, 'src/a'), 'utf8')).toBe('a');
  });

  it('keeps a folder that cannot be written for later, and does the rest', () => {
    const root = open({ 'src/a': 'a', 'lib/b': 'b' });
    put(root, { 'src/a': 'x', 'lib/b': 'x' });
    stop(root);
    chmodSync(join(root, 'lib'), 0o555);
    expect(asNobody(root, () => back(root, '--yes'))).toMatchObject({ code: 1, out: expect.stringContaining('EACCES') });
    expect(readFileSync(join(root, 'src/a'), 'utf8')).toBe('a');
    chmodSync(join(root, 'lib'), 0o755);
    expect(asNobody(root, () => back(root, '--yes')).code).toBe(0);
  });

  it('goes on by force only where the record does not hold', () => {
    const root = open({ 'src/a': 'a' });
    put(root, { 'src/a': 'b' });
    stop(root);
    const log = join(runFolder(join(root, '.git')), 'events.jsonl');
    writeFileSync(log, readFileSync(log, 'utf8').replace('"source":"startup"', '"source":"startuq"'));
    expect(back(root, '--yes')).toMatchObject({ code: 1, out: expect.stringContaining('line 2 does not carry the hash of line 1') });
    expect(readFileSync(join(root, 'src/a'), 'utf8')).toBe('b');
    expect(back(root, '--yes', '--force').code).toBe(0);
    expect(readFileSync(join(root, 'src/a'), 'utf8')).toBe('a');
  });

  it('works in a repository of SHA-256', () => {
    const root = temporaryFolder();
    git(root, 'init', '--quiet', '--object-format=sha256');
    put(root, { 'src/a': 'a', ...SCOPE });
    git(root, 'add', '--all');
    git(root, 'commit', '--quiet', '--message', 'start');
    opened(root);
    put(root, { 'src/a': 'b', 'src/n': 'n' });
    stop(root);
    expect(tryRollback(goneOf(root), 20_000).tried).toBe('restores the baseline');
    expect(back(root, '--yes').code).toBe(0);
    expect(snapshot(root)).toMatchObject({ 'src/a': '644 a' });
    expect(git(root, 'show', `refs/twoloops/rollback/${runOf(root)}/1:src/n`)).toBe('n');
  });

  it('does what it can where one kept content is spoilt', () => {
    const root = repository(SCOPE);
    put(root, { 'src/a': 'kept in the shadow only\n', 'src/b': 'this one too\n' });
    opened(root);
    put(root, { 'src/a': 'x', 'src/b': 'x' });
    stop(root);
    const shadow = join(runFolder(join(root, '.git')), 'shadow.git');
    const base = goneOf(root).baseline;
    const ids = ['a', 'b'].map((name) => git(root, `--git-dir=${shadow}`, 'rev-parse', `${'tree' in base ? base.tree : ''}:src/${name}`));
    const [a = '', b = ''] = ids.map((id) => join(shadow, 'objects', id.slice(0, 2), id.slice(2)));
    // the content of one under the name of the other
    chmodSync(a, 0o644);
    writeFileSync(a, readFileSync(b));
    expect(back(root, '--yes')).toMatchObject({ code: 1, out: expect.stringContaining('1 of 2 paths') });
    expect(snapshot(root)).toMatchObject({ 'src/a': '644 x', 'src/b': '644 this one too\n' });
  });

  it('is refused to the agent, without a run, and without trees', () => {
    const root = open({ 'src/a': 'a' });
    expect(back(root)).toMatchObject({ code: 3, out: expect.stringContaining('no end tree yet') });
    put(root, { 'src/a': 'b' });
    stop(root);
    rmSync(join(runFolder(join(root, '.git')), 'shadow.git'), { recursive: true });
    expect(back(root, '--yes')).toMatchObject({ code: 1, out: expect.stringContaining('there is no way back') });
    expect(tryRollback(goneOf(root), 20_000)).toMatchObject({ tried: 'not tried', lost: [] });
    expect(inProcess(rollback, root, [runOf(root)], { CLAUDECODE: '1' })).toMatchObject({
      code: 1,
      out: expect.stringContaining('is for people'),
    });
    expect(inProcess(rollback, root, [])).toMatchObject({ code: 2, out: expect.stringContaining('name the run') });
  });

  it('reads no path out of a tree that leads out of the repository', () => {
    const fact = (path: string): Fact => ({ path, now: { kind: 'absent' }, held: true, base: { mode: '100644', id: 'a' } });
    for (const path of ['../x', 'a/../../x', '/etc/x', 'a//b', './a', '.git/config', 'a/.GIT/hooks/x', ''])
      expect(planOf([fact(path)], true, String), path).toMatchObject({ steps: [], lost: [{ path }] });
  });
});

describe('going back where it is killed', () => {
  it('leaves each file old or new, and the next one finishes', async () => {
    const root = open(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`src/${i}.txt`, `old ${i}\n`.repeat(200)])));
    const before = snapshot(root);
    const changed = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`src/${i}.txt`, `new ${i}\n`.repeat(100 + i)]));
    put(root, { ...changed, ...Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`made/${i}`, 'made'])) });
    stop(root);
    const after = snapshot(root);
    const driver = join(temporaryFolder(), 'driver.cjs');
    const contents = `
      import { rollback } from './src/cli/rollback.ts';
      rollback([${JSON.stringify(runOf(root))}, '--yes'], { out: (text) => void process.stdout.write(text), err: () => undefined, cwd: ${JSON.stringify(root)}, env: process.env, home: '/', now: Date.now });`;
    await build({
      stdin: { contents, resolveDir: PROJECT, loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile: driver,
      logLevel: 'error',
    });
    let middle = 0;
    const all = { ...changed, ...Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`made/${i}`, 'made'])) };
    const paths = Object.keys(changed);
    const inOrder = paths.toSorted();
    const sizeOf = (path: string): number => statSync(join(root, path)).size;
    for (let k = 10; k < 290; k += 70) {
      put(root, all);
      const child = spawn(process.execPath, [driver], { env: { PATH: process.env['PATH'] }, stdio: ['ignore', 'ignore', 'inherit'] });
      const closed = new Promise((resolve) => child.on('close', resolve));
      // killed as soon as a file in the middle is the old one again
      const watched = inOrder[k] ?? '';
      const old = before[watched]?.length ?? 0;
      for (const until = Date.now() + 20_000; sizeOf(watched) + '644 '.length !== old && Date.now() < until; )
        await new Promise((resolve) => setImmediate(resolve));
      child.kill('SIGKILL');
      await closed;
      const now = snapshot(root);
      for (const path of paths) expect([before[path], after[path]], path).toContain(now[path]);
      const done = paths.filter((path) => now[path] === before[path]).length;
      middle += done > 0 && done < paths.length ? 1 : 0;
      expect(back(root, '--yes').code).toBe(0);
      expect(snapshot(root)).toEqual(before);
    }
    // a kill that always came too early or too late would prove nothing
    expect(middle).toBeGreaterThan(2);
  }, 120_000);
});

describe('trying to go back', () => {
  it('says why it was not tried, and cleans up', () => {
    const root = open({ 'src/a': 'a' });
    put(root, { 'src/a': 'b' });
    stop(root);
    const before = readdirSync(runFolder(join(root, '.git')));
    expect(tryRollback(goneOf(root), -1)).toMatchObject({ tried: 'not tried', why: 'it took too long' });
    expect(tryRollback({ ...goneOf(root), end: { missing: 'no git' } }, 1_000)).toMatchObject({
      tried: 'not tried',
      why: expect.stringContaining('no git'),
    });
    expect(tryRollback(goneOf(root), 20_000)).toEqual({
      text: 'tried: all 1 changed paths go back to the baseline, byte for byte',
      commands: [`twoloops rollback ${runOf(root)}`, `twoloops rollback ${runOf(root)} --yes`],
      tried: 'restores the baseline',
      lost: [],
      basis: 'recomputed',
    });
    expect(readdirSync(runFolder(join(root, '.git')))).toEqual(before);
  });

  it('does not try more files than it has patience for', () => {
    const root = open();
    mkdirSync(join(root, 'many'));
    for (let i = 0; i <= 5_000; i += 1) writeFileSync(join(root, 'many', `${i}`), '');
    stop(root);
    expect(tryRollback(goneOf(root), 60_000)).toMatchObject({ tried: 'not tried', why: '5001 changed paths are too many to try' });
    expect(back(root, '--yes').code).toBe(0);
    expect(() => rmdirSync(join(root, 'many'))).toThrow(/ENOENT/);
  });

  it('notices where the kept content is another one', () => {
    const root = repository({ ...SCOPE });
    put(root, { 'src/a': 'only in the shadow\n' });
    opened(root);
    put(root, { 'src/a': 'b' });
    stop(root);
    const shadow = join(runFolder(join(root, '.git')), 'shadow.git');
    const base = goneOf(root).baseline;
    const tree = 'tree' in base ? base.tree : '';
    const blob = git(root, `--git-dir=${shadow}`, 'rev-parse', `${tree}:src/a`);
    rmSync(join(shadow, 'objects', blob.slice(0, 2), blob.slice(2)), { force: true });
    expect(tryRollback(goneOf(root), 20_000)).toMatchObject({ tried: 'does not restore it', lost: ['src/a'] });
    expect(back(root, '--yes')).toMatchObject({ code: 1, out: expect.stringContaining('src/a: held by hash only') });
  });
});
