import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { sha256 } from './hash.ts';

/** What a request is refused with. */
export interface No {
  readonly status: number;
  readonly says: string;
}

/** Bytes of each secret: nobody guesses one. */
const SECRET = 32;

export const newSecret = (): string => randomBytes(SECRET).toString('hex');

/** Compared by hash, so that the time it takes says nothing. */
export const sameSecret = (given: string, secret: string): boolean =>
  timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(secret)));

/** Names by which a browser of this machine reaches the page: any other leads here by a name server that lies. */
const hosts = (port: number): readonly string[] => [`127.0.0.1:${port}`, `localhost:${port}`];

const METHODS = ['GET', 'HEAD', 'POST'];

/** What speaks against a request before anybody looks who sent it. */
export function refusedAtOnce({ method, headers }: IncomingMessage, port: number): No | undefined {
  if (!METHODS.includes(method ?? '')) return { status: 405, says: 'only GET, HEAD and POST are answered' };
  if (!hosts(port).includes(headers.host ?? '')) return { status: 403, says: 'this page is reached by 127.0.0.1 or localhost only' };
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return { status: 403, says: 'another page asked for this one' };
  return undefined;
}

/** What speaks against a form of somebody who has the cookie. */
export function refusedForm({ headers }: IncomingMessage, most: number): No | undefined {
  if (headers.origin !== `http://${headers.host}`) return { status: 403, says: 'the form was not sent from this page' };
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/x-www-form-urlencoded') return { status: 415, says: 'a form is expected' };
  return Number(headers['content-length'] ?? 0) > most ? TOO_LARGE : undefined;
}

export const TOO_LARGE: No = { status: 413, says: 'the form is larger than any decision' };

/** Whether a request carries a cookie of that name and value, whatever else it carries. */
export function hasCookie({ headers }: IncomingMessage, name: string, secret: string): boolean {
  return (headers.cookie ?? '').split(';').some((one) => {
    const [key = '', ...value] = one.trim().split('=');
    return key === name && sameSecret(value.join('='), secret);
  });
}

/** A text of a form, of `most` bytes at most. Rejects where the sender goes away. */
export function bodyOf(request: IncomingMessage, most: number): Promise<string | No> {
  return new Promise((done, fail) => {
    const parts: Buffer[] = [];
    let size = 0;
    request.on('data', (part: Buffer) => {
      size += part.length;
      if (size > most) done(TOO_LARGE);
      else parts.push(part);
    });
    request.on('end', () => done(Buffer.concat(parts).toString('utf8')));
    request.on('error', fail);
    request.on('close', () => fail(new Error('the sender went away')));
  });
}
