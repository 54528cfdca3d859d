/** A path as rules look at it: its parts in lower case, so that another spelling of one file is the same file. */
export function partsOf(path: string): readonly string[] {
  return folded(path)
    .split('/')
    .filter((part) => part !== '' && part !== '.');
}

export const folded = (text: string): string => text.normalize('NFC').toLowerCase();

/**
 * Whether `pattern` names a path: `*` is any characters inside one part, `**` any number of parts. A pattern without `/` is
 * about the last part alone. In time bounded by the product of both lengths, whatever they hold.
 */
export function namesPath(pattern: string, parts: readonly string[]): boolean {
  if (!pattern.includes('/')) return fits(folded(pattern), parts.at(-1) ?? '');
  const wanted = folded(pattern).split('/');
  // reached[i]: the patterns so far can take in the first i parts
  let reached = parts.map(() => false);
  reached.unshift(true);
  for (const one of wanted) {
    const before = reached;
    let any = false;
    reached = before.map((here, i) => {
      any ||= here;
      return one === '**' ? any : i > 0 && before[i - 1] === true && fits(one, parts[i - 1] ?? '');
    });
  }
  return reached.at(-1) === true;
}

/** Whether a text is what a pattern with `*` says, from end to end. */
export function fits(pattern: string, text: string): boolean {
  const pieces = pattern.split('*');
  const [first = '', last = ''] = [pieces[0], pieces.at(-1)];
  if (pieces.length === 1) return text === pattern;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let from = first.length;
  const end = text.length - last.length;
  for (const piece of pieces.slice(1, -1)) {
    const at = text.indexOf(piece, from);
    if (at < 0 || at + piece.length > end) return false;
    from = at + piece.length;
  }
  return true;
}
