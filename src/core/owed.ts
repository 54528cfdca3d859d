import type { Call } from '../schema/access.ts';
import type { FrozenScope } from '../schema/frozen.ts';
import { simpleWords } from './shell/words.ts';

/** Whether the result of a call is the result of its command: a monitor and a background command come back while theirs runs on. */
export function waitsForIt(call: Pick<Call, 'tool' | 'input'>): boolean {
  return call.tool === 'Bash' && call.input['run_in_background'] !== true;
}

/**
 * The names of the owed evidence that a call runs, word for word and as the only command of its line: the exit code of a
 * list or a pipe is not the exit code of the command.
 */
export function owedBy(scope: FrozenScope | undefined, call: Pick<Call, 'input'>): readonly string[] {
  const { command } = call.input;
  if (scope === undefined || scope.evidence.length === 0 || typeof command !== 'string') return [];
  const words = simpleWords(command);
  if (!words.ok) return [];
  const run = JSON.stringify(words.argv);
  return scope.evidence.flatMap((owed) => (owed.argv && JSON.stringify(owed.argv) === run ? [owed.name] : []));
}
