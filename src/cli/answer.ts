import { isAbsolute, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { APPROVAL_NAMESPACE, answerText } from '../core/answer-text.ts';
import { inOneLine } from '../core/messages.ts';
import { findingTarget, findingText, saidByPolicy } from '../core/requests.ts';
import { compileGlob } from '../core/scope/globs.ts';
import { wildcard } from '../core/wildcard.ts';
import type { OpenRun } from '../events/session.ts';
import { readEvents, record } from '../io/event-log.ts';
import { sha256 } from '../io/hash.ts';
import { requester } from '../io/installed.ts';
import { checkAnswer, sign } from '../io/signatures.ts';
import type { AnswerBody, RunEvent } from '../schema/event.ts';
import type { Finding } from '../schema/verdict.ts';
import { cliLog } from './cli-log.ts';
import { chooseRun, here } from './here.ts';
import { peopleOnly } from './people-only.ts';
import { EXIT, green, Refusal, type Terminal, yellow } from './terminal.ts';

export const approveUsage =
  'twoloops approve R1 [--once | --run | --for 30m] [--narrow GLOB] --reason TEXT [--sign KEY] [--in RUN]   let through what was refused: this very call once (the default), or this for the rest of the run, or for a time';
export const denyUsage =
  'twoloops deny R1 --reason TEXT [--sign KEY] [--in RUN]   answer a request with no: the agent is told so when it asks again';

/** ms: an approval that nobody used by then is void; so is a request that nobody answered. */
const ONCE_LASTS = 60 * 60_000;
const REQUEST_LASTS = 24 * 60 * 60_000;
const LONGEST = 24 * 60 * 60_000;

export const approve = (args: readonly string[], terminal: Terminal): number => answer('approve', args, terminal);
export const deny = (args: readonly string[], terminal: Terminal): number => answer('deny', args, terminal);

type Verdict = Extract<RunEvent, { type: 'verdict' }>;

function answer(word: 'approve' | 'deny', args: readonly string[], terminal: Terminal): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      once: { type: 'boolean' },
      run: { type: 'boolean' },
      for: { type: 'string' },
      narrow: { type: 'string' },
      reason: { type: 'string' },
      sign: { type: 'string' },
      in: { type: 'string' },
    },
    allowPositionals: true,
  });
  const usage = word === 'approve' ? approveUsage : denyUsage;
  peopleOnly(terminal, word);
  const request = Number(/^R?([1-9]\d*)$/i.exec(positionals[0] ?? '')?.[1]);
  if (!Number.isInteger(request) || positionals.length > 1) throw new Refusal(`which request? usage: ${usage}`, EXIT.usage);
  const reason = values.reason?.trim() ?? '';
  if (reason === '') throw new Refusal(`a reason is owed: --reason TEXT; usage: ${usage}`, EXIT.usage);
  const chosen = [values.once, values.run, values.for !== undefined].filter(Boolean).length;
  if (chosen > 1 || (word === 'deny' && (chosen > 0 || values.narrow !== undefined)))
    throw new Refusal(word === 'deny' ? `a no has no conditions; usage: ${usage}` : 'one of --once, --run and --for', EXIT.usage);
  const run = chooseRun(here(terminal), values.in);
  const asked = readEvents(run.folder).findLast((event): event is Verdict => event.type === 'verdict' && event.request === request);
  if (asked === undefined) throw new Refusal(`run ${run.run} has no request R${request}: \`twoloops requests\` lists them`);
  if (terminal.now() - Date.parse(asked.at) > REQUEST_LASTS)
    throw new Refusal(`request R${request} is older than a day: no answer in time is a no; let the agent ask again`, EXIT.no);
  const by = answerer(run, terminal);
  if (word === 'approve') mayBeApproved(run, asked);
  const lifts = narrowed(asked.findings, values.narrow, run);
  const how = values.run || values.for !== undefined ? 'run' : 'once';
  const until = untilOf(values.for, how, word, terminal.now());
  const body: AnswerBody = {
    type: 'answered',
    request,
    answer: word,
    by,
    reason,
    how: word === 'deny' ? 'run' : how,
    ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
    ...(values.narrow === undefined ? {} : { narrow: values.narrow }),
    lifts: lifts.map((finding) => sha256(findingText(finding)).slice(0, 16)),
    ...(how === 'once' && asked.bound !== undefined ? { digest: asked.bound } : {}),
    frozen: run.digest(),
  };
  const signed = values.sign === undefined ? body : withSignature(run, body, resolve(terminal.cwd, values.sign));
  const checked = mustBeGood(run, signed);
  record(cliLog(run, terminal), (state) => {
    if (state.frozenFile !== run.file && state.frozen !== body.frozen)
      throw new Refusal('the frozen scope of this run is not the one that was recorded: nothing was answered', EXIT.no);
    return { events: [checked], answer: undefined };
  });
  const what = word === 'approve' ? green(terminal, 'approved') : yellow(terminal, 'denied');
  const left = lifts.length < asked.findings.length ? `; ${asked.findings.length - lifts.length} of its reasons still stand` : '';
  terminal.out(
    `${what}: R${request} of run ${run.run} by ${checked.signer ?? by}${word === 'deny' ? '' : `, ${lasting(checked)}`}${left}\n`,
  );
  for (const finding of lifts) terminal.out(`  ${inOneLine(finding)}\n`);
  return EXIT.done;
}

function lasting({ how, until }: AnswerBody): string {
  const end = until === undefined ? 'until the run ends' : `until ${until}`;
  return how === 'once' ? `for this very call, once, ${end}` : end;
}

/** Only what a wider scope could lift, and nothing that a policy says. */
function mayBeApproved({ frozen: { standing } }: OpenRun, asked: Verdict): void {
  const barred = asked.findings.find((finding) => saidByPolicy(finding, standing));
  if (barred) throw new Refusal(`no approval goes beyond a policy: ${inOneLine(barred)}`, EXIT.no);
}

/** Who answers: by the git identity here, which is no proof; somebody whom the scope or the policy names, and where a policy says so, not who opened the run. */
function answerer(run: OpenRun, terminal: Terminal): string {
  const { scope, standing, ground } = run.frozen;
  const { git, user } = requester(ground, terminal.env);
  const by = git ?? user ?? 'unnamed';
  const named = standing?.approvers.map((one) => one.name) ?? [];
  const may = named.length > 0 ? named : scope === undefined ? [] : [scope.approver];
  // who signs is known by the signature, and is judged by it
  if (standing?.signed === undefined && !may.includes(by))
    throw new Refusal(
      `\`${by}\` may not answer requests of this run: ${may.join(', ') || 'nobody'} may (git's user.email says who you are)`,
      EXIT.no,
    );
  const opened = readEvents(run.folder).find((event) => event.type === 'opened');
  const own = opened?.type === 'opened' && (opened.requester.git ?? opened.requester.user) === by;
  if (own && standing?.noSelfApproval !== undefined)
    throw new Refusal(
      `${standing.noSelfApproval}: nobody answers a request of their own run there, and how risky this one is, this version cannot tell`,
      EXIT.no,
    );
  return by;
}

/** The reasons that an approval lifts: all of them, or those whose target the glob matches. */
function narrowed(findings: readonly Finding[], narrow: string | undefined, { frozen }: OpenRun): readonly Finding[] {
  if (narrow === undefined) return findings;
  const made = compileGlob(narrow, 'narrow', { home: frozen.ground.home, realFolder: (folder) => folder });
  if ('problem' in made) throw new Refusal(`--narrow \`${narrow}\` ${made.problem}`, EXIT.usage);
  const path = new RegExp(made.rule.regex, 's');
  const kept = findings.filter((finding) => {
    const target = findingTarget(finding);
    return finding.args['path'] === undefined
      ? wildcard(narrow).test(target)
      : path.test(target) && isAbsolute(target) === isAbsolute(narrow);
  });
  if (kept.length === 0)
    throw new Refusal(`--narrow \`${narrow}\` names nothing that was asked for: ${findings.map(findingTarget).join(', ')}`, EXIT.no);
  return kept;
}

function untilOf(given: string | undefined, how: 'once' | 'run', word: string, now: number): number | undefined {
  if (given !== undefined) {
    const found = /^(\d{1,4})(s|m|h)$/.exec(given);
    const ms = Number(found?.[1]) * { s: 1_000, m: 60_000, h: 3_600_000 }[(found?.[2] ?? 's') as 's'];
    if (!found || ms <= 0 || ms > LONGEST) throw new Refusal(`--for \`${given}\`: write \`30m\`, \`2h\`, at most a day`, EXIT.usage);
    return now + ms;
  }
  return how === 'once' && word === 'approve' ? now + ONCE_LASTS : undefined;
}

function withSignature(run: OpenRun, body: AnswerBody, key: string): AnswerBody {
  const signed = sign(key, answerText(run.run, body), APPROVAL_NAMESPACE);
  if ('problem' in signed) throw new Refusal(`it could not be signed with ${key}: ${signed.problem}`);
  return { ...body, signature: signed.signature };
}

/** Where answers must be signed, the signature is checked before it is recorded, and again by the hook that uses it. */
function mustBeGood(run: OpenRun, body: AnswerBody): AnswerBody {
  const { standing } = run.frozen;
  if (body.signature === undefined && standing?.signed === undefined) return body;
  if ((standing?.allowedSigners.length ?? 0) === 0) return body;
  const checked = checkAnswer(run.run, body, run.frozen);
  if ('problem' in checked)
    throw new Refusal(
      `${checked.problem}${body.signature === undefined ? `: ${standing?.signed ?? ''} asks for it; sign with --sign KEY` : ''}`,
      EXIT.no,
    );
  return { ...body, signer: checked.signer, by: checked.signer };
}
