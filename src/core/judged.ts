import type { Access } from '../schema/access.ts';
import type { Frozen } from '../schema/frozen.ts';
import type { Finding, Use } from '../schema/verdict.ts';

/** The part of a frozen run that a verdict depends on. */
export type Ruling = Pick<Frozen, 'ground' | 'scope' | 'unscoped' | 'closed' | 'standing' | 'classes' | 'barred'>;

/** What judging one access came to. */
export interface Judged {
  readonly access: Access;
  readonly finding?: Finding;
  readonly use?: Use;
}

/** A deny; in a run without a scope the reason is always that there is none. */
export function refuse(ruling: Ruling, access: Access, code: Finding['code'], rule: string, args: Finding['args']): Judged {
  if (ruling.scope === undefined) {
    return {
      access,
      finding: { code: 'UNSCOPED', args: { ...args, kind: access.kind, why: ruling.unscoped ?? 'no scope file' }, rule: 'default' },
    };
  }
  return { access, finding: { code, args, rule } };
}

/** An access that a grant covers. */
export function granted(access: Access, grant: { readonly place: string }, text: string, more: Partial<Use> = {}): Judged {
  return { access, use: { kind: access.kind, target: access.target, grant: grant.place, text, ...more } };
}
