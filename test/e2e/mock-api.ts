import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type JsonObject, objects, parseObject } from './json.ts';
import type { Script, Turn } from './script.ts';
import { eventStream, firstUserText, messageOf } from './wire.ts';

export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  /** `main`, `agent:<match>`, `agent` (a sub-agent without a script), `side` (no tools offered) or `http` (not a message). */
  readonly conversation: string;
  /** Which turn answered it; -1 where no script did. */
  readonly turn: number;
  readonly body: JsonObject;
  /** What the turn's shell command gave. */
  readonly sh?: { readonly exit: number | null; readonly output: string };
}

export interface Mock {
  readonly url: string;
  readonly log: readonly LoggedRequest[];
  /** Scripted turns that nobody asked for, by conversation. */
  unused(): Record<string, number>;
  close(): Promise<void>;
}

interface Track {
  readonly name: string;
  readonly match: string;
  readonly turns: readonly Turn[];
  readonly answered: Map<string, number>;
}

interface Seat {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Keeps message and call ids apart between the steps of one session. */
  readonly prefix: string;
}

/** A stand-in for the Messages API on loopback that plays `script` and logs every request. */
export async function startMock(script: Script, seat: Seat): Promise<Mock> {
  const tracks = [track('main', '', script.turns), ...(script.conversations ?? []).map((c) => track(`agent:${c.match}`, c.match, c.turns))];
  const log: LoggedRequest[] = [];
  let answers = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = parseObject(await bodyOf(request)) ?? {};
    const base = { method: request.method ?? '', path: request.url ?? '', body };
    if (request.method !== 'POST' || !/^\/v1\/messages(\?|$)/.test(base.path)) {
      log.push({ ...base, conversation: 'http', turn: -1 });
      return sendPlain(response, /count_tokens/.test(base.path) ? { input_tokens: 100 } : { data: [], has_more: false });
    }
    const { conversation, index, turn } = choose(tracks, body, request.headers['x-claude-code-agent-id'] !== undefined);
    const message = messageOf(turn, `${seat.prefix}n${answers++}`, String(body['model']));
    const sh = turn.sh === undefined ? undefined : await runShell(turn.sh, seat);
    log.push({ ...base, conversation, turn: index, ...(sh && { sh }) });
    if (body['stream'] === true) response.writeHead(200, { 'content-type': 'text/event-stream' }).end(eventStream(message));
    else sendPlain(response, message);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the mock has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    log,
    unused: () =>
      Object.fromEntries(tracks.filter((t) => t.answered.size < t.turns.length).map((t) => [t.name, t.turns.length - t.answered.size])),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function track(name: string, match: string, turns: readonly Turn[]): Track {
  return { name, match, turns, answered: new Map() };
}

function choose(tracks: readonly Track[], body: JsonObject, byAgent: boolean): { conversation: string; index: number; turn: Turn } {
  // Requests that offer no tools are the client's own (titles, summaries): any short text will do.
  if (objects(body['tools']).length === 0) return { conversation: 'side', index: -1, turn: { text: 'ok' } };
  const [main, ...agents] = tracks;
  const first = firstUserText(body);
  const chosen = byAgent ? agents.find((agent) => first.includes(agent.match)) : main;
  if (chosen === undefined) return { conversation: 'agent', index: -1, turn: {} };
  // The client may send a request again (a retry); the same messages get the same turn.
  const key = createHash('sha256').update(JSON.stringify(body['messages'])).digest('hex');
  const index = chosen.answered.get(key) ?? chosen.answered.size;
  chosen.answered.set(key, index);
  return { conversation: chosen.name, index, turn: chosen.turns[index] ?? {} };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function sendPlain(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function runShell(command: string, seat: Seat): Promise<{ exit: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', command], { cwd: seat.cwd, env: seat.env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    child.on('error', reject);
    child.on('close', (exit) => resolve({ exit, output }));
  });
}
