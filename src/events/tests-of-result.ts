import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isRecord } from '../core/hook-input.ts';
import { owedByWords, testRun } from '../core/owed-command.ts';
import { scriptsIn } from '../core/owed-scripts.ts';
import { cut } from '../core/redact.ts';
import { simpleWords } from '../core/shell/words.ts';
import { countsIn } from '../core/test-results/counts-in.ts';
import { countsInReport } from '../core/test-results/report.ts';
import { reportPaths } from '../core/test-results/report-paths.ts';
import { waitsForIt } from '../core/waits-for-it.ts';
import { sha256 } from '../io/hash.ts';
import type { World } from '../run.ts';
import type { ResultBody } from '../schema/event.ts';
import type { HookInput } from '../schema/hook-input.ts';
import type { TestCounts } from '../schema/review.ts';
import { runsOn } from './files-of-result.ts';
import { isTop, type OpenRun } from './session.ts';

/** Bytes of the end of an output that the client keeps in a file: a summary stands at the end. */
const TAIL = 1 << 20;
/** Bytes: a larger report is not read. */
const LARGEST_REPORT = 20 << 20;
/** ms that a report's time may lie before the command's own start: clocks and hooks are not exact. */
const SLACK = 2_000;

type Tests = Pick<ResultBody, 'owed' | 'test' | 'counts'>;

/** What a result says of tests and owed evidence: which of it the command was, whether it passed, and the counts. */
export function testsOf(open: OpenRun, input: HookInput, world: World, ok: boolean): Tests {
  const { tool_name: tool, tool_input: given, is_interrupt: interrupted } = input.fields;
  if (typeof tool !== 'string' || !isRecord(given) || typeof given['command'] !== 'string') return {};
  // a command that runs on, or was cut short, has no result of its own
  if (!waitsForIt({ tool, input: given }) || interrupted === true || runsOn(input)) return {};
  const line = given['command'];
  const { root } = open.frozen.ground;
  const scripts = scriptsAt(join(root, 'package.json'));
  // owed evidence speaks for this work tree: run from another folder it says something else
  const owed = isTop(input.cwd, open) ? owedNames(open, line, scripts, ok) : [];
  const text = testRun(line, scripts, root) ?? (owed.length > 0 ? line.trim() : undefined);
  if (owed.length === 0 && text === undefined) return {};
  const counts = countsOf(input, line, world.now());
  return {
    ...(owed.length === 0 ? {} : { owed }),
    ...(text === undefined ? {} : { test: { key: sha256(text).slice(0, 16), text: cut(text, 200), ok } }),
    ...(counts === undefined ? {} : { counts }),
  };
}

function scriptsAt(file: string): Readonly<Record<string, string>> {
  try {
    return scriptsIn(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

/** Of a line that runs several pieces its failure says nothing about any of them. */
function owedNames({ frozen }: OpenRun, line: string, scripts: Readonly<Record<string, string>>, ok: boolean): readonly string[] {
  const all = [...(frozen.scope?.evidence ?? []), ...(frozen.standing?.evidence ?? []).map((one) => one.owed)];
  const owed = all.flatMap(({ name, argv }) => (argv === undefined ? [] : [{ name, argv }]));
  if (owed.length === 0) return [];
  return owedByWords(owed, line, scripts, frozen.ground.root).flatMap(({ name, when }) => (ok || when === 'either' ? [name] : []));
}

/** The counts of the report that the command names itself and wrote now, else of the summary at the end of its output. */
function countsOf(input: HookInput, line: string, now: number): TestCounts | undefined {
  const words = simpleWords(line);
  const began = now - Number(input.fields['duration_ms'] ?? 0) - SLACK;
  for (const path of words.ok ? reportPaths(words.argv) : []) {
    const read = reportAt(resolve(input.cwd, path), path, began);
    if (read !== undefined) return read;
  }
  return countsIn(outputOf(input));
}

function reportAt(file: string, name: string, began: number): TestCounts | undefined {
  try {
    const stat = statSync(file);
    if (!stat.isFile() || stat.size > LARGEST_REPORT || stat.ctimeMs < began) return undefined;
    const counts = countsInReport(name, readFileSync(file, 'utf8'));
    return 'problem' in counts ? undefined : counts;
  } catch {
    return undefined;
  }
}

function outputOf({ fields: { tool_response: response, error } }: HookInput): string {
  if (!isRecord(response)) return typeof error === 'string' ? error : '';
  const kept = response['persistedOutputPath'];
  const whole = typeof kept === 'string' ? tailOf(kept) : undefined;
  return [whole ?? response['stdout'], response['stderr']].filter((one) => typeof one === 'string').join('\n');
}

function tailOf(file: string): string | undefined {
  try {
    const handle = openSync(file, 'r');
    try {
      const { size } = fstatSync(handle);
      const tail = Buffer.alloc(Math.min(size, TAIL));
      readSync(handle, tail, 0, tail.length, size - tail.length);
      return tail.toString('utf8');
    } finally {
      closeSync(handle);
    }
  } catch {
    return undefined;
  }
}
