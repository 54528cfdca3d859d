import { lstatSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { effective } from '../core/policy/effective.ts';
import { bytesOf, type PrunePlan, planPrune, type Taking } from '../core/retention/plan.ts';
import { visibleLine } from '../core/visible.ts';
import { requester } from '../io/installed.ts';
import { readPolicies } from '../io/policy-files.ts';
import { runLeft } from '../io/prune/left.ts';
import { takeAway } from '../io/prune/take.ts';
import { reason } from '../io/repository.ts';
import { listRuns, runsFolder } from '../io/run-folder.ts';
import type { RetentionLimit } from '../schema/standing.ts';
import { type Here, here } from './here.ts';
import { peopleOnly } from './people-only.ts';
import { EXIT, Refusal, type Terminal } from './terminal.ts';

export const usage =
  'twoloops prune [--yes] [--json]   what runs left and the policies keep no longer; shows what would go, and takes it away with --yes';

/** ms that pruning waits for the record of a run. */
const PATIENCE = 10_000;

interface Outcome extends PrunePlan {
  /** Runs of which less went than was due, and why. */
  readonly failed: readonly { readonly run: string; readonly why: string }[];
}

/** Takes away what the policies' `retention` keeps no longer. Held, open and unreadable runs are never touched. */
export function prune(args: readonly string[], terminal: Terminal): number {
  const { values } = parseArgs({ args: [...args], options: { yes: { type: 'boolean' }, json: { type: 'boolean' } } });
  peopleOnly(terminal, 'pruning');
  const repository = here(terminal);
  const limits = limitsOf(repository, terminal);
  ownFolders(repository);
  const now = terminal.now();
  const plan = planPrune(
    limits.length === 0 ? [] : listRuns(repository.common).map((run) => runLeft(repository.common, run, now)),
    limits,
    now,
  );
  const outcome = values.yes === true ? taken(plan, repository, limits, terminal) : { ...plan, failed: [] };
  terminal.out(values.json === true ? json(outcome, limits, values.yes === true) : text(outcome, limits, values.yes === true));
  return outcome.failed.length > 0 ? EXIT.no : EXIT.done;
}

/** The policies in force now, not those that a run was opened under. One that cannot be read may keep anything for longer. */
function limitsOf({ root }: Here, { home, env }: Terminal): readonly RetentionLimit[] {
  const { policies, signers, errors } = readPolicies({ root, home, env });
  if (errors.length > 0) throw new Refusal(`nothing is pruned: a policy cannot be used: ${errors.map(visibleLine).join('\n')}`);
  return effective(undefined, policies, signers).standing.retention ?? [];
}

/** The record of another place, reached by a link, is not this repository's to prune. */
function ownFolders({ common }: Here): void {
  const runs = runsFolder(common);
  for (const folder of [dirname(runs), runs])
    if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink())
      throw new Refusal(`nothing is pruned: \`${visibleLine(folder)}\` is a link, and links are not followed`);
}

function taken(plan: PrunePlan, { common, root }: Here, limits: readonly RetentionLimit[], terminal: Terminal): Outcome {
  const now = terminal.now();
  const { git, user } = requester({ root, common, home: terminal.home }, terminal.env);
  const by = [git, user].filter(Boolean).join(' / ') || 'unnamed';
  const takes: Taking[] = [];
  const kept = [...plan.kept];
  const failed: { run: string; why: string }[] = [];
  for (const run of new Set(plan.takes.map((one) => one.run))) {
    try {
      const done = takeAway({ common, limits, by, now, deadline: now + PATIENCE }, run);
      takes.push(...done.takes);
      kept.push(...done.kept);
    } catch (error) {
      failed.push({ run, why: reason(error) });
    }
  }
  return { takes, kept, notDue: plan.notDue, failed };
}

function json(outcome: Outcome, limits: readonly RetentionLimit[], done: boolean): string {
  const takes = outcome.takes.map(({ run, part, limit, ended, files }) => ({
    run,
    part,
    rule: limit.place,
    days: limit.days,
    ended: new Date(ended).toISOString(),
    bytes: bytesOf(files),
    files,
  }));
  return `${JSON.stringify({ done, limits, takes, kept: outcome.kept, notDue: outcome.notDue, failed: outcome.failed })}\n`;
}

function text({ takes, kept, notDue, failed }: Outcome, limits: readonly RetentionLimit[], done: boolean): string {
  if (limits.length === 0)
    return 'no policy says how long runs are kept, so they are kept for ever: `retention: { trees: 30d }` in .claude/twoloops/policy.yaml says it\n';
  const bytes = takes.reduce((sum, one) => sum + bytesOf(one.files), 0);
  const lines = [
    ...takes.map(
      ({ run, part, limit, ended, files }) =>
        `${done ? 'gone' : 'would go'}  ${run}  ${part.padEnd(6)}  ${bytesOf(files)} bytes: ${files.map((one) => one.file).join(', ')}; ended ${new Date(ended).toISOString()}, kept ${limit.days} days by ${limit.place}`,
    ),
    ...kept.map(({ run, why }) => `kept  ${run}  ${why}`),
    ...failed.map(({ run, why }) => `failed  ${run}  ${why}; what is noted in its pruned.jsonl may be gone in part: run it again`),
    `${bytes} bytes of ${new Set(takes.map((one) => one.run)).size} runs ${done ? 'are gone' : 'would go'}; ${notDue} runs are not due, ${kept.length} are kept whatever their age`,
    ...(done || takes.length === 0 ? [] : ['nothing was taken away; `twoloops prune --yes` does it']),
  ];
  return lines.map((line) => `${visibleLine(line)}\n`).join('');
}
