import type { PatternAutomaton } from './pattern-automaton.ts';
import type { Range } from './regex-tree.ts';

/** The texts that count: a difference at any other text is none. Deterministic; a step to undefined leaves them. */
export interface Sane {
  readonly start: number;
  readonly step: (state: number, code: number) => number | undefined;
  readonly ends: (state: number) => boolean;
  /** The sets of characters that it tells apart. */
  readonly marks: readonly (readonly Range[])[];
}

export type Found = { readonly witness: readonly number[] } | 'none' | 'too many';

/** Pairs of a way through the inner pattern and ways through the outer ones. */
const MOST_PAIRS = 50_000;
/** Steps and comparisons: what the pairs cost, so that the time is bounded on every machine alike. */
const MOST_EFFORT = 4_000_000;

/** Stands for all characters that no pattern and no rule of sanity tells from it. */
interface Letter {
  readonly code: number;
  /** For each set of the automaton: is it in? */
  readonly holds: readonly boolean[];
}

interface Pair {
  readonly thread: number;
  readonly sane: number;
  /** The ways through the outer patterns that the same text has left open. */
  readonly outer: number;
  readonly code: number;
  readonly before: Pair | undefined;
}

/**
 * The shortest sane text that `inner` matches and no `outer` does. Breadth first over pairs: one way through the inner
 * pattern against the set of all ways through the outer ones (a subset construction on the fly). A pair whose outer set
 * holds that of an earlier pair can find nothing that the earlier one does not find at least as soon.
 */
export function search(automaton: PatternAutomaton, inner: readonly number[], outer: readonly number[], sane: Sane): Found {
  const symbols = alphabet(automaton.characterSets, sane.marks);
  const steps = new Map<number, readonly number[]>();
  const step = (thread: number, symbol: number): readonly number[] => {
    const key = thread * symbols.length + symbol;
    const known = steps.get(key) ?? automaton.step(thread, symbols[symbol]?.holds ?? []);
    steps.set(key, known);
    return known;
  };
  const sets = new OuterSets(automaton, step, symbols.length);
  const begun = sets.of(outer.flatMap((state) => automaton.begin(state)));
  let queue: Pair[] = inner
    .flatMap((state) => automaton.begin(state))
    .map((thread) => ({ thread, sane: sane.start, outer: begun, code: -1, before: undefined }));
  const met = new Map<string, number[]>();
  let pairs = 0;
  for (let next: Pair[] = []; queue.length > 0; queue = next, next = []) {
    for (const pair of queue) {
      for (let i = 0; i < symbols.length; i += 1) {
        const code = symbols[i]?.code ?? 0;
        const there = sane.step(pair.sane, code);
        if (there === undefined) continue;
        for (const thread of step(pair.thread, i)) {
          const left = sets.step(pair.outer, i);
          if (sets.matched(left)) continue;
          const reached: Pair = { thread, sane: there, outer: left, code, before: pair };
          if (sane.ends(there) && automaton.ends(thread) && !sets.ends(left)) return { witness: spelled(reached) };
          const key = `${thread} ${there}`;
          const earlier = met.get(key) ?? [];
          if (earlier.some((one) => sets.holds(left, one))) continue;
          met.set(key, [...earlier.filter((one) => !sets.holds(one, left)), left]);
          pairs += 1;
          if (pairs > MOST_PAIRS || sets.effort > MOST_EFFORT) return 'too many';
          next.push(reached);
        }
      }
    }
  }
  return 'none';
}

function spelled(last: Pair): readonly number[] {
  const codes: number[] = [];
  for (let pair: Pair | undefined = last; pair?.before; pair = pair.before) codes.push(pair.code);
  return codes.reverse();
}

/** Sets of threads of the outer patterns, each with a number. */
class OuterSets {
  effort = 0;
  private readonly members: (readonly number[])[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly steps = new Map<number, number>();
  private readonly automaton: PatternAutomaton;
  private readonly after: (thread: number, symbol: number) => readonly number[];
  private readonly symbols: number;

  constructor(automaton: PatternAutomaton, after: (thread: number, symbol: number) => readonly number[], symbols: number) {
    this.automaton = automaton;
    this.after = after;
    this.symbols = symbols;
  }

  of(threads: readonly number[]): number {
    const once = [...new Set(threads)].sort((a, b) => a - b);
    // each is held against each, far quicker than a step is made
    this.effort += once.length + once.length ** 2 / 100;
    const kept = once.filter((one) => !once.some((other) => other !== one && this.automaton.within(one, other)));
    const key = kept.join();
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.members.length);
    return this.members.push(kept) - 1;
  }

  step(set: number, symbol: number): number {
    const key = set * this.symbols + symbol;
    const known = this.steps.get(key);
    this.effort += 1;
    if (known !== undefined) return known;
    const next = this.of(this.threads(set).flatMap((thread) => this.after(thread, symbol)));
    this.steps.set(key, next);
    return next;
  }

  /** Is every member of `part` in `whole`? */
  holds(whole: number, part: number): boolean {
    this.effort += 1;
    if (whole === part) return true;
    const all = this.threads(whole);
    const few = this.threads(part);
    if (few.length > all.length) return false;
    let i = 0;
    for (const one of few) {
      while (i < all.length && (all[i] ?? 0) < one) i += 1;
      if (all[i] !== one) return false;
    }
    return true;
  }

  matched(set: number): boolean {
    return this.threads(set).some((thread) => this.automaton.matched(thread));
  }

  ends(set: number): boolean {
    return this.threads(set).some((thread) => this.automaton.ends(thread));
  }

  private threads(set: number): readonly number[] {
    return this.members[set] ?? [];
  }
}

/** What a witness is spelled with first: characters that a person reads without stumbling. */
const READABLE = 'xyzwvutsrqponmlkjihgfedcbaXYZWVUTSRQPONMLKJIHGFEDCBA0123456789-_./,=:@+~%#&;!^()[]{}<>|`$\'"?*\\ äéλ日\ud83d\ude00';

/** One character for all that are in the same sets; NUL is in no text. */
function alphabet(sets: readonly (readonly Range[])[], marks: readonly (readonly Range[])[]): readonly Letter[] {
  const all = [...sets, ...marks];
  const cuts = new Set([1]);
  for (const [from, to] of all.flat()) cuts.add(Math.max(1, from)).add(to + 1);
  const starts = [...cuts].sort((a, b) => a - b).slice(0, -1);
  const preferred = READABLE.split('').map((char) => char.charCodeAt(0));
  const symbols = new Map<string, Letter>();
  for (const code of [...preferred, ...starts]) {
    const holds = all.map((ranges) => ranges.some(([from, to]) => from <= code && code <= to));
    const key = holds.map(Number).join('');
    if (holds.includes(true) && !symbols.has(key)) symbols.set(key, { code, holds: holds.slice(0, sets.length) });
  }
  return [...symbols.values()];
}
