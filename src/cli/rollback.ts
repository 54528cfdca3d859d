import { parseArgs } from 'node:util';
import { withAncestors } from '../core/paths.ts';
import { prunedText } from '../core/retention/pruned.ts';
import type { Step } from '../core/rollback/plan.ts';
import { compileGlob } from '../core/scope/globs.ts';
import { verifyRun } from '../core/verify/verify.ts';
import { visibleLine } from '../core/visible.ts';
import { readEvents, record } from '../io/event-log.ts';
import { sha256 } from '../io/hash.ts';
import { prunedOf } from '../io/pruned.ts';
import { reason } from '../io/repository.ts';
import { applySteps, type Gone, planRollback, saveBefore, type Way, wayBack } from '../io/rollback.ts';
import { readRunFiles } from '../io/verify-files.ts';
import type { RunEvent } from '../schema/event.ts';
import { cliLog, personOf } from './cli-log.ts';
import { chooseRun, here } from './here.ts';
import { peopleOnly } from './people-only.ts';
import { doneText, planText, refusal, savedText } from './rollback-text.ts';
import { EXIT, Refusal, type Terminal } from './terminal.ts';

export const usage =
  'twoloops rollback RUN [--yes] [--force] [--only GLOB]   back to the baseline; shows what it would do, and does it with --yes';

const OPTIONS = {
  yes: { type: 'boolean' },
  force: { type: 'boolean' },
  only: { type: 'string', multiple: true },
} as const;

/** Takes the work tree of a run back to its baseline, for the paths that the run changed. Nothing that it replaces is lost. */
export function rollback(args: readonly string[], terminal: Terminal): number {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  peopleOnly(terminal, 'going back to the baseline of a run');
  if (positionals.length !== 1)
    throw new Refusal(`name the run to go back before: \`twoloops runs\` lists them\nusage: ${usage}`, EXIT.usage);
  const gone = goneRun(terminal, positionals[0]);
  if (values.force !== true) trustworthy(gone);
  const way = wayOf(gone);
  const only = values.only === undefined ? {} : { only: matching(values.only, terminal.home) };
  const root = gone.frozen.ground.root;
  const plan = planRollback(way, root, { force: values.force === true, ...only });
  terminal.out(planText(gone, plan, values.yes === true));
  const refused = plan.conflicts.length + plan.blocked.length;
  if (values.yes !== true) return refused > 0 ? EXIT.no : EXIT.done;
  if (refused > 0) throw new Refusal(refusal(plan), EXIT.no);
  if (plan.steps.length === 0) return plan.lost.length > 0 ? EXIT.no : EXIT.done;
  const ref = saved(gone, plan.steps);
  if (ref !== undefined) terminal.out(savedText(ref, plan.steps));
  const failed = applySteps(way, root, plan.steps);
  note(terminal, gone, plan.steps.length - failed.length, ref);
  terminal.out(doneText(plan, failed));
  return failed.length > 0 || plan.lost.length > 0 ? EXIT.no : EXIT.done;
}

/** Going back is part of what happened: a record that cannot be written is said, and does not undo what was done. */
function note(terminal: Terminal, { run, folder }: Gone, paths: number, saved: string | undefined): void {
  try {
    const open = chooseRun(here(terminal), run);
    const by = personOf(open, terminal);
    const body = { type: 'rolled-back' as const, by, paths, ...(saved === undefined ? {} : { saved }) };
    record(cliLog(open, terminal), () => ({ events: [body], answer: undefined }));
  } catch (error) {
    terminal.err(`the record of the run could not be written (${reason(error)}): ${folder}\n`);
  }
}

/** The run with its trees. Throws where it has none, or where its work tree is not there. */
function goneRun(terminal: Terminal, name: string | undefined): Gone {
  const repository = here(terminal);
  const { run, folder, frozen } = chooseRun(repository, name);
  const trees = prunedOf(folder).filter((one) => one.part === 'trees');
  if (trees.length > 0) throw new Refusal(`there is no way back before run ${run}: ${trees.map(prunedText).join('; ')}`, EXIT.no);
  const events = readEvents(folder);
  const opened = events.find((event) => event.type === 'opened');
  const stopped = events.findLast((event): event is Extract<RunEvent, { type: 'stopped' }> => event.type === 'stopped');
  if (opened?.type !== 'opened') throw new Refusal(`run ${run} has no record of its opening: there is no baseline to go back to`);
  if (stopped === undefined) throw new Refusal(`run ${run} has no end tree yet: \`twoloops packet ${run}\` takes one, then go back`);
  if (here(terminal, frozen.ground.root).common !== repository.common)
    throw new Refusal(
      `run ${run} worked in \`${frozen.ground.root}\`, which is another repository now: going back is done there or not at all`,
    );
  return { run, folder, frozen, baseline: opened.baseline, end: stopped.end, path: terminal.env['PATH'] };
}

/** A record that was changed could name any tree for the baseline. */
function trustworthy({ run, folder }: Gone): void {
  const { files, lines } = readRunFiles(folder, run);
  const { verdict, faults } = verifyRun(lines, files, sha256);
  if (verdict !== 'broken') return;
  throw new Refusal(
    `the record of run ${run} does not hold, and the baseline may not be the one that was: ${visibleLine(faults[0]?.text ?? '')}\nlook at \`twoloops verify ${run}\`; where you trust the baseline, --force goes on`,
    EXIT.no,
  );
}

function saved(gone: Gone, steps: readonly Step[]): string | undefined {
  try {
    return saveBefore(gone, steps);
  } catch (error) {
    throw new Refusal(`nothing was changed: what would be replaced could not be saved: ${visibleLine(reason(error))}`, EXIT.no);
  }
}

function wayOf(gone: Gone): Way {
  try {
    return wayBack(gone);
  } catch (error) {
    throw new Refusal(
      `there is no way back before run ${gone.run}: ${reason(error)}; \`git log\` and \`git status\` show what is left`,
      EXIT.no,
    );
  }
}

/** Whether one of the globs names a path or a folder above it. */
function matching(globs: readonly string[], home: string): (path: string) => boolean {
  const tests = globs.map((glob) => {
    const compiled = compileGlob(glob, '--only', { home, realFolder: (path) => path });
    if ('problem' in compiled) throw new Refusal(`--only \`${glob}\` ${compiled.problem}`, EXIT.usage);
    if (compiled.rule.base !== 'repository')
      throw new Refusal(`--only \`${glob}\` is absolute: give it relative to the repository, as in \`src/**\``, EXIT.usage);
    return new RegExp(compiled.rule.regex, 's');
  });
  return (path) => withAncestors(path).some((part) => tests.some((test) => test.test(part)));
}
