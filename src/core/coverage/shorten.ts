/** Bytes of one text that stay; ids, names and the beginning of an error are far shorter. */
const LONGEST_TEXT = 4_096;
/** Bytes that a line may still have once its texts are cut. */
const LONGEST_LINE = 1 << 20;
/** Bytes of the longest escape, and a little more: no cut goes through one. */
const ESCAPE = 8;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Makes a very long line of JSON short, piece by piece, by cutting what is long in it: the texts. Structure, names and
 * short texts stay, so that what is left says the same of calls and results. A line that is no JSON stays none.
 */
export class Shortener {
  readonly #out = new Uint8Array(LONGEST_LINE);
  #length = 0;
  #over = false;
  #inText = false;
  #escaped = false;
  #kept = 0;
  #full = false;

  push(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length && !this.#over; i += 1) this.#take(bytes[i] as number);
  }

  /** The shortened line; undefined where it is too long even so. */
  end(): Uint8Array | undefined {
    return this.#over ? undefined : this.#out.subarray(0, this.#length);
  }

  #take(byte: number): void {
    if (!this.#inText) {
      if (byte === QUOTE) this.#begin();
      this.#put(byte);
      return;
    }
    const ends = byte === QUOTE && !this.#escaped;
    const begins = byte === BACKSLASH && !this.#escaped;
    this.#escaped = begins;
    if (ends) {
      this.#inText = false;
      this.#put(byte);
      return;
    }
    if (this.#kept >= LONGEST_TEXT || (begins && this.#kept > LONGEST_TEXT - ESCAPE)) this.#full = true;
    if (this.#full) return;
    this.#kept += 1;
    this.#put(byte);
  }

  #begin(): void {
    this.#inText = true;
    this.#kept = 0;
    this.#full = false;
  }

  #put(byte: number): void {
    if (this.#length === LONGEST_LINE) this.#over = true;
    else this.#out[this.#length++] = byte;
  }
}
