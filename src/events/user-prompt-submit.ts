import { decide } from '../core/decide.ts';
import { mentionsOf } from '../core/mentions.ts';
import { inOneLine } from '../core/messages.ts';
import { cut } from '../core/redact.ts';
import { record } from '../io/event-log.ts';
import { gatherFacts } from '../io/facts.ts';
import { haltedByFlag } from '../io/halt-flag.ts';
import { clientVersion, OLDEST_CLIENT, older } from '../product.ts';
import { type Answer, refuse, SILENT, serve, type World } from '../run.ts';
import type { PathIntent } from '../schema/access.ts';
import type { HookInput } from '../schema/hook-input.ts';
import type { RunState } from '../schema/state.ts';
import type { Finding } from '../schema/verdict.ts';
import { openRun } from './open-run.ts';
import { logOptions, type OpenRun, repositoryOf } from './session.ts';

/** Characters of a prompt that the record keeps. */
const MOST = 4_000;

/** UserPromptSubmit: records the prompt; refuses to go on where the guard is broken, too old to keep, or halted. */
export function handle(input: HookInput, world: World): Answer {
  const open = openRun(input, world, 'late: SessionStart did not open it');
  if (open.state === 'none') return refuse(`twoloops: the prompt is refused: no run can be opened: ${open.why}\n`);
  const prompt = input.fields['prompt'];
  const text = cut(typeof prompt === 'string' ? prompt : '', MOST);
  const mentioned = mentionedInVain(open, typeof prompt === 'string' ? prompt : '', input.cwd);
  const refused = record(logOptions(open, input, world), (state) => {
    const why =
      objection(state, open.run, clientVersion(world.env['AI_AGENT'])) ?? byFlag(open, input, world) ?? byMode(open, input) ?? mentioned;
    return { events: [{ type: 'prompt', text, ...(why === undefined ? {} : { refused: why }) }], answer: why };
  });
  return refused === undefined ? SILENT : refuse(`twoloops: the prompt is refused: ${refused}\n`);
}

/** Findings that a mention cannot pass; what is merely not granted is the person's own to show. */
const BARRED = new Set<Finding['code']>(['FORBIDDEN', 'READ_DENIED', 'DATA_DENIED', 'RUN_DIRECTORY']);

/** The client puts mentioned files into the prompt without any tool call: this is the only place to refuse them. */
function mentionedInVain({ frozen }: OpenRun, prompt: string, cwd: string): string | undefined {
  if (frozen.scope === undefined || frozen.scope.enforce === 'observe') return undefined;
  const intents = mentionsOf(prompt).map((raw): PathIntent => ({ kind: 'read', raw, reach: 'content' }));
  const finding = decide(frozen, intents, gatherFacts(frozen, intents, cwd)).findings.find((one) => BARRED.has(one.code));
  return finding && `it mentions a file that no tool may read, and the client would insert it: ${inOneLine(finding)}`;
}

/** What a person halted by the flag, for this run or for all. */
function byFlag({ run }: OpenRun, input: HookInput, world: World): string | undefined {
  const repository = repositoryOf(input, world);
  const flag = repository.state === 'found' ? haltedByFlag(repository.common, run) : undefined;
  if (flag === undefined) return undefined;
  return `a person halted ${flag === 'all' ? 'every run of this repository' : 'this run'}; \`node .claude/twoloops/cli.mjs resume ${flag === 'all' ? '--all' : run}\` takes it back`;
}

function byMode({ frozen }: OpenRun, { mode }: HookInput): string | undefined {
  const denied = frozen.standing?.deniedModes.find((one) => one.name === mode);
  return denied && `no call may be made in permission mode \`${denied.name}\` (${denied.place}); switch to another mode`;
}

function objection(state: RunState, run: string, client: string | undefined): string | undefined {
  if (state.selfTest !== 'ok') {
    return 'the self-test of the hooks failed, so nothing would be guarded; `node .claude/twoloops/cli.mjs doctor` says what is wrong, then start a new session';
  }
  if (client !== undefined && older(client, OLDEST_CLIENT)) {
    return `Claude Code ${client} cannot be held to a scope: it lets a call through when a hook fails; update it to ${OLDEST_CLIENT} or newer`;
  }
  if (state.halted) {
    return `this run is halted by ${state.halted.rule} (${state.halted.on}) since ${state.halted.at}; a person continues it with \`node .claude/twoloops/cli.mjs resume ${run}\``;
  }
  return undefined;
}

export const main = (): Promise<void> => serve('UserPromptSubmit', handle, import.meta.filename);
