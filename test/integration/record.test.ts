import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkChain } from '../../src/core/chain.ts';
import { BY_HAND } from '../../src/core/verify/by-hand.ts';
import { sha256 } from '../../src/io/hash.ts';
import { savedState } from '../../src/io/state-file.ts';
import { EVENTS } from '../../src/schema/hook-input.ts';
import {
  cli,
  eventsOf,
  HOOKS,
  input,
  linesOf,
  packetOf,
  plainEnv,
  pre,
  preAsync,
  runFolder,
  runHook,
  start,
  write,
} from '../support/hooks.ts';
import { repository, scopeText, temporaryFolder } from '../support/repository.ts';

const guarded = (more: Readonly<Record<string, string>> = {}): string => {
  const root = repository({ 'src/a.ts': 'a\n', '.claude/scope.yaml': scopeText(more) });
  expect(start(root).status).toBe(0);
  return root;
};
const folderOf = (root: string): string => runFolder(join(root, '.git'));
const chainOf = (root: string) => checkChain(linesOf(root), sha256);
const locks = (root: string): string[] => readdirSync(folderOf(root)).filter((name) => name.startsWith('lock.'));

describe('the record', () => {
  it('is chained so that sha256sum alone can check it', () => {
    const root = guarded();
    write(root, 'src/a.ts');
    expect(spawnSync('sh', ['-c', BY_HAND], { cwd: folderOf(root) }).status).toBe(0);
    const file = join(folderOf(root), 'events.jsonl');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"verdict":"allow"', '"verdict":"deny" '));
    expect(chainOf(root)).toMatchObject({ intact: true, events: 3 });
    appendFileSync(file, '');
    write(root, 'src/a.ts');
    expect(chainOf(root).intact).toBe(false);
    expect(spawnSync('sh', ['-c', BY_HAND], { cwd: folderOf(root) }).status).toBe(1);
  });

  it('takes twenty calls at once without losing one', async () => {
    const root = guarded({ stop: '{ denials: 1000, files_changed: 1000 }' });
    const before = eventsOf(root).length;
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        preAsync(root, 'Write', { file_path: join(root, i % 2 ? 'src' : 'lib', `${i}.ts`), content: '' }),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([...Array(10).fill(0), ...Array(10).fill(2)]);
    expect(eventsOf(root)).toHaveLength(before + 20);
    expect(chainOf(root)).toMatchObject({ intact: true, torn: 0 });
    expect(savedState(folderOf(root))).toMatchObject({ calls: 20, denials: 10, seq: before + 20 });
    expect(savedState(folderOf(root)).files).toHaveLength(10);
    expect(locks(root)).toEqual([]);
  });

  it('survives writers that are killed at any moment', async () => {
    const root = guarded({ stop: '{ denials: 100000 }' });
    const text = input('PreToolUse', root, {
      tool_name: 'Write',
      tool_input: { file_path: join(root, 'src/a.ts'), content: '' },
      tool_use_id: 't',
    });
    for (let i = 0; i < 40; i += 1) {
      const child = spawn(process.execPath, [join(HOOKS, `${EVENTS.PreToolUse}.cjs`)], {
        cwd: root,
        env: plainEnv({ CLAUDE_PROJECT_DIR: root }),
      });
      child.stdin.on('error', () => undefined);
      child.stdin.end(text);
      setTimeout(() => child.kill('SIGKILL'), 35 + i);
      await new Promise((resolve) => child.on('close', resolve));
    }
    expect(write(root, 'src/a.ts').status).toBe(0);
    expect(chainOf(root)).toMatchObject({ intact: true });
    expect(savedState(folderOf(root)).seq).toBe(eventsOf(root).length);
  });

  it('keeps half a line, closes it, and says so', () => {
    const root = guarded();
    write(root, 'src/a.ts');
    appendFileSync(join(folderOf(root), 'events.jsonl'), '{"v":1,"seq":4,"at":"2026');
    expect(write(root, 'x.ts').status).toBe(2);
    expect(eventsOf(root).map((event) => event.type)).toEqual(['opened', 'self-test', 'verdict', 'torn', 'verdict']);
    expect(readFileSync(join(folderOf(root), 'events.jsonl'), 'utf8')).toContain('{"v":1,"seq":4,"at":"2026\n');
    expect(chainOf(root)).toMatchObject({ intact: true, torn: 1, events: 5 });
  });

  it('takes over a whole line that its writer could not count any more', () => {
    const root = guarded();
    write(root, 'src/a.ts');
    for (const name of ['state.0.json', 'state.1.json']) rmSync(join(folderOf(root), name), { force: true });
    expect(write(root, 'x.ts').status).toBe(2);
    expect(savedState(folderOf(root))).toMatchObject({ seq: 4, calls: 2, denials: 1, selfTest: 'ok' });
  });

  it('takes over the lock of a dead writer and waits for a living one', async () => {
    const root = guarded();
    const { seq } = savedState(folderOf(root));
    writeFileSync(join(folderOf(root), `lock.${seq}.0`), '999999 1');
    expect(write(root, 'src/a.ts').status).toBe(0);
    expect(locks(root)).toEqual([]);
    const own = readFileSync(`/proc/${process.pid}/stat`, 'utf8');
    const started = own.slice(own.lastIndexOf(')') + 2).split(' ')[19];
    writeFileSync(join(folderOf(root), `lock.${seq + 1}.0`), `${process.pid} ${started}`);
    const waiting = preAsync(root, 'Write', { file_path: join(root, 'src/a.ts'), content: '' });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(eventsOf(root)).toHaveLength(seq + 1);
    rmSync(join(folderOf(root), `lock.${seq + 1}.0`));
    expect((await waiting).status).toBe(0);
  });

  it('denies everything once it was cut', () => {
    const root = guarded();
    write(root, 'src/a.ts');
    const file = join(folderOf(root), 'events.jsonl');
    truncateSync(file, statSync(file).size - 100);
    expect(write(root, 'src/a.ts')).toMatchObject({ status: 2, stderr: expect.stringContaining('100 bytes shorter') });
    rmSync(file);
    expect(write(root, 'src/a.ts').status).toBe(2);
  });

  it('denies everything once the frozen scope is another one', () => {
    const root = guarded();
    const file = join(folderOf(root), 'scope.json');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('src', '.*'));
    expect(write(root, 'src/a.ts')).toMatchObject({ status: 2, stderr: expect.stringContaining('not the one that was recorded') });
    runHook('Stop', root, input('Stop', root, {}));
    expect(packetOf(root).markdown).toContain('the frozen scope was changed after the run opened');
  });

  it('halts a run in which a call ran that was never let through', () => {
    const root = guarded();
    const result = (id: string) =>
      runHook(
        'PostToolUse',
        root,
        input('PostToolUse', root, {
          tool_name: 'Read',
          tool_input: { file_path: join(root, 'src/a.ts') },
          tool_use_id: id,
          tool_response: {},
        }),
      );
    pre(root, 'Read', { file_path: join(root, 'src/a.ts') }, { tool_use_id: 'known' });
    expect(result('known')).toMatchObject({ status: 0, stdout: '' });
    const unknown = result('unknown');
    expect(unknown).toMatchObject({ status: 2, stderr: expect.stringContaining('stop rule `unjudged`') });
    expect(JSON.parse(unknown.stdout)).toMatchObject({ continue: false });
    expect(write(root, 'src/a.ts').status).toBe(2);
    runHook('Stop', root, input('Stop', root, {}));
    expect(packetOf(root).markdown).toMatch(/ran without a verdict: Read \\#\u200b5/);
  });

  it('halts a fork of a halted run', () => {
    const root = guarded({ stop: '{ denials: 1 }' });
    write(root, 'x.ts');
    const forked = { session_id: 'ffffffff-fork', source: 'fork' };
    runHook('SessionStart', root, input('SessionStart', root, forked));
    expect(runHook('UserPromptSubmit', root, input('UserPromptSubmit', root, { ...forked, prompt: 'p' }))).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('halted'),
    });
  });

  it('does not mix two sessions of one repository', () => {
    const root = guarded();
    const other = { session_id: '../../evil/../x', source: 'startup' };
    expect(runHook('SessionStart', root, input('SessionStart', root, other)).status).toBe(0);
    expect(readdirSync(join(root, '.git', 'twoloops', 'runs'))).toHaveLength(2);
    expect(pre(root, 'Read', { file_path: join(root, 'src/a.ts') }, other).status).toBe(0);
  });
});

const canMount = spawnSync('unshare', ['-rm', 'true']).status === 0;
if (!canMount) console.warn('SKIPPED: full disk and read-only record: no mount namespaces here');
if (!canMount && process.env['TWOLOOPS_NO_SKIP'] === '1') throw new Error('mount namespaces are needed and not to be had');

describe.skipIf(!canMount)('a disk that does not take the record', () => {
  /** Runs a shell script with the run folder on a file system of its own. */
  const mounted = (root: string, options: string, script: string) => {
    const folder = folderOf(root);
    const prepare = `cp -a '${folder}' '${folder}.kept' && mount -t tmpfs -o ${options} none '${folder}' && cp '${folder}.kept'/events.jsonl '${folder}.kept'/scope.json '${folder}.kept'/salt '${folder}.kept'/state.*.json '${folder}/'`;
    return spawnSync('unshare', ['-rm', 'sh', '-c', `${prepare} && ${script}`], {
      encoding: 'utf8',
      env: plainEnv({ CLAUDE_PROJECT_DIR: root }),
      cwd: root,
    });
  };
  const call = (root: string, path: string): string =>
    `printf '%s' '${input('PreToolUse', root, { tool_name: 'Write', tool_input: { file_path: join(root, path), content: '' }, tool_use_id: 't' })}' | '${process.execPath}' '${join(HOOKS, 'pre-tool-use.cjs')}'; echo "exit $?"`;

  it('full: the call is denied and what was recorded is still there', () => {
    const root = guarded();
    const folder = folderOf(root);
    const done = mounted(
      root,
      'size=64k',
      `dd if=/dev/zero of='${folder}/fill' bs=1k 2>/dev/null; ${call(root, 'src/a.ts')}; cmp -n $(stat -c %s '${folder}.kept/events.jsonl') '${folder}/events.jsonl' '${folder}.kept/events.jsonl' && echo same; rm '${folder}/fill'; ${call(root, 'src/a.ts')}; cp '${folder}/events.jsonl' '${root}/after.jsonl'`,
    );
    expect(done.stdout.split('\n').filter(Boolean)).toEqual(['exit 2', 'same', 'exit 0']);
    expect(done.stderr).toMatch(/twoloops: refused: .*(ENOSPC|no space)/);
    const lines = readFileSync(join(root, 'after.jsonl'), 'utf8').trimEnd().split('\n');
    expect(checkChain(lines, sha256).intact).toBe(true);
  });

  it('read-only: the call is denied', () => {
    const root = guarded();
    const folder = folderOf(root);
    const done = mounted(root, 'size=1m', `mount -o remount,ro '${folder}' && ${call(root, 'src/a.ts')}`);
    expect(done.stdout.trim()).toBe('exit 2');
    expect(done.stderr).toMatch(/twoloops: refused: .*EROFS/);
  });
});

describe('the command line beside a run', () => {
  it('halts and resumes, and says who', () => {
    const root = guarded();
    expect(cli(root, ['halt', '--reason', 'wait']).stdout).toContain('halted: ');
    expect(write(root, 'src/a.ts')).toMatchObject({ status: 2, stderr: expect.stringContaining('halted by halt (wait)') });
    expect(cli(root, ['resume', '--reason', 'go on']).status).toBe(0);
    expect(write(root, 'src/a.ts').status).toBe(0);
    expect(cli(root, ['resume'])).toMatchObject({ status: 1, stderr: expect.stringContaining('is not halted') });
    expect(eventsOf(root).flatMap((event) => (event.type === 'resumed' ? [event.reason] : []))).toEqual(['go on']);
  });

  it.each([['halt'], ['resume'], ['init'], ['uninstall'], ['use', 'x']])('refuses %s to the agent', (...args) => {
    const root = guarded();
    expect(cli(root, args, { env: { CLAUDECODE: '1' } })).toMatchObject({ status: 1, stderr: expect.stringContaining('is for people') });
  });

  it('shows the run, and exits with 1 where the chain is broken', () => {
    const root = guarded();
    write(root, 'x.ts');
    expect(cli(root, ['show'])).toMatchObject({ status: 0, stdout: expect.stringContaining('chain intact') });
    expect(JSON.parse(cli(root, ['runs', '--json']).stdout)).toMatchObject([{ status: 'open', calls: 1, denials: 1 }]);
    const file = join(folderOf(root), 'events.jsonl');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"self-test","ok":true', '"self-test","ok":null'));
    expect(cli(root, ['show']).status).toBe(1);
  });

  it('rebuilds the packet from the record, byte for byte', () => {
    const root = guarded();
    writeFileSync(join(root, 'src/a.ts'), 'changed\n');
    runHook('Stop', root, input('Stop', root, { last_assistant_message: 'done' }));
    const first = packetOf(root);
    rmSync(join(folderOf(root), 'packet.json'));
    rmSync(join(folderOf(root), 'packets'), { recursive: true });
    expect(cli(root, ['packet'])).toMatchObject({ status: 0, stdout: first.markdown });
    expect(packetOf(root).json).toBe(first.json);
  });

  it('takes the end tree itself where no Stop did, and says nothing else', () => {
    const root = guarded();
    mkdirSync(join(temporaryFolder(), 'x'));
    writeFileSync(join(root, 'src/b.ts'), 'b\n');
    expect(JSON.parse(cli(root, ['packet', '--json']).stdout)).toMatchObject({
      number: 1,
      delivery: { changes: [{ path: 'src/b.ts', status: 'added', scope: 'inside', authors: [{ kind: 'unattributed' }] }] },
    });
  });
});
