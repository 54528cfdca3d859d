const compiled = new Map<string, RegExp>();

/** `*` stands for any characters, everything else for itself; the whole text must fit. */
export function wildcard(pattern: string): RegExp {
  return kept(`* ${pattern}`, () => pattern.split('*').map(quoted).join('[\\s\\S]*'));
}

/** The same for addresses of resources: `*` stays between two slashes, `**` does not. */
export function uriPattern(pattern: string): RegExp {
  return kept(`/ ${pattern}`, () =>
    pattern
      .split(/(\*\*|\*)/)
      .map((part) => (part === '**' ? '[\\s\\S]*' : part === '*' ? '[^/]*' : quoted(part)))
      .join(''),
  );
}

function kept(key: string, source: () => string): RegExp {
  const known = compiled.get(key);
  if (known) return known;
  const made = new RegExp(`^${source()}$`);
  compiled.set(key, made);
  return made;
}

const quoted = (part: string): string => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
