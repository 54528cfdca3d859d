import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Comment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string };
}

/** What the server does with the next request that fits, instead of answering it. */
export interface Planted {
  readonly method: string;
  readonly path: RegExp;
  /** 0: no answer at all. */
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly message?: string;
  /** It does what was asked, and fails all the same. */
  readonly after?: boolean;
  /** Done before the answer. */
  readonly and?: () => void;
}

/** GitHub's comments of one pull request, on 127.0.0.1: a real server with as much of the API as we use. */
export interface GitHub {
  readonly url: string;
  readonly comments: Comment[];
  /** `METHOD path` of each request. */
  readonly asked: string[];
  readonly tokens: Set<string>;
  readonly planted: Planted[];
  /** Whose the token is; undefined: a job's own, which may not ask. */
  login: string | undefined;
  readonly close: () => Promise<void>;
}

export async function gitHub(repository = 'octo/example', pull = 7): Promise<GitHub> {
  const comments: Comment[] = [];
  const asked: string[] = [];
  const planted: Planted[] = [];
  const tokens = new Set<string>();
  const state: { login: string | undefined } = { login: undefined };
  const base = `/repos/${repository}/issues`;
  const server = createServer((request, response) => {
    void answer(request, response);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    let text = '';
    for await (const chunk of request) text += String(chunk);
    asked.push(`${method} ${url}`);
    tokens.add(headers.authorization ?? '');
    const at = planted.findIndex((one) => one.method === method && one.path.test(url));
    const [one] = at < 0 ? [] : planted.splice(at, 1);
    one?.and?.();
    if (one?.status === 0) return;
    const done = one === undefined || one.after ? act(method, new URL(url, 'http://x'), text) : undefined;
    const { status, body } =
      one === undefined && done !== undefined ? done : { status: one?.status ?? 500, body: { message: one?.message ?? 'planted' } };
    response.writeHead(status, { 'content-type': 'application/json', ...one?.headers }).end(JSON.stringify(body));
  }

  function act(method: string, url: URL, text: string): { readonly status: number; readonly body: unknown } {
    const user = { login: state.login ?? 'github-actions[bot]' };
    if (url.pathname === '/user') {
      return state.login === undefined
        ? { status: 403, body: { message: 'Resource not accessible by integration' } }
        : { status: 200, body: user };
    }
    if (url.pathname === `${base}/${pull}/comments` && method === 'GET') {
      const size = Number(url.searchParams.get('per_page'));
      const page = Number(url.searchParams.get('page'));
      return { status: 200, body: comments.slice((page - 1) * size, page * size) };
    }
    if (url.pathname === `${base}/${pull}/comments` && method === 'POST') {
      const made = { id: 1_000 + comments.length, user, body: (JSON.parse(text) as Comment).body };
      comments.push(made);
      return { status: 201, body: { ...made, html_url: `https://github.invalid/${made.id}` } };
    }
    const found = comments.find((comment) => url.pathname === `${base}/comments/${comment.id}`);
    if (found === undefined || method !== 'PATCH') return { status: 404, body: { message: 'Not Found' } };
    found.body = (JSON.parse(text) as Comment).body;
    return { status: 200, body: { ...found, html_url: `https://github.invalid/${found.id}` } };
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(state, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    comments,
    asked,
    tokens,
    planted,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
}
