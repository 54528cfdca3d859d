import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { MARKER } from '../core/gate/render/comment.ts';
import { visibleLine } from '../core/visible.ts';
import type { GitHubApi } from '../io/github-api.ts';
import { putComment } from '../io/pull-comment.ts';
import { reason } from '../io/repository.ts';
import { peopleOnly } from './people-only.ts';
import { EXIT, Refusal, type Terminal } from './terminal.ts';

export const usage =
  'twoloops comment --file FILE --repo OWNER/NAME --pull N [--as LOGIN]   put the gate’s comment on a pull request, in place of the one before; needs GITHUB_TOKEN, for people and CI';

/** ms for one answer of the API. */
const PATIENCE = 20_000;
/** Characters that GitHub takes. */
const LARGEST = 65_536;

const OPTIONS = { file: { type: 'string' }, repo: { type: 'string' }, pull: { type: 'string' }, as: { type: 'string' } } as const;

/** Creates or updates the comment: 0 where it stands there, 1 where GitHub does not let it. */
export async function comment(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  peopleOnly(terminal, 'comment');
  const { file, repo, pull, as } = values;
  if (file === undefined || repo === undefined || pull === undefined) throw new Refusal(`usage: ${usage}`, EXIT.usage);
  if (!/^[\w.-]+\/[\w.-]+$/.test(repo) || /(?:^|\/)\.\.?(?:\/|$)/.test(repo))
    throw new Refusal(`--repo \`${repo}\`: write OWNER/NAME`, EXIT.usage);
  if (!/^[1-9]\d{0,9}$/.test(pull)) throw new Refusal(`--pull \`${pull}\`: write the number of the pull request`, EXIT.usage);
  const api = apiOf(terminal);
  const body = bodyOf(file);
  const posted = await putComment(api, { repository: repo, pull: Number(pull) }, body, as).catch((error: unknown) => {
    throw new Refusal(reason(error), EXIT.no);
  });
  terminal.out(`comment ${posted.how}${posted.url === '' ? '' : `: ${visibleLine(posted.url)}`}\n`);
  return EXIT.done;
}

/** A token goes to no server that others can listen to. */
function apiOf({ env }: Terminal): GitHubApi {
  const token = env['GITHUB_TOKEN']?.trim() ?? '';
  if (token === '') throw new Refusal('GITHUB_TOKEN is not set: the comment is written with its rights');
  const given = env['GITHUB_API_URL'] || 'https://api.github.com';
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const here = ['127.0.0.1', 'localhost', '[::1]'].includes(url?.hostname ?? '');
  if (url === undefined || !(url.protocol === 'https:' || (url.protocol === 'http:' && here)))
    throw new Refusal(`GITHUB_API_URL \`${given}\` is no https address`);
  return { url: given.replace(/\/+$/, ''), token, patience: PATIENCE };
}

function bodyOf(file: string): string {
  let body: string;
  try {
    body = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Refusal(`--file \`${file}\` cannot be read: ${reason(error)}`);
  }
  if (!body.startsWith(`${MARKER}\n`))
    throw new Refusal(`--file \`${file}\` is no comment of the gate: it does not begin with \`${MARKER}\``);
  if (body.length > LARGEST) throw new Refusal(`--file \`${file}\` has ${body.length} characters: GitHub takes ${LARGEST}`);
  return body;
}
