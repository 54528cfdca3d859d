import type { TestCounts } from '../../schema/review.ts';
import { BROWSERS } from './browsers.ts';
import { GO } from './go.ts';
import { JAVASCRIPT } from './javascript.ts';
import { NATIVE } from './native.ts';
import { plainLines } from './plain-lines.ts';
import { PLATFORMS } from './platforms.ts';
import { PYTHON } from './python.ts';
import { SCRIPTING } from './scripting.ts';
import { type Counts, plus, type Runner, type Summary } from './summary.ts';
import { TAP } from './tap.ts';

const RUNNERS: readonly Runner[] = [...JAVASCRIPT, ...BROWSERS, ...TAP, ...PYTHON, ...GO, ...NATIVE, ...PLATFORMS, ...SCRIPTING];

interface Found {
  readonly runner: Runner;
  readonly all: readonly Summary[];
  readonly last: Summary;
}

/**
 * Reads what a test run came to from the output of its runner; undefined where no summary is known: that is "not
 * known", never "none failed".
 *
 * Which of several summaries counts: the one that ends last, as a runner sums up at the end and a test's own output comes
 * before. Where its runner writes one for each part of a run (cargo's binaries, Maven's modules), all of that
 * runner are added up. A failure that only an earlier summary counts is named in `source`.
 */
export function countsIn(output: string): TestCounts | undefined {
  const { lines, cut } = plainLines(output);
  const found = RUNNERS.flatMap((runner): Found[] => {
    const all = runner.find(lines);
    const last = all.at(-1);
    return last ? [{ runner, all, last }] : [];
  });
  const best = found.reduce<Found | undefined>((most, one) => (most && most.last.at >= one.last.at ? most : one), undefined);
  if (!best) return undefined;
  const parts = best.runner.adds ? best.all : [best.last];
  const { passed, failed, skipped } = parts.reduce<Counts>(plus, { passed: 0, failed: 0, skipped: 0 });
  const notes = [...new Set(parts.flatMap(({ note }) => note ?? [])), ...severalOf(best), ...hiddenBy(best, failed, found), ...cutOf(cut)];
  return { passed, failed, skipped, source: [best.runner.name, ...notes].join('; ') };
}

function severalOf({ runner, all }: Found): readonly string[] {
  if (all.length < 2) return [];
  return [runner.adds ? `${all.length} added up` : `the last of ${all.length}`];
}

/** Failures that the chosen summary does not show. */
function hiddenBy(best: Found, failed: number, found: readonly Found[]): readonly string[] {
  if (failed > 0) return [];
  return found.flatMap(({ runner, all }) => {
    const earlier = runner === best.runner && runner.adds ? [] : all.filter((one) => one !== best.last);
    const most = Math.max(0, ...earlier.slice(-1_000).map((one) => one.failed));
    return most > 0 ? [`an earlier ${runner.name} counts ${most} failed`] : [];
  });
}

/** Said whenever lines are missing: in the middle, where a tool took them out, or at the beginning of a very long output. */
const cutOf = (cut: boolean): readonly string[] => (cut ? ['not all of the output was there to be read'] : []);
