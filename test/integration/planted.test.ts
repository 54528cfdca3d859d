import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rollback } from '../../src/cli/rollback.ts';
import { findRepository } from '../../src/io/repository.ts';
import { input, pre, runHook, start } from '../support/hooks.ts';
import { inProcess } from '../support/in-process.ts';
import { git, put, repository, scopeText, temporaryFolder } from '../support/repository.ts';

/** Where git would run what a repository names: how it is planted, and a command of a person that falls into the trap. */
interface Trap {
  readonly plant: (root: string, program: string) => void;
  readonly spring: readonly string[];
}

/** Every hook that git knows of for what happens to a work tree, an index or a ref. */
const HOOKS = [
  'applypatch-msg',
  'pre-commit',
  'prepare-commit-msg',
  'commit-msg',
  'post-commit',
  'post-checkout',
  'post-index-change',
  'post-merge',
  'reference-transaction',
  'pre-auto-gc',
  'fsmonitor-watchman',
  'update',
  'post-update',
];

const config =
  (...names: readonly string[]) =>
  (root: string, program: string): void => {
    for (const name of names) git(root, 'config', name, program);
  };

function hooksIn(folder: string, program: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of HOOKS) writeFileSync(join(folder, name), readFileSync(program), { mode: 0o755 });
}

const attributes = (root: string, line: string): void => put(root, { '.gitattributes': `${line}\n` });

const TRAPS: Readonly<Record<string, Trap>> = {
  fsmonitor: { plant: config('core.fsmonitor'), spring: ['status'] },
  'filter clean and smudge, as a large file store plants them': {
    plant: (root, program) => {
      config('filter.lfs.clean', 'filter.lfs.smudge')(root, program);
      git(root, 'config', 'filter.lfs.required', 'true');
      attributes(root, '* filter=lfs diff=lfs merge=lfs -text');
    },
    spring: ['add', '--all'],
  },
  'filter process': {
    plant: (root, program) => {
      config('filter.x.process')(root, program);
      attributes(root, '* filter=x');
    },
    spring: ['add', '--all'],
  },
  'attributes in the git directory': {
    plant: (root, program) => {
      config('filter.x.clean', 'filter.x.smudge')(root, program);
      writeFileSync(join(root, '.git/info/attributes'), '* filter=x\n');
    },
    spring: ['add', '--all'],
  },
  textconv: {
    plant: (root, program) => {
      config('diff.x.textconv')(root, program);
      attributes(root, '* diff=x');
    },
    spring: ['diff'],
  },
  'diff driver': {
    plant: (root, program) => {
      config('diff.x.command')(root, program);
      attributes(root, '* diff=x');
    },
    spring: ['diff'],
  },
  'external diff': { plant: config('diff.external'), spring: ['diff'] },
  'merge driver': {
    plant: (root, program) => {
      config('merge.x.driver')(root, `${program} %A`);
      attributes(root, '* merge=x');
    },
    spring: ['cherry-pick', 'side'],
  },
  hooks: { plant: (root, program) => hooksIn(join(root, '.git/hooks'), program), spring: ['add', '--all'] },
  'core.hooksPath': {
    plant: (root, program) => {
      hooksIn(join(root, 'planted'), program);
      git(root, 'config', 'core.hooksPath', 'planted');
    },
    spring: ['add', '--all'],
  },
  'include.path': {
    plant: (root, program) => {
      put(root, { 'planted.cfg': `[core]\n\tfsmonitor = ${program}\n` });
      git(root, 'config', 'include.path', '../planted.cfg');
    },
    spring: ['status'],
  },
  'includeIf, for the folder of the repository': {
    plant: (root, program) => {
      put(root, { 'planted.cfg': `[core]\n\tfsmonitor = ${program}\n` });
      git(root, 'config', `includeIf.gitdir:${root}/.path`, join(root, 'planted.cfg'));
    },
    spring: ['status'],
  },
  'a worktree configuration': {
    plant: (root, program) => {
      git(root, 'config', 'extensions.worktreeConfig', 'true');
      git(root, 'config', '--worktree', 'core.fsmonitor', program);
    },
    spring: ['status'],
  },
  'commondir, to a git directory of its own': {
    plant: (root, program) => {
      const other = join(dirname(program), 'other.git');
      git(root, 'clone', '--quiet', '--bare', root, other);
      git(other, 'config', 'core.bare', 'false');
      git(other, 'config', 'core.fsmonitor', program);
      writeFileSync(join(root, '.git/commondir'), `${other}\n`);
    },
    spring: ['status'],
  },
  'fsmonitor in a submodule': {
    plant: (root, program) => {
      git(root, 'submodule', '--quiet', 'add', repository({ 'lib.ts': 'l\n' }), 'sub');
      git(join(root, 'sub'), 'config', 'core.fsmonitor', program);
      put(root, { 'sub/lib.ts': 'changed\n' });
    },
    spring: ['status'],
  },
  'an alias of a plumbing command': {
    plant: (root, program) => {
      for (const name of ['planted', 'write-tree', 'update-index', 'hash-object', 'check-ignore', 'cat-file'])
        git(root, 'config', `alias.${name}`, `!${program}`);
    },
    spring: ['planted'],
  },
  'pager and editor': { plant: config('core.pager', 'core.editor', 'sequence.editor', 'pager.log'), spring: ['commit', '--allow-empty'] },
  'credential helper and askpass': {
    plant: (root, program) => config('credential.helper', 'core.askPass')(root, `!${program}`),
    spring: ['credential', 'fill'],
  },
  'ssh, proxy and a remote that runs a program': {
    plant: (root, program) => {
      config('core.sshCommand', 'core.gitProxy')(root, program);
      git(root, 'config', 'remote.origin.url', `ext::${program}`);
      git(root, 'config', 'protocol.ext.allow', 'always');
      git(root, 'config', 'extensions.partialClone', 'origin');
      git(root, 'config', 'remote.origin.promisor', 'true');
    },
    spring: ['fetch', 'origin'],
  },
  'signing program': {
    plant: (root, program) => {
      config('gpg.program', 'gpg.ssh.program')(root, program);
      git(root, 'config', 'commit.gpgSign', 'true');
      git(root, 'config', 'user.signingKey', 'x');
    },
    spring: ['commit', '--allow-empty', '--message', 'x'],
  },
};

interface Planted {
  readonly root: string;
  readonly mark: string;
}

function planted(name: string): Planted {
  const root = repository({ 'src/a.ts': 'a\n', 'src/gone.ts': 'g\n', '.claude/scope.yaml': scopeText({ forbidden: '["billing/**"]' }) });
  git(root, 'branch', 'side');
  const outside = temporaryFolder();
  const mark = join(outside, 'ran');
  put(outside, { 'program.sh': `#!/bin/sh\necho "$0 $*" >> '${mark}'\nexit 1\n` });
  TRAPS[name]?.plant(root, join(outside, 'program.sh'));
  return { root, mark };
}

const ran = (mark: string): string => (existsSync(mark) ? readFileSync(mark, 'utf8') : '');

describe.each(Object.keys(TRAPS))('planted: %s', (name) => {
  it('is run by nothing from the opening of a run to its rollback', () => {
    const { root, mark } = planted(name);
    // planting itself may have sprung it
    writeFileSync(mark, '');
    const steps: [string, string][] = [];
    const step = (what: string): void => void steps.push([what, ran(mark)]);
    expect(start(root).status).toBe(0);
    step('start');
    const call = { tool_name: 'Bash', tool_input: { command: 'cp src/gone.ts src/new.ts' }, tool_use_id: 'b' };
    expect(pre(root, 'Bash', call.tool_input, { tool_use_id: 'b' }).status).toBe(0);
    put(root, { 'src/a.ts': 'b\n', 'src/new.ts': 'g\n', 'billing/b.ts': 'b\n' });
    runHook('PostToolUse', root, input('PostToolUse', root, { ...call, tool_response: { stdout: '', stderr: '', interrupted: false } }));
    step('result');
    expect(runHook('Stop', root, input('Stop', root, {})).stderr).toBe('');
    step('stop');
    const found = findRepository(root);
    const [run = ''] = found.state === 'found' ? readdirSync(join(found.common, 'twoloops/runs')) : [];
    expect(inProcess(rollback, root, [run])).toMatchObject({ code: 0, out: expect.stringContaining('restore   src/a.ts') });
    step('dry run');
    expect(inProcess(rollback, root, [run, '--yes'])).toMatchObject({ code: 0, out: expect.stringContaining('3 of 3 paths') });
    step('rollback');
    expect(steps).toEqual(['start', 'result', 'stop', 'dry run', 'rollback'].map((what) => [what, '']));
    expect(readFileSync(join(root, 'src/a.ts'), 'utf8')).toBe('a\n');
    expect(existsSync(join(root, 'src/new.ts'))).toBe(false);
  });

  it('would have been run by git itself', () => {
    const { root, mark } = planted(name);
    put(root, { 'src/a.ts': 'b\n' });
    if (name === 'merge driver') {
      for (const [branch, text] of [
        ['side', 's\n'],
        ['main', 'm\n'],
      ] as const) {
        git(root, 'checkout', '--quiet', '--force', branch);
        put(root, { 'src/a.ts': text });
        git(root, 'commit', '--quiet', '--all', '--message', branch);
      }
    }
    writeFileSync(mark, '');
    const { PATH } = process.env;
    const env = { PATH, HOME: root, GIT_CONFIG_NOSYSTEM: '1' };
    const identity = ['-c', 'user.name=test', '-c', 'user.email=owner@example.com', '-c', 'protocol.file.allow=always'];
    spawnSync('git', [...identity, ...(TRAPS[name]?.spring ?? [])], { cwd: root, env, input: 'protocol=https\nhost=x\n\n' });
    expect(ran(mark)).not.toBe('');
  });
});
