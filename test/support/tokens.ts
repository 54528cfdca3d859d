interface Token {
  readonly kind: 'tag' | 'text';
  readonly text: string;
}

/** The page as a browser splits it, without a browser: markup must be so regular that this small grammar reads all of it. */
function tokens(page: string): readonly Token[] {
  // the style is ours: its hash is checked below
  const source = page.replace(/<style>[^<]*<\/style>/, '<style></style>');
  const grammar = /<!doctype html>|<\/[a-z][a-z0-9]*>|<[a-zA-Z][a-zA-Z0-9]*(?: [a-zA-Z-]+(?:="[^"<>]*")?)*\/?>|[^<>]+/gy;
  const found: Token[] = [];
  while (grammar.lastIndex < source.length) {
    const from = grammar.lastIndex;
    const [text] = grammar.exec(source) ?? [];
    if (text === undefined) throw new Error(`not markup of ours: ${JSON.stringify(source.slice(from, from + 80))}`);
    found.push({ kind: text.startsWith('<') ? 'tag' : 'text', text });
  }
  return found;
}

/** Tags with the names of their attributes, in order; what stands in the attributes is left out. */
export const tagsOf = (source: string): readonly string[] =>
  tokens(source)
    .filter((token) => token.kind === 'tag')
    .map((token) => token.text.replace(/="[^"]*"/g, '='));

/** What a reader sees, escapes undone. */
export const textOf = (source: string): string => {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return tokens(source)
    .filter((token) => token.kind === 'text')
    .map((token) => token.text)
    .join('')
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => named[name] ?? '');
};
