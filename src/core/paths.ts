/** POSIX path arithmetic on text: no disk, no current directory, no platform. */

/** `a//b/./c` → [`a`, `b`, `c`]; `..` is kept. */
export function segments(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

export function isAbsolute(path: string): boolean {
  return path.startsWith('/');
}

/** Joins and removes `.` and `..` as text, the way a client does before it shows a path to a hook. */
export function lexical(cwd: string, path: string): string {
  const out: string[] = [];
  for (const part of segments(isAbsolute(path) ? path : `${cwd}/${path}`)) {
    if (part === '..') out.pop();
    else out.push(part);
  }
  return `/${out.join('/')}`;
}

/** The path below `root` without a leading slash, `''` for root itself, or undefined where it lies elsewhere. */
export function below(root: string, path: string): string | undefined {
  if (path === root) return '';
  const prefix = root === '/' ? '/' : `${root}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}

/** `a/b/c` → [`a/b/c`, `a/b`, `a`]; the same with a leading slash for absolute paths. */
export function withAncestors(path: string): string[] {
  const lead = isAbsolute(path) ? '/' : '';
  const parts = segments(path);
  return parts.map((_, i) => lead + parts.slice(0, parts.length - i).join('/'));
}

/** `~` and `~/x` → home; other users' homes stay as they are and are unknown to the caller. */
export function expandHome(path: string, home: string): string {
  if (path === '~') return home;
  return path.startsWith('~/') ? `${home}/${path.slice(2)}` : path;
}

/** Control characters, NUL and line separators have no place in a path that a person must be able to read. */
export function hasControl(text: string): boolean {
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 32 || code === 127 || (code >= 128 && code < 160) || code === 0x2028 || code === 0x2029) return true;
    // bidirectional overrides make a path read as another one; lone surrogates are no text
    if ((code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)) return true;
    if (code >= 0xd800 && code <= 0xdfff) return true;
  }
  return false;
}
