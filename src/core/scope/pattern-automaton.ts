import { LAST, type Range, type Tree, Unreadable } from './regex-tree.ts';

type State =
  | { readonly kind: 'one'; readonly set: number; readonly next: number }
  | { readonly kind: 'fork'; readonly next: number[] }
  | { readonly kind: 'start' | 'end'; readonly next: number }
  | { readonly kind: 'ahead'; readonly body: number; readonly negated: boolean; readonly next: number }
  | { readonly kind: 'done' };

/**
 * One way through a pattern: the state that it is in, and what the lookaheads behind it still say about the rest of the
 * text. `must`: from each of these states the rest matches; `not`: from none of these.
 */
interface Thread {
  readonly state: number;
  readonly must: readonly number[];
  readonly not: readonly number[];
}

/** A state that waits for a character or for the end, and the lookaheads that were passed on the way to it. */
interface Arrival {
  readonly state: number;
  readonly aheads: readonly number[];
}

/** States of all patterns together, and threads, beyond which it is not tried. */
const MOST_STATES = 100_000;
/** Ways from one character to the next. */
const MOST_WAYS = 20_000;
/** Where a pattern has matched: whatever follows is no longer asked. */
const DONE = 0;

/**
 * Patterns as one nondeterministic automaton whose threads carry the lookaheads that are not settled yet. A lookahead
 * that must not match is followed in all its ways at once, one that must match in each way as a thread of its own: so
 * both are exact, and nothing is built that no text reaches.
 */
export class PatternAutomaton {
  private readonly states: State[] = [{ kind: 'done' }];
  private readonly ranges: (readonly Range[])[] = [];
  private readonly sets = new Map<string, number>();
  private readonly arrivals = new Map<number, readonly Arrival[]>();
  private readonly threads: Thread[] = [];
  private readonly known = new Map<string, number>();

  /** The state before a pattern. Without `^` it may begin anywhere, without `$` end anywhere, as `RegExp.test` has it. */
  add(tree: Tree): number {
    const body = this.build(tree, DONE, false);
    if (anchored(tree)) return body;
    const loop = this.push({ kind: 'fork', next: [body] });
    this.fork(loop).push(this.push({ kind: 'one', set: this.set([[0, LAST]]), next: loop }));
    return loop;
  }

  /** The sets of characters that the patterns tell apart; the number of a set is its place. */
  get characterSets(): readonly (readonly Range[])[] {
    return this.ranges;
  }

  /** The threads of a text's beginning. */
  begin(state: number): readonly number[] {
    return this.settle(state, [], [], true);
  }

  /** The threads behind a character, which is given by the sets that hold it. */
  step(thread: number, holds: readonly boolean[]): readonly number[] {
    const { state, must, not } = this.thread(thread);
    const next = this.after(state, holds);
    const musts = must.map((one) => this.after(one, holds));
    if (next === undefined || musts.includes(undefined)) return [];
    const known = (one: number | undefined): one is number => one !== undefined;
    return this.settle(next, musts.filter(known), not.map((one) => this.after(one, holds)).filter(known), false);
  }

  /** Does the pattern match where the text ends here? Not asked of the empty text. */
  ends(thread: number): boolean {
    const { state, must, not } = this.thread(thread);
    return this.endsAt(state) && must.every((one) => this.endsAt(one)) && !not.some((one) => this.endsAt(one));
  }

  /** True for a thread that matches whatever follows. */
  matched(thread: number): boolean {
    const { state, must, not } = this.thread(thread);
    return state === DONE && must.length === 0 && not.length === 0;
  }

  /** Does all that `thread` matches match `wider`, as far as can be seen from the two alone? */
  within(thread: number, wider: number): boolean {
    const a = this.thread(thread);
    const b = this.thread(wider);
    return a.state === b.state && b.must.every((one) => a.must.includes(one)) && b.not.every((one) => a.not.includes(one));
  }

  private push(state: State): number {
    if (this.states.length >= MOST_STATES) throw new Unreadable('too many places to follow');
    return this.states.push(state) - 1;
  }

  private state(id: number): State {
    return this.states[id] ?? { kind: 'done' };
  }

  private fork(id: number): number[] {
    const state = this.state(id);
    return state.kind === 'fork' ? state.next : [];
  }

  private thread(id: number): Thread {
    return this.threads[id] ?? { state: DONE, must: [], not: [] };
  }

  private set(ranges: readonly Range[]): number {
    const key = ranges.join(' ');
    const known = this.sets.get(key);
    if (known !== undefined) return known;
    this.sets.set(key, this.ranges.length);
    return this.ranges.push(ranges) - 1;
  }

  /** Builds from behind: `next` is what follows the tree. */
  private build(tree: Tree, next: number, inside: boolean): number {
    if (tree.kind === 'one') return this.push({ kind: 'one', set: this.set(tree.ranges), next });
    if (tree.kind === 'all') return tree.parts.reduceRight((behind, part) => this.build(part, behind, inside), next);
    if (tree.kind === 'any') return this.push({ kind: 'fork', next: tree.parts.map((part) => this.build(part, next, inside)) });
    if (tree.kind === 'times') return this.repeat(tree.part, tree.least, tree.most, next, inside);
    if (tree.kind !== 'ahead') return this.push({ kind: tree.kind, next });
    if (inside) throw new Unreadable('a lookahead inside another');
    return this.push({ kind: 'ahead', body: this.build(tree.part, DONE, true), negated: tree.negated, next });
  }

  private repeat(part: Tree, least: number, most: number, next: number, inside: boolean): number {
    let behind = next;
    if (most === Number.POSITIVE_INFINITY) {
      behind = this.push({ kind: 'fork', next: [next] });
      this.fork(behind).push(this.build(part, behind, inside));
    } else {
      for (let i = least; i < most; i += 1) behind = this.push({ kind: 'fork', next: [next, this.build(part, behind, inside)] });
    }
    for (let i = 0; i < least; i += 1) behind = this.build(part, behind, inside);
    return behind;
  }

  /** The state behind a character, if there is one. */
  private after(id: number, holds: readonly boolean[]): number | undefined {
    if (id === DONE) return DONE;
    const state = this.state(id);
    return state.kind === 'one' && holds[state.set] ? state.next : undefined;
  }

  /** Every state that waits, reached from here without a character. */
  private arrive(from: number, first: boolean): readonly Arrival[] {
    const key = from * 2 + Number(first);
    const known = this.arrivals.get(key);
    if (known) return known;
    const out: Arrival[] = [];
    const seen = new Set<string>();
    const open: Arrival[] = [{ state: from, aheads: [] }];
    for (let here = open.pop(); here; here = open.pop()) {
      const { aheads } = here;
      const name = `${here.state}|${aheads}`;
      if (seen.has(name)) continue;
      if (seen.size > MOST_WAYS) throw new Unreadable('lookaheads that can be passed in too many ways');
      seen.add(name);
      const state = this.state(here.state);
      if (state.kind === 'fork') open.push(...state.next.map((next) => ({ state: next, aheads })));
      else if (state.kind === 'ahead') open.push({ state: state.next, aheads: sorted([...aheads, here.state]) });
      else if (state.kind !== 'start') out.push(here);
      else if (first) open.push({ state: state.next, aheads });
    }
    this.arrivals.set(key, out);
    return out;
  }

  /** The threads from a state and obligations that were reached by a character (or by the beginning). */
  private settle(from: number, must: readonly number[], not: readonly number[], first: boolean): readonly number[] {
    const out = new Set<number>();
    for (const { state, aheads } of this.arrive(from, first)) {
      const musts = [...must];
      const nots = [...not];
      for (const id of aheads) {
        const ahead = this.state(id);
        if (ahead.kind === 'ahead') (ahead.negated ? nots : musts).push(ahead.body);
      }
      const refused = sorted(nots.flatMap((one) => this.arrive(one, first).map((arrival) => arrival.state)));
      if (refused.includes(DONE)) continue;
      for (const owed of choices(musts.map((one) => this.arrive(one, first).map((arrival) => arrival.state)))) {
        out.add(this.intern({ state, must: owed, not: refused }));
      }
    }
    return [...out];
  }

  private intern(thread: Thread): number {
    const key = `${thread.state}|${thread.must}|${thread.not}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    if (this.threads.length >= MOST_STATES) throw new Unreadable('too many ways to follow');
    this.known.set(key, this.threads.length);
    return this.threads.push(thread) - 1;
  }

  private endsAt(id: number, seen = new Set<number>()): boolean {
    if (seen.has(id)) return false;
    seen.add(id);
    const state = this.state(id);
    if (state.kind === 'done') return true;
    if (state.kind === 'one' || state.kind === 'start') return false;
    if (state.kind === 'fork') return state.next.some((next) => this.endsAt(next, seen));
    if (state.kind === 'ahead' && this.endsAt(state.body) === state.negated) return false;
    return this.endsAt(state.next, seen);
  }
}

const sorted = (numbers: readonly number[]): readonly number[] => [...new Set(numbers)].sort((a, b) => a - b);

/** One of each list, in every combination; a list that holds `DONE` is settled. */
function choices(lists: readonly (readonly number[])[]): readonly (readonly number[])[] {
  let out: (readonly number[])[] = [[]];
  for (const list of lists) {
    if (out.length * list.length > MOST_WAYS) throw new Unreadable('lookaheads that can match in too many ways');
    if (!list.includes(DONE)) out = out.flatMap((chosen) => list.map((one) => sorted([...chosen, one])));
  }
  return out;
}

/** True for a tree that matches only from a text's beginning. */
function anchored(tree: Tree): boolean {
  if (tree.kind === 'all')
    return tree.parts.some((part, i) => anchored(part) && tree.parts.slice(0, i).every((before) => before.kind === 'ahead'));
  if (tree.kind === 'any') return tree.parts.every(anchored);
  return tree.kind === 'start';
}
