/** A usual test runner: its first words, and a word that must follow them somewhere. */
interface Runner {
  readonly words: readonly string[];
  readonly having?: RegExp;
  /** A word with which this one runs nothing. */
  readonly unless?: RegExp;
}

/** Any option of a package manager but those that choose workspaces: `--if-present` and `--script-shell` can pass without a test. */
const BY_ITS_OWN = /^-(?!w$|ws$|r$|F$|s$|-(?:workspaces?|filter|recursive|silent)(?:=|$))/;

const alone = (names: string): readonly Runner[] => names.split(' ').map((name) => ({ words: [name] }));
const second = (names: string): readonly Runner[] => names.split(',').map((words) => ({ words: words.split(' ') }));

/** Programs and subcommands that run tests; sources: their manuals. */
const RUNNERS: readonly Runner[] = [
  ...alone('vitest jest mocha ava tap tape karma jasmine pytest py.test nose2 tox nox rspec phpunit pest ctest bats prove gotestsum'),
  ...second(
    'playwright test,cypress run,ng test,deno test,bun test,go test,cargo test,cargo t,cargo nextest run,swift test,dotnet test,mix test',
  ),
  ...second(
    'zig test,zig build test,dart test,flutter test,sbt test,stack test,cabal test,rebar3 eunit,rebar3 ct,rails test,bin/rails test',
  ),
  ...second(
    'rake test,rake spec,php artisan test,meson test,bazel test,python -m pytest,python -m unittest,python3 -m pytest,python3 -m unittest',
  ),
  ...second('npm test,npm t,pnpm test,pnpm t,yarn test').map((row) => ({ ...row, unless: BY_ITS_OWN })),
  ...second('npm run,pnpm run,pnpm -r,pnpm --filter,yarn run,yarn workspace,yarn workspaces').map((row) => ({
    ...row,
    having: /^test(?::[\w:.-]+)?$/,
    unless: BY_ITS_OWN,
  })),
  { words: ['node'], having: /^--test$/ },
  { words: ['tsx'], having: /^--test$/ },
  ...['mvn', 'mvnw', './mvnw'].map((name) => ({ words: [name], having: /^(?:test|verify|integration-test)$/ })),
  ...['gradle', 'gradlew', './gradlew'].map((name) => ({ words: [name], having: /^(?::?[\w-]+:)*(?:test|check)$/ })),
  { words: ['make'], having: /^(?:test|check)$/, unless: /^(?:-[a-zA-Z]*[nqt][a-zA-Z]*|--(?:just-print|recon|question|touch))$/ },
];

/** Programs that only set the stage for a runner. They choose its environment, so that owed evidence must name them. */
const STAGES: readonly (readonly string[])[] = [
  ['uv', 'run'],
  ['poetry', 'run'],
  ['pipenv', 'run'],
  ['hatch', 'run'],
  ['bundle', 'exec'],
  ['bunx'],
  ['yarn'],
  ['pnpm'],
];

/** Words with which a runner runs no test, or never ends. */
const NO_RUN =
  /^(?:-h|--help|--version|-V|--collect-only|--co|--list|--listTests|--list-tests|--no-run|--dry-run|--watch(?:All)?|-list|-c=.*|-DskipTests(?:=true)?|-Dmaven\.test\.skip(?:=true)?|--fixtures|list|--showConfig|--init|--clearCache)$/;

/** `ctest -V` and `mvn -V` print more, and run. */
const LOUD: ReadonlySet<string> = new Set(['ctest', 'mvn', './mvnw', 'mvnw']);

/** Whether the words of one command, without wrappers, run tests. */
export function runsTests(argv: readonly string[]): boolean {
  const stage = STAGES.find((words) => words.every((word, at) => argv[at] === word));
  return isRun(argv) || (stage !== undefined && isRun(argv.slice(stage.length)));
}

function isRun(words: readonly string[]): boolean {
  if (words.some((word) => NO_RUN.test(word) && !(word === '-V' && LOUD.has(words[0] ?? '')))) return false;
  return RUNNERS.some(
    (runner) =>
      runner.words.every((word, at) => words[at] === word) &&
      (!runner.having || words.slice(1).some((word) => runner.having?.test(word))) &&
      !words.some((word) => runner.unless?.test(word)),
  );
}
