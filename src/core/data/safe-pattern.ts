import { isSafe } from 'redos-detector';

/** ms that looking at one pattern may take; one that takes longer is not taken. */
const PATIENCE = 200;
const LONGEST = 500;

/**
 * Why a policy's own pattern cannot be used; undefined where it can. It is compiled with the flags `gu`. The answer
 * completes `pattern … `.
 */
export function patternProblem(source: string): string | undefined {
  if (source.length > LONGEST) return `is longer than ${LONGEST} characters`;
  let pattern: RegExp;
  try {
    pattern = new RegExp(source, 'u');
  } catch (error) {
    return `is no regular expression: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (pattern.test('')) return 'matches nothing at all, so it would be found everywhere';
  try {
    const { safe, error } = isSafe(pattern, { timeout: PATIENCE });
    if (safe) return undefined;
    return error === 'timedOut'
      ? 'is too involved to tell whether it could run for ever'
      : 'can take exponential time on some texts (catastrophic backtracking)';
  } catch (error) {
    return `cannot be checked for catastrophic backtracking: ${error instanceof Error ? error.message : String(error)}`;
  }
}
