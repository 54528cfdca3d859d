import type { FileDiff } from '../../schema/file-diff.ts';
import type { Weakened } from '../../schema/review.ts';
import type { TestCase } from './cases.ts';
import { deletedTests } from './deleted.ts';
import { fewerAssertions } from './fewer.ts';
import { languageOf } from './languages.ts';
import { marksOf } from './marks.ts';
import { loosenedMatchers } from './matchers.ts';
import { type Pairing, pairCases } from './pair-cases.ts';
import { ignoredFailures } from './pipelines.ts';
import { loosenedSettings } from './settings.ts';
import { LONGEST_LINE, readDiff, sorted } from './side.ts';
import { wholesaleSnapshots } from './snapshots.ts';

/** Findings that are kept; a change with more needs no list. */
const MOST = 500;

/**
 * Tests that ask for less than before, as the texts show: JavaScript and TypeScript, Python, Go, Java and Kotlin, Rust, Ruby, and the
 * files that run them. What moved, was renamed or only changed its form is nothing. It reads lines and brackets, not syntax:
 * subtests of Go and tests made in loops count with the test around them, a skip that is computed is not seen, and no finding
 * is no proof. 500 findings are given, the last of them says how many there were more; what was too long or not read is named
 * by `notLookedInto`.
 */
export function weakenedTests(diffs: readonly FileDiff[]): readonly Weakened[] {
  const found = everything(diffs);
  const last = found[MOST - 1];
  if (found.length <= MOST || last === undefined) return found;
  return [
    ...found.slice(0, MOST - 1),
    { path: last.path, kind: last.kind, text: `and ${found.length - MOST + 1} more findings, here and in other files` },
  ];
}

/** What `weakenedTests` says nothing about: paths and why. A line too long to be looked at is named by its file. */
export function notLookedInto(diffs: readonly FileDiff[]): readonly { readonly path: string; readonly why: string }[] {
  const { readable, unread } = sorted(diffs);
  const long = readable.filter(({ added }) => added.some(({ text }) => text.length > LONGEST_LINE));
  return [
    ...unread.map(({ diff, why }) => ({ path: diff.path, why })),
    ...long.map(({ path }) => ({ path, why: `added lines of more than ${LONGEST_LINE} characters` })),
  ];
}

function everything(diffs: readonly FileDiff[]): readonly Weakened[] {
  const { readable, unread } = sorted(diffs);
  const changes = readable.flatMap((diff) => readDiff(diff) ?? []);
  const pairing = pairCases(
    changes.flatMap(({ before }) => before.cases),
    changes.flatMap(({ after }) => after.cases),
  );
  const marks = marksOf(changes);
  const found = [
    ...deletedTests(
      changes,
      pairing.gone,
      unread.map(({ diff }) => diff),
    ),
    ...marks,
    ...fewerAssertions(pairing, changes, skippedBy(marks)),
    ...matchersOf(pairing),
    ...changes.flatMap((change) => [...loosenedSettings(change), ...wholesaleSnapshots(change)]),
    ...ignoredFailures(changes),
  ];
  return found.sort((a, b) => (a.path === b.path ? (a.line ?? 0) - (b.line ?? 0) : a.path < b.path ? -1 : 1));
}

/** Whether a test is newly skipped: by a mark in it or on the lines right above. */
function skippedBy(marks: readonly Weakened[]): (one: TestCase) => boolean {
  const lines = new Set(marks.filter(({ kind }) => kind === 'skipped').map(({ path, line }) => `${line} ${path}`));
  return ({ path, line, raw }) => {
    if (lines.size === 0) return false;
    const end = line + raw.split('\n').length;
    for (let at = line - 3; at <= end; at += 1) if (lines.has(`${at} ${path}`)) return true;
    return false;
  };
}

function matchersOf({ pairs }: Pairing): readonly Weakened[] {
  return pairs.flatMap((pair) => {
    const language = languageOf(pair[1].path);
    return language === undefined ? [] : loosenedMatchers(pair, language);
  });
}
