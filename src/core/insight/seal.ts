import type { Summary } from '../../schema/summary.ts';

/** A summary before its own digest is known. */
export type Unsealed = Omit<Summary, 'seal'> & { readonly seal: Omit<Summary['seal'], 'digest'> };

/** Adds the digest: SHA-256 of the JSON of all else, keys in the order that they are written in. */
export function sealed(body: Unsealed, sha256: (text: string) => string): Summary {
  return { ...body, seal: { ...body.seal, digest: sha256(JSON.stringify(body)) } };
}

/**
 * Whether a summary, as `JSON.parse` gives its line, is what it was when it was sealed. It proves no origin: whoever changes
 * it can seal it again.
 */
export function sealHolds(parsed: Summary, sha256: (text: string) => string): boolean {
  const { digest, ...seal } = parsed.seal;
  return sha256(JSON.stringify({ ...parsed, seal })) === digest;
}
