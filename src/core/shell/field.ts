/** One word after all expansions, as far as it can be known. */
export type Field =
  /** exactly this text */
  | { readonly kind: 'text'; readonly text: string }
  /** a pattern over file names; characters that stand for themselves are escaped in `pattern`; `text` is its spelling */
  | { readonly kind: 'glob'; readonly pattern: string; readonly text: string }
  /** some path that lies below one of these folders (or is one of them), as a listing of them prints it; `plain`: no link */
  | { readonly kind: 'below'; readonly roots: readonly string[]; readonly only?: string; readonly follow?: true; readonly plain?: true }
  /** not known: `cause` is what it hangs on; `prefix` is what surely stands before it */
  | { readonly kind: 'unknown'; readonly cause: string; readonly prefix: string; readonly quoted: boolean };

export const text = (value: string): Field => ({ kind: 'text', text: value });
export const unknown = (cause: string, quoted = false, prefix = ''): Field => ({ kind: 'unknown', cause, prefix, quoted });

/** Some number: it matches as a pattern does, and holds no separator of folders. */
export const NUMBER: Extract<Field, { kind: 'glob' }> = { kind: 'glob', pattern: '[0-9]*', text: '[0-9]*' };

/** The field as a person would read it. */
export function shown(field: Field): string {
  switch (field.kind) {
    case 'text':
    case 'glob':
      return field.text;
    case 'below':
      return `${field.roots.join('|')}/…`;
    case 'unknown':
      return field.prefix + (/^`(.*?)`/s.exec(field.cause)?.[1] ?? field.cause);
  }
}

/** True where the field could be read as an option. */
export function mayBeOption(field: Field): boolean {
  switch (field.kind) {
    case 'text':
      return field.text.startsWith('-') && field.text !== '-';
    case 'glob':
      // one that begins with an active character is an operand, and what it matches is looked at for options on disk
      return field.text.startsWith('-');
    case 'below':
      return false;
    case 'unknown':
      return field.prefix === '' || field.prefix.startsWith('-');
  }
}

export const isText = (field: Field | undefined): field is Extract<Field, { kind: 'text' }> => field?.kind === 'text';

/** Puts two neighbouring pieces of one word together. */
export function join(left: Field, right: Field): Field {
  if (left.kind === 'text' && left.text === '') return right;
  if (right.kind === 'text' && right.text === '') return left;
  if (left.kind === 'unknown') return { ...left, quoted: left.quoted && (right.kind !== 'unknown' || right.quoted) };
  if (right.kind === 'unknown') {
    if (left.kind === 'text') return { ...right, prefix: left.text + right.prefix };
    return { ...right, prefix: left.kind === 'glob' ? literalHead(left.pattern) : '' };
  }
  if (left.kind === 'below') {
    // `$f.bak` lies beside `$f`; with a separator in it, who knows
    const tail = right.kind === 'text' ? right.text : right.kind === 'glob' ? right.text : '/';
    if (tail.includes('/') || tail.includes('..')) return unknown('a path built on a listing', true);
    // the root itself may be what is listed: then the new name lies beside it
    const beside = left.plain
      ? left.roots
      : left.roots.map((root) => (root === '.' ? root : root.includes('/') ? root.slice(0, root.lastIndexOf('/')) || '/' : '.'));
    return { kind: 'below', roots: beside };
  }
  if (right.kind === 'below') return unknown('a path built on a listing', true, left.kind === 'text' ? left.text : '');
  if (left.kind === 'text' && right.kind === 'text') return text(left.text + right.text);
  return { kind: 'glob', pattern: patternOf(left) + patternOf(right), text: left.text + right.text };
}

/** The text of a pattern up to its first active character. */
function literalHead(pattern: string): string {
  const active = /(?:\\.|[^\\*?[])*/s.exec(pattern)?.[0] ?? '';
  return active.replace(/\\(.)/gs, '$1');
}

export const escaped = (literal: string): string => literal.replace(/[\\*?[\]!()@+|]/g, '\\$&');

function patternOf(field: Extract<Field, { kind: 'text' | 'glob' }>): string {
  return field.kind === 'glob' ? field.pattern : escaped(field.text);
}

/** True for a field that surely is a number, or empty. */
export const isNumber = (field: Field): boolean =>
  field === NUMBER ||
  (field.kind === 'glob' && /^(?:\[0-9\]\*|\d)+$/.test(field.text)) ||
  (field.kind === 'text' && /^-?\d*$/.test(field.text));
