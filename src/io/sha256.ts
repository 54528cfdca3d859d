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

const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

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
    const [x, y] = [at(words, i - 15), at(words, i - 2)];
    words[i] =
      (at(words, i - 16) + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + at(words, i - 7) + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10))) | 0;
  }
  let [a, b, c, d, e, f, g, h] = hash as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i += 1) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + at(K, i) + at(words, i)) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => {
    hash[i] = (at(hash, i) + word) | 0;
  });
}
