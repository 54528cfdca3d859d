import type { Access } from '../schema/access.ts';
import type { RunEvent } from '../schema/event.ts';
import { cut, redactAll } from './redact.ts';

/** Characters of any one text of an event; the digest of the arguments covers the whole of them. */
const MOST = 8_000;

/**
 * An event as it may reach the disk: no secrets, no endless texts. Names of files stay as they are: counting and
 * attribution rest on them, and a name that merely looks like a secret must not make two files one.
 */
export function redactEvent(event: RunEvent): RunEvent {
  const safe = redactAll(bounded(event));
  if (event.type === 'result') return { ...safe, changed: event.changed } as RunEvent;
  if (event.type !== 'verdict') return safe;
  const { accesses, uses } = safe as typeof event;
  const named = <T extends Pick<Access, 'kind' | 'target'>>(was: readonly T[], now: readonly T[]): readonly T[] =>
    now.map((one, i) =>
      (one.kind === 'read' || one.kind === 'edit') && (was[i]?.target.length ?? MOST) < MOST
        ? { ...one, target: was[i]?.target ?? one.target }
        : one,
    );
  return { ...safe, accesses: named(event.accesses, accesses), uses: named(event.uses, uses) } as RunEvent;
}

function bounded<T>(value: T): T {
  if (typeof value === 'string') return cut(value, MOST) as T;
  if (Array.isArray(value)) return value.map((item) => bounded(item)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, bounded(item)])) as T;
}
