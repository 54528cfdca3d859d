import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { factsOf } from '../core/decision/facts-of.ts';
import { type Fresh, standingDecision } from '../core/decision/standing-decision.ts';
import { boundTo, decisionText, RELEASE_NAMESPACE } from '../core/decision/text.ts';
import { readingOrder } from '../core/packet/html/reading-order.ts';
import type { Earlier } from '../core/review/earlier.ts';
import { type ShownDiff, shownDiff } from '../core/review/shown-diff.ts';
import { fileDiffs } from '../io/file-diffs.ts';
import type { ReleaseCase } from '../io/release-case.ts';
import { reason } from '../io/repository.ts';
import { signedBy } from '../io/signatures.ts';
import { signingKey } from '../io/signing-key.ts';
import { compareTrees, type TreeChange } from '../io/tree-changes.ts';
import { witnessedIn } from '../io/witnessed.ts';
import type { PacketChange } from '../schema/packet.ts';
import type { ChosenRun } from './here.ts';
import type { Terminal } from './terminal.ts';

/** What changed in a run, from its trees. Never throws: why it cannot be shown is an answer. */
export function diffOf({ origin }: ChosenRun, open: ReleaseCase, path: string | undefined): ShownDiff {
  const { baseline, end, changes } = open.packet.delivery;
  const commands = byHand(open);
  if (origin === 'fetched') return { problem: 'The run was recorded on another machine: its trees are not here. By hand:', commands };
  if (baseline.id === undefined || end.id === undefined || ![baseline.id, end.id].every(isId))
    return {
      problem: `The run has no two trees to compare: ${baseline.missing ?? end.missing ?? 'a tree has no name'}. By hand:`,
      commands,
    };
  try {
    const found = compareTrees(open.frozen, open.folder, path, baseline.id, end.id);
    return shownDiff(readingOrder([...changes, ...unnamed(found, changes)]), fileDiffs(open.frozen, open.folder, path, found));
  } catch (error) {
    return { problem: `The trees of the run cannot be read: ${reason(error)}. By hand:`, commands };
  }
}

const isId = (text: string): boolean => /^[0-9a-f]{40,64}$/.test(text);

/** What the trees show and the packet does not name comes first: it must not be read over. */
function unnamed(found: readonly TreeChange[], known: readonly PacketChange[]): readonly PacketChange[] {
  const named = new Set(known.map((change) => change.path));
  return found
    .filter((change) => !named.has(change.path))
    .map(({ raw: _, ...change }) => ({
      ...change,
      scope: 'unscoped',
      rule: 'the packet does not name it',
      approved: [],
      zones: [],
      tier: 'critical',
      authors: [],
      dirtyBefore: false,
    }));
}

/** The nearest that git itself can show: commits, without what nobody committed. */
function byHand({ packet }: ReleaseCase): readonly string[] {
  const { baseline, end } = packet.delivery;
  const from = baseline.head !== undefined && isId(baseline.head) ? baseline.head : undefined;
  const to = end.head !== undefined && isId(end.head) ? end.head : undefined;
  if (from === undefined) return ['git log --patch'];
  return [from === to || to === undefined ? `git diff ${from}` : `git diff ${from} ${to}`];
}

/** The decisions on a run, and what became of each: only the last can stand. */
export function earlierOf(open: ReleaseCase, fresh: Fresh, now: number): readonly Earlier[] {
  const { packet, rules, keys, decisions } = open;
  const standing = standingDecision(decisions, {
    ...factsOf(packet, rules, now),
    bound: boundTo(packet, open.digest),
    fresh,
    witnessed: witnessedIn(open.folder),
    signed: (decision) =>
      signedBy(keys, { text: decisionText(decision), signature: decision.signature ?? '', namespace: RELEASE_NAMESPACE }),
  });
  return decisions.decisions.map((decision, i) => {
    const next = decisions.decisions[i + 1];
    return {
      decision,
      faults: next === undefined ? standing.faults.map((fault) => fault.text) : [`superseded by decision ${next.number}`],
    };
  });
}

/** The key that would sign: the one that was named, or git's own. */
export function keyOf(open: ReleaseCase, named: string | undefined, terminal: Terminal): string | undefined {
  if (named !== undefined) return resolve(terminal.cwd, named);
  const scratch = mkdtempSync(join(tmpdir(), 'twoloops-key-'));
  try {
    const { root, common } = open.frozen.ground;
    const file = signingKey({ root, common, home: terminal.home }, terminal.env['PATH'], scratch);
    return file?.startsWith(scratch) ? 'the key that git’s settings spell out' : file;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
