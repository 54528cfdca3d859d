import type { Call, Intent, PathIntent, UnknownReason } from '../../schema/access.ts';

/** What cannot be read of a call is an access of its own, and is denied. */
export const unknown = (why: UnknownReason, what: string, tool?: string): Intent[] => [
  { kind: 'unknown', why, what, ...(tool === undefined ? {} : { tool }) },
];

export const path = (kind: 'read' | 'edit', raw: string, reach: PathIntent['reach'] = 'content'): PathIntent => ({ kind, raw, reach });

/** Text, undefined where the field is absent or empty, false where it is something else. */
export function optionalText(call: Call, field: string): string | undefined | false {
  const value = call.input[field];
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'string' ? value : false;
}

/** The texts of a field that is a text or a list of texts; false where it is something else. */
export function texts(call: Call, field: string): readonly string[] | false {
  const value = call.input[field];
  if (value === undefined || value === null) return [];
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.every((one): one is string => typeof one === 'string' && one !== '') ? all : false;
}
