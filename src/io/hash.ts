import { sha256Bytes } from './sha256.ts';

/** Bytes: above this the platform's own hashing is faster, its loading included. */
const SHORT = 16 * 1024;

const crypto = (): typeof import('node:crypto') => process.getBuiltinModule('node:crypto');

const bytesOf = (data: string | Uint8Array): Uint8Array => (typeof data === 'string' ? Buffer.from(data) : data);

function digest(data: Uint8Array): Uint8Array {
  return data.length <= SHORT ? sha256Bytes(data) : crypto().createHash('sha256').update(data).digest();
}

/** SHA-256, hex. */
export function sha256(data: string | Uint8Array): string {
  return Buffer.from(digest(bytesOf(data))).toString('hex');
}

/** HMAC-SHA-256 (RFC 2104) under a salt of up to 64 bytes of text, hex: the same arguments in one run give the same digest, and nobody can look them up. */
export function hmac256(salt: string, text: string): string {
  const key = Buffer.alloc(64);
  key.write(salt);
  const pad = (byte: number): Uint8Array => key.map((value) => value ^ byte);
  const inner = digest(Buffer.concat([pad(0x36), Buffer.from(text)]));
  return Buffer.from(digest(Buffer.concat([pad(0x5c), inner]))).toString('hex');
}

/** Random text, hex. */
export function randomHex(bytes: number): string {
  return crypto().randomBytes(bytes).toString('hex');
}
