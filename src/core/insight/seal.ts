import type { Summary } from '../../schema/summary.ts';
import { canonical } from '../canonical.ts';

/** A summary before its own digest is known. */
export type Unsealed = Omit<Summary, 'seal'> & { readonly seal: Omit<Summary['seal'], 'digest'> };

/** Adds the digest: SHA-256 of the canonical JSON of all else. */
export function sealed(body: Unsealed, sha256: (text: string) => string): Summary {
  return { ...body, seal: { ...body.seal, digest: sha256(canonical(body)) } };
}

/** Whether a summary is what it was when it was sealed. It proves no origin: whoever changes it can seal it again. */
export function sealHolds(summary: Summary, sha256: (text: string) => string): boolean {
  const { digest, ...seal } = summary.seal;
  return sha256(canonical({ ...summary, seal })) === digest;
}
