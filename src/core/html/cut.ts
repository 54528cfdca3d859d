import { visible } from '../visible.ts';

/** Text that is shown as it is, letter by letter: nearly all of a large packet. */
const PLAIN = /^[ -~]*$/;

/** The beginning of a text, and how much more of it there is. Never stops inside a character; length is counted as it is shown. */
export function cut(text: string, most: number, where = 'in packet.json'): string {
  if (text.length <= most && (PLAIN.test(text) || visible(text).length <= most)) return text;
  let kept = 0;
  let shown = 0;
  for (const char of text) {
    shown += visible(char).length;
    if (shown > most) break;
    kept += char.length;
  }
  const left = text.length - kept;
  return left === 0 ? text : `${text.slice(0, kept)} … (${left.toLocaleString('en')} more characters ${where})`;
}

/** The same value with every text in it cut to a length, keys and numbers as they were. */
export function fitting<T>(value: T, most: number, where?: string): T {
  if (typeof value === 'string') return cut(value, most, where) as T;
  if (Array.isArray(value)) return value.map((item) => fitting(item, most, where)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fitting(item, most, where)])) as T;
}
