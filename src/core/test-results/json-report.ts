import { isRecord } from '../hook-input.ts';
import type { Read } from './junit.ts';

/** A whole number that JSON may well have; undefined for everything else. */
const whole = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

/** The sum of some members; undefined where one is there and is no count, or where the first is missing. */
function sumOf(record: Readonly<Record<string, unknown>>, [first, ...more]: readonly [string, ...string[]]): number | undefined {
  const all = [whole(record[first]), ...more.map((name) => (record[name] === undefined ? 0 : whole(record[name])))];
  return all.reduce((sum, one) => (sum === undefined || one === undefined ? undefined : sum + one), 0);
}

/** A format of JSON report: how it is known, and which of its members count what. */
interface Format {
  readonly kind: string;
  readonly summary: (report: Readonly<Record<string, unknown>>) => unknown;
  readonly passed: readonly [string, ...string[]];
  readonly failed: readonly [string, ...string[]];
  readonly skipped: readonly [string, ...string[]];
  readonly total?: string;
  /** Failures that the numbers do not show, or why the report cannot be believed. */
  readonly check?: (report: Readonly<Record<string, unknown>>, failed: number) => number | string;
}

/** Sources: ctrf.io (schema 0.0.0), the JSON of jest's and vitest's `--json`, mocha's json reporter, playwright's json reporter. */
const FORMATS: readonly Format[] = [
  {
    kind: 'CTRF',
    summary: ({ results }) => (isRecord(results) ? results['summary'] : undefined),
    passed: ['passed'],
    failed: ['failed'],
    skipped: ['skipped', 'pending', 'other'],
    total: 'tests',
    check: ({ results }, failed) => ctrfFailures(isRecord(results) ? results['tests'] : undefined, failed),
  },
  {
    kind: 'vitest or jest JSON',
    summary: (report) => (report['numTotalTests'] === undefined ? undefined : report),
    passed: ['numPassedTests'],
    failed: ['numFailedTests'],
    skipped: ['numPendingTests', 'numTodoTests'],
    total: 'numTotalTests',
    check: ({ testResults }) => filesNotLoaded(testResults),
  },
  {
    kind: 'mocha JSON',
    summary: ({ stats }) => (isRecord(stats) && stats['passes'] !== undefined ? stats : undefined),
    passed: ['passes'],
    failed: ['failures'],
    skipped: ['pending'],
  },
  {
    kind: 'playwright JSON',
    summary: ({ stats }) => (isRecord(stats) && stats['unexpected'] !== undefined ? stats : undefined),
    passed: ['expected', 'flaky'],
    failed: ['unexpected'],
    skipped: ['skipped'],
    check: ({ errors }) => (Array.isArray(errors) ? errors.length : 0),
  },
];

/** The list of tests must tell of as many failures as the summary; a summary without a list stands alone. */
function ctrfFailures(tests: unknown, failed: number): number | string {
  if (!Array.isArray(tests) || tests.length === 0) return 0;
  const listed = tests.filter((one) => isRecord(one) && one['status'] === 'failed').length;
  return listed === failed ? 0 : `its summary says ${failed} failed, its list ${listed}`;
}

/** Files of which no test is known, and which failed all the same. */
const filesNotLoaded = (results: unknown): number =>
  Array.isArray(results)
    ? results.filter(
        (one) =>
          isRecord(one) && one['status'] === 'failed' && Array.isArray(one['assertionResults']) && one['assertionResults'].length === 0,
      ).length
    : 0;

/** Reads a JSON report of a known format; `kind` names it. */
export function jsonCounts(text: string): Read & { readonly kind?: string } {
  const report = parsed(text);
  if (!isRecord(report)) return { problem: 'it is no JSON object' };
  const format = FORMATS.find(({ summary }) => isRecord(summary(report)));
  const numbers = format?.summary(report);
  if (!format || !isRecord(numbers)) return { problem: 'no test report that is known' };
  const [passed, failed, skipped] = [sumOf(numbers, format.passed), sumOf(numbers, format.failed), sumOf(numbers, format.skipped)];
  if (passed === undefined || failed === undefined || skipped === undefined) return { problem: 'its counts are no whole numbers' };
  if (format.total !== undefined && numbers[format.total] !== passed + failed + skipped) return { problem: 'its counts do not add up' };
  const more = format.check?.(report, failed) ?? 0;
  if (typeof more === 'string') return { problem: more };
  return {
    passed,
    failed: failed + more,
    skipped,
    kind: format.kind,
    ...(more > 0 && { note: `counts ${more} failures outside of tests` }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
