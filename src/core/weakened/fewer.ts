import type { Weakened } from '../../schema/review.ts';
import { assertionsIn, helpersIn } from './assertions.ts';
import type { TestCase } from './cases.ts';
import type { Pairing } from './pair-cases.ts';
import type { Changed, Side } from './side.ts';

/** One assertion over a whole value may stand for many over its parts. */
const GATHERED =
  /\.(?:toEqual|toStrictEqual|toMatchObject|deepEqual|deepStrictEqual|toMatchInlineSnapshot|toMatchSnapshot)\(\s*[[{`)]|==\s*[[{(]|\bEqual\([^,\n]{0,100},\s*[[{\w]+\{/g;
const LOOP = /\b(?:for|while|forEach|each|map|times|iter|every)\b/g;

interface Tally {
  before: number;
  after: number;
  first?: TestCase;
}

/**
 * Files whose tests assert less than before. Tests that went or moved away are not counted, nor what new tests of the file, hooks
 * around the tests and helpers of the change make up for. A table, a loop or an assertion over a whole value may hold as much as
 * many: there it stays silent. A helper that was there before and is not named like an assertion is not seen as one.
 */
export function fewerAssertions(
  { pairs, fresh }: Pairing,
  changes: readonly Changed[],
  skipped: (one: TestCase) => boolean,
): readonly Weakened[] {
  const helpers = newHelpers(changes);
  const files = new Map<string, Tally>(
    changes.map((change) => [change.diff.path, { before: 0, after: Math.max(0, around(change, 'after') - around(change, 'before')) }]),
  );
  for (const one of fresh) tally(files, one.path, 0, one.assertions);
  const emptied = pairs.flatMap(([old, now]): readonly Weakened[] => {
    const left = skipped(now) || holdsAsMuch(old, now, helpers) ? Math.max(old.assertions, now.assertions) : now.assertions;
    tally(files, now.path, old.assertions, left, left < old.assertions ? now : undefined);
    return left === 0 && old.assertions > 0 ? [emptiedTest(old, now)] : [];
  });
  const empty = new Set(emptied.map(({ path }) => path));
  const less = [...files].filter(([path, { before, after }]) => after < before && !empty.has(path));
  return [...emptied, ...less.map(([path, file]) => fewer(path, file))];
}

function tally(files: Map<string, Tally>, path: string, before: number, after: number, less?: TestCase): void {
  const file = files.get(path);
  if (!file) return;
  file.before += before;
  file.after += after;
  if (less && !file.first) file.first = less;
}

const emptiedTest = (old: TestCase, { path, line, name }: TestCase): Weakened => ({
  path,
  line,
  kind: 'fewer assertions',
  text: `test \`${name.slice(0, 100)}\`: ${old.assertions} before, none now`,
});

const fewer = (path: string, { before, after, first }: Tally): Weakened => ({
  path,
  ...(first ? { line: first.line } : {}),
  kind: 'fewer assertions',
  text: `assertions of the tests that are still there: ${before} before, ${after} now`,
});

/** Assertions of a file outside of its tests: hooks that run around each of them. */
function around({ language, ...sides }: Changed, which: 'before' | 'after'): number {
  const { views, cases }: Side = sides[which];
  if (language === undefined || cases.length === 0) return 0;
  return assertionsIn(views.code, language) - cases.reduce((sum, { code }) => sum + assertionsIn(code, language), 0);
}

/** Functions that assert, of changed files that hold no tests themselves. */
function newHelpers(changes: readonly Changed[]): ReadonlySet<string> {
  const names = changes.flatMap(({ language, after }) =>
    language === undefined || after.cases.length > 0 ? [] : [...helpersIn(after.views.code, language).keys()],
  );
  return new Set(names);
}

function holdsAsMuch(old: TestCase, now: TestCase, helpers: ReadonlySet<string>): boolean {
  if (now.many && !old.many) return true;
  const called = (one: TestCase): ReadonlySet<string> =>
    new Set((one.code.match(/\w+(?=\s*\()/g) ?? []).filter((name) => helpers.has(name)));
  const had = helpers.size > 0 ? called(old) : undefined;
  if (had && [...called(now)].some((name) => !had.has(name))) return true;
  const more = (pattern: RegExp): boolean => (now.code.match(pattern)?.length ?? 0) > (old.code.match(pattern)?.length ?? 0);
  return now.assertions > 0 && (more(LOOP) || more(GATHERED));
}
