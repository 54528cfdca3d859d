/**
 * The small pattern set of the call path: what is surely a secret leaves before anything reaches the disk. It is a floor,
 * not a promise: a deeper scan belongs to slower hooks. Each pattern keeps its first group and drops the rest.
 */
const TOKENS: readonly RegExp[] = [
  /()-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\b()(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\b()gh[pousr]_[A-Za-z0-9]{20,}/g,
  /\b()github_pat_[A-Za-z0-9_]{20,}/g,
  /\b()glpat-[A-Za-z0-9_-]{16,}/g,
  /\b()sk-(?:ant-|proj-)?[A-Za-z0-9_]*\d[A-Za-z0-9_-]{18,}/g,
  /\b()xox[abeoprs]-[A-Za-z0-9-]{10,}/g,
  /\b()npm_[A-Za-z0-9]{30,}/g,
  /\b()AIza[0-9A-Za-z_-]{30,}/g,
  /\b()eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g,
];

/** What a name before it calls a secret: code as well, where code stands behind such a name. */
const NAMED: readonly RegExp[] = [
  /\b((?:authorization|proxy-authorization)["']?\s*[:=]\s*["']?(?:basic|bearer|token)?\s*)[^\s"',;]{6,}/gi,
  /\b(bearer\s+)[A-Za-z0-9._~+/-]{12,}=*/gi,
  /(:\/\/[^\s/:@"']*:)[^\s/@"']+(?=@)/g,
  /((?:passw(?:or)?d|passwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)[A-Za-z0-9_]*["']?\s*[=:]\s*["']?)[^\s"',;&|]{4,}/gi,
  /(--?(?:password|token|secret|api-key)[ =])[^\s"']{4,}/gi,
];

const PATTERNS = [...TOKENS, ...NAMED];

/** A quick look that saves the patterns their work: what passes here holds nothing that they look for. */
const HINT =
  /PRIVATE KEY|AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|sk-|xox|npm_|AIza|eyJ|authorization|bearer|:\/\/[^\s/]*:[^\s/]*@|passw|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential/i;

export function mayHoldSecret(text: string): boolean {
  return HINT.test(text);
}

/** Text without what is surely a secret; each is replaced by `[redacted]`. */
export function redact(text: string): string {
  return PATTERNS.reduce((out, pattern) => out.replace(pattern, '$1[redacted]'), text);
}

/** Tokens and keys that are surely secrets by how they are written: [start, end) of each. */
export function tokensIn(text: string): readonly { readonly start: number; readonly end: number }[] {
  if (!HINT.test(text)) return [];
  return TOKENS.flatMap((pattern) =>
    [...text.matchAll(pattern)].map(({ 0: found, index }) => ({ start: index, end: index + found.length })),
  );
}

/** The same for every string in a value, keys too. Arrays and plain objects only. */
export function redactAll<T>(value: T): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map((item) => redactAll(item)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [redact(key), redactAll(item)])) as T;
}

/** Cut at `most` characters, and says so. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}… (${text.length} characters)`;
}
