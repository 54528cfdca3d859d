import type { PrunedLine } from '../../schema/pruned.ts';
import type { RetentionPart } from '../../schema/standing.ts';
import { visibleLine } from '../visible.ts';

/** A part of a run that was pruned, at last. */
export interface PrunedPart {
  readonly part: RetentionPart;
  readonly at: string;
  readonly by: string;
  readonly rule: string;
  readonly files: number;
  readonly bytes: number;
}

/** What was pruned of a run, by part and time, in the order of the note. */
export function prunedParts(lines: readonly PrunedLine[]): readonly PrunedPart[] {
  const parts = new Map<string, PrunedPart>();
  for (const { part, at, by, rule, files, bytes } of lines) {
    const key = JSON.stringify([part, at, by, rule]);
    const before = parts.get(key);
    parts.set(key, { part, at, by, rule, files: (before?.files ?? 0) + files, bytes: (before?.bytes ?? 0) + bytes });
  }
  return [...parts.values()];
}

/** `the trees were pruned at 2026-11-26T13:07:46.269Z by … (policy.yaml:3:4 retention.trees)`. */
export const prunedText = ({ part, at, by, rule, files, bytes }: PrunedPart): string =>
  visibleLine(`the ${part} ${part === 'trees' ? 'were' : 'was'} pruned at ${at} by ${by} (${rule}): ${files} files, ${bytes} bytes`);
