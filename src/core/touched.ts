import type { Intent } from '../schema/access.ts';
import type { Located } from '../schema/located.ts';
import type { Facts } from './decide.ts';
import { placeKey } from './fact-keys.ts';
import { targetOf } from './judge-path.ts';
import type { Touched } from './stop-rules.ts';

/** The places that a call would change. */
export function touchedBy(intents: readonly Intent[], facts: Facts): readonly Touched[] {
  return intents.flatMap((intent) => (intent.kind === 'edit' ? touchedAt(intent.raw, facts.located.get(placeKey(intent))) : []));
}

/** The same for a path that a result names. */
export function touchedAt(raw: string, located: Located | undefined): readonly Touched[] {
  return (located?.places ?? []).flatMap((place) => (place.state === 'known' ? [{ target: targetOf(place, raw), place }] : []));
}
