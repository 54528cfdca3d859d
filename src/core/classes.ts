import type { Intent } from '../schema/access.ts';
import type { DataClass } from '../schema/standing.ts';
import type { Facts } from './decide.ts';
import { placeKey } from './fact-keys.ts';
import { isClassed } from './judge-mcp.ts';
import { denying } from './match.ts';

/** The data classes that a call reads, by the places of its paths and by its MCP server; allowed or not. */
export function classesRead(classes: readonly DataClass[], intents: readonly Intent[], facts: Facts): readonly string[] {
  if (classes.length === 0) return [];
  const reads = (one: DataClass): boolean =>
    intents.some((intent) => {
      if (intent.kind === 'mcp') return isClassed(one, intent);
      if (intent.kind !== 'read' || intent.reach === 'names') return false;
      const places = facts.located.get(placeKey(intent))?.places ?? [];
      return places.some((place) => place.state === 'known' && denying(one.paths, place) !== undefined);
    });
  return classes.filter(reads).map((one) => one.name);
}

/** Whether there is anything to look for in texts. */
export const looksForData = (classes: readonly DataClass[]): boolean =>
  classes.some((one) => one.detect.length > 0 || one.patterns.length > 0);
