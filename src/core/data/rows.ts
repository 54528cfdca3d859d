/**
 * Whether a number of groups is a part of a row: next to it, set off like its own groups, stands a word with a digit in it
 * of at least `least` characters, or its groups count on (5080 5081 5082). Columns of numbers and of code points look so.
 */
export function inRow(text: string, start: number, end: number, written: string, least = 1): boolean {
  const separator = /[^\p{L}\p{N}]/u.exec(written)?.[0] ?? '.';
  const before =
    text.charAt(start - 1) === separator ? (/[\p{L}\p{N}]{0,8}$/u.exec(text.slice(Math.max(0, start - 9), start - 1))?.[0] ?? '') : '';
  const after = text.charAt(end) === separator ? (/^[\p{L}\p{N}]{0,8}/u.exec(text.slice(end + 1, end + 9))?.[0] ?? '') : '';
  return [before, after].some((word) => word.length >= least && /\d/.test(word)) || countsOn(written.split(separator));
}

const countsOn = (groups: readonly string[]): boolean =>
  groups.length > 2 && groups.every((group, i) => i === 0 || Number(group) === Number(groups[i - 1]) + 1);
