import type { AccessKind, Reversibility } from '../../schema/access.ts';
import { fits, folded, namesPath, partsOf } from './patterns.ts';
import type { Rule } from './rule.ts';

/** An access of the run that was allowed. */
export interface RiskAccess {
  readonly kind: AccessKind;
  /** Canonical: a path, argv as a JSON array, `host:port`, a tool's name. */
  readonly target: string;
  /** Of a host: the scope's own list names it. */
  readonly listed?: boolean;
}

/** What the run did beside changing files. */
export interface RiskCalls {
  readonly accesses: readonly RiskAccess[];
  /** Calls of MCP tools as `server/tool`: those that a policy calls readers, and all others. */
  readonly mcp: { readonly readers: readonly string[]; readonly writers: readonly string[] };
  readonly effects: readonly { readonly form: string; readonly reversibility: Reversibility }[];
  /** Names of the data classes that were read. */
  readonly classes: readonly string[];
}

/** What a rule finds in the calls of a run; each named once. */
export function callsFound(rule: Rule, { accesses, mcp, effects, classes }: RiskCalls): readonly string[] {
  return [
    ...accesses.flatMap((access) => (isNamed(rule, access) ? [shown(access)] : [])),
    ...toolsFound(rule, mcp),
    ...effects.flatMap(({ form, reversibility }) => (rule.effects?.includes(reversibility) ? [`${form} (${reversibility})`] : [])),
    ...classes.filter((name) => isClass(rule, name)).map((name) => `data class ${name}`),
  ];
}

function isNamed(rule: Rule, { kind, target, listed }: RiskAccess): boolean {
  switch (kind) {
    case 'read':
      return isRead(rule, target);
    case 'execute':
      return rule.commands?.some((command) => runs(command, target)) ?? false;
    case 'network':
      return rule.hosts?.includes(listed === true ? 'listed' : 'unlisted') ?? false;
    case 'delegate':
    case 'schedule':
    case 'skill':
    case 'publish':
      return rule.accesses?.includes(kind) ?? false;
    case 'edit':
    case 'mcp':
    case 'session':
    // ./risk.ts names what is not known, whatever the rules say
    case 'unknown':
      return false;
  }
}

function isRead({ reads, except }: Rule, target: string): boolean {
  if (reads === undefined) return false;
  const parts = partsOf(target);
  return reads.some((pattern) => namesPath(pattern, parts)) && !except?.some((pattern) => namesPath(pattern, parts));
}

/** Programs whose next word is the program that is meant, and options that take the next word with them. */
const RUNNERS: readonly RegExp[] = [
  /^(?:npx|bunx|uvx|pnpx)$/,
  /^(?:pnpm|yarn) (?:dlx|exec)$/,
  /^(?:npm|bun) (?:exec|x)$/,
  /^bundle exec$/,
  /^(?:uv|poetry|pipenv) run$/,
];
const VALUED: ReadonlySet<string> = new Set([
  '-C',
  '-c',
  '--git-dir',
  '--work-tree',
  '--namespace',
  '-n',
  '--context',
  '--profile',
  '--region',
  '--project',
  '--prefix',
  '-R',
  '-w',
  '--workspace',
  '--filter',
  '-F',
  '--registry',
  '--repo',
]);

/** Whether argv starts with a command's words, by the program's bare name and with options passed over. */
function runs(command: string, target: string): boolean {
  const words = wordsOf(target);
  const wanted = command.split(' ');
  const starts = (from: number): boolean => wanted.every((word, i) => fits(word, words[from + i] ?? ''));
  if (starts(0)) return true;
  const inner = [1, 2].find((length) => RUNNERS.some((runner) => runner.test(words.slice(0, length).join(' '))));
  return inner !== undefined && starts(inner);
}

function wordsOf(target: string): readonly string[] {
  const argv = parsed(target);
  const words: string[] = [];
  for (let i = 0; i < Math.min(argv.length, 40); i++) {
    const word = argv[i] ?? '';
    if (i > 0 && word.startsWith('-')) i += VALUED.has(word) ? 1 : 0;
    else words.push(i === 0 ? (word.split('/').at(-1) ?? word).replace(/\.(?:exe|cmd)$/i, '') : word);
  }
  return words;
}

function parsed(target: string): readonly string[] {
  try {
    const argv: unknown = JSON.parse(target);
    if (Array.isArray(argv)) return argv.map(String);
  } catch {
    // cut by redaction or by length: its first words still say what ran
  }
  return target.split(/[\s"[\],]+/).filter(Boolean);
}

function toolsFound({ mcp: wanted }: Rule, { readers, writers }: RiskCalls['mcp']): readonly string[] {
  if (wanted === undefined) return [];
  const { effect, verbs } = wanted;
  return (effect === 'read' ? readers : writers).filter((tool) => verbs === undefined || hasVerb(verbs, tool));
}

/** The words of a tool's name: `github/delete_repo`, `deleteRepo`, `repo-delete`. */
function hasVerb(verbs: readonly string[], tool: string): boolean {
  const name = tool.slice(tool.indexOf('/') + 1).slice(0, 300);
  const words = folded(name.replace(/(\p{Ll}|\d)(?=\p{Lu})/gu, '$1 ')).split(/[^\p{L}\p{N}]+/u);
  return words.some((word) => verbs.includes(word));
}

function isClass({ data }: Rule, name: string): boolean {
  const is = (pattern: string): boolean => fits(folded(pattern), folded(name));
  return data?.classes.some(is) === true && !data.except?.some(is);
}

function shown({ kind, target }: RiskAccess): string {
  if (kind === 'execute') return parsed(target).join(' ');
  return kind === 'read' ? `read of ${target}` : `${kind} ${target}`;
}
