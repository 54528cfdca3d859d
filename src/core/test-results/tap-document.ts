import type { Counts } from './summary.ts';

/** What one TAP document came to. */
export interface TapResult extends Counts {
  /** Undefined where there is none: what is missing cannot be known. */
  readonly plan: number | undefined;
  readonly plans: number;
  readonly points: number;
  /** Every point has its number. */
  readonly numbered: boolean;
  /** There are indented points: subtests, which the point of their parent sums up. */
  readonly subtests: boolean;
  readonly bailed: boolean;
  /** The last line that is TAP; -1 where none is. */
  readonly at: number;
}

const PLAN = /^1\.\.(\d{1,9})(?:\s*#|\s*$)/;
const POINT = /^(not )?ok(?: +(\d{1,9}))?(?!\S)/;
const SUBTEST = /^\s+(?:not )?ok \d/;
const DIRECTIVE = /\s#\s*(?:skip|todo)/i;
const BAIL = /^Bail out!/i;

/**
 * Reads one TAP document, version 12 to 14 (testanything.org): only what stands at the margin counts; `# SKIP` and
 * `# TODO` are skipped whatever their result; what a plan misses, and a bail-out, is failed.
 */
export function tapDocument(lines: readonly string[]): TapResult {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  const plans: number[] = [];
  const numbers = new Set<number>();
  let [points, numbered, subtests, bailed, at] = [0, true, false, false, -1];
  for (let index = 0; index < lines.length && !bailed; index += 1) {
    const line = lines[index] ?? '';
    const point = POINT.exec(line);
    const plan = PLAN.exec(line)?.[1];
    subtests ||= SUBTEST.test(line);
    bailed = BAIL.test(line);
    if (plan !== undefined) plans.push(Number(plan));
    if (point || plan !== undefined || bailed) at = index;
    if (!point) continue;
    points += 1;
    numbered &&= point[2] !== undefined;
    numbers.add(Number(point[2] ?? points));
    sum[DIRECTIVE.test(line) ? 'skipped' : point[1] === undefined ? 'passed' : 'failed'] += 1;
  }
  const failed = sum.failed + (bailed ? 1 : missed(plans, points, numbers));
  return { ...sum, failed, plan: plans[0], plans: plans.length, points, numbered, subtests, bailed, at };
}

/** Tests that a plan has and the document has not; a plan that is broken otherwise (more tests, a number twice, two plans) is one. */
function missed(plans: readonly number[], points: number, numbers: ReadonlySet<number>): number {
  const plan = plans[0];
  if (plan === undefined) return 0;
  if (points < plan) return plan - points;
  const outside = [...numbers].some((number) => number < 1 || number > plan);
  return points > plan || numbers.size !== points || outside || plans.length > 1 ? 1 : 0;
}
