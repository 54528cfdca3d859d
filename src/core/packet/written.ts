import type { RunEvent } from '../../schema/event.ts';
import { below, isAbsolute } from '../paths.ts';

/** A path that the record says was written, and the grant that let it, where one did. */
interface Written {
  readonly path: string;
  readonly grant: string;
}

/** Paths of the work tree that a call was let through to edit or reported to have changed: whatever git ignores, they are evidence. */
export function writtenPaths(events: readonly RunEvent[]): readonly string[] {
  return [...new Set(events.flatMap(writtenBy).map((written) => written.path))].filter((path) => !isAbsolute(path) && path !== '.').sort();
}

/**
 * Paths that were written and that no tree can show: in other work trees and repositories, in nested ones, outside. What
 * the scope calls scratch is not among them.
 */
export function unseenPaths(events: readonly RunEvent[], left: readonly string[]): string[] {
  const all = events.flatMap(writtenBy);
  const scratch = new Set(all.filter(({ grant }) => grant.endsWith(' scratch')).map(({ path }) => path));
  const unseen = all.filter(({ path }) => isAbsolute(path) || left.some((folder) => below(folder, path) !== undefined));
  return [...new Set(unseen.map(({ path }) => path))].filter((path) => !scratch.has(path)).sort();
}

function writtenBy(event: RunEvent): readonly Written[] {
  if (event.type === 'result') return event.ok ? event.changed.map((path) => ({ path, grant: '' })) : [];
  if (event.type !== 'verdict' || (event.verdict === 'deny' && event.enforced)) return [];
  const grants = new Map(event.uses.filter((use) => use.kind === 'edit').map((use) => [use.target, use.grant]));
  return event.accesses.filter(({ kind }) => kind === 'edit').map(({ target }) => ({ path: target, grant: grants.get(target) ?? '' }));
}
