import { parseArgs } from 'node:util';
import { styleHash } from '../core/html/shell.ts';
import { REVIEW_STYLE } from '../core/review/style.ts';
import { sha256 } from '../io/hash.ts';
import { type Ending, type LocalPage, servePage } from '../io/local-page.ts';
import { reason } from '../io/repository.ts';
import { chooseAny, here } from './here.ts';
import { openAddress } from './open-page.ts';
import { peopleOnly } from './people-only.ts';
import { ReviewDesk } from './review-desk.ts';
import { EXIT, Refusal, type Terminal } from './terminal.ts';

export const usage =
  'twoloops review [RUN] [--port N] [--no-open] [--key FILE]   a run’s packet, its diff by risk and the decision form as a page on 127.0.0.1; closes when it was decided, after 30 minutes without a request, or with Ctrl-C';

/** ms without a request. */
const IDLE = 30 * 60_000;

/** Serves the review of a run to the person who started it: 0 where a decision was recorded, 1 where none was. */
export async function review(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { port: { type: 'string' }, 'no-open': { type: 'boolean' }, key: { type: 'string' } },
    allowPositionals: true,
  });
  peopleOnly(terminal, 'review');
  if (positionals.length > 1) throw new Refusal(`one run at a time; usage: ${usage}`, EXIT.usage);
  const port = portOf(values.port);
  const repository = here(terminal);
  const desk = new ReviewDesk({ chosen: chooseAny(repository, positionals[0]), repository, key: values.key, terminal });
  const page = await served(desk, port);
  // listening for signals before the address is out: a person may leave at once
  const ended = untilEnded(page);
  await tell(page, terminal, values['no-open'] !== true);
  const ending = await ended;
  terminal.out(ending === 'done' ? desk.said() : `${ENDS[ending]}: nothing was decided\n`);
  return ending === 'done' ? EXIT.done : EXIT.no;
}

const ENDS: Readonly<Record<Exclude<Ending, 'done'>, string>> = { idle: 'closed after 30 minutes without a request', closed: 'closed' };

function portOf(given: string | undefined): number {
  if (given === undefined) return 0;
  const port = /^\d{1,5}$/.test(given) ? Number(given) : 0;
  if (port < 1 || port > 65_535) throw new Refusal(`--port \`${given}\`: write a number from 1 to 65535`, EXIT.usage);
  return port;
}

async function served(desk: ReviewDesk, port: number): Promise<LocalPage> {
  try {
    return await servePage({
      port,
      style: styleHash(REVIEW_STYLE, sha256),
      show: (token) => desk.show(token),
      act: (form, token) => desk.act(form, token),
      idle: IDLE,
    });
  } catch (error) {
    throw new Refusal(`nothing can listen on 127.0.0.1${port === 0 ? '' : `:${port}`}: ${reason(error)}`);
  }
}

async function tell({ url }: LocalPage, terminal: Terminal, opens: boolean): Promise<void> {
  terminal.out(`review at ${url}\n  this address opens once, on this machine; Ctrl-C closes the page\n`);
  const why = opens ? await openAddress(url, terminal.env, process.platform) : undefined;
  if (why !== undefined) terminal.out(`  not opened by itself: ${why}\n`);
}

async function untilEnded(page: LocalPage): Promise<Ending> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, page.close);
  try {
    return await page.ended;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, page.close);
  }
}
