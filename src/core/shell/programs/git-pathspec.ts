import { type Field, isText, text } from '../field.ts';
import type { GitCall } from './git-call.ts';

export const isExclusion = (field: Field): boolean => isText(field) && (/^:[!^]/.test(field.text) || /^:\([^)]*exclude/.test(field.text));

/** Pathspecs: where all of them only leave out, everything else is meant. */
export function pathspecs(call: GitCall, fields: readonly Field[], kind: 'read' | 'edit'): void {
  const named = fields.filter((field) => !isExclusion(field));
  if (named.length === 0 && fields.length > 0)
    call.walker.sink.path(kind, text(call.walker.known.root), kind === 'edit' ? 'tracked' : 'recursive', call.state);
  for (const field of named) pathspec(call, field, kind);
}

/** One pathspec: magic before it is read where it is plain; patterns match in every folder. */
export function pathspec(call: GitCall, field: Field, kind: 'read' | 'edit' = 'read', options: { readonly maybe?: true } = {}): void {
  const { walker, state } = call;
  // git goes by its index: what it does not track, it does not touch
  const reach = kind === 'edit' ? 'tracked' : 'recursive';
  if (!isText(field)) {
    walker.sink.path(kind, field, reach, state, options);
    return;
  }
  const magic = /^:(?:\(([^)]*)\)|([/]?))(.*)$/s.exec(field.text);
  const path = magic?.[3] ?? field.text;
  const marks = magic?.[1] ?? magic?.[2] ?? '';
  if (path.includes('\\') || !/^(?:top|literal|icase|glob|,|\/)*$/.test(marks)) {
    walker.sink.unknown(`the paths that \`${field.text}\` names`);
    return;
  }
  const root = /top|\//.test(marks);
  const base = root ? { ...state, bases: [walker.known.root] } : state;
  if (/[*?[]/.test(path) && !/literal/.test(marks)) {
    const literal = path.slice(0, path.search(/[*?[]/));
    const folder = literal.includes('/') ? literal.slice(0, literal.lastIndexOf('/')) : '.';
    walker.sink.path(kind, text(folder || '/'), reach, base, options);
    return;
  }
  walker.sink.path(kind, text(path === '' ? '.' : path), reach, base, options);
}
