import { type ChildProcess, spawn } from 'node:child_process';
import { request } from 'node:http';
import { CLI, plainEnv } from './hooks.ts';
import { PEOPLE, type Person } from './release.ts';

export interface Heard {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One request to a port of this machine, on a connection of its own, with exactly the headers that are given. */
export function ask(port: number, path: string, { method = 'GET', headers = {}, body }: Asking = {}): Promise<Heard> {
  return new Promise((done, fail) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (answer) => {
      let text = '';
      answer.on('data', (part: Buffer) => {
        text += part;
      });
      answer.on('end', () => done({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      answer.on('error', fail);
    });
    asked.on('error', fail);
    asked.end(body);
  });
}

/** The page of a review, served by the built command in a process of its own. */
export interface Reviewing {
  readonly url: string;
  readonly port: number;
  readonly child: ChildProcess;
  /** All that it printed so far. */
  readonly printed: () => string;
  /** Exit code, when it ended. */
  readonly ended: Promise<number | null>;
}

const started: ChildProcess[] = [];

/** Ends what a test left running. */
export function endReviews(): void {
  for (const child of started.splice(0)) child.kill('SIGKILL');
}

/** Opens no browser unless `--open` is among the words. */
export async function startReview(
  root: string,
  person: Person,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Reviewing> {
  const child = spawn(
    process.execPath,
    [CLI, 'review', ...(args.includes('--open') ? [] : ['--no-open']), ...args.filter((arg) => arg !== '--open')],
    {
      cwd: root,
      env: plainEnv({ GIT_AUTHOR_EMAIL: PEOPLE[person], HOME: `${root}/..`, ...env }),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  started.push(child);
  let printed = '';
  const ended = new Promise<number | null>((done) => child.on('close', done));
  const url = await new Promise<string>((done, fail) => {
    const hear = (part: Buffer): void => {
      printed += part;
      const found = /http:\/\/127\.0\.0\.1:\d+\/\?token=[0-9a-f]+/.exec(printed);
      if (found) done(found[0]);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('close', () => fail(new Error(printed)));
  });
  return { url, port: Number(new URL(url).port), child, printed: () => printed, ended };
}

/** A browser that opened the page: its cookie, and what the form of the page carries. */
export interface Visitor {
  readonly cookie: string;
  readonly page: () => Promise<Heard>;
  readonly send: (fields: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>) => Promise<Heard>;
  /** Hidden fields of the form as the page has them now. */
  readonly hidden: () => Promise<Readonly<Record<string, string>>>;
}

export async function visit({ url, port }: Pick<Reviewing, 'url' | 'port'>): Promise<Visitor> {
  const entered = await ask(port, new URL(url).pathname + new URL(url).search);
  const cookie = String(entered.headers['set-cookie']).split(';')[0] ?? '';
  const page = (): Promise<Heard> => ask(port, '/', { headers: { cookie } });
  const send: Visitor['send'] = (fields, headers = {}) =>
    ask(port, '/decide', {
      method: 'POST',
      headers: { cookie, origin: `http://127.0.0.1:${port}`, 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(fields).toString(),
    });
  const hidden: Visitor['hidden'] = async () => {
    const { text } = await page();
    return Object.fromEntries([...text.matchAll(/type="hidden" name="(\w+)" value="(\w+)"/g)].map(([, name, value]) => [name, value]));
  };
  return { cookie, page, send, hidden };
}
