/** What an awk program does beside reading its input and printing. */
export interface AwkEffects {
  /** Why it cannot be known. */
  readonly fault?: string;
  /** Commands that it runs, as text for a shell. */
  readonly runs: readonly string[];
  readonly writes: readonly string[];
  readonly reads: readonly string[];
}

/** Words after which a slash begins an expression, not a division. */
const BEFORE_REGEX = /(?:^|[(,{};!~&|=<>?:+\-*%^\n]|\b(?:return|print|printf|case|in|do|else))$/;
const ENDS = new Set([';', '}', '\n', '', ')']);

/**
 * Reads an awk program token by token: strings, regular expressions and comments are passed over, so that a `>` or a `|`
 * in them means nothing. Commands and files that are one literal string are told; all others are a fault.
 * Source: the manual of gawk, "I/O statements".
 */
export function awkEffects(program: string): AwkEffects {
  const runs: string[] = [];
  const writes: string[] = [];
  const reads: string[] = [];
  const fault = (why: string): AwkEffects => ({ fault: why, runs, writes, reads });
  const tokens = tokensOf(program);
  if (tokens === undefined) return fault('it cannot be read');
  let print = false;
  let depth = 0;
  let printDepth = 0;
  for (let i = 0; i < tokens.length; i += 1) {
    const token = tokens[i] ?? '';
    const [before = '', last = ''] = [tokens[i - 2], tokens[i - 1]];
    const [next = '', after = ''] = [tokens[i + 1], tokens[i + 2]];
    if (token === 'system') {
      const command = literal(after);
      if (next !== '(' || command === undefined || tokens[i + 3] !== ')') return fault('`system` runs a command that is not known');
      runs.push(command);
    } else if (token.startsWith('@')) return fault(`\`${token}\` loads or calls code by name`);
    else if (token === '|' || token === '|&') {
      const command = next === 'getline' ? literal(last) : literal(next);
      const alone = next === 'getline' ? ENDS.has(before) || before === '{' || before === '(' : ENDS.has(after);
      if (command === undefined || !alone) return fault('a pipe runs a command that is not known');
      runs.push(command);
    } else if (token === 'getline' && readsFrom(tokens, i) !== undefined) {
      const from = readsFrom(tokens, i) ?? 0;
      const file = from === i + 1 || from === i + 2 ? literal(tokens[from + 1] ?? '') : undefined;
      if (file === undefined) return fault('`getline <` reads a file that is not known');
      reads.push(file);
    } else if (token === 'ENVIRON') return fault('`ENVIRON` reads the environment');
    else if (token === 'ARGV' || token === 'ARGC') return fault('`ARGV` chooses the files that are read');
    else if (token === '(' || token === '[') depth += 1;
    else if (token === ')' || token === ']') depth -= 1;
    else if (token === 'print' || token === 'printf') {
      print = true;
      printDepth = depth;
    } else if (token === ';' || token === '}' || (token === '\n' && !/^(?:,|\|\||&&|\{|else|do)$/.test(last))) print = false;
    // inside parentheses it compares
    else if (print && depth <= printDepth && (token === '>' || token === '>>')) {
      const file = literal(next);
      if (file === undefined || !ENDS.has(after)) return fault(`\`${token}\` writes a file that is not known`);
      writes.push(file);
    }
  }
  return { runs, writes, reads };
}

/** Where the `<` of a `getline` stands, before the statement ends. */
function readsFrom(tokens: readonly string[], i: number): number | undefined {
  for (let at = i + 1; at < tokens.length && !/^(?:;|\}|\n)$/.test(tokens[at] ?? ''); at += 1) if (tokens[at] === '<') return at;
  return undefined;
}

/** The value of a string token without escapes; with them it is not worth the risk. */
function literal(token: string): string | undefined {
  return token.startsWith('"') && token.length > 1 && !token.includes('\\') ? token.slice(1, -1) : undefined;
}

function tokensOf(program: string): readonly string[] | undefined {
  const tokens: string[] = [];
  for (let i = 0; i < program.length; ) {
    const char = program.charAt(i);
    if (char === ' ' || char === '\t') {
      i += 1;
    } else if (char === '\\' && program[i + 1] === '\n') {
      i += 2;
    } else if (char === '#') {
      const end = program.indexOf('\n', i);
      i = end < 0 ? program.length : end;
    } else if (char === '"') {
      const end = closing(program, i + 1, '"');
      if (end === undefined) return undefined;
      tokens.push(program.slice(i, end));
      i = end;
    } else if (char === '/' && BEFORE_REGEX.test(tokens.at(-1) ?? '')) {
      const end = closing(program, i + 1, '/');
      if (end === undefined) return undefined;
      tokens.push('/regex/');
      i = end;
    } else {
      const word = /^(?:@\w*|\w+|>>|\|&|\|\||&&|[<>=!]=|[^\w\s])/.exec(program.slice(i, i + 256))?.[0] ?? char;
      tokens.push(word);
      i += word.length;
    }
  }
  return tokens;
}

function closing(program: string, from: number, end: string): number | undefined {
  let bracket = false;
  for (let i = from; i < program.length; i += 1) {
    const char = program[i];
    if (char === '\\') i += 1;
    else if (end === '/' && char === '[') {
      bracket = true;
      if (program[i + 1] === '^') i += 1;
      if (program[i + 1] === ']') i += 1;
    } else if (char === ']') bracket = false;
    else if (char === end && !bracket) return i + 1;
    else if (char === '\n' && end === '"') return undefined;
  }
  return undefined;
}
