/** Options whose value names a report file, by the program that has them. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  vitest: ['--outputFile', '--outputFile.junit', '--outputFile.json', '--outputFile.tap', '--outputFile.tap-flat'],
  jest: ['--outputFile'],
  pytest: ['--junitxml', '--junit-xml'],
  'py.test': ['--junitxml', '--junit-xml'],
  node: ['--test-reporter-destination'],
  tsx: ['--test-reporter-destination'],
  deno: ['--junit-path'],
  bun: ['--reporter-outfile'],
  gotestsum: ['--junitfile'],
  phpunit: ['--log-junit'],
  pest: ['--log-junit'],
  rspec: ['--out', '-o'],
  tap: ['--output-file', '-o', '--reporter-file'],
  ctest: ['--output-junit'],
  swift: ['--xunit-output'],
  nose2: ['--junit-xml-path'],
};

/** mocha and cypress put it into an option of the reporter: `--reporter-options mochaFile=x`. */
const NESTED_OPTIONS: ReadonlySet<string> = new Set(['--reporter-option', '--reporter-options', '-O']);
const NESTED = /(?:^|,)(?:mochaFile|output|toConsole=[a-z]+,mochaFile)=([^,]+)/;

/** Options that mean a report whichever program they reach, as behind `npm test --`. */
const PLAIN: ReadonlySet<string> = new Set(
  Object.values(OPTIONS).flatMap((names) => names.filter((name) => name.startsWith('--') && name !== '--out')),
);

/** A path that stands there as it is: no pattern, no variable, no placeholder, no stream. */
const isLiteral = (path: string): boolean =>
  path !== '' &&
  path.length < 1_000 &&
  !/[*?[\]{}$%<>|"'`\\\n]/.test(path) &&
  !/^(?:-|stdout$|stderr$|\/dev\/)/.test(path) &&
  !path.endsWith('/');

/** Kinds of files that can be read as counts; one without an ending may be. */
const isReadable = (path: string): boolean => /(?:\.(?:xml|json|tap|txt|log)|(?:^|\/)[^/.]+)$/i.test(path);

/** The report files that a command names itself, in order: only what its own words say, no configuration and no variable. */
export function reportPaths(argv: readonly string[]): readonly string[] {
  const own = new Set(argv.flatMap((word) => OPTIONS[programOf(word)] ?? []));
  const found = argv.flatMap((word, at) => {
    const [, option = word, attached] = /^(--?[^=]+)=(.*)$/s.exec(word) ?? [];
    const value = attached ?? argv[at + 1] ?? '';
    if (NESTED_OPTIONS.has(option)) return NESTED.exec(value)?.[1] ?? [];
    return own.has(option) || PLAIN.has(option) ? value : [];
  });
  return [...new Set(found.filter((path) => isLiteral(path) && isReadable(path)))];
}

/** `./node_modules/.bin/vitest` is vitest; a name of the object prototype is none. */
function programOf(word: string): string {
  const name = word.slice(word.lastIndexOf('/') + 1);
  return Object.hasOwn(OPTIONS, name) ? name : '';
}
