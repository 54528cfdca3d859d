import type { Table } from './entry.ts';

type Writable = Record<string, unknown>;

/** Stands for a text of several lines: what packages say about themselves, which nobody asks for here. */
const BLOCK = '(text)';

/** A mapping that is being read; `indent` is that of its keys, once one was seen. */
interface Frame {
  readonly table: Writable;
  readonly above: number;
  indent?: number;
}

/**
 * YAML in the plain form that pnpm and Yarn write: mappings by indentation, texts in one line, flat `{a: b}` and `[a]`. Some
 * thirty times as fast as a whole reader. Undefined for all that is not surely in this form: the whole reader has the word
 * then. Every scalar is a text, but `true` and `false`; a list is the text between its brackets.
 */
export function plainYaml(text: string): Table | undefined {
  // other spaces and line ends than these are where readers differ
  if (/[^\x20-\x7e\r\n]|\r(?!\n)/.test(text)) return undefined;
  const root: Writable = Object.create(null);
  const frames: Frame[] = [{ table: root, above: -1 }];
  let block: number | undefined;
  for (const line of text.split(/\r?\n/)) {
    const body = line.trimStart();
    const indent = line.length - body.length;
    if (block !== undefined && indent > block) continue;
    if (body === '' || body.startsWith('#')) continue;
    block = undefined;
    const pair = pairOf(body.trimEnd());
    const frame = frameFor(frames, indent);
    if (pair === undefined || frame === undefined || Object.hasOwn(frame.table, pair[0])) return undefined;
    const [key, value] = pair;
    if (value === '') {
      const table: Writable = Object.create(null);
      frame.table[key] = table;
      frames.push({ table, above: indent });
    } else if (value === '|-' || value === '>-') {
      frame.table[key] = BLOCK;
      block = indent;
    } else {
      const read = scalarOf(value);
      if (read === undefined) return undefined;
      frame.table[key] = read;
    }
  }
  return root;
}

/** The mapping that a line of this indentation belongs to. */
function frameFor(frames: Frame[], indent: number): Frame | undefined {
  while (frames.length > 1 && indent <= (frames.at(-1)?.above ?? -1)) frames.pop();
  const frame = frames.at(-1);
  if (frame === undefined || (frame.indent ?? indent) !== indent) return undefined;
  frame.indent = indent;
  return frame;
}

/** `key: value`, `'key': value`, `key:`. */
function pairOf(body: string): readonly [key: string, value: string] | undefined {
  const quote = body.charAt(0);
  if (quote === '"' || quote === "'") {
    const end = body.indexOf(quote, 1);
    const rest = body.slice(end + 1);
    if (end < 0 || /\\/.test(body.slice(0, end)) || !/^:(?: |$)/.test(rest)) return undefined;
    return [body.slice(1, end), rest.slice(1).trim()];
  }
  const at = body.endsWith(':') && !body.includes(': ') ? body.length - 1 : body.indexOf(': ');
  const key = body.slice(0, Math.max(at, 0));
  return at > 0 && isPlain(key) && key !== '<<' && key.trim() === key ? [key, body.slice(at + 1).trim()] : undefined;
}

/** What may stand without quotes, narrower than YAML has it. */
const isPlain = (text: string): boolean => /^(?:[A-Za-z0-9_/.^~<=(+$]|-(?=[A-Za-z0-9]))/.test(text) && !/^\.\.\.|\s#|:\s|:$/.test(text);

function scalarOf(value: string): unknown {
  const [first, last] = [value.charAt(0), value.charAt(value.length - 1)];
  const inner = value.slice(1, -1);
  if (first === "'" || first === '"') return value.length > 1 && last === first && !/["'\\]/.test(inner) ? inner : undefined;
  if (first === '{') return last === '}' ? flat(inner) : undefined;
  if (first === '[')
    return last === ']' && /^(?:(?:[\w.][\w.-]*|'[!\w.-]+')(?:, (?=[\w.'])|$))+$/.test(inner) ? inner.replaceAll("'", '') : undefined;
  if (!isPlain(value)) return undefined;
  return value === 'true' ? true : value === 'false' ? false : value;
}

/** Parts of `integrity: x, node: '>=6, <7'`: a comma in quotes parts nothing. */
const PARTS = /(?:[^,']|'[^']*')+/g;

/** `integrity: x, tarball: y` */
function flat(inner: string): Table | undefined {
  const table: Writable = Object.create(null);
  if (inner.trim() === '') return table;
  const parts = inner.match(PARTS) ?? [];
  if (/[{}[\]"#`%?]/.test(inner) || parts.join(',') !== inner) return undefined;
  for (const part of parts) {
    const pair = pairOf(part.trim());
    const value = pair === undefined ? undefined : scalarOf(pair[1]);
    if (pair === undefined || value === undefined || Object.hasOwn(table, pair[0])) return undefined;
    table[pair[0]] = value;
  }
  return table;
}
