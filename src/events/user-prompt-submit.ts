import { cut } from '../core/redact.ts';
import { record } from '../io/event-log.ts';
import { clientVersion, OLDEST_CLIENT, older } from '../product.ts';
import { type Answer, refuse, SILENT, serve, type World } from '../run.ts';
import type { HookInput } from '../schema/hook-input.ts';
import type { RunState } from '../schema/state.ts';
import { openRun } from './open-run.ts';
import { logOptions } from './session.ts';

/** Characters of a prompt that the record keeps. */
const MOST = 4_000;

/** UserPromptSubmit: records the prompt; refuses to go on where the guard is broken, too old to keep, or halted. */
export function handle(input: HookInput, world: World): Answer {
  const open = openRun(input, world, 'late: SessionStart did not open it');
  if (open.state === 'none') return refuse(`twoloops: the prompt is refused: no run can be opened: ${open.why}\n`);
  const prompt = input.fields['prompt'];
  const text = cut(typeof prompt === 'string' ? prompt : '', MOST);
  const refused = record(logOptions(open, input, world), (state) => {
    const why = objection(state, open.run, clientVersion(world.env['AI_AGENT']));
    return { events: [{ type: 'prompt', text, ...(why === undefined ? {} : { refused: why }) }], answer: why };
  });
  return refused === undefined ? SILENT : refuse(`twoloops: the prompt is refused: ${refused}\n`);
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
