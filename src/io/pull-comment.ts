import { isRecord } from '../core/hook-input.ts';
import { type Answer, ask, type GitHubApi, messageOf } from './github-api.ts';

/** Where a comment goes. */
export interface PullRequest {
  /** `owner/name`. */
  readonly repository: string;
  readonly pull: number;
}

export interface Posted {
  readonly how: 'created' | 'updated';
  readonly url: string;
}

/** Comments a page, and pages that are looked through: GitHub's largest page, and far more than any review has. */
const PAGE = 100;
const MOST_PAGES = 100;

/** The author of what a job's own token writes; such a token may not ask who it is. */
const JOB = 'github-actions[bot]';

/**
 * Puts a comment on a pull request, in place of the one that begins with the same first line and has the same author; a
 * comment of anybody else is never touched, whatever it begins with. Throws a sentence without the token where GitHub
 * does not let it.
 */
export async function putComment(api: GitHubApi, to: PullRequest, body: string, as?: string): Promise<Posted> {
  const author = as ?? (await authorOf(api));
  const marker = body.slice(0, body.indexOf('\n'));
  const find = (): Promise<number | undefined> => findComment(api, to, marker, author);
  const update = (id: number): Promise<Answer> => ask(api, 'PATCH', `/repos/${to.repository}/issues/comments/${id}`, { body });
  const found = await find();
  const updated = found === undefined ? undefined : await update(found);
  // somebody deleted it between the two: then it is made anew
  if (updated !== undefined && updated.status !== 404) return posted(api, to, updated, 'updated');
  const created = await ask(api, 'POST', `/repos/${to.repository}/issues/${to.pull}/comments`, { body }, async () => {
    const made = await find();
    return made === undefined ? undefined : update(made);
  });
  return posted(api, to, created, 'created');
}

async function authorOf(api: GitHubApi): Promise<string> {
  const answer = await ask(api, 'GET', '/user');
  const login = isRecord(answer.body) ? answer.body['login'] : undefined;
  if (answer.status === 200 && typeof login === 'string') return login;
  if (answer.status === 401) throw refused(api, answer, 'the token is not accepted');
  return JOB;
}

async function findComment(api: GitHubApi, to: PullRequest, marker: string, author: string): Promise<number | undefined> {
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const answer = await ask(api, 'GET', `/repos/${to.repository}/issues/${to.pull}/comments?per_page=${PAGE}&page=${page}`);
    if (answer.status !== 200 || !Array.isArray(answer.body)) throw refused(api, answer, `the comments of ${nameOf(to)} cannot be read`);
    const ours = answer.body.find((one: unknown) => isOurs(one, marker, author)) as { readonly id: number } | undefined;
    if (ours !== undefined) return ours.id;
    if (answer.body.length < PAGE) return undefined;
  }
  throw new Error(`${nameOf(to)} has more than ${PAGE * MOST_PAGES} comments: ours was not looked for any further`);
}

function isOurs(one: unknown, marker: string, author: string): boolean {
  if (!isRecord(one) || !Number.isSafeInteger(one['id']) || typeof one['body'] !== 'string' || !isRecord(one['user'])) return false;
  return one['user']['login'] === author && one['body'].split(/\r?\n/, 1)[0] === marker;
}

function posted(api: GitHubApi, to: PullRequest, answer: Answer, how: Posted['how']): Posted {
  const { status, body } = answer;
  if (status !== 200 && status !== 201) throw refused(api, answer, `the comment on ${nameOf(to)} was not ${how}`);
  const url = isRecord(body) && typeof body['html_url'] === 'string' ? body['html_url'] : '';
  return { how: status === 201 ? 'created' : 'updated', url };
}

const nameOf = ({ repository, pull }: PullRequest): string => `${repository} pull request ${pull}`;

/** What to do about an answer, by its status. */
const HINTS: Readonly<Record<number, string>> = {
  401: 'give a token that is still good in GITHUB_TOKEN',
  403: 'the token may not write here: it needs `pull-requests: write`, which a pull request from a fork never has',
  404: 'there is no such pull request, or the token may not see it',
};

function refused(api: GitHubApi, answer: Answer, what: string): Error {
  const hint = HINTS[answer.status];
  return new Error(`${what}: GitHub answers ${answer.status} (${messageOf(api, answer)})${hint === undefined ? '' : `; ${hint}`}`);
}
