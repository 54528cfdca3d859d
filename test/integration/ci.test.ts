import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Gated } from '../../src/core/gate/gated.ts';
import { MARKER } from '../../src/core/gate/render/comment.ts';
import { vendoredCli } from '../support/gate-stand-in.ts';
import { closedGate, openGate } from '../support/gated.ts';
import { type GitHub, gitHub } from '../support/github.ts';
import { PROJECT } from '../support/hooks.ts';
import { git, put, temporaryFolder } from '../support/repository.ts';
import { type Action, type Job, readYaml, runAction, runScript } from '../support/runner.ts';

const ACTION = readYaml(join(PROJECT, 'action.yml')) as Action;
const GITLAB = readYaml(join(PROJECT, 'templates', 'gitlab-ci.yml')) as {
  readonly 'twoloops-gate': { readonly script: readonly string[]; readonly variables: Readonly<Record<string, string>> };
};
const CLI = '.claude/twoloops/cli.mjs';
const RUN = '20261122-1412-a3f09c1e';

let vendored = '';
beforeAll(async () => {
  vendored = await vendoredCli();
});

let github: GitHub;
beforeEach(async () => {
  github = await gitHub();
});
afterEach(() => github.close());

/** A bare repository with a guarded main, a branch that brings a change, and a published run. */
interface Change {
  readonly folder: string;
  readonly remote: string;
  readonly base: string;
  readonly head: string;
}

function changed(gated: Gated, more: { readonly cli?: string | null; readonly head?: Readonly<Record<string, string>> } = {}): Change {
  const folder = temporaryFolder();
  const [root, remote] = [join(folder, 'work'), join(folder, 'remote.git')];
  git(folder, 'init', '--quiet', '--bare', remote);
  git(folder, 'init', '--quiet', root);
  put(root, { 'README.md': '# test\n', ...(more.cli === null ? {} : { [CLI]: more.cli ?? vendored }) });
  const commit = (message: string): string => {
    git(root, 'add', '--all');
    git(root, 'commit', '--quiet', '--message', message);
    return git(root, 'rev-parse', 'HEAD');
  };
  const base = commit('start');
  git(root, 'checkout', '--quiet', '-b', 'change');
  put(root, { 'gated.json': JSON.stringify(gated), ...more.head });
  const head = commit('change');
  git(root, 'push', '--quiet', remote, 'main', 'change', `HEAD:refs/twoloops/runs/${RUN}`);
  return { folder, remote, base, head };
}

let clones = 0;
function clone({ folder, remote }: Change, ...options: readonly string[]): string {
  clones += 1;
  const root = join(folder, `clone-${clones}`);
  git(folder, 'clone', '--quiet', '--branch', 'change', ...options, `file://${remote}`, root);
  return root;
}

const pullEvent = ({ base, head, remote }: Change, fork?: string): unknown => ({
  repository: { clone_url: remote },
  pull_request: { number: 7, base: { sha: base }, head: { sha: head, repo: { clone_url: fork ?? remote } } },
});

type Given = Partial<Parameters<typeof runAction>[1]>;
const act = (change: Change, given: Given = {}): Promise<Job> =>
  runAction(ACTION, { root: given.root ?? clone(change), event: pullEvent(change), api: github.url, ...given });

/** A command line that says open to everything, and leaves a trace of having been run. */
const liar = (trace: string): string => `
import { writeFileSync } from 'node:fs';
writeFileSync(${JSON.stringify(trace)}, 'run');
const at = (name) => process.argv[process.argv.indexOf(name) + 1];
for (const name of ['--summary', '--comment', '--sarif']) writeFileSync(at(name), 'open');
writeFileSync(at('--json'), JSON.stringify({ verdict: 'open', runs: [] }));
`;

describe('action.yml', () => {
  it('hands nothing to a script but by its environment, and every step to bash', () => {
    expect(ACTION.runs.using).toBe('composite');
    for (const step of ACTION.runs.steps) {
      expect(step.run).not.toContain('${{');
      expect(step.shell).toBe('bash');
    }
  });

  it('is open where the gate is: summary, comment, outputs, exit code', async () => {
    const job = await act(changed(openGate()));
    expect({ status: job.status, log: job.log }).toEqual({ status: 0, log: expect.stringContaining('twoloops: open\n') });
    expect(job.outputs).toEqual({ verdict: 'open', runs: RUN, 'sarif-file': expect.stringMatching(/twoloops\.sarif$/) });
    expect(job.summary).toMatch(/^# twoloops: open\n/);
    expect(job.summary).toContain(`runs here: refs/twoloops/runs/${RUN}`);
    expect(JSON.parse(readFileSync(job.outputs['sarif-file'] ?? '', 'utf8'))).toMatchObject({ version: '2.1.0' });
    expect(github.comments).toEqual([{ id: 1000, user: { login: 'github-actions[bot]' }, body: `${MARKER}\n${job.summary}` }]);
    expect([...github.tokens]).toEqual(['Bearer ghs_job_token_0123456789']);
  });

  it('is closed where the gate is, after the comment was updated in place', async () => {
    await act(changed(openGate()));
    const job = await act(changed(closedGate()));
    expect({ status: job.status, verdict: job.outputs['verdict'] }).toEqual({ status: 1, verdict: 'closed' });
    expect(job.log).toContain('::error file=src/auth/session.ts,line=12,');
    expect(job.log).toContain('comment updated');
    expect(github.comments.map((one) => one.body.split('\n')[1])).toEqual(['# twoloops: closed']);
  });

  it('never runs what the head brings in its place', async () => {
    const trace = join(temporaryFolder(), 'trace');
    const job = await act(
      changed(closedGate(), { head: { [CLI]: liar(trace), 'cli.mjs': liar(trace), 'package.json': '{"type":"module"}' } }),
    );
    expect({ status: job.status, verdict: job.outputs['verdict'], ran: existsSync(trace) }).toEqual({
      status: 1,
      verdict: 'closed',
      ran: false,
    });
    // the same file as the base's own is run: the check above would see it
    expect((await act(changed(closedGate(), { cli: liar(trace) }))).outputs['verdict']).toBe('open');
    expect(existsSync(trace)).toBe(true);
  });

  it('is not led astray by branches that are called like the base', async () => {
    const trace = join(temporaryFolder(), 'trace');
    const change = changed(closedGate(), { head: { [CLI]: liar(trace) } });
    for (const name of [`refs/heads/${change.base}`, 'refs/tags/main', 'refs/heads/origin/main', 'refs/heads/refs/heads/main'])
      git(change.folder, '-C', change.remote, 'update-ref', name, change.head);
    for (const base of [change.base, 'main', 'origin/main']) {
      const job = await act(change, { inputs: { base, comment: 'false' } });
      expect({ base, status: job.status, ran: existsSync(trace), log: job.log }).toEqual({
        base,
        status: 1,
        ran: false,
        log: expect.stringContaining(`${change.base.slice(0, 12)} to ${change.head.slice(0, 12)}`),
      });
    }
  });

  it.each(['$(touch planted)', '`touch planted`', "'; touch planted #", '--upload-pack=touch planted', 'x\n::error::planted', '-x', '..'])(
    'takes %j for the name of a branch that is not there',
    async (name) => {
      const change = changed(openGate());
      const root = clone(change);
      for (const inputs of [{ base: name }, { head: name }]) {
        const job = await act(change, { root, inputs });
        expect(job.status).toBe(1);
        expect(job.log).toMatch(/^::error title=twoloops::the (?:base|head) is not in this clone and cannot be fetched$/m);
        expect(job.log).not.toContain('::planted');
        expect(existsSync(join(root, 'planted'))).toBe(false);
      }
    },
  );

  it('fetches what a shallow clone lacks', async () => {
    const change = changed(openGate());
    const root = clone(change, '--depth', '1');
    expect(git(root, 'rev-parse', '--is-shallow-repository')).toBe('true');
    const job = await act(change, { root });
    expect({ status: job.status, log: job.log }).toEqual({ status: 0, log: expect.stringContaining(`to ${change.head.slice(0, 12)}`) });
    expect(job.summary).toContain(`runs here: refs/twoloops/runs/${RUN}`);
  });

  it.each<[string, readonly string[], string]>([
    ['a shallow clone', ['--depth', '1'], 'the clone is shallow and the rest of the history cannot be fetched'],
    ['a whole clone', [], 'the published runs cannot be fetched from origin'],
  ])('closes with a sentence where nothing can be fetched: %s', async (_name, options, says) => {
    const change = changed(openGate());
    const root = clone(change, ...options);
    rmSync(change.remote, { recursive: true });
    const job = await act(change, { root });
    expect({ status: job.status, verdict: job.outputs['verdict'] }).toEqual({ status: 1, verdict: 'closed' });
    expect(job.summary).toMatch(new RegExp(`^# twoloops: closed\\n\\n\\*\\*Closed:\\*\\* ${says}`));
    expect(github.asked).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['an event without base and head', { repository: {} }, 'the event names no base and head'],
    [
      'a head that nobody has',
      { pull_request: { number: 7, base: { sha: 'a'.repeat(40) }, head: { sha: 'b'.repeat(40) } } },
      'the base is not in this clone',
    ],
  ])('closes with a sentence at %s', async (_name, event, says) => {
    const job = await act(changed(openGate()), { event });
    expect({ status: job.status, verdict: job.outputs['verdict'] }).toEqual({ status: 1, verdict: 'closed' });
    expect(job.summary).toContain(says);
  });

  it('takes the runs of a fork from the fork, and stays open without a token that may write', async () => {
    const change = changed(openGate());
    const fork = join(change.folder, 'fork.git');
    git(change.folder, 'clone', '--quiet', '--bare', change.remote, fork);
    git(change.folder, '-C', fork, 'update-ref', 'refs/twoloops/runs/20261124-0800-ffffffff', change.head);
    // one that has the name of ours and something else in it
    git(change.folder, '-C', fork, 'update-ref', `refs/twoloops/runs/${RUN}`, change.base);
    github.planted.push({ method: 'POST', path: /comments/, status: 403, message: 'Resource not accessible by integration' });
    const root = clone(change);
    const job = await act(change, { root, event: pullEvent(change, fork) });
    expect({ status: job.status, verdict: job.outputs['verdict'] }).toEqual({ status: 0, verdict: 'open' });
    expect(job.log).toContain('::warning title=twoloops::The comment could not be written');
    expect(job.log).toContain('GitHub answers 403 (Resource not accessible by integration)');
    expect(job.summary).toContain('refs/twoloops/runs/20261124-0800-ffffffff');
    expect(git(root, 'rev-parse', `refs/twoloops/runs/${RUN}`)).toBe(change.head);
  });

  it('judges what a merge queue made, without a comment', async () => {
    const change = changed(openGate());
    const event = { repository: { clone_url: change.remote }, merge_group: { base_sha: change.base, head_sha: change.head } };
    const job = await act(change, { event });
    expect({ status: job.status, verdict: job.outputs['verdict'], log: job.log }).toEqual({
      status: 0,
      verdict: 'open',
      log: expect.stringContaining('no comment: this event is not about one pull request'),
    });
    expect(github.asked).toEqual([]);
  });

  it.each<[string, string, number, string]>([
    ['ends with an error', 'process.exit(4);', 4, 'the gate itself failed with exit code 4'],
    ['writes nothing', '', 1, 'the gate itself failed'],
    ['is no program', '<<<<<<< HEAD', 1, 'the gate itself failed with exit code 1'],
  ])('is closed where the gate %s', async (_name, cli, status, says) => {
    const job = await act(changed(openGate(), { cli: `${cli}\n` }));
    expect({ status: job.status, verdict: job.outputs['verdict'], runs: job.outputs['runs'], sarif: job.outputs['sarif-file'] }).toEqual({
      status,
      verdict: 'closed',
      runs: '',
      sarif: '',
    });
    expect(job.summary).toContain(`**Closed:** ${says}`);
  });

  it('is closed where exit code and answer are not of one mind, and where the base has no gate', async () => {
    const half = liar(join(temporaryFolder(), 'trace')).replace("verdict: 'open'", "verdict: 'closed'");
    for (const cli of [half, null]) {
      const job = await act(changed(openGate(), { cli }), { inputs: { comment: 'false' } });
      expect({ status: job.status, verdict: job.outputs['verdict'] }).toEqual({ status: 1, verdict: 'closed' });
      if (cli === null) expect(job.summary).toContain('the base branch has no .claude/twoloops/cli.mjs');
    }
    expect(github.asked).toEqual([]);
  });

  it('writes the SARIF file where it is asked to, and through no link of the head', async () => {
    const outside = join(temporaryFolder(), 'precious');
    const change = changed(openGate(), { head: { 'out.sarif': `-> ${outside}` } });
    const root = clone(change);
    const job = await act(change, { root, inputs: { sarif: 'out.sarif', comment: 'false' } });
    expect(job.outputs['sarif-file']).toBe('out.sarif');
    expect(JSON.parse(readFileSync(join(root, 'out.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' });
    expect(existsSync(outside)).toBe(false);
  });

  it('does not load what an earlier step put into the options of Node', async () => {
    const trace = join(temporaryFolder(), 'trace');
    const evil = join(temporaryFolder(), 'evil.mjs');
    put(join(evil, '..'), { 'evil.mjs': `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(trace)}, 'run');` });
    const job = await act(changed(openGate()), { env: { NODE_OPTIONS: `--import=${evil}` } });
    expect({ status: job.status, ran: existsSync(trace) }).toEqual({ status: 0, ran: false });
  });
});

describe('templates/gitlab-ci.yml', () => {
  const job = GITLAB['twoloops-gate'];
  const run = (change: Change, root: string, more: Readonly<Record<string, string>> = {}) =>
    runScript(job.script, root, {
      ...job.variables,
      CI_COMMIT_SHA: change.head,
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
      CI_MERGE_REQUEST_IID: '7',
      ...more,
    });

  it.each([
    ['open', openGate(), 0],
    ['closed', closedGate(), 1],
  ])('is %s where the gate is, and leaves its files for the job', async (verdict, gated, status) => {
    const change = changed(gated);
    const root = clone(change);
    const ran = await run(change, root);
    expect(ran).toEqual({ status, stdout: expect.stringMatching(new RegExp(`^${verdict}: `)), stderr: '' });
    expect(readFileSync(join(root, 'twoloops-gate', 'summary.md'), 'utf8')).toContain(`# twoloops: ${verdict}\n`);
    for (const name of ['twoloops.sarif', 'gate.json']) expect(existsSync(join(root, 'twoloops-gate', name))).toBe(true);
  });

  it('fetches what a shallow clone lacks, the head of a merged result and the runs', async () => {
    const change = changed(openGate());
    git(change.folder, '-C', change.remote, 'update-ref', 'refs/merge-requests/7/head', change.head);
    const root = join(change.folder, 'shallow');
    git(change.folder, 'clone', '--quiet', '--depth', '1', '--single-branch', '--branch', 'main', `file://${change.remote}`, root);
    const ran = await run(change, root, { CI_COMMIT_SHA: change.base, CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: change.head });
    expect(ran).toMatchObject({ status: 0, stdout: expect.stringContaining(`to ${change.head.slice(0, 12)}`) });
    expect(readFileSync(join(root, 'twoloops-gate', 'summary.md'), 'utf8')).toContain(`runs here: refs/twoloops/runs/${RUN}`);
  });

  it('never runs what the merge request brings, and follows no link of it', async () => {
    const outside = temporaryFolder();
    const trace = join(outside, 'trace');
    const change = changed(closedGate(), { head: { [CLI]: liar(trace), 'twoloops-gate': `-> ${outside}` } });
    const ran = await run(change, clone(change));
    expect({ status: ran.status, ran: existsSync(trace), written: existsSync(join(outside, 'gate.json')) }).toEqual({
      status: 1,
      ran: false,
      written: false,
    });
  });

  it.each<[string, Readonly<Record<string, string>>, string | null | undefined, string]>([
    ['there is no target branch', { CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'nowhere' }, undefined, 'the target branch cannot be fetched'],
    ['the target branch has no gate', {}, null, 'the target branch has no .claude/twoloops/cli.mjs'],
    ['nobody has the head', { CI_COMMIT_SHA: 'b'.repeat(40) }, undefined, 'the head cannot be fetched'],
    ['the gate writes nothing', {}, '', 'the gate itself failed'],
  ])('closes with a sentence where %s', async (_name, env, cli, says) => {
    const change = changed(openGate(), cli === undefined ? {} : { cli });
    const ran = await run(change, clone(change), env);
    expect(ran.status).toBe(1);
    expect(ran.stdout).toContain(`twoloops: closed: ${says}`);
  });
});
