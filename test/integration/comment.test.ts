import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MARKER } from '../../src/core/gate/render/comment.ts';
import { putComment } from '../../src/io/pull-comment.ts';
import { type GitHub, gitHub } from '../support/github.ts';
import { CLI, plainEnv, type Ran } from '../support/hooks.ts';
import { put, temporaryFolder } from '../support/repository.ts';
import { runAsync } from '../support/run-async.ts';

const TOKEN = 'ghs_0123456789abcdefghijABCDEFGHIJ';
const BODY = `${MARKER}\n# twoloops: open\n`;
const OURS = { login: 'github-actions[bot]' };

let github: GitHub;
beforeEach(async () => {
  github = await gitHub();
});
afterEach(() => github.close());

async function comment(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}, body = BODY): Promise<Ran> {
  const folder = temporaryFolder();
  put(folder, { 'comment.md': body });
  const given = ['comment', '--file', join(folder, 'comment.md'), '--repo', 'octo/example', '--pull', '7', ...args];
  const ran = await runAsync(process.execPath, [CLI, ...given], {
    cwd: folder,
    env: plainEnv({ HOME: folder, GITHUB_API_URL: github.url, GITHUB_TOKEN: TOKEN, ...env }),
  });
  expect(`${ran.stdout}${ran.stderr}`).not.toContain(TOKEN);
  return ran;
}

describe('the comment on a pull request', () => {
  it('is made once and then updated in place, with the token as its bearer', async () => {
    expect(await comment()).toEqual({ status: 0, stdout: 'comment created: https://github.invalid/1000\n', stderr: '' });
    const second = await comment([], {}, `${MARKER}\n# twoloops: closed\n`);
    expect(second).toEqual({ status: 0, stdout: 'comment updated: https://github.invalid/1000\n', stderr: '' });
    expect(github.comments).toEqual([{ id: 1000, user: OURS, body: `${MARKER}\n# twoloops: closed\n` }]);
    expect([...github.tokens]).toEqual([`Bearer ${TOKEN}`]);
  });

  it('leaves alone what others wrote, what is quoted, and what has another author', async () => {
    const others = [
      { id: 1, user: { login: 'mallory' }, body: `${MARKER}\nopen` },
      { id: 2, user: OURS, body: `> ${MARKER}\nopen` },
      { id: 3, user: OURS, body: `${MARKER} and more\nopen` },
    ];
    github.comments.push(...structuredClone(others));
    expect((await comment()).stdout).toContain('created');
    expect(github.comments.slice(0, 3)).toEqual(others);
  });

  it('is found by the person whose token it is, or by the name that is given', async () => {
    github.login = 'owner';
    github.comments.push(
      { id: 1, user: OURS, body: BODY },
      { id: 2, user: { login: 'owner' }, body: BODY },
      { id: 3, user: { login: 'app[bot]' }, body: BODY },
    );
    expect((await comment()).stdout).toBe('comment updated: https://github.invalid/2\n');
    expect((await comment(['--as', 'app[bot]'])).stdout).toBe('comment updated: https://github.invalid/3\n');
  });

  it('is found on the second page', async () => {
    for (let id = 1; id <= 130; id += 1) github.comments.push({ id, user: id === 120 ? OURS : { login: 'x' }, body: BODY });
    expect((await comment()).stdout).toBe('comment updated: https://github.invalid/120\n');
    expect(github.asked.filter((one) => one.startsWith('GET /repos'))).toHaveLength(2);
  });

  it('is made anew where it was deleted meanwhile', async () => {
    github.comments.push({ id: 5, user: OURS, body: BODY });
    github.planted.push({ method: 'PATCH', path: /comments\/5$/, status: 404, and: () => void github.comments.splice(0) });
    expect((await comment()).stdout).toBe('comment created: https://github.invalid/1000\n');
  });

  it('waits as long as it is told and tries again: 500, 429, and 403 with a time', async () => {
    for (const status of [500, 429, 403]) github.planted.push({ method: 'GET', path: /comments/, status, headers: { 'retry-after': '0' } });
    expect((await comment()).stdout).toContain('created');
    expect(github.asked.filter((one) => one.startsWith('GET /repos'))).toHaveLength(4);
  });

  it('is not made twice where the answer to the first try was lost', async () => {
    github.planted.push({ method: 'POST', path: /comments/, status: 502, headers: { 'retry-after': '0' }, after: true });
    expect((await comment()).status).toBe(0);
    expect(github.comments).toHaveLength(1);
    expect(github.asked.filter((one) => one.startsWith('POST'))).toHaveLength(1);
  });

  it.each([
    [401, 'GET', /user/, 'the token is not accepted: GitHub answers 401 (planted); give a token that is still good in GITHUB_TOKEN'],
    [
      403,
      'POST',
      /comments/,
      'was not created: GitHub answers 403 (planted); the token may not write here: it needs `pull-requests: write`',
    ],
    [404, 'GET', /comments/, 'cannot be read: GitHub answers 404 (planted); there is no such pull request, or the token may not see it'],
    [301, 'POST', /comments/, 'was not created: GitHub answers 301'],
  ])('says so with exit 1 where GitHub answers %i', async (status, method, path, says) => {
    github.planted.push({ method, path, status });
    const { status: code, stderr } = await comment();
    expect(code).toBe(1);
    expect(stderr).toContain(says);
  });

  it('gives up after three more tries, and repeats neither the token nor control characters', async () => {
    const echo = { method: 'GET', path: /comments/, status: 500, headers: { 'retry-after': '0' }, message: `bad ${TOKEN}\u001b[2J` };
    github.planted.push(echo, echo, echo, echo);
    const { status, stderr } = await comment();
    expect(status).toBe(1);
    expect(stderr).toContain('GitHub answers 500 (bad ***\\u{1b}[2J)');
    expect(github.asked.filter((one) => one.startsWith('GET /repos'))).toHaveLength(4);
  });

  it('ends where no answer comes, and says so', async () => {
    const hang = { method: 'GET', path: /comments/, status: 0 } as const;
    github.planted.push(hang, hang, hang, hang);
    const api = { url: github.url, token: TOKEN, patience: 50 };
    const put = putComment(api, { repository: 'octo/example', pull: 7 }, BODY, 'x');
    await expect(put).rejects.toThrow(`\`${github.url}\` cannot be reached: no answer within 0.05 s`);
  }, 20_000);

  it.each<[string, readonly string[], Readonly<Record<string, string>>, number, string]>([
    ['without a token', [], { GITHUB_TOKEN: '' }, 3, 'GITHUB_TOKEN is not set'],
    ['to a server that others can listen to', [], { GITHUB_API_URL: 'http://api.github.invalid' }, 3, 'is no https address'],
    ['to a repository that is none', ['--repo', 'octo/../x'], {}, 2, 'write OWNER/NAME'],
    ['to a pull request that is none', ['--pull', '7/../8'], {}, 2, 'write the number'],
    ['from a file that is not there', ['--file', '/nowhere/x'], {}, 3, 'cannot be read'],
    ['from inside a session', [], { CLAUDECODE: '1' }, 1, 'is for people'],
  ])('is refused %s', async (_name, args, env, code, says) => {
    const { status, stderr } = await comment(args, env);
    expect({ status, stderr }).toEqual({ status: code, stderr: expect.stringContaining(says) });
    expect(github.asked).toEqual([]);
  });

  it.each([
    ['that is not ours', 'hello\n', 'does not begin with'],
    ['that is too long', `${BODY}${'x'.repeat(65_536)}`, 'GitHub takes 65536'],
  ])('takes no text %s', async (_name, body, says) => {
    expect((await comment([], {}, body)).stderr).toContain(says);
  });
});
