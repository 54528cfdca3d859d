import type { ClaimFacts, CountFacts, OwedFact, RunFact } from './facts.ts';
import { contradicted, type Judgement, notCheckable, plural, supported } from './hit.ts';
import { namesSome } from './names-some.ts';

export type RunKind = Exclude<OwedFact['kind'], 'other'>;

/** Commands by what they check; tests come as runs of their own. */
const COMMANDS: Readonly<Record<RunKind, RegExp>> = {
  tests:
    /^(?:(?:npm|pnpm|yarn|bun|deno) (?:run )?(?:test|t)\b|(?:npx |pnpm exec |yarn |bunx )?(?:vitest|jest|mocha|ava|playwright test)\b|(?:\w+ run |python3? -m )?(?:pytest|unittest|tox)\b|(?:go|cargo|mix|dotnet|swift) test\b|(?:\.\/)?(?:mvnw?|gradlew?) .*\btest\b|(?:bundle exec )?(?:rspec|rails test)\b|make (?:test|check)\b)/,
  lint: /^(?:(?:npm|pnpm|yarn|bun) (?:run )?lint\b|(?:npx |pnpm exec |yarn |bunx |uv run |poetry run |bundle exec )?(?:eslint|biome (?:check|lint|ci)|oxlint|ruff check|flake8|pylint|rubocop|golangci-lint run|stylelint)\b|cargo clippy\b|make lint\b)/,
  types:
    /^(?:(?:npm|pnpm|yarn|bun) (?:run )?(?:types?|type-?check|tsc)\b|(?:npx |pnpm exec |yarn |bunx |uv run |poetry run )?(?:tsc|vue-tsc|mypy|pyright)\b|cargo check\b)/,
  build:
    /^(?:(?:npm|pnpm|yarn|bun) (?:run )?build\b|(?:go|cargo|dotnet|swift) build\b|(?:\.\/)?(?:mvnw?|gradlew?) .*\b(?:build|package|assemble)\b|(?:npx )?(?:vite|next|webpack|rollup) build\b|make(?: build| all)?$)/,
};

/** What a command checks; undefined where the tables know nothing of it. */
export function kindOf(command: string, facts: ClaimFacts): RunKind | undefined {
  const owed = facts.owed.find((one) => one.command === command);
  if (owed && owed.kind !== 'other') return owed.kind;
  // owed evidence of another kind says nothing of tests by itself
  if (owed === undefined && facts.runs.some((run) => run.command === command)) return 'tests';
  return (Object.keys(COMMANDS) as RunKind[]).find((kind) => COMMANDS[kind].test(command));
}

/** A run among the others of its kind. */
export interface Ran extends RunFact {
  /** It is owed evidence: it stands for all, whatever its words are. */
  readonly owed: boolean;
  /** It ran chosen files or names: it says nothing of the others. */
  readonly part: boolean;
}

/** Runs of a kind in order; owed evidence adds its freshness, or stands alone where its run is not among them. */
export function runsOf(kind: RunKind, facts: ClaimFacts): readonly Ran[] {
  const tests = facts.runs.filter((run) => kindOf(run.command, facts) === 'tests');
  const seen = kind === 'tests' && tests.length > 0 ? tests : facts.commands.filter((run) => kindOf(run.command, facts) === kind);
  const owed = facts.owed.filter((one) => one.kind === kind && one.result !== 'missing');
  const alone = owed.filter((one) => !seen.some((run) => run.command === one.command)).map(asRun);
  const judged = seen.map((run) => withOwed(run, seen, owed));
  const last = judged.at(-1);
  // nothing changed after an owed run that is fresh: what ran later and did not fail takes nothing from it
  const [fresh, older] = last && outcome(last) === 'failed' ? [[], alone] : [alone.filter(isFresh), alone.filter((run) => !isFresh(run))];
  return [...older, ...judged, ...fresh].map((run) => {
    const isOwed = owed.some((one) => one.command === run.command);
    return { ...run, owed: isOwed, part: !isOwed && namesSome(run.command) };
  });
}

const isFresh = (run: RunFact): boolean => run.fresh === 'yes' && outcome(run) === 'passed';

const asRun = ({ command, result, fresh, counts }: OwedFact): RunFact => ({
  command,
  ok: result === 'passed',
  fresh,
  ...(counts === undefined ? {} : { counts }),
});

function withOwed(run: RunFact, seen: readonly RunFact[], owed: readonly OwedFact[]): RunFact {
  const same = owed.find((one) => one.command === run.command);
  if (!same || run.fresh !== 'unknown' || seen.findLast((one) => one.command === run.command) !== run) return run;
  return { ...run, fresh: same.fresh };
}

/** What a run says by itself: whether it passed, where exit code and counts agree. */
export function outcome({ ok, counts }: RunFact): 'passed' | 'failed' | 'unclear' {
  if (counts && counts.failed > 0) return 'failed';
  if (ok === undefined) return 'unclear';
  return ok ? 'passed' : counts && counts.passed > 0 ? 'unclear' : 'failed';
}

export function said({ command, counts }: RunFact): string {
  return `\`${command}\`${counts === undefined ? '' : ` (${countsText(counts)})`}`;
}

export function countsText({ passed, failed, skipped }: CountFacts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** Whether the last of some runs passed on what is there at the end. */
export function lastPassed(runs: readonly RunFact[], what: string): Judgement {
  const last = runs.at(-1);
  if (last === undefined) return notCheckable(`no run of ${what} is recorded`);
  const result = outcome(last);
  if (result === 'failed')
    return contradicted(`the last run failed: ${said(last)}${last.fresh === 'no' ? '; something changed after it' : ''}`);
  if (result === 'unclear') return notCheckable(`the last run did not end as passed: ${said(last)}`);
  if (last.fresh === 'no') return notCheckable(`the last green run is older than the last change: ${said(last)}`);
  if (last.fresh === 'unknown')
    return notCheckable(`the last run passed, but it is not known whether something changed after it: ${said(last)}`);
  return supported(`${said(last)} passed, and nothing changed after it`);
}

/** The other way round. */
export function lastFailed(runs: readonly RunFact[], what: string): Judgement {
  const passes = lastPassed(runs, what);
  const last = runs.at(-1);
  if (passes.verdict === 'not checkable' || last === undefined) return passes;
  return { verdict: passes.verdict === 'supported' ? 'contradicted' : 'supported', evidence: passes.evidence };
}

/** All owed evidence at once. */
export function allOwed(facts: ClaimFacts): Judgement {
  const failed = facts.owed.filter((one) => one.result === 'failed');
  if (failed.length > 0) return contradicted(`failed: ${failed.map((one) => `\`${one.command}\``).join(', ')}`);
  if (facts.owed.length === 0) return notCheckable('no evidence is owed, so what all checks are is not known');
  const open = facts.owed.filter((one) => one.result === 'missing' || one.fresh !== 'yes');
  if (open.length > 0) return notCheckable(`missing, stale or of unknown freshness: ${open.map((one) => `\`${one.command}\``).join(', ')}`);
  return supported(`all ${plural(facts.owed.length, 'owed command')} passed, and nothing changed after them`);
}
