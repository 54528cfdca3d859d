import { createHash, createHmac } from 'node:crypto';

/** SHA-256, hex. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** HMAC-SHA-256, hex: the same arguments in one run give the same digest, and nobody can look them up. */
export function hmac256(salt: string, text: string): string {
  return createHmac('sha256', salt).update(text).digest('hex');
}
