const MAGIC = /[*?[\]{}()!+@]/;

/** The literal folder that a glob starts from: `src/a/*.ts` → `src/a`; `**` → ``; `/etc/*` → `/etc`. */
export function globRoot(pattern: string): string {
  const parts = pattern.split('/');
  const magic = parts.findIndex((part) => MAGIC.test(part));
  const literal = magic < 0 ? parts.slice(0, -1) : parts.slice(0, magic);
  if (literal.length === 1 && literal[0] === '') return '/';
  // `..` behind the first magic part can still climb out: then nothing is known but the top
  if (magic >= 0 && /(^|[/{,(|])(\.\.([/},)|]|$)|\/)/.test(parts.slice(magic).join('/'))) return '/';
  return literal.join('/');
}

/**
 * The file-name extensions that a search filter of the usual forms is limited to (`*.ts`, `*.{ts,tsx}`), lower case
 * with the dot; undefined where the filter is of another form, so that the search is taken to read everything.
 */
export function grepExtensions(filter: string): readonly string[] | undefined {
  const plain = /^(?:\*\*\/)?\*\.([A-Za-z0-9_-]+)$/.exec(filter);
  if (plain) return [`.${plain[1]?.toLowerCase()}`];
  const braces = /^(?:\*\*\/)?\*\.\{([A-Za-z0-9_,-]+)\}$/.exec(filter);
  return braces?.[1]?.split(',').map((extension) => `.${extension.toLowerCase()}`);
}
