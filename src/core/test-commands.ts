import type { FrozenScope } from '../schema/frozen.ts';
import { simpleWords } from './shell/words.ts';

/** First words of commands that run tests; a word in brackets may follow any options. */
const RUNNERS: readonly RegExp[] = [
  /^(?:npm|pnpm|yarn|bun|deno) (?:run )?(?:test|t)(?:[ :]|$)/,
  /^(?:npx |pnpm exec |yarn |bunx )?(?:vitest|jest|mocha|ava|tap|playwright test|cypress run|karma|jasmine)(?: |$)/,
  /^(?:node|tsx) (?:.* )?--test(?: |$)/,
  /^(?:uv run |poetry run |pipenv run |python3? -m )?(?:pytest|py\.test|unittest|nose2|tox|nox)(?: |$)/,
  /^(?:go|cargo|swift|dotnet|mix|zig|dart|flutter|sbt|stack|cabal|rebar3) (?:nextest |build )?(?:test|run)(?: |$)/,
  /^(?:\.\/)?(?:mvnw?|gradlew?) (?:.* )?(?:test|verify|check)(?: |$)/,
  /^(?:bundle exec )?(?:rspec|rails test|rake (?:test|spec)|phpunit|ctest|bats|prove)(?: |$)/,
  /^make (?:.* )?(?:test|check)(?: |$)/,
];

/**
 * The words of a call that runs tests and nothing else, so that its exit code is theirs: owed evidence, or a usual
 * runner. Undefined for everything else: a list, a pipe or a background command has another exit code.
 */
export function testCommand(scope: FrozenScope | undefined, command: unknown): string | undefined {
  if (typeof command !== 'string') return undefined;
  const words = simpleWords(command.replace(/\s+2>&1\s*$/, ''));
  if (!words.ok) return undefined;
  const text = words.argv.join(' ');
  const owed = (scope?.evidence ?? []).some((one) => one.argv !== undefined && one.argv.join(' ') === text);
  return owed || RUNNERS.some((runner) => runner.test(text)) ? text : undefined;
}
