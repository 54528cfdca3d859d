import type { TestCase } from './cases.ts';

export interface Pairing {
  /** The same test before and after, wherever it stands now and whatever it is called. */
  readonly pairs: readonly (readonly [TestCase, TestCase])[];
  readonly gone: readonly TestCase[];
  readonly fresh: readonly TestCase[];
}

/** The share of lines from which two bodies are one test that was changed. */
const ALIKE = 0.5;
/** A line that more tests share than this tells none of them. */
const COMMON = 50;

/** Tests of both sides of a change, put together: by name in the same file, by name anywhere, by body, by most of the body. */
export function pairCases(before: readonly TestCase[], after: readonly TestCase[]): Pairing {
  const pairs: (readonly [TestCase, TestCase])[] = [];
  let [left, right] = [before, after];
  const by = (key: (one: TestCase) => string): void => {
    const step = matched(left, right, key);
    pairs.push(...step.pairs);
    [left, right] = [step.gone, step.fresh];
  };
  by((one) => `${one.path}\n${one.name}`);
  by((one) => (one.name === '' ? '' : one.name.replace(/\s+/g, ' ')));
  by((one) => one.lines.join('\n'));
  const close = alike(left, right);
  const [taken, used] = [new Set(close.map(([old]) => old)), new Set(close.map(([, now]) => now))];
  return {
    pairs: [...pairs, ...close],
    gone: left.filter((one) => !taken.has(one)),
    fresh: right.filter((one) => !used.has(one)),
  };
}

function matched(before: readonly TestCase[], after: readonly TestCase[], key: (one: TestCase) => string): Pairing {
  const waiting = new Map<string, TestCase[]>();
  for (const one of [...after].reverse()) add(waiting, key(one), one);
  const pairs: (readonly [TestCase, TestCase])[] = [];
  const gone: TestCase[] = [];
  for (const one of before) {
    const now = key(one) === '' ? undefined : waiting.get(key(one))?.pop();
    if (now) pairs.push([one, now]);
    else gone.push(one);
  }
  const used = new Set(pairs.map(([, now]) => now));
  return { pairs, gone, fresh: after.filter((one) => !used.has(one)) };
}

/** Pairs most of whose lines agree; a table may stand for many tests and many for a table, where their words agree. */
function alike(before: readonly TestCase[], after: readonly TestCase[]): readonly (readonly [TestCase, TestCase])[] {
  const holders = new Map<string, TestCase[]>();
  for (const one of after)
    for (const mark of [...marksOf(one, false), ...marksOf(one, true)])
      if ((holders.get(mark)?.length ?? 0) <= COMMON) add(holders, mark, one);
  const used = new Set<TestCase>();
  return before.flatMap((old) => {
    const best = likest(old, holders, used);
    if (best === undefined) return [];
    if (!best.many) used.add(best);
    return [[old, best] as const];
  });
}

function likest(old: TestCase, holders: ReadonlyMap<string, readonly TestCase[]>, used: ReadonlySet<TestCase>): TestCase | undefined {
  const shared = new Map<TestCase, number>();
  for (const mark of [...marksOf(old, false), ...marksOf(old, true)]) {
    const list = holders.get(mark) ?? [];
    const isWord = mark.startsWith('word ');
    if (list.length <= COMMON)
      for (const one of list) if (!used.has(one) && isWord === (one.many || old.many)) shared.set(one, (shared.get(one) ?? 0) + 1);
  }
  const share = (one: TestCase, count: number): number => {
    const words = one.many || old.many;
    const [mine, its] = [marksOf(old, words).size, marksOf(one, words).size];
    return count / (one.many ? mine : old.many ? its : Math.max(mine, its));
  };
  const best = [...shared].map(([one, count]) => ({ one, share: share(one, count) })).sort((a, b) => b.share - a.share)[0];
  return best && best.share >= ALIKE ? best.one : undefined;
}

/** Its lines, or of a test over a table its words. */
function marksOf({ lines }: TestCase, words: boolean): ReadonlySet<string> {
  return new Set(words ? lines.flatMap((line) => line.match(/[A-Za-z_]\w{2,}/g) ?? []).map((word) => `word ${word}`) : lines);
}

function add(map: Map<string, TestCase[]>, key: string, one: TestCase): void {
  const list = map.get(key);
  if (list) list.push(one);
  else map.set(key, [one]);
}
