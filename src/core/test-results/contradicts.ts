import type { TestCounts } from '../../schema/review.ts';

/**
 * Says where an exit code and the counts of the same run do not go together; undefined where they do. Such a run is no
 * proof of either: the counts may be of another run, or the failure lies outside the tests (a coverage bar, a crash).
 */
export function contradicts(ok: boolean, counts: TestCounts): string | undefined {
  const { passed, failed, skipped, source } = counts;
  if (ok && failed > 0) return `exit 0, yet ${failed} ${failed === 1 ? 'test' : 'tests'} failed (${source})`;
  if (ok || failed > 0) return undefined;
  const all = passed + skipped;
  return all === 0 ? `not exit 0, and no test ran (${source})` : `not exit 0, yet no test of ${all} failed (${source})`;
}
