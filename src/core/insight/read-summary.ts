import { type Summary, summarySchema } from '../../schema/summary.ts';
import { sealHolds } from './seal.ts';

/** Characters: what a summary can come to at the bounds of its schema is far below. */
const LONGEST = 4 << 20;

/** A line of JSONL as a summary, or why it is none. Never throws. */
export function readSummary(line: string, sha256: (text: string) => string): { readonly summary: Summary } | { readonly problem: string } {
  if (line.length > LONGEST) return { problem: 'longer than any summary' };
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { problem: 'half a line, or no JSON' };
  }
  const version = value !== null && typeof value === 'object' ? (value as { readonly version?: unknown }).version : undefined;
  if (typeof version === 'number' && version > 1)
    return { problem: `a summary of version ${version}, which a newer twoloops wrote: update twoloops to read it` };
  if (version !== 1) return { problem: 'no summary of a version that is known here: make it again with `twoloops export`' };
  const parsed = summarySchema.safeParse(value);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    return { problem: `not a summary: ${first === undefined ? '' : `\`${first.path.join('.')}\`: ${first.message}`}` };
  }
  return sealHolds(value as Summary, sha256)
    ? { summary: parsed.data }
    : { problem: 'its seal does not hold: it was changed after it was written' };
}
