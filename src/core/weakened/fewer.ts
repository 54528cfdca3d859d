import type { Weakened } from '../../schema/review.ts';
import type { TestCase } from './cases.ts';
import type { Pairing } from './pair-cases.ts';

/** One assertion over a whole value may stand for many over its parts. */
const GATHERED =
  /\.(?:toEqual|toStrictEqual|toMatchObject|deepEqual|deepStrictEqual|toMatchInlineSnapshot|toMatchSnapshot)\(\s*[[{`)]|==\s*[[{(]|\bEqual\([^,\n]{0,100},\s*[[{\w]+\{/g;
const LOOP = /\b(?:for|while|forEach|each|map|times|iter|every)\b/g;

/**
 * Files whose tests assert less than before. Tests that went or moved away are not counted, nor what new tests of the file make up
 * for. A table, a loop or an assertion over a whole value may hold as much as many: there it stays silent.
 */
export function fewerAssertions({ pairs, fresh }: Pairing, skipped: (one: TestCase) => boolean): readonly Weakened[] {
  const files = new Map<string, { before: number; after: number; first?: TestCase }>();
  const emptied: Weakened[] = [];
  for (const [old, now] of pairs) {
    const file = files.get(now.path) ?? { before: 0, after: 0 };
    const left = holdsAsMuch(old, now) || skipped(now) ? Math.max(old.assertions, now.assertions) : now.assertions;
    files.set(now.path, {
      ...file,
      before: file.before + old.assertions,
      after: file.after + left,
      ...(left < old.assertions && !file.first ? { first: now } : {}),
    });
    if (left === 0 && old.assertions > 0)
      emptied.push({
        path: now.path,
        line: now.line,
        kind: 'fewer assertions',
        text: `test \`${now.name.slice(0, 100)}\`: ${old.assertions} before, none now`,
      });
  }
  for (const one of fresh) {
    const file = files.get(one.path);
    if (file) file.after += one.assertions;
  }
  const empty = new Set(emptied.map(({ path }) => path));
  const less = [...files].filter(([path, { before, after }]) => after < before && !empty.has(path));
  return [
    ...emptied,
    ...less.map(
      ([path, { before, after, first }]): Weakened => ({
        path,
        ...(first ? { line: first.line } : {}),
        kind: 'fewer assertions',
        text: `assertions of the tests that are still there: ${before} before, ${after} now`,
      }),
    ),
  ];
}

function holdsAsMuch(old: TestCase, now: TestCase): boolean {
  const more = (pattern: RegExp): boolean => (now.code.match(pattern)?.length ?? 0) > (old.code.match(pattern)?.length ?? 0);
  return (now.many && !old.many) || (now.assertions > 0 && (more(LOOP) || more(GATHERED)));
}
