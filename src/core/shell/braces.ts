/** Words that one brace expansion may become. */
const MOST = 1_000;

/**
 * Expands the braces of a word's source text as bash does: first of all expansions, by text, outside quotes and other
 * expansions. Undefined where there are too many results to follow.
 */
export function expandBraces(source: string): readonly string[] | undefined {
  for (let i = 0; i < source.length; i = skip(source, i)) {
    if (source[i] !== '{') continue;
    const inner = contents(source, i);
    if (inner === undefined) continue;
    const before = source.slice(0, i);
    const after = expandBraces(source.slice(inner.end));
    if (after === undefined) return undefined;
    const middle: string[] = [];
    for (const item of inner.items) {
      const expanded = inner.sequence ? [item] : expandBraces(item);
      if (expanded === undefined) return undefined;
      middle.push(...expanded);
    }
    if (middle.length * after.length > MOST) return undefined;
    return middle.flatMap((item) => after.map((rest) => before + item + rest));
  }
  return [source];
}

/** The next place after the character, quote or expansion that begins at `i`. */
function skip(source: string, i: number): number {
  const char = source[i];
  if (char === '\\') return i + 2;
  if (char === "'") return closing(source, i + 1, "'");
  if (char === '"') return closing(source, i + 1, '"');
  if (char === '`') return closing(source, i + 1, '`');
  if (char === '$' && source[i + 1] === "'") return closing(source, i + 2, "'", true);
  if (char === '$' && (source[i + 1] === '{' || source[i + 1] === '(')) return balanced(source, i + 1);
  return i + 1;
}

function closing(source: string, from: number, quote: string, escapes = quote !== "'"): number {
  for (let i = from; i < source.length; i += 1) {
    if (escapes && source[i] === '\\') i += 1;
    else if (quote === '"' && source[i] === '$' && (source[i + 1] === '(' || source[i + 1] === '{')) i = balanced(source, i + 1) - 1;
    else if (source[i] === quote) return i + 1;
  }
  return source.length;
}

function balanced(source: string, from: number): number {
  const open = source[from] ?? '';
  const close = open === '{' ? '}' : ')';
  let depth = 0;
  for (let i = from; i < source.length; ) {
    if (source[i] === open) depth += 1;
    else if (source[i] === close) {
      depth -= 1;
      if (depth === 0) return i + 1;
    }
    i = source[i] === open || source[i] === close ? i + 1 : skip(source, i);
  }
  return source.length;
}

interface Contents {
  readonly items: readonly string[];
  readonly sequence: boolean;
  readonly end: number;
}

/** The alternatives of the braces at `from`; undefined where bash leaves them as they are. */
function contents(source: string, from: number): Contents | undefined {
  let depth = 0;
  let start = from + 1;
  const items: string[] = [];
  for (let i = from; i < source.length; ) {
    const char = source[i];
    if (char === '{') depth += 1;
    else if (char === '}') {
      depth -= 1;
      if (depth === 0) {
        items.push(source.slice(start, i));
        if (items.length > 1) return { items, sequence: false, end: i + 1 };
        const sequence = sequenceOf(items[0] ?? '');
        return sequence ? { items: sequence, sequence: true, end: i + 1 } : undefined;
      }
    } else if (char === ',' && depth === 1) {
      items.push(source.slice(start, i));
      start = i + 1;
    }
    i = char === '{' || char === '}' || char === ',' ? i + 1 : skip(source, i);
  }
  return undefined;
}

function sequenceOf(body: string): readonly string[] | undefined {
  const numbers = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/.exec(body);
  if (numbers) {
    const [from, to] = [Number(numbers[1]), Number(numbers[2])];
    const step = Math.abs(Number(numbers[3] ?? 1)) || 1;
    const count = Math.floor(Math.abs(to - from) / step) + 1;
    // too many to follow: as many as make the whole expansion refused
    if (count > MOST) return Array.from({ length: MOST + 1 }, () => '');
    const width = [numbers[1], numbers[2]].some((one) => /^-?0\d/.test(one ?? ''))
      ? Math.max(...[numbers[1], numbers[2]].map((one) => one?.length ?? 0))
      : 0;
    return Array.from({ length: count }, (_, i) => {
      const value = from + Math.sign(to - from) * step * i;
      const digits = String(Math.abs(value)).padStart(width - (value < 0 ? 1 : 0), '0');
      return value < 0 ? `-${digits}` : digits;
    });
  }
  const letters = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d+))?$/.exec(body);
  if (!letters) return undefined;
  const [from, to] = [letters[1]?.charCodeAt(0) ?? 0, letters[2]?.charCodeAt(0) ?? 0];
  const step = Math.abs(Number(letters[3] ?? 1)) || 1;
  return Array.from({ length: Math.floor(Math.abs(to - from) / step) + 1 }, (_, i) =>
    String.fromCharCode(from + Math.sign(to - from) * step * i),
  );
}
