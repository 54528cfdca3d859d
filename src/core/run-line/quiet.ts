/** Options of a runner that change what is printed and reported, and neither which tests run nor what its exit code means. */
interface Quiet {
  readonly flags: RegExp;
  /** Options with the value in the next word, and what that may be. */
  readonly pairs?: Readonly<Record<string, RegExp>>;
}

/** Reporters that a runner brings along: any other name is code that it loads. */
const VITEST = /^(?:default|basic|verbose|dot|json|tap|tap-flat|junit|tree|agent|minimal|hanging-process|github-actions)$/;
const MOCHA = /^(?:dot|doc|json|json-stream|landing|list|markdown|min|nyan|progress|spec|tap|xunit)$/;
const PLAYWRIGHT = /^(?:list|line|dot|json|junit|github)$/;
const PATH = /^[\w][\w./-]*$/;

/** By program; sources: the manuals of each. `-v` is no such option where it prints the version (vitest, jest). */
const QUIET: Readonly<Record<string, Quiet>> = {
  vitest: {
    flags:
      /^--(?:reporter=(?:default|basic|verbose|dot|json|tap|tap-flat|junit|tree|agent|minimal|github-actions)|silent|silent=(?:true|passed-only)|(?:no-)?color|outputFile(?:\.\w+)?=\w[\w./-]*)$/,
    pairs: { '--reporter': VITEST, '--outputFile': PATH },
  },
  jest: {
    flags: /^--(?:silent|verbose|colors?|no-colors?|ci|json|outputFile=\w[\w./-]*|reporters=default)$/,
    pairs: { '--outputFile': PATH },
  },
  mocha: {
    flags: /^(?:--reporter=(?:dot|json|list|min|spec|tap|xunit)|--(?:no-)?colors?|-c|-C)$/,
    pairs: { '--reporter': MOCHA, '-R': MOCHA },
  },
  ava: { flags: /^(?:--tap|-t|--verbose|-v|--(?:no-)?color)$/ },
  playwright: { flags: /^(?:--reporter=(?:list|line|dot|json|junit|github)|--quiet)$/, pairs: { '--reporter': PLAYWRIGHT } },
  node: { flags: /^--test-reporter(?:=(?:spec|tap|dot|junit)|-destination=\w[\w./-]*)$/ },
  deno: { flags: /^(?:--quiet|-q|--reporter=(?:pretty|dot|junit|tap)|--junit-path=\w[\w./-]*)$/ },
  pytest: {
    flags:
      /^(?:-v{1,3}|-q{1,2}|-s|--verbose|--quiet|-r[a-zA-Z]+|--tb=\w+|--color=\w+|--no-header|--no-summary|--durations=\d+|--junit-?xml=\w[\w./-]*|--capture=\w+)$/,
    pairs: { '--junitxml': PATH, '--junit-xml': PATH },
  },
  unittest: { flags: /^(?:-v|--verbose|-q|--quiet|-b|--buffer)$/ },
  go: { flags: /^(?:-v|-json|-count=1)$/ },
  cargo: { flags: /^(?:-q|--quiet|-v{1,2}|--verbose|--color=\w+)$/, pairs: { '--color': /^(?:auto|always|never)$/ } },
  rspec: {
    flags: /^(?:--(?:force-|no-)?colou?r|--format=(?:doc|documentation|progress|json)|-f[dpj])$/,
    pairs: { '--format': /^(?:d|doc|documentation|p|progress|j|json)$/, '-f': /^[dpj]$/ },
  },
  phpunit: { flags: /^(?:--no-progress|--testdox|--colors(?:=\w+)?)$/, pairs: { '--log-junit': PATH } },
  pest: { flags: /^(?:--compact|--no-progress|--colors(?:=\w+)?)$/, pairs: { '--log-junit': PATH } },
  mvn: { flags: /^(?:-q|--quiet|-B|--batch-mode|-ntp|--no-transfer-progress|-e|-V)$/ },
  gradle: { flags: /^(?:-q|--quiet|-i|--info|-s|--stacktrace|--console=\w+|--no-daemon)$/ },
  dotnet: { flags: /^(?:--nologo|--verbosity=\w+)$/, pairs: { '--verbosity': /^\w+$/, '-v': /^\w+$/ } },
  ctest: {
    flags: /^(?:-V{1,2}|--verbose|--output-on-failure|--no-label-summary|--progress|-Q|--quiet)$/,
    pairs: { '--output-junit': PATH },
  },
  prove: { flags: /^(?:-v|--verbose|-q|-Q|--quiet|--(?:no)?color|--timer)$/ },
};

/** Names that are another program's by a different way. */
const SAME: Readonly<Record<string, string>> = {
  'py.test': 'pytest',
  './mvnw': 'mvn',
  mvnw: 'mvn',
  './gradlew': 'gradle',
  gradlew: 'gradle',
};

/** The program whose options a command's are. */
export function programOf(argv: readonly string[]): string {
  const [first = '', second, third = ''] = argv;
  if (/^python3?$/.test(first) && second === '-m') return third;
  return Object.hasOwn(SAME, first) ? (SAME[first] ?? first) : first;
}

/** Words of a program without those that change nothing but what is printed. What stands behind `--` is left as it is. */
export function withoutQuiet(program: string, words: readonly string[]): readonly string[] {
  const quiet = Object.hasOwn(QUIET, program) ? QUIET[program] : undefined;
  if (!quiet) return words;
  const kept: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') return [...kept, ...words.slice(at)];
    const value = quiet.pairs && Object.hasOwn(quiet.pairs, word) ? quiet.pairs[word] : undefined;
    if (value?.test(words[at + 1] ?? '')) at += 1;
    else if (!quiet.flags.test(word)) kept.push(word);
  }
  return kept;
}
