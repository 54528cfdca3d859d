/** What a sed program does beside printing. */
export interface SedEffects {
  readonly runs: boolean;
  readonly writes: readonly string[];
  readonly reads: readonly string[];
}

/**
 * Reads a sed program command by command. Undefined where it is not surely one: such a program is unknown. Source of the
 * grammar: the manual of GNU sed 4.9, "sed scripts".
 */
export function sedEffects(program: string): SedEffects | undefined {
  const reader = new Reader(program);
  return reader.all() ? { runs: reader.runs, writes: reader.writes, reads: reader.reads } : undefined;
}

class Reader {
  runs = false;
  readonly writes: string[] = [];
  readonly reads: string[] = [];
  private i = 0;
  private depth = 0;
  private readonly source: string;
  constructor(source: string) {
    this.source = source;
  }

  private get char(): string {
    return this.source.charAt(this.i);
  }

  all(): boolean {
    while (this.i < this.source.length) {
      this.skip(/[\s;]/);
      if (this.i >= this.source.length) break;
      if (!this.one()) return false;
    }
    return this.depth === 0;
  }

  private skip(set: RegExp): void {
    while (this.i < this.source.length && set.test(this.char)) this.i += 1;
  }

  private one(): boolean {
    if (this.char === '#') {
      this.line();
      return true;
    }
    if (!this.address()) return false;
    this.skip(/[ \t]/);
    if (this.char === ',') {
      this.i += 1;
      this.skip(/[ \t]/);
      if (/[+~]/.test(this.char)) this.i += 1;
      if (!this.address()) return false;
    }
    this.skip(/[ \t!]/);
    return this.command();
  }

  private address(): boolean {
    if (/\d/.test(this.char)) {
      this.skip(/[\d~]/);
      return true;
    }
    if (this.char === '$') {
      this.i += 1;
      return true;
    }
    if (this.char === '/' || this.char === '\\') {
      if (this.char === '\\') this.i += 1;
      const end = this.char;
      this.i += 1;
      if (this.until(end) === undefined) return false;
      this.skip(/[IM]/);
    }
    return true;
  }

  /** Text up to a delimiter that no backslash precedes; brackets of a regular expression may hold it. */
  private until(end: string): string | undefined {
    const from = this.i;
    let bracket = false;
    for (; this.i < this.source.length; this.i += 1) {
      const char = this.char;
      if (char === '\\') this.i += 1;
      else if (char === '[' && !bracket) {
        bracket = true;
        if (this.source[this.i + 1] === '^') this.i += 1;
        if (this.source[this.i + 1] === ']') this.i += 1;
      } else if (char === ']') bracket = false;
      // GNU sed ends the expression at the delimiter, in brackets or not, except in them: both readings must agree
      else if (char === end) {
        if (bracket && this.source.indexOf(']', this.i) >= 0) continue;
        const text = this.source.slice(from, this.i);
        this.i += 1;
        return text;
      }
    }
    return undefined;
  }

  private plain(end: string): string | undefined {
    const from = this.i;
    for (; this.i < this.source.length; this.i += 1) {
      if (this.char === '\\') this.i += 1;
      else if (this.char === end) {
        const text = this.source.slice(from, this.i);
        this.i += 1;
        return text;
      }
    }
    return undefined;
  }

  private line(): string {
    const end = this.source.indexOf('\n', this.i);
    const text = this.source.slice(this.i, end < 0 ? undefined : end);
    this.i = end < 0 ? this.source.length : end + 1;
    return text.trim();
  }

  private command(): boolean {
    const name = this.char;
    this.i += 1;
    switch (name) {
      case '{':
        this.depth += 1;
        return true;
      case '}':
        this.depth -= 1;
        return this.depth >= 0 && this.ends();
      case 's':
        return this.substitute();
      case 'y': {
        const end = this.char;
        this.i += 1;
        return end !== '' && this.plain(end) !== undefined && this.plain(end) !== undefined && this.ends();
      }
      case 'a':
      case 'i':
      case 'c':
        return this.textBlock();
      case ':': {
        // where a label ends is read differently by different seds: only a plain one is taken
        const label = /^[ \t]*[\w.-]+[ \t]*(?=[;\n}]|$)/.exec(this.source.slice(this.i))?.[0];
        if (label === undefined) return false;
        this.i += label.length;
        return true;
      }
      case 'b':
      case 't':
      case 'T':
        // a blank in it would end the label for some seds
        {
          const label = /^[ \t]*[\w.-]*[ \t]*(?=[;\n}]|$)/.exec(this.source.slice(this.i))?.[0];
          if (label === undefined) return false;
          this.i += label.length;
        }
        return true;
      case 'r':
      case 'R':
        this.reads.push(...[this.line()].filter((file) => file !== '/dev/stdin'));
        return true;
      case 'w':
      case 'W':
        this.writes.push(this.line());
        return true;
      case 'e':
        this.runs = true;
        this.line();
        return true;
      case 'v':
        this.line();
        return true;
      case 'F':
        return this.ends();
      case 'l':
      case 'L':
      case 'q':
      case 'Q':
        this.skip(/[ \t\d]/);
        return this.ends();
      case '=':
      case 'd':
      case 'D':
      case 'g':
      case 'G':
      case 'h':
      case 'H':
      case 'n':
      case 'N':
      case 'p':
      case 'P':
      case 'x':
      case 'z':
        return this.ends();
      default:
        return false;
    }
  }

  /** After a command: a separator, a closing brace, a comment, or the end. */
  private ends(): boolean {
    this.skip(/[ \t]/);
    return this.i >= this.source.length || /[;\n}#]/.test(this.char);
  }

  private substitute(): boolean {
    const end = this.char;
    this.i += 1;
    if (end === '' || end === '\n' || end === '\\') return false;
    if (this.until(end) === undefined || this.plain(end) === undefined) return false;
    for (;;) {
      if (/[gpiImM\d]/.test(this.char) && this.char !== '') this.i += 1;
      else if (this.char === 'e') {
        this.runs = true;
        this.i += 1;
      } else if (this.char === 'w') {
        this.i += 1;
        this.writes.push(this.line());
        return true;
      } else return this.ends();
    }
  }

  /** `a text`, or `a\` and lines that continue while they end in a backslash. */
  private textBlock(): boolean {
    for (;;) {
      const end = this.source.indexOf('\n', this.i);
      const text = this.source.slice(this.i, end < 0 ? undefined : end);
      this.i = end < 0 ? this.source.length : end + 1;
      // an even number of backslashes stands for themselves
      if ((/\\*$/.exec(text)?.[0].length ?? 0) % 2 === 0 || end < 0) return true;
    }
  }
}
