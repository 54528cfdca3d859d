/** Characters from … to, both included: UTF-16 code units, as a regular expression without the flag `u` counts them. */
export type Range = readonly [from: number, to: number];

/** A regular expression taken apart. Greedy or lazy makes no difference to what it matches. */
export type Tree =
  | { readonly kind: 'one'; readonly ranges: readonly Range[] }
  /** One after the other; nothing at all where there are none. */
  | { readonly kind: 'all'; readonly parts: readonly Tree[] }
  | { readonly kind: 'any'; readonly parts: readonly Tree[] }
  | { readonly kind: 'times'; readonly part: Tree; readonly least: number; readonly most: number }
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'ahead'; readonly part: Tree; readonly negated: boolean };

/** The last code unit. */
export const LAST = 0xffff;

/** picomatch counts no further than `{1,2}`. */
const MOST_TIMES = 1_000;

/** The expression holds something that is not read here; the message says what. */
export class Unreadable extends Error {}

const one = (...ranges: readonly Range[]): Tree => ({ kind: 'one', ranges });
export const all = (...parts: readonly Tree[]): Tree => ({ kind: 'all', parts });
export const any = (...parts: readonly Tree[]): Tree => ({ kind: 'any', parts });
export const many = (part: Tree): Tree => ({ kind: 'times', part, least: 0, most: Number.POSITIVE_INFINITY });
export const text = (characters: string): Tree => all(...characters.split('').map((char) => one(at(char))));
/** Any character but these. */
export const except = (...characters: readonly string[]): Tree => one(...others(characters.map(at)));
export const START: Tree = { kind: 'start' };
export const END: Tree = { kind: 'end' };

const at = (char: string): Range => [char.charCodeAt(0), char.charCodeAt(0)];

const DIGIT: readonly Range[] = [['0'.charCodeAt(0), '9'.charCodeAt(0)]];
const WORD: readonly Range[] = [...DIGIT, [65, 90], [95, 95], [97, 122]];
const SPACE: readonly Range[] = [
  [9, 13],
  ...[0x20, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff].map((code): Range => [code, code]),
  [0x2000, 0x200a],
];

/** What is in none of the ranges. */
function others(ranges: readonly Range[]): readonly Range[] {
  const out: Range[] = [];
  let next = 0;
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (from > next) out.push([next, from - 1]);
    next = Math.max(next, to + 1);
  }
  return next > LAST ? out : [...out, [next, LAST]];
}

/**
 * Reads the source of a JavaScript regular expression with the flag `s` and no other: what picomatch emits, and so much
 * around it that nothing is guessed. Throws `Unreadable` for back references, word boundaries, lookbehind and names.
 */
export function readRegex(source: string): Tree {
  const reader = new Reader(source);
  const tree = reader.alternatives();
  if (!reader.done) throw new Unreadable('a parenthesis that was never opened');
  return tree;
}

class Reader {
  private i = 0;
  private readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  get done(): boolean {
    return this.i >= this.source.length;
  }

  alternatives(): Tree {
    const parts: Tree[] = [this.sequence()];
    while (this.take('|')) parts.push(this.sequence());
    return parts.length === 1 && parts[0] ? parts[0] : any(...parts);
  }

  private sequence(): Tree {
    const parts: Tree[] = [];
    while (!this.done && !/[|)]/.test(this.peek())) parts.push(this.quantified(this.atom()));
    return parts.length === 1 && parts[0] ? parts[0] : all(...parts);
  }

  private peek(): string {
    return this.source.charAt(this.i);
  }

  private take(expected: string): boolean {
    if (!this.source.startsWith(expected, this.i)) return false;
    this.i += expected.length;
    return true;
  }

  private next(): string {
    if (this.done) throw new Unreadable('an end where more was expected');
    this.i += 1;
    return this.source.charAt(this.i - 1);
  }

  private atom(): Tree {
    const char = this.next();
    if (char === '^') return START;
    if (char === '$') return END;
    if (char === '.') return one([0, LAST]);
    if (char === '(') return this.group();
    if (char === '[') return this.charClass();
    if (char === '\\') return one(...this.escape());
    if (/[*+?]/.test(char)) throw new Unreadable('a quantifier with nothing before it');
    // `{`, `}` and `]` stand for themselves where they close or count nothing
    return one(at(char));
  }

  private group(): Tree {
    const ahead = this.take('?=') ? '=' : this.take('?!') ? '!' : undefined;
    if (ahead === undefined && !this.take('?:') && this.peek() === '?')
      throw new Unreadable('a group of a form that picomatch does not emit');
    const part = this.alternatives();
    if (!this.take(')')) throw new Unreadable('a group that is not closed');
    return ahead ? { kind: 'ahead', part, negated: ahead === '!' } : part;
  }

  private quantified(part: Tree): Tree {
    const quantifier = /(?:([*+?])|\{(\d+)(?:(,)(\d+)?)?\})\??/y;
    quantifier.lastIndex = this.i;
    const counts = quantifier.exec(this.source);
    if (!counts) return part;
    this.i += counts[0].length;
    const [, sign, low, comma, high] = counts;
    const least = sign ? Number(sign === '+') : Number(low);
    const most = sign === '?' ? 1 : sign || (comma && high === undefined) ? Number.POSITIVE_INFINITY : Number(high ?? low);
    if (most < least) throw new Unreadable('a quantifier whose numbers are out of order');
    if (least > MOST_TIMES || (most > MOST_TIMES && most !== Number.POSITIVE_INFINITY))
      throw new Unreadable('a quantifier that counts too far');
    return { kind: 'times', part, least, most };
  }

  private charClass(): Tree {
    const negated = this.take('^');
    const ranges: Range[] = [];
    while (!this.take(']')) {
      const from = this.classItem();
      const [first] = from;
      if (!(this.peek() === '-' && this.source.charAt(this.i + 1) !== ']')) {
        ranges.push(...from);
        continue;
      }
      this.next();
      const to = this.classItem();
      const [last] = to;
      if (from.length !== 1 || to.length !== 1 || first?.[0] !== first?.[1] || last?.[0] !== last?.[1])
        throw new Unreadable('a range that begins or ends in a class');
      if (first === undefined || last === undefined || first[0] > last[0]) throw new Unreadable('a range that is out of order');
      ranges.push([first[0], last[0]]);
    }
    return one(...(negated ? others(ranges) : ranges));
  }

  private classItem(): readonly Range[] {
    const char = this.next();
    if (char !== '\\') return [at(char)];
    return this.take('b') ? [[8, 8]] : this.escape();
  }

  private escape(): readonly Range[] {
    const char = this.next();
    const kinds: Readonly<Record<string, readonly Range[]>> = { d: DIGIT, w: WORD, s: SPACE };
    const kind = kinds[char.toLowerCase()];
    if (kind) return char === char.toLowerCase() ? kind : others(kind);
    const controls: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13 };
    const control = controls[char];
    if (control !== undefined) return [[control, control]];
    const hex = /^(?:x([\da-f]{2})|u([\da-f]{4}))/i.exec(this.source.slice(this.i - 1, this.i + 4));
    if (hex && /[xu]/.test(char)) {
      this.i += hex[0].length - 1;
      const code = Number.parseInt(hex[1] ?? hex[2] ?? '', 16);
      return [[code, code]];
    }
    if (/[A-Za-z0-9]/.test(char)) throw new Unreadable(`the escape \`\\${char}\``);
    return [at(char)];
  }
}
