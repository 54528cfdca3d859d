/** The regular expression of a name pattern as find and the shell read it. */
export function nameRegex(pattern: string): string {
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
