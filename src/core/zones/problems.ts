import type { ZonesOverride } from '../../schema/zones.ts';

const LONGEST = 500;
/** So many ways to try a pattern at one place of a line are few enough for lines of ./lines.ts's length. */
const MOST_WAYS = 20_000;

/**
 * What is wrong with the line patterns of rules, each problem with the rule's name. Such patterns meet hostile lines, so they
 * may not count without end nor count what counts itself; the answer is the same on every machine, however slow.
 */
export function zoneProblems(zones: ZonesOverride): readonly string[] {
  return Object.entries(zones).flatMap(([name, { lines }]) =>
    (lines ?? []).flatMap(({ pattern }) => {
      const problem = problemOf(pattern);
      return problem === undefined ? [] : [`zones.${name}: \`${pattern.slice(0, 100)}\` ${problem}`];
    }),
  );
}

function problemOf(source: string): string | undefined {
  if (source.length > LONGEST) return `is longer than ${LONGEST} characters`;
  try {
    if (new RegExp(source, 'iu').test('')) return 'matches nothing at all, so it would be found everywhere';
  } catch (error) {
    return `is no regular expression: ${error instanceof Error ? error.message : String(error)}`;
  }
  return countingProblem(source);
}

/** Tokens of a source that can compile: an escape, a class, the opening of a group, a quantifier, any other character. */
const TOKEN = /\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|\((?:\?(?:<?[=!]|:|<[^>]*>))?|\)|[*+?]|\{\d+(?:,\d*)?\}|[\s\S]/g;

function countingProblem(source: string): string | undefined {
  let ways = 1;
  let closed = false;
  let inner = false;
  const open: boolean[] = [];
  for (const [token] of source.matchAll(TOKEN)) {
    const most = mostOf(token);
    if (most === Number.POSITIVE_INFINITY) return `counts without end (\`${token}\`): write how many at most, \`{0,20}\``;
    if (most > 1 && closed && inner) return 'counts a group that counts itself';
    if (most > 0) {
      ways *= spread(token);
      if (open.length > 0) open[open.length - 1] = true;
    }
    if (/^\\[1-9k]/.test(token)) return 'refers back to what it found before';
    if (token.startsWith('(')) open.push(false);
    closed = token === ')';
    if (closed) {
      inner = open.pop() ?? false;
      if (inner && open.length > 0) open[open.length - 1] = true;
    }
  }
  return ways > MOST_WAYS ? 'has too many ways to be tried at one place: let it count less' : undefined;
}

/** How often a quantifier lets something stand at most; 0 for what is none. */
function mostOf(token: string): number {
  if (token === '*' || token === '+') return Number.POSITIVE_INFINITY;
  if (token === '?') return 1;
  const counts = /^\{(\d+)(,)?(\d*)\}$/.exec(token);
  if (counts === null) return 0;
  return counts[2] === undefined ? Number(counts[1]) : counts[3] === '' ? Number.POSITIVE_INFINITY : Number(counts[3]);
}

/** In how many lengths it can be tried. */
function spread(token: string): number {
  if (token === '?') return 2;
  const [low = 0, high = low] = token.match(/\d+/g)?.map(Number) ?? [];
  return high - low + 1;
}
