/** Commands of this product that only people give: they answer, decide, release or change what guards the agent. */
const PEOPLE = new Set(
  'approve deny decide resume halt publish rollback init uninstall use prune amend incident review trailers fetch run compile comment export'.split(
    ' ',
  ),
);
/** Commands that only read; all others that are not in the list above need a grant like any program. */
const READING = new Set(['runs', 'show', 'requests', 'insights', 'timeline', 'verify', '--version', '-v', 'help', '--help', '-h']);
const SCOPE_READING = new Set(['check', 'show', 'explain', 'diff', 'test']);

const RUNNERS = /^(?:node|nodejs|bun|bunx|deno|tsx|npx|pnpx|npm|pnpm|yarn|corepack|volta|mise|asdf)$/;
const OURS = /(?:^|\/)twoloops(?:@[\w.^~-]+)?$|(?:^|\/)twoloops\/cli\.mjs$|(?:^|\/)twoloops\/dist\/cli\.js$/i;

/** What a command is to this product: one for people, one that only reads, or none of it. */
export type ProductCommand = { readonly who: 'people' | 'anyone'; readonly verb: string } | undefined;

/**
 * Reads the words of a command. Best effort: a copy of the program under another name is caught where it runs, by the
 * process above it, and what it would write by the paths that nobody but people change.
 */
export function productCommand(argv: readonly string[]): ProductCommand {
  const [name = ''] = argv;
  const bare = name.replace(/^.*\//, '');
  const at = OURS.test(name) ? 0 : RUNNERS.test(bare) ? argv.findIndex((word, i) => i > 0 && OURS.test(word)) : -1;
  if (at < 0) return undefined;
  const words = argv.slice(at + 1).filter((word) => word !== '--');
  const verb = words[0] ?? 'help';
  if (verb === 'scope') {
    const second = words[1] ?? '';
    return { who: SCOPE_READING.has(second) && !words.includes('--out') ? 'anyone' : 'people', verb: `scope ${second}`.trim() };
  }
  const writes = verb === 'insights' && words.some((word) => /^--(?:write|html)(?:=|$)/.test(word));
  if (READING.has(verb)) return { who: writes ? 'people' : 'anyone', verb };
  // what is not known to be harmless is for people, a word that stands for something unknown among it
  return { who: PEOPLE.has(verb) || !/^(?:check|doctor|packet|demo|gate|replay)$/.test(verb) ? 'people' : 'anyone', verb };
}

const READS = /^(?:scope (?:check|show|explain|diff|test)|runs|show|requests|insights|timeline|verify|help|--version|-v|--help|-h)$/;

/** The program as `init` puts it into a repository. */
const VENDORED = '.claude/twoloops/cli.mjs';

/**
 * Whether a command is one of ours that only reads, and nothing else: the bare name, or `node` with the very file of this
 * repository as its first word. `at`: where a word leads, absolute. Any option of node, any other runner or path may run
 * other code first.
 */
export function onlyReads(argv: readonly string[], root: string, at: (index: number) => string | undefined): boolean {
  const product = productCommand(argv);
  if (product === undefined || !READS.test(product.verb)) return false;
  return argv[0] === 'twoloops' || (argv[0] === 'node' && at(1) === `${root}/${VENDORED}`);
}
