import { type Facts, pathWords, type Ruling } from '../core/decide.ts';
import type { Intent, PathIntent } from '../schema/access.ts';
import type { Holdings, Located } from '../schema/located.ts';
import { holdings } from './holdings.ts';
import { locator } from './locate.ts';
import { reason } from './repository.ts';

/** Asks the disk about every path of a call. Never throws: what cannot be found out is `unknown`. */
export function gatherFacts(ruling: Ruling, intents: readonly Intent[], cwd: string): Facts {
  const { locate } = locator(ruling.ground, ruling.scope);
  const located = new Map<string, Located>();
  const held = new Map<string, Holdings>();
  for (const raw of intents.flatMap(pathsOf)) {
    if (!located.has(raw))
      located.set(
        raw,
        safely(raw, () => locate(raw, cwd)),
      );
  }
  for (const intent of intents) {
    if (intent.kind === 'read' && intent.reach === 'recursive') held.set(intent.raw, heldBelow(ruling, intent, located.get(intent.raw)));
  }
  return { located, holdings: held };
}

function pathsOf(intent: Intent): readonly string[] {
  switch (intent.kind) {
    case 'read':
    case 'edit':
    case 'worktree':
      return [intent.raw];
    case 'execute':
      return pathWords(intent.argv);
    default:
      return [];
  }
}

function safely(raw: string, ask: () => Located): Located {
  try {
    return ask();
  } catch (error) {
    return { raw, places: [{ state: 'unknown', why: reason(error) }] };
  }
}

function heldBelow(ruling: Ruling, intent: PathIntent, located: Located | undefined): Holdings {
  const { scope } = ruling;
  if (scope === undefined) return { state: 'none' };
  try {
    for (const place of located?.places ?? []) {
      if (place.state === 'unknown') return place;
      const found = holdings(scope, place, intent.extensions);
      if (found.state !== 'none') return found;
    }
    return { state: 'none' };
  } catch (error) {
    return { state: 'unknown', why: reason(error) };
  }
}
