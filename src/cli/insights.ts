import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Given } from '../core/insight/collect.ts';
import { insightsOf } from '../core/insight/insights.ts';
import { insightsPage } from '../core/insight/page/page.ts';
import { visibleLine } from '../core/visible.ts';
import { sha256 } from '../io/hash.ts';
import { reason } from '../io/repository.ts';
import { ledgerOf, summariesOf } from '../io/summaries.ts';
import { summariesIn } from '../io/summary-lines.ts';
import type { InsightReport } from '../schema/insight.ts';
import { here } from './here.ts';
import { insightsText } from './insights-text.ts';
import { writeProposals } from './insights-write.ts';
import { peopleOnly } from './people-only.ts';
import { sinceOf } from './since.ts';
import { EXIT, Refusal, type Terminal } from './terminal.ts';

export const usage = [
  'twoloops insights [FILE…] [--since 90d|DATE] [--profile NAME] [--same OLD=NEW] [--json]   what many runs say; FILE: exported summaries (JSONL, a folder of it, or -) instead of this repository’s runs',
  'twoloops insights … --html FILE   the same as a page that needs no network and no script',
  'twoloops insights … --write PATCH [--take N,N]   the proposed changes as a patch for `git apply`: what narrows, or the insights of these numbers',
].join('\n');

/** What the runs of this repository, or exported summaries, show together. */
export function insights(args: readonly string[], terminal: Terminal): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      since: { type: 'string' },
      profile: { type: 'string' },
      same: { type: 'string', multiple: true },
      json: { type: 'boolean' },
      write: { type: 'string' },
      take: { type: 'string' },
      html: { type: 'string' },
    },
    allowPositionals: true,
  });
  const until = terminal.now();
  const asked = {
    since: sinceOf(values.since, until),
    until,
    ...(values.profile === undefined ? {} : { profile: values.profile }),
    same: sameOf(values.same ?? []),
  };
  if (values.take !== undefined && values.write === undefined) throw new Refusal('--take names what --write FILE writes', EXIT.usage);
  const report = reported(insightsOf(given(positionals, terminal), asked));
  if (values.write !== undefined) {
    peopleOnly(terminal, 'writing a proposal');
    return write(report, values.write, takeOf(values.take), terminal);
  }
  if (values.html !== undefined) {
    peopleOnly(terminal, 'writing the report page');
    writeFileSync(resolve(terminal.cwd, values.html), insightsPage(report, { sha256 }));
    terminal.out(`${visibleLine(values.html)} written\n`);
    return EXIT.done;
  }
  terminal.out(values.json ? `${JSON.stringify(report)}\n` : insightsText(report, terminal));
  return EXIT.done;
}

function* given(files: readonly string[], terminal: Terminal): Generator<Given> {
  if (files.length === 0) {
    yield* summariesOf(ledgerOf(here(terminal).common, terminal.env['PATH']));
    return;
  }
  try {
    yield* summariesIn(files.map((file) => (file === '-' ? file : resolve(terminal.cwd, file))));
  } catch (error) {
    throw new Refusal(reason(error));
  }
}

/** Runs that are still open are no mistake of anybody's. */
function reported(report: InsightReport): InsightReport {
  return { ...report, notUsed: report.notUsed.filter((one) => one.why !== 'it is still open') };
}

function write(report: InsightReport, file: string, take: readonly number[], terminal: Terminal): number {
  const said = writeProposals(report, file, take, here(terminal), terminal);
  for (const one of said) terminal.err(`not written: ${one}\n`);
  terminal.out(`${visibleLine(file)} written: look at it, then \`git apply ${visibleLine(file)}\`\n`);
  return EXIT.done;
}

function sameOf(pairs: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1 || at === pair.length - 1) throw new Refusal(`--same \`${visibleLine(pair)}\`: write OLD=NEW`, EXIT.usage);
      return [pair.slice(0, at), pair.slice(at + 1)] as const;
    }),
  );
}

function takeOf(text: string | undefined): readonly number[] {
  if (text === undefined) return [];
  return text.split(',').map((part) => {
    if (!/^[1-9]\d{0,5}$/.test(part.trim()))
      throw new Refusal(`--take \`${visibleLine(text)}\`: write the numbers of the list, like 1,4`, EXIT.usage);
    return Number(part);
  });
}
