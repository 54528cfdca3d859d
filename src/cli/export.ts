import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readSummary } from '../core/insight/read-summary.ts';
import { timeOf } from '../core/time.ts';
import { visibleLine } from '../core/visible.ts';
import { sha256 } from '../io/hash.ts';
import { reason } from '../io/repository.ts';
import { ledgerOf, summariesOf } from '../io/summaries.ts';
import type { Summary } from '../schema/summary.ts';
import { chooseAny, here } from './here.ts';
import { peopleOnly } from './people-only.ts';
import { sinceOf } from './since.ts';
import { EXIT, Refusal, type Terminal } from './terminal.ts';

export const usage =
  'twoloops export [RUN…] [--since 90d|DATE] [--out FILE]   the summaries of closed runs as JSONL; --out adds those that FILE has not got yet';

/** Gives the summaries of this repository's closed runs away: a line each, no content, sealed. */
export function exportSummaries(args: readonly string[], terminal: Terminal): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { since: { type: 'string' }, out: { type: 'string' } },
    allowPositionals: true,
  });
  peopleOnly(terminal, 'exporting summaries');
  const repository = here(terminal);
  const runs = positionals.length === 0 ? undefined : new Set(positionals.map((name) => chooseAny(repository, name).run));
  const since = values.since === undefined ? 0 : sinceOf(values.since, terminal.now());
  const summaries: Summary[] = [];
  let missing = 0;
  for (const one of summariesOf(ledgerOf(repository.common, terminal.env['PATH']), runs)) {
    if ('summary' in one) {
      if (timeOf(one.summary.opened) >= since) summaries.push(one.summary);
    } else if (runs !== undefined || one.problem !== 'it is still open') {
      missing += 1;
      terminal.err(`${visibleLine(one.where)} is not exported: ${visibleLine(one.problem)}\n`);
    }
  }
  if (values.out === undefined) terminal.out(summaries.map(lineOf).join(''));
  else add(summaries, resolve(terminal.cwd, values.out), terminal);
  return runs !== undefined && missing > 0 ? EXIT.no : EXIT.done;
}

const lineOf = (summary: Summary): string => `${JSON.stringify(summary)}\n`;

/** Adds what a file has not got. A last line that was cut off stays as it is: the next one begins a line of its own. */
function add(summaries: readonly Summary[], file: string, terminal: Terminal): void {
  try {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const known = new Set(text.split('\n').flatMap(sealOf));
    const fresh = summaries.filter((one) => !known.has(one.seal.digest));
    const torn = text !== '' && !text.endsWith('\n');
    if (torn) terminal.err(`the last line of ${visibleLine(file)} has no end: it is left as it is\n`);
    appendFileSync(file, `${torn && fresh.length > 0 ? '\n' : ''}${fresh.map(lineOf).join('')}`, { mode: 0o600, flush: true });
    terminal.out(`${fresh.length} of ${summaries.length} summaries added to ${visibleLine(file)}\n`);
  } catch (error) {
    throw new Refusal(reason(error));
  }
}

function sealOf(line: string): readonly string[] {
  if (line === '') return [];
  const read = readSummary(line, sha256);
  return 'summary' in read ? [read.summary.seal.digest] : [];
}
