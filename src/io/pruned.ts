import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../core/hook-input.ts';
import { NOTE } from '../core/retention/parts.ts';
import { type PrunedPart, prunedParts } from '../core/retention/pruned.ts';
import type { PrunedLine } from '../schema/pruned.ts';
import { reason } from './repository.ts';

/** Bytes: a line is a few hundred, and a run leaves a few dozen files. */
const LARGEST = 16 << 20;

export interface Pruned {
  readonly lines: readonly PrunedLine[];
  /** Why the note, or a line of it, cannot be read. */
  readonly problem?: string;
}

/** What was pruned of a run. Never throws; empty where nothing was. */
export function readPruned(folder: string): Pruned {
  const file = join(folder, NOTE);
  try {
    const stat = lstatSync(file, { throwIfNoEntry: false });
    if (stat === undefined) return { lines: [] };
    if (!stat.isFile()) return { lines: [], problem: 'it is no file' };
    if (stat.size > LARGEST) return { lines: [], problem: `it has ${stat.size} bytes` };
    const texts = readFileSync(file, 'utf8').split('\n').filter(Boolean);
    const lines = texts.flatMap(lineOf);
    return lines.length === texts.length
      ? { lines }
      : { lines, problem: `${texts.length - lines.length} of its lines are none of twoloops` };
  } catch (error) {
    return { lines: [], problem: reason(error) };
  }
}

export const prunedOf = (folder: string): readonly PrunedPart[] => prunedParts(readPruned(folder).lines);

function lineOf(text: string): readonly PrunedLine[] {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    return [];
  }
  if (!isRecord(line)) return [];
  const texts = ['at', 'by', 'part', 'rule', 'ended', 'file', 'sha256'].every((key) => typeof line[key] === 'string');
  const counts = ['days', 'files', 'bytes'].every((key) => typeof line[key] === 'number');
  const part = line['part'] === 'trees' || line['part'] === 'record' || line['part'] === 'packet';
  return line['v'] === 1 && texts && counts && part ? [line as unknown as PrunedLine] : [];
}
