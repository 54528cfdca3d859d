import { visibleLine } from '../core/visible.ts';

/** Where GitHub's REST API is, and as whom. */
export interface GitHubApi {
  /** As `GITHUB_API_URL`: `https://api.github.com`, or a server's `…/api/v3`. */
  readonly url: string;
  readonly token: string;
  /** ms that one answer may take. */
  readonly patience: number;
}

/** What the API answered; `body` is undefined where it is no JSON. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** ms to wait before the next try, where it says so. */
  readonly retryAfter?: number;
}

/** Tries after the first one, and ms before each where the server does not say. */
const TRIES = [1_000, 2_000, 4_000] as const;
/** ms: no server makes a job wait longer. */
const LONGEST = 60_000;

const isPassing = ({ status, retryAfter }: Answer): boolean =>
  status >= 500 || status === 429 || (status === 403 && retryAfter !== undefined);

/**
 * Asks until there is an answer that stands, at most four times. `again` is asked before each further try and may hand back
 * an answer instead: what makes something must look first whether the try that failed did make it.
 * Throws, without the token, where the network or the server fails each time.
 */
export async function ask(
  api: GitHubApi,
  method: string,
  path: string,
  body?: unknown,
  again?: () => Promise<Answer | undefined>,
): Promise<Answer> {
  for (let tries = 0; ; tries += 1) {
    const answer = await once(api, method, path, body).catch((error: unknown) => failure(api, error));
    const wait = TRIES[tries];
    const stands = !(answer instanceof Error) && !isPassing(answer);
    if (stands || wait === undefined) {
      if (answer instanceof Error) throw answer;
      return answer;
    }
    const said = answer instanceof Error ? undefined : answer.retryAfter;
    await new Promise((resolve) => setTimeout(resolve, Math.min(said ?? wait, LONGEST)));
    const instead = await again?.();
    if (instead !== undefined) return instead;
  }
}

async function once({ url, token, patience }: GitHubApi, method: string, path: string, body: unknown): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'x-github-api-version': '2022-11-28',
      'user-agent': 'twoloops',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    // a redirected POST would come back as a GET, and look as if it had worked
    redirect: 'manual',
    signal: AbortSignal.timeout(patience),
  });
  const text = await response.text();
  const retryAfter = delayOf(response.headers.get('retry-after'));
  return { status: response.status, body: parsed(text), ...(retryAfter === undefined ? {} : { retryAfter }) };
}

/** `Retry-After`: seconds, or a date. */
function delayOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  const delay = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1_000;
  return Number.isNaN(delay) ? undefined : Math.max(0, delay);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failure({ url, token, patience }: GitHubApi, error: unknown): Error {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const why =
    cause instanceof Error && cause.name === 'TimeoutError'
      ? `no answer within ${patience / 1_000} s`
      : cause instanceof Error
        ? cause.message
        : String(cause);
  return new Error(`\`${url}\` cannot be reached: ${without(token, why)}`);
}

/** What a server says of itself, as one short line that never holds the token. */
export function messageOf({ token }: GitHubApi, { body }: Answer): string {
  const { message } = (typeof body === 'object' && body !== null ? body : {}) as { readonly message?: unknown };
  return typeof message === 'string' ? visibleLine(without(token, message)).slice(0, 200) : 'it says nothing more';
}

const without = (token: string, text: string): string => text.replaceAll(token, '***');
