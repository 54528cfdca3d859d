/**
 * SHA-256 in plain JavaScript (FIPS 180-4). Loading `node:crypto` costs a hook process about as much as judging its call
 * does, so short texts on the path of a call are hashed here; longer ones are worth the load. Tested against node:crypto.
 */
const K = constants((prime) => Math.cbrt(prime), 64);
const INITIAL = constants((prime) => Math.sqrt(prime), 8);

/** The first 32 bits of the fractional parts of a root of the first primes. */
function constants(root: (prime: number) => number, count: number): Int32Array {
  const out = new Int32Array(count);
  for (let prime = 2, found = 0; found < count; prime += 1) {
    let divisor = 2;
    while (divisor * divisor <= prime && prime % divisor !== 0) divisor += 1;
    if (divisor * divisor > prime) {
      out[found] = ((root(prime) % 1) * 2 ** 32) | 0;
      found += 1;
    }
  }
  return out;
}

/** The 32 bytes of a digest. */
export function sha256Bytes(data: Uint8Array): Uint8Array {
  const padded = new Uint8Array(((data.length + 9 + 63) >> 6) << 6);
  padded.set(data);
  padded[data.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(data.length / 2 ** 29));
  view.setUint32(padded.length - 4, (data.length << 3) >>> 0);
  const hash = Int32Array.from(INITIAL);
  const words = new Int32Array(64);
  for (let offset = 0; offset < padded.length; offset += 64) block(hash, words, view, offset);
  const out = new DataView(new ArrayBuffer(32));
  hash.forEach((word, i) => {
    out.setInt32(i * 4, word);
  });
  return new Uint8Array(out.buffer);
}

/** A typed array always has the index that we ask for; this says so to the type checker. */
const at = (array: Int32Array, i: number): number => array[i] as number;

function block(hash: Int32Array, words: Int32Array, view: DataView, offset: number): void {
  for (let i = 0; i < 16; i += 1) words[i] = view.getInt32(offset + i * 4);
  for (let i = 16; i < 64; i += 1) {
    const x = words[i - 15] as number;
    const y = words[i - 2] as number;
    const small0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const small1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    words[i] = ((words[i - 16] as number) + small0 + (words[i - 7] as number) + small1) | 0;
  }
  // plain variables: a short text is hashed by code that was never compiled, where every temporary array counts
  let a = at(hash, 0);
  let b = at(hash, 1);
  let c = at(hash, 2);
  let d = at(hash, 3);
  let e = at(hash, 4);
  let f = at(hash, 5);
  let g = at(hash, 6);
  let h = at(hash, 7);
  for (let i = 0; i < 64; i += 1) {
    const sum1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const one = (h + sum1 + ((e & f) ^ (~e & g)) + (K[i] as number) + (words[i] as number)) | 0;
    const sum0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + sum0 + ((b & c) ^ (b & d) ^ (c & d))) | 0;
  }
  hash[0] = (at(hash, 0) + a) | 0;
  hash[1] = (at(hash, 1) + b) | 0;
  hash[2] = (at(hash, 2) + c) | 0;
  hash[3] = (at(hash, 3) + d) | 0;
  hash[4] = (at(hash, 4) + e) | 0;
  hash[5] = (at(hash, 5) + f) | 0;
  hash[6] = (at(hash, 6) + g) | 0;
  hash[7] = (at(hash, 7) + h) | 0;
}
