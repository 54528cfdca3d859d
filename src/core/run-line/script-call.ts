/** A call of a script of package.json. */
export interface ScriptCall {
  readonly manager: string;
  readonly name: string;
  /** What the script's last command gets besides its own words. */
  readonly args: readonly string[];
}

interface Manager {
  /** Its own options that only say how much is printed. */
  readonly quiet: RegExp;
  readonly run: readonly string[];
  /** Words that stand for a script by themselves. */
  readonly short: Readonly<Record<string, string>>;
  /** Its options may stand behind the script's name, too: the script's own begin behind `--`. */
  readonly mixed?: true;
  /** Any script may be called without `run`. */
  readonly implicit?: true;
}

/** Sources: the manuals of npm 10, pnpm 9, yarn 1 and 4, bun 1, Node 22. */
const MANAGERS: Readonly<Record<string, Manager>> = {
  npm: {
    quiet: /^(?:--silent|-s|--quiet|-q|-d{1,3}|--loglevel=\w+|--(?:no-)?color|--no-(?:fund|audit|update-notifier|progress))$/,
    run: ['run', 'run-script', 'rum', 'urn'],
    short: { test: 'test', tst: 'test', t: 'test' },
    mixed: true,
  },
  pnpm: {
    quiet: /^(?:--silent|-s|--(?:no-)?color|--reporter=(?:silent|append-only|default))$/,
    run: ['run', 'run-script'],
    short: { test: 'test', t: 'test', tst: 'test' },
    implicit: true,
  },
  yarn: { quiet: /^(?:--silent|-s)$/, run: ['run'], short: { test: 'test' }, implicit: true },
  bun: { quiet: /^--silent$/, run: ['run'], short: {} },
  node: { quiet: /^$/, run: ['--run'], short: {} },
};

/**
 * Reads `npm test`, `npm run x`, `yarn x` and the like; undefined for everything else, options that do more than quieten
 * included (`--if-present`, `--workspace`, `--prefix`, `--ignore-scripts`).
 */
export function scriptCall(argv: readonly string[], scripts: Readonly<Record<string, string>>): ScriptCall | undefined {
  const manager = argv[0] ?? '';
  const rules = Object.hasOwn(MANAGERS, manager) ? MANAGERS[manager] : undefined;
  if (!rules) return undefined;
  const [own, passed] = split(argv.slice(1), rules);
  const [verb = '', next = ''] = own;
  const runs = rules.run.includes(verb);
  const short = Object.hasOwn(rules.short, verb) ? rules.short[verb] : undefined;
  const name = runs ? next : (short ?? (rules.implicit && Object.hasOwn(scripts, verb) ? verb : ''));
  const extra = own.slice(runs ? 2 : 1);
  if (name === '' || name.startsWith('-') || (rules.mixed && extra.some((word) => word.startsWith('-')))) return undefined;
  return { manager, name, args: [...extra, ...passed] };
}

/** The manager's own words without the quiet ones, and what goes to the script behind `--`. */
function split(words: readonly string[], rules: Manager): readonly [readonly string[], readonly string[]] {
  const dashes = words.indexOf('--');
  const before = dashes < 0 ? words : words.slice(0, dashes);
  const passed = dashes < 0 ? [] : words.slice(dashes + 1);
  if (rules.mixed) return [before.filter((word) => !rules.quiet.test(word)), passed];
  const first = before.findIndex((word) => !rules.quiet.test(word));
  const own = first < 0 ? [] : before.slice(first);
  const second = own.slice(1).findIndex((word) => !rules.quiet.test(word));
  // `pnpm run --silent test`: options between `run` and the name are the manager's, those behind the name the script's
  return [rules.run.includes(own[0] ?? '') && second > 0 ? [own[0] ?? '', ...own.slice(1 + second)] : own, passed];
}

/** Whether a manager runs `prex` and `postx` around `x` (npm and bun do; pnpm and yarn by configuration or version). */
export const runsHooks = (manager: string): boolean => manager === 'npm' || manager === 'bun';

/** How a call is written in short. */
export function scriptText({ manager, name, args }: ScriptCall): string {
  const call =
    manager === 'node' ? `node --run ${name}` : name === 'test' && manager !== 'bun' ? `${manager} test` : `${manager} run ${name}`;
  return args.length === 0 ? call : `${call} -- ${args.join(' ')}`;
}
