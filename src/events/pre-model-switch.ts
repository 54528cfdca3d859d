import { mayAct } from '../core/judge-named.ts';
import { refusal } from '../core/messages.ts';
import { type Answer, refuse, SILENT, serve, type World } from '../run.ts';
import type { HookInput } from '../schema/hook-input.ts';
import { findRun, note } from './session.ts';

/** PreModelSwitch: refused where the scope names the models that may act and this is none of them. */
export function handle(input: HookInput, world: World): Answer {
  const open = findRun(input, world);
  if (open.state === 'none') return refuse(`twoloops: refused: no run is open for this session (${open.why})\n`);
  const { scope } = open.frozen;
  const [from, to] = [String(input.fields['from_model'] ?? ''), String(input.fields['to_model'] ?? '')];
  const refused = !mayAct(open.frozen, to) && scope?.enforce !== 'observe';
  note(open, input, world, { type: 'model', from, to, refused });
  if (!refused) return SILENT;
  return refuse(
    refusal([{ code: 'MODEL_OUTSIDE_SCOPE', args: { model: to }, rule: scope?.models[0]?.place ?? 'default' }], { scope, run: open.run }),
  );
}

export const main = (): Promise<void> => serve('PreModelSwitch', handle, import.meta.filename);
