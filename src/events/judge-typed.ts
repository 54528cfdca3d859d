import { decide } from '../core/decide.ts';
import { refusal } from '../core/messages.ts';
import { type Answer, refuse, SILENT, type World } from '../run.ts';
import type { Intent } from '../schema/access.ts';
import type { HookInput } from '../schema/hook-input.ts';
import { findRun, note } from './session.ts';

/**
 * Judges what does not come as a tool call: a slash command, a server's prompt, a server's question. An answer that needs
 * a person first is a no here: there is nobody to ask. Without a scope prompts go through; their calls do not.
 */
export function judgeTyped(input: HookInput, world: World, what: string, intent: Intent): Answer {
  const open = findRun(input, world);
  if (open.state === 'none') return refuse(`twoloops: refused: no run is open for this session (${open.why})\n`);
  const { scope } = open.frozen;
  const verdict = decide(open.frozen, [intent], { located: new Map(), holdings: new Map() });
  const enforced = scope !== undefined && scope.enforce !== 'observe';
  note(open, input, world, { type: 'typed', what, verdict: verdict.verdict, enforced, findings: verdict.findings, uses: verdict.uses });
  return verdict.verdict === 'allow' || !enforced ? SILENT : refuse(refusal(verdict.findings, { scope, run: open.run }));
}
