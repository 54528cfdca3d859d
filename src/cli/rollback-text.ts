import type { Plan, Refused, Step } from '../core/rollback/plan.ts';
import { visibleLine } from '../core/visible.ts';
import { type RawPath, readable } from '../io/raw-path.ts';
import { type Gone, headNow } from '../io/rollback.ts';
import { savedState } from '../io/state-file.ts';

const show = (path: string): string => visibleLine(readable(path as RawPath));

/** What going back would do, or does, path by path. */
export function planText(gone: Gone, plan: Plan, doing: boolean): string {
  const steps = plan.steps.map((step) => `  ${step.kind.padEnd(8)}  ${show(step.path)}\n`).join('');
  const nothing = plan.steps.length === 0 ? '  nothing to do\n' : '';
  return [
    `${gone.run}  ${doing ? 'going back' : 'would go back'} to the baseline in ${gone.frozen.ground.root}\n`,
    steps || nothing,
    plan.same.length > 0 ? `  ${plan.same.length} already as the baseline has them\n` : '',
    section('changed since the run ended (only by --force, and saved first):', plan.conflicts),
    section('in the way:', plan.blocked),
    section('cannot be brought back:', plan.lost),
    ...notes(gone),
    doing || plan.steps.length === 0 ? '' : `nothing was changed; \`twoloops rollback ${gone.run} --yes\` does it\n`,
  ].join('');
}

function section(title: string, items: readonly Refused[]): string {
  return items.length === 0 ? '' : `${title}\n${items.map(({ path, why }) => `  ${show(path)}: ${visibleLine(why)}\n`).join('')}`;
}

function notes(gone: Gone): readonly string[] {
  const head = headNow(gone);
  const known = 'head' in gone.end ? gone.end.head : undefined;
  const { closed, lastChange, lastTree } = savedState(gone.folder);
  return [
    ...(head === known
      ? []
      : [
          `HEAD has moved since the run ended (${known ?? 'no commit'} → ${head ?? 'no commit'}): only files are restored, no branch is moved\n`,
        ]),
    ...(lastChange > lastTree ? ['the run went on after its last end tree: files that it made since are not known here\n'] : []),
    ...(closed ? [] : ['the session of this run is not closed: its agent may write again\n']),
  ];
}

/** Why nothing was done, and what to do next. */
export function refusal({ conflicts, blocked }: Plan): string {
  const next =
    blocked.length > 0
      ? 'move what is in the way, or leave it out with --only'
      : 'keep the later changes with --only, or give them up with --force: they are saved first';
  return `nothing was changed: ${conflicts.length + blocked.length} paths are not as the run left them; ${next}`;
}

/** How to get back what a rollback replaced: files that it deleted or overwrote, and those that it brought and that were not there. */
export function savedText(ref: string, steps: readonly Step[]): string {
  const brought = steps.filter((step) => step.now === undefined).length;
  return [
    `what it replaces is kept as ${ref}; to get it back:\n`,
    `  git restore --source=${ref} --worktree --overlay --ignore-skip-worktree-bits -- :/\n`,
    `  (git applies the filters and line endings of the repository to it; \`git cat-file blob ${ref}:PATH\` gives the very bytes)\n`,
    brought > 0 ? `  (the ${brought} recreated files were not there before: they stay until you remove them)\n` : '',
  ].join('');
}

/** How far it came. */
export function doneText(plan: Plan, failed: readonly Refused[]): string {
  const done = plan.steps.length - failed.length;
  return `${done} of ${plan.steps.length} paths are as the baseline has them\n${section('failed (run it again when the cause is gone):', failed)}`;
}
