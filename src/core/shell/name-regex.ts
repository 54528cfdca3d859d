/** The regular expression of a name pattern as find and the shell read it. */
export function nameRegex(given: string): string {
  const pattern = bounded(given);
  let out = '';
  for (let i = 0; i < pattern.length; i += 1) {
    const char = pattern.charAt(i);
    if (char === '*') out += '[^/]*';
    else if (char === '?') out += '[^/]';
    else if (char === '\\' && i + 1 < pattern.length) {
      i += 1;
      out += quoteRegex(pattern.charAt(i));
    } else if (char === '[') {
      const end = pattern.indexOf(']', pattern[i + 1] === '!' || pattern[i + 1] === '^' ? i + 3 : i + 2);
      if (end < 0) out += '\\[';
      else {
        const body = pattern.slice(i + 1, end).replace(/^[!^]/, '^');
        // classes by name are taken for any character
        out += /\[[:.=]/.test(body)
          ? '[^/]'
          : `[${body
              .replace(/\\/g, '\\\\')
              .replace(/(?!^)\^/g, '\\^')
              .replace(/\[/g, '\\[')}]`;
        i = end;
      }
    } else out += quoteRegex(char);
  }
  return `^${out}$`;
}

const quoteRegex = (char: string): string => char.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Stars of a pattern beyond which a regular expression would go back and forth for ever. */
const MOST_STARS = 2;

/** A pattern of more stars as one that matches more: what stands before the first and behind the last. */
function bounded(pattern: string): string {
  if (!manyStars(pattern)) return pattern;
  const stars = [...pattern.matchAll(/\\.|\*/gs)].filter(([found]) => found === '*').map((found) => found.index);
  return `${pattern.slice(0, stars[0])}*${pattern.slice((stars.at(-1) ?? 0) + 1)}`;
}

/** Such a pattern is widened, so it must not be what is left out. */
export const manyStars = (pattern: string): boolean =>
  [...pattern.replace(/\*+/g, '*').matchAll(/\\.|\*/gs)].filter(([found]) => found === '*').length > MOST_STARS;
