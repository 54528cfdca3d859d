import { blockBehind, type Counts, type Meaning, type Runner, type Summary, tally } from './summary.ts';
import { type TapResult, tapDocument } from './tap-document.ts';

/** The closing lines of node:test (`ℹ` in its spec reporter, `#` in TAP) and of tape. */
const WORDS: Readonly<Record<string, Meaning>> = {
  tests: 'total',
  pass: 'passed',
  fail: 'failed',
  cancelled: 'failed',
  skipped: 'skipped',
  skip: 'skipped',
  todo: 'skipped',
  suites: 'apart',
};

function footers(name: string, mark: string): Runner {
  const line = new RegExp(`^${mark} (tests|suites|pass|fail|cancelled|skipped|skip|todo) {1,2}(\\d{1,9})$`);
  const find = (lines: readonly string[]): readonly Summary[] =>
    lines.flatMap((first, at) => {
      if (line.exec(first)?.[1] !== 'tests') return [];
      const block = blockBehind(lines, at, line);
      const parts = block.map((one) => one.replace(line, '$2 $1'));
      const counts = parts.some((part) => part.endsWith(' pass')) ? tally(parts, WORDS) : undefined;
      return counts ? [{ at: at + block.length - 1, ...counts }] : [];
    });
  return { name, find };
}

/** TAP among other output: the last document. Without a version line its points must be numbered and its plan the only one. */
const points: Runner = {
  name: 'TAP',
  find: (lines) => {
    const start = Math.max(
      0,
      lines.findLastIndex((line) => /^TAP version \d{1,3}$/.test(line)),
    );
    const versioned = /^TAP version /.test(lines[start] ?? '');
    const result = tapDocument(lines.slice(start));
    if (result.plan === undefined || (result.points === 0 && !versioned)) return [];
    if (!versioned && (!result.numbered || result.plans > 1)) return [];
    return [{ at: start + result.at, ...countsOf(result), ...noteOf(result) }];
  },
};

export const countsOf = ({ passed, failed, skipped }: Counts): Counts => ({ passed, failed, skipped });

/** What must be said of a document besides its counts. */
export function noteOf({ plan, points: ran, bailed, subtests }: TapResult): { readonly note?: string } {
  const notes = [
    ...(subtests ? ['subtests counted by their parents'] : []),
    ...(bailed ? ['it bailed out: one failure'] : []),
    ...(plan !== undefined && plan !== ran && !bailed ? [`planned ${plan}, ran ${ran}: counted as failed`] : []),
  ];
  return notes.length > 0 ? { note: notes.join('; ') } : {};
}

/** Footers first: where both end an output, they are the runner's own sums. */
export const TAP: readonly Runner[] = [footers('node:test summary', 'ℹ'), footers('TAP', '#'), points];
