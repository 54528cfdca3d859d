import type { PathIntent } from '../schema/access.ts';

/** Under which name the place of a path is kept among the facts of a call. */
export const placeKey = (
  intent: Pick<PathIntent, 'raw' | 'glob' | 'bare' | 'into' | 'maybe' | 'unless' | 'reach' | 'kind' | 'both' | 'after'>,
): string =>
  `${intent.both ? 'both ' : ''}${intent.after === undefined ? '' : `after ${intent.after} `}${intent.maybe ? 'maybe ' : ''}${intent.unless === undefined ? '' : `unless ${intent.unless} `}${intent.kind === 'edit' && intent.reach === 'changed' ? 'changed ' : ''}${intent.bare ? 'bare ' : ''}${intent.glob ? 'glob ' : ''}${intent.raw}${intent.into === undefined ? '' : ` into ${intent.into}`}`;

/** Under which name what a folder holds is kept. */
export const holdingsKey = (intent: PathIntent): string =>
  `${intent.kind} ${intent.reach} ${placeKey(intent)} ${intent.only ?? ''} ${intent.except ?? ''}${intent.follow ? ` follow ${intent.follow}` : ''}`;
