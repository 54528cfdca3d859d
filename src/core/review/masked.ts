import { privateKeys } from '../data/private-keys.ts';
import { findsIn } from '../diff-secrets.ts';
import { tokensIn } from '../redact.ts';

/** What stands where a secret was. */
const MASK = '[secret]';

interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * Lines of a text as a page may show them, by their index: what looks like a secret is masked, on every line and not on added
 * ones alone. Names such as `token` and what code assigns to them stay: a reviewer must not approve what was hidden from them.
 */
export function masked(lines: readonly string[], wanted: readonly number[]): ReadonlyMap<number, string> {
  const shown = wanted.map((index) => lines[index] ?? '');
  const text = shown.join('\n');
  const ranges = merged([...findsIn(text), ...tokensIn(text)]);
  const keys = merged(privateKeys(lines.join('\n')).map(([start, end]) => ({ start, end })));
  const inKeys = new Set([...byLine(lines, keys).keys()]);
  const found = byLine(shown, ranges);
  return new Map(
    wanted.flatMap((index, i): [number, string][] => {
      if (inKeys.has(index)) return [[index, MASK]];
      const within = found.get(i);
      return within === undefined ? [] : [[index, without(shown[i] ?? '', within)]];
    }),
  );
}

/** In order, and none in another. */
function merged(ranges: readonly Range[]): readonly Range[] {
  const out: Range[] = [];
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = out.at(-1);
    if (last !== undefined && start <= last.end) out[out.length - 1] = { start: last.start, end: Math.max(last.end, end) };
    else out.push({ start, end });
  }
  return out;
}

/** The parts of each line that lie in a range, by the index of the line, counted from its beginning. */
function byLine(lines: readonly string[], ranges: readonly Range[]): ReadonlyMap<number, readonly Range[]> {
  const out = new Map<number, Range[]>();
  let at = 0;
  let next = 0;
  for (const [i, { length }] of lines.entries()) {
    while ((ranges[next]?.end ?? Number.POSITIVE_INFINITY) <= at) next += 1;
    const parts: Range[] = [];
    for (let j = next; (ranges[j]?.start ?? Number.POSITIVE_INFINITY) < at + length; j += 1) {
      const { start, end } = ranges[j] as Range;
      parts.push({ start: Math.max(start - at, 0), end: Math.min(end - at, length) });
    }
    if (parts.length > 0) out.set(i, parts);
    at += length + 1;
  }
  return out;
}

function without(line: string, ranges: readonly Range[]): string {
  let out = '';
  let done = 0;
  for (const { start, end } of ranges) {
    out += line.slice(done, start) + MASK;
    done = end;
  }
  return out + line.slice(done);
}
