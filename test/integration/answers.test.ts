import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, eventsOf, pre, preAsync, runFolder, start } from '../support/hooks.ts';
import { put, repository, scopeText, temporaryFolder } from '../support/repository.ts';

const FILES = { 'src/a.ts': 'a', 'package.json': '{}', 'lib/b.ts': 'b' };
const AS_APPROVER = { GIT_AUTHOR_EMAIL: 'approver@example.com' };

function opened(policy?: string, scope: Readonly<Record<string, string>> = {}): string {
  const root = repository({
    ...FILES,
    '.claude/scope.yaml': scopeText(scope),
    ...(policy === undefined ? {} : { '.claude/twoloops/policy.yaml': policy }),
  });
  const begun = start(root);
  expect(begun.status, begun.stderr).toBe(0);
  return root;
}

const edit = (root: string, path = 'package.json', content = 'x') => pre(root, 'Write', { file_path: join(root, path), content });
const approve = (root: string, ...args: string[]) => cli(root, ['approve', ...args, '--reason', 'needed'], { env: AS_APPROVER });

describe('an answer to a request', () => {
  it('lets one very call through once', () => {
    const root = opened();
    expect(edit(root).stderr).toContain('request R1');
    expect(edit(root).stderr).toContain('request R1');
    expect(edit(root, 'package.json', 'other').stderr).toContain('request R2');
    const done = approve(root, 'R1');
    expect(done.status, done.stderr).toBe(0);
    expect(edit(root, 'package.json', 'other').status, 'other arguments').toBe(2);
    expect(edit(root).status).toBe(0);
    expect(edit(root).status, 'a second time').toBe(2);
    const used = eventsOf(root).filter((event) => event.type === 'verdict' && event.approvals?.includes(1));
    expect(used).toHaveLength(1);
  });

  it('for one call is bound to the folder that the call was made in', () => {
    const root = opened();
    const call = (cwd: string) => pre(root, 'Bash', { command: 'node x.js' }, { cwd });
    call(root);
    expect(approve(root, 'R1').status).toBe(0);
    expect(call(join(root, 'src')).status, 'another folder').toBe(2);
    expect(call(root).status).toBe(0);
  });

  it('for the run lifts what was refused, with any arguments, and nothing else', () => {
    const root = opened();
    edit(root);
    expect(approve(root, 'R1', '--run').status).toBe(0);
    expect([edit(root).status, edit(root, 'package.json', 'y').status]).toEqual([0, 0]);
    expect(edit(root, 'lib/b.ts').status).toBe(2);
  });

  it('is used once by fifty calls at once', async () => {
    const root = opened();
    edit(root);
    expect(approve(root, 'R1', '--once').status).toBe(0);
    const input = { file_path: join(root, 'package.json'), content: 'x' };
    const all = await Promise.all(Array.from({ length: 50 }, () => preAsync(root, 'Write', input)));
    expect(all.filter((one) => one.status === 0)).toHaveLength(1);
  }, 120_000);

  it('with no says so when the agent asks again', () => {
    const root = opened();
    edit(root);
    expect(cli(root, ['deny', 'R1', '--reason', 'not in this run'], { env: AS_APPROVER }).status).toBe(0);
    expect(edit(root).stderr).toContain('answered request R1 with no: not in this run');
  });

  it('ends with its time', () => {
    const root = opened();
    edit(root);
    expect(approve(root, 'R1', '--for', '1s').status).toBe(0);
    spawnSync('sleep', ['1.2']);
    expect(edit(root).status).toBe(2);
  });

  it('is not given by the agent, by somebody else, without a reason, or for what is protected', () => {
    const root = opened();
    edit(root);
    expect(cli(root, ['approve', 'R1', '--reason', 'x'], { env: { ...AS_APPROVER, CLAUDECODE: '1' } }).stderr).toContain('is for people');
    expect(cli(root, ['approve', 'R1', '--reason', 'x'], { env: { GIT_AUTHOR_EMAIL: 'other@example.com' } }).stderr).toContain(
      'may not answer',
    );
    expect(cli(root, ['approve', 'R1'], { env: AS_APPROVER }).status).toBe(2);
    expect(edit(root, '.claude/settings.json').stderr).not.toContain('request');
    expect(pre(root, 'Bash', { command: 'node .claude/twoloops/cli.mjs approve R1 --reason x' }).stderr).toContain(
      'is for people, never for the agent',
    );
    expect(edit(root).status).toBe(2);
  });

  it('narrowed lifts only what the glob names', () => {
    const root = opened();
    expect(pre(root, 'Bash', { command: 'touch package.json lib/b.ts' }).stderr).toContain('request R1');
    expect(approve(root, 'R1', '--run', '--narrow', 'lib/**').stdout).toContain('1 of its reasons still stand');
    expect(pre(root, 'Bash', { command: 'touch lib/b.ts' }).status).toBe(0);
    expect(pre(root, 'Bash', { command: 'touch package.json' }).status).toBe(2);
    expect(approve(root, 'R1', '--run', '--narrow', 'src/**').stderr).toContain('names nothing that was asked for');
  });
});

describe('an answer under a policy', () => {
  it('goes no further than the policy', () => {
    const root = opened('version: 1\nforbidden: ["lib/**"]\nceilings: { edit: { allow: ["src/**", "package.json"] } }\n');
    put(root, { 'other.txt': 'o' });
    expect(edit(root, 'lib/b.ts').stderr).not.toContain('request');
    edit(root);
    expect(approve(root, 'R1', '--run').status).toBe(0);
    expect(edit(root).status).toBe(0);
    expect(edit(root, 'other.txt').stderr).not.toContain('request');
  });

  it('goes no further than a ceiling that has no line for what is asked', () => {
    const root = opened('version: 1\nceilings: { tools: [], delegate: { agents: [], schedule: false } }\n', { delegate: '{ agents: [] }' });
    for (const call of [
      () => pre(root, 'NewTool', {}),
      () => pre(root, 'CronCreate', { cron: '* * * * *', prompt: 'x' }),
      () => pre(root, 'Agent', { prompt: 'x', description: 'd', subagent_type: 'Explore' }),
    ]) {
      const { status, stderr } = call();
      expect(status).toBe(2);
      expect(stderr).not.toContain('request');
    }
    expect(approve(root, 'R1', '--run').status).not.toBe(0);
  });

  it('has no ceiling of paths without a list of them', () => {
    const root = repository({
      ...FILES,
      '.claude/scope.yaml': scopeText(),
      '.claude/twoloops/policy.yaml': 'version: 1\nceilings: { edit: { deny: ["lib/**"] } }\n',
    });
    expect(start(root).stderr + edit(root, 'src/a.ts').stderr).toContain('ceilings.edit');
  });

  it('counts only signed by a key that the policy lists now, for this purpose', () => {
    const keys = temporaryFolder();
    const make = (name: string): string => {
      spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(keys, name)]);
      return join(keys, name);
    };
    const [good, other] = [make('good'), make('other')];
    const pub = (key: string): string => spawnSync('cat', [`${key}.pub`], { encoding: 'utf8' }).stdout.trim();
    const root = repository({ ...FILES, '.claude/scope.yaml': scopeText() });
    mkdirSync(join(root, '.claude/twoloops'), { recursive: true });
    const list = (key: string) =>
      writeFileSync(join(root, '.claude/twoloops/signers'), `approver@example.com namespaces="twoloops-approval" ${pub(key)}\n`);
    list(good);
    writeFileSync(
      join(root, '.claude/twoloops/policy.yaml'),
      'version: 1\napprovers: [approver@example.com]\nallowed_signers: .claude/twoloops/signers\napprovals: { signed: true }\n',
    );
    expect(start(root).status).toBe(0);
    edit(root);
    expect(approve(root, 'R1').stderr).toContain('asks for it');
    expect(approve(root, 'R1', '--sign', other).stderr).toContain('is not in');
    const done = approve(root, 'R1', '--run', '--sign', good);
    expect(done.stdout, done.stderr).toContain('approved');
    const after = edit(root);
    expect(after.status, after.stderr).toBe(0);
    list(other);
    expect(edit(root).stderr, 'its key was removed').toContain('counts for nothing');
  });

  it('counts for nothing signed with a key that is listed for another purpose', () => {
    const keys = temporaryFolder();
    spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(keys, 'k')]);
    const pub = spawnSync('cat', [join(keys, 'k.pub')], { encoding: 'utf8' }).stdout.trim();
    const signers = '.claude/twoloops/signers';
    const root = repository({
      ...FILES,
      '.claude/scope.yaml': scopeText(),
      [signers]: `approver@example.com namespaces="twoloops-release" ${pub}\n`,
      '.claude/twoloops/policy.yaml': `version: 1\napprovers: [approver@example.com]\nallowed_signers: ${signers}\napprovals: { signed: true }\n`,
    });
    expect(start(root).status).toBe(0);
    edit(root);
    expect(approve(root, 'R1', '--sign', join(keys, 'k')).stderr).toMatch(/not in|not good/);
    expect(edit(root).status).toBe(2);
  });

  it('is refused to who opened the run where the policy says so', () => {
    const root = repository({
      ...FILES,
      '.claude/scope.yaml': scopeText(),
      '.claude/twoloops/policy.yaml': 'version: 1\nself_approval: { high: false }\napprovers: [approver@example.com, second@example.com]\n',
    });
    expect(start(root, AS_APPROVER).status).toBe(0);
    edit(root);
    expect(approve(root, 'R1').stderr).toContain('nobody answers a request of their own run there');
    expect(cli(root, ['approve', 'R1', '--reason', 'x'], { env: { GIT_AUTHOR_EMAIL: 'second@example.com' } }).status).toBe(0);
  });
});

describe('a policy', () => {
  it('makes a wider scope an error that names both lines', () => {
    const root = repository({
      ...FILES,
      '.claude/scope.yaml': scopeText({ edit: '{ allow: ["**"] }' }),
      '.claude/twoloops/policy.yaml': 'version: 1\nceilings:\n  edit: { allow: ["src/**"] }\n',
    });
    start(root);
    const text = edit(root, 'src/a.ts').stderr;
    expect(text).toMatch(/scope\.yaml:6:\d+ edit\.allow.*grants more than the policy allows.*policy\.yaml:3:\d+ ceilings\.edit\.allow/s);
  });

  it.each([
    ['cyclic includes', 'version: 1\ninclude: [policy.yaml]\n', 'includes itself'],
    ['an unknown key', 'version: 1\nforbiden: []\n', 'did you mean `forbidden`'],
    ['an include that is not there', 'version: 1\ninclude: [none.yaml]\n', 'cannot be read'],
    ['an owner who is not named', 'version: 1\nowners: [boss@example.com]\n', 'is not one of those that the policy names'],
  ])('with %s lets nothing but reading through, or nothing', (_name, policy, says) => {
    const root = opened(policy);
    expect(edit(root, 'src/a.ts').stderr).toContain(says);
  });

  it('keeps its forbidden zones where there is no scope', () => {
    const root = repository({ ...FILES, '.claude/twoloops/policy.yaml': 'version: 1\nforbidden: ["lib/**"]\n' });
    start(root);
    expect(pre(root, 'Read', { file_path: join(root, 'src/a.ts') }).status).toBe(0);
    expect(pre(root, 'Read', { file_path: join(root, 'lib/b.ts') }).status).toBe(2);
    expect(pre(root, 'Grep', { pattern: 'b' }).status).toBe(2);
  });

  it('keeps classed files from a run that may not read the class', () => {
    const policy = 'version: 1\ndata: { customer: { paths: ["lib/**"], mcp: [crm] } }\n';
    const root = opened(policy, { mcp: '{ crm: { allow: ["*"] } }' });
    expect(pre(root, 'Read', { file_path: join(root, 'lib/b.ts') }).stderr).toContain('data of class `customer`');
    expect(pre(root, 'mcp__crm__get', {}, { mcp_server: { name: 'crm', source: 'project' } }).stderr).toContain('data of class `customer`');
    const other = opened(policy, { data: '{ allow: [customer] }' });
    expect(pre(other, 'Read', { file_path: join(other, 'lib/b.ts') }).status).toBe(0);
  });

  it('forbids permission modes', () => {
    const root = opened('version: 1\nmodes: { deny: [bypassPermissions] }\n');
    expect(pre(root, 'Read', { file_path: join(root, 'src/a.ts') }, { permission_mode: 'bypassPermissions' }).stderr).toContain(
      'permission mode',
    );
    expect(pre(root, 'Read', { file_path: join(root, 'src/a.ts') }).status).toBe(0);
  });
});

describe('the flag', () => {
  it('halts every run, those to come among them, until it is taken back', () => {
    const root = opened();
    const read = () => pre(root, 'Read', { file_path: join(root, 'src/a.ts') });
    expect(read().status).toBe(0);
    expect(cli(root, ['halt', '--all']).status).toBe(0);
    expect(existsSync(join(root, '.git/twoloops/halt'))).toBe(true);
    expect(read().stderr).toContain('halted');
    expect(cli(root, ['resume', '--all']).status).toBe(0);
    expect(read().status).toBe(0);
  });

  it('halts a run and lets it go on', () => {
    const root = opened();
    expect(cli(root, ['halt']).status).toBe(0);
    expect(pre(root, 'Read', { file_path: join(root, 'src/a.ts') }).stdout).toContain('"continue":false');
    expect(cli(root, ['resume']).status).toBe(0);
    expect(pre(root, 'Read', { file_path: join(root, 'src/a.ts') }).status).toBe(0);
  });

  it('halts a run whose record cannot be written', () => {
    const root = opened();
    truncateSync(join(runFolder(join(root, '.git')), 'events.jsonl'), 40);
    const halted = cli(root, ['halt']);
    expect(halted.stderr).toContain('by the flag alone');
    const { status, stdout } = pre(root, 'Read', { file_path: join(root, 'src/a.ts') });
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ continue: false });
  });
});

describe('stop rules from the transcript', () => {
  const line = (id: string, output: number, model = 'claude-opus-5-5') =>
    `${JSON.stringify({ type: 'assistant', message: { id, model, usage: { input_tokens: 10, output_tokens: output } } })}\n`;

  it('count a message once, by its last line', () => {
    const root = opened(undefined, { stop: '{ tokens: 100 }' });
    const transcript = join(temporaryFolder(), 's.jsonl');
    const read = () => pre(root, 'Read', { file_path: join(root, 'src/a.ts') }, { transcript_path: transcript });
    expect(read().stderr, 'no transcript').toContain('cannot be kept');
    writeFileSync(transcript, line('m1', 1) + line('m1', 20) + line('m1', 60));
    expect(read().status).toBe(0);
    writeFileSync(transcript, line('m1', 1) + line('m1', 20) + line('m1', 60) + line('m2', 25));
    const tripped = read();
    expect(tripped.stderr).toContain('stop rule `tokens` reached (limit 100, now 105)');
    expect(tripped.stdout).toContain('"continue":false');
  });

  it('reckon cost by the policy, and refuse a model that may not act', () => {
    const root = opened('version: 1\nprices: { "*opus*": { input: 1000, output: 100000 } }\n', {
      stop: '{ cost_usd: 5 }',
      agent: '{ name: a, models: ["*opus*"] }',
    });
    const transcript = join(temporaryFolder(), 's.jsonl');
    const read = () => pre(root, 'Read', { file_path: join(root, 'src/a.ts') }, { transcript_path: transcript });
    writeFileSync(transcript, line('m1', 40));
    expect(read().status).toBe(0);
    writeFileSync(transcript, line('m1', 40) + line('m2', 10, 'claude-haiku-4'));
    expect(read().stderr).toContain('model `claude-haiku-4` refused');
    writeFileSync(transcript, line('m1', 40) + line('m3', 20));
  });

  it('trip on a command that they name, however it is written', () => {
    for (const command of ['git push origin main', '/usr/bin/git push', 'git push $X', 'true && git push']) {
      const root = opened(undefined, { stop: '{ commands: ["git push *"] }', commands: '{ allow: ["git push *"] }' });
      expect(pre(root, 'Bash', { command }).stderr, command).toContain('stop rule `commands` reached');
    }
  });
});
