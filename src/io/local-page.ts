import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { bodyOf, hasCookie, type No, newSecret, refusedAtOnce, refusedForm, sameSecret } from './local-rules.ts';
import { reason } from './repository.ts';

/** A page of the server. `last`: nothing comes after it; the server closes when it was sent. */
export interface Answer {
  readonly status: number;
  readonly html: string;
  readonly last?: boolean;
}

export interface Pages {
  /** 0: any free port. */
  readonly port: number;
  /** The one style that a page may use, as a security policy names it. */
  readonly style: string;
  /** The page; its form must send `token` as `token`. */
  readonly show: (token: string) => Answer;
  /** Answers to the form. */
  readonly act: (form: URLSearchParams, token: string) => Answer;
  /** ms without a request after which it closes. */
  readonly idle: number;
}

export interface LocalPage {
  /** With a token that opens it once. */
  readonly url: string;
  /** Resolves when nothing listens any more, with why. */
  readonly ended: Promise<Ending>;
  readonly close: () => void;
}

export type Ending = 'done' | 'idle' | 'closed';

/** Bytes of a form. */
const LARGEST = 256 << 10;
/** ms: for the headers, for a whole request, how often both are looked at, and for a second click after the last page. */
const HEADERS_MS = 5_000;
const WHOLE_MS = 15_000;
const LOOK_MS = 1_000;
const GRACE_MS = 1_000;
/** Connections at once: one browser needs a handful. */
const MOST = 64;

/**
 * Serves one page with one form to one browser of this machine, on 127.0.0.1, until it was acted on. Whoever has neither the
 * token of the address nor the cookie that it is exchanged for is told nothing. Rejects where it cannot listen.
 */
export async function servePage(pages: Pages): Promise<LocalPage> {
  const server = createServer({ maxHeaderSize: 16 << 10, connectionsCheckingInterval: LOOK_MS, keepAliveTimeout: HEADERS_MS });
  server.headersTimeout = HEADERS_MS;
  server.requestTimeout = WHOLE_MS;
  server.maxConnections = MOST;
  await listening(server, pages.port);
  const desk = new Desk(server, pages);
  return { url: desk.url, ended: desk.ended, close: () => desk.end('closed') };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', fail);
      done();
    });
  });
}

type Reply = Answer | { readonly no: No } | { readonly enter: string };

const NO_TICKET: No = {
  status: 403,
  says: 'this address was opened already, or is not the one that was printed: start `twoloops review` again',
};
const NO_COOKIE: No = { status: 403, says: 'open the address that `twoloops review` printed' };
const NO_TOKEN: No = { status: 403, says: 'the form is not of this page: load the page again' };
const NOTHING: No = { status: 404, says: 'there is nothing here' };

class Desk {
  readonly ended: Promise<Ending>;
  readonly url: string;
  private readonly server: Server;
  private readonly pages: Pages;
  private readonly port: number;
  private readonly cookie = newSecret();
  private readonly token = newSecret();
  private ticket: string | undefined = newSecret();
  private last: Answer | undefined;
  private timer: NodeJS.Timeout | undefined;
  private told: (why: Ending) => void = () => undefined;

  constructor(server: Server, pages: Pages) {
    this.server = server;
    this.pages = pages;
    this.port = (server.address() as AddressInfo).port;
    this.url = `http://127.0.0.1:${this.port}/?token=${this.ticket}`;
    this.ended = new Promise((done) => {
      this.told = done;
    });
    server.on('request', (request, response) => void this.serve(request, response));
    server.on('clientError', (_, socket: Duplex) => socket.destroy());
    server.on('error', () => this.end('closed'));
    this.closeAfter(pages.idle, 'idle');
  }

  /** Nothing listens any more afterwards, and no connection is left. */
  end(why: Ending): void {
    clearTimeout(this.timer);
    this.server.close(() => this.told(why));
    this.server.closeAllConnections();
  }

  private closeAfter(ms: number, why: Ending): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.end(why), ms);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    try {
      this.reply(await this.answer(request), request, response);
    } catch (error) {
      if (response.destroyed || response.headersSent) response.destroy();
      else this.reply({ no: { status: 500, says: `it failed: ${reason(error)}` } }, request, response);
    }
  }

  private async answer(request: IncomingMessage): Promise<Reply> {
    const refused = refusedAtOnce(request, this.port);
    if (refused !== undefined) return { no: refused };
    const [path = '', query] = (request.url ?? '').split(/\?(.*)/s);
    if (path === '/' && query !== undefined) return this.enter(request, query);
    if (!hasCookie(request, this.name(), this.cookie)) return { no: NO_COOKIE };
    if (this.last === undefined) this.closeAfter(this.pages.idle, 'idle');
    if (request.method === 'POST') return path === '/decide' ? this.act(request) : { no: NOTHING };
    return path === '/' ? (this.last ?? this.pages.show(this.token)) : { no: NOTHING };
  }

  /** The token opens the door once; behind it, the cookie counts. */
  private enter(request: IncomingMessage, query: string): Reply {
    const given = new URLSearchParams(query).get('token') ?? '';
    if (request.method !== 'GET' || this.ticket === undefined || !sameSecret(given, this.ticket)) return { no: NO_TICKET };
    this.ticket = undefined;
    this.closeAfter(this.pages.idle, 'idle');
    return { enter: `${this.name()}=${this.cookie}; HttpOnly; SameSite=Strict; Path=/` };
  }

  private async act(request: IncomingMessage): Promise<Reply> {
    const refused = refusedForm(request, LARGEST);
    if (refused !== undefined) return { no: refused };
    const body = await bodyOf(request, LARGEST);
    if (typeof body !== 'string') return { no: body };
    const form = new URLSearchParams(body);
    if (!sameSecret(form.get('token') ?? '', this.token)) return { no: NO_TOKEN };
    // a second click is answered like the first
    if (this.last !== undefined) return this.last;
    const answer = this.pages.act(form, this.token);
    if (answer.last) {
      this.last = answer;
      this.closeAfter(GRACE_MS, 'done');
    }
    return answer;
  }

  private name(): string {
    return `twoloops-review-${this.port}`;
  }

  private reply(reply: Reply, request: IncomingMessage, response: ServerResponse): void {
    for (const [name, value] of Object.entries(headersOf(this.pages.style))) response.setHeader(name, value);
    if ('enter' in reply) {
      response.writeHead(303, { location: '/', 'set-cookie': reply.enter, 'referrer-policy': 'no-referrer' }).end();
      return;
    }
    if ('no' in reply) {
      const { status, says } = reply.no;
      response.writeHead(status, { ...PLAIN, connection: 'close', ...(status === 405 ? { allow: 'GET, HEAD, POST' } : {}) });
      response.end(request.method === 'HEAD' ? undefined : `${says}\n`);
      request.resume();
      return;
    }
    response.writeHead(reply.status, { 'content-type': 'text/html; charset=utf-8', ...(reply.last ? { connection: 'close' } : {}) });
    response.end(request.method === 'HEAD' ? undefined : reply.html);
  }
}

const PLAIN = { 'content-type': 'text/plain; charset=utf-8', 'referrer-policy': 'no-referrer' } as const;

/**
 * No referrer leaves the page. Not `no-referrer`: by that, browsers send forms with `Origin: null`, and whether a form comes
 * from this page could not be told.
 */
const headersOf = (style: string): Readonly<Record<string, string>> => ({
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src '${style}'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
});
