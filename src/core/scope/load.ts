import type { FrozenScope } from '../../schema/frozen.ts';
import { type Scope, scopeSchema } from '../../schema/scope.ts';
import { type FreezeContext, freeze } from './freeze.ts';
import { schemaProblems } from './problems.ts';
import { readYaml } from './yaml-text.ts';

/** What reading a scope came to: a scope and its warnings, or errors, each with file:line:column. */
export interface LoadedScope {
  readonly scope?: Scope;
  readonly frozen?: FrozenScope;
  readonly warnings: readonly string[];
  readonly errors: readonly string[];
}

/** Parse → normalise → rules. Never throws: what is wrong is in `errors`, with its place. */
export function loadScope(text: string, context: FreezeContext): LoadedScope {
  const yaml = readYaml(text);
  const say = (problems: readonly { line: number; col: number; message: string }[]): LoadedScope => ({
    warnings: [],
    errors: [...problems]
      .sort((a, b) => a.line - b.line || a.col - b.col)
      .map((one) => `${context.file}:${one.line}:${one.col}: ${one.message}`),
  });
  if (yaml.problems.length > 0) return say(yaml.problems);
  if (yaml.value === null || typeof yaml.value !== 'object' || Array.isArray(yaml.value)) {
    return say([{ line: 1, col: 1, message: 'the file is no mapping: start with `version: 1`' }]);
  }
  const parsed = scopeSchema.safeParse(yaml.value);
  if (!parsed.success) return say(schemaProblems(parsed.error, yaml, knownKeys));
  const { frozen, problems } = freeze(parsed.data, yaml, context);
  if (frozen === undefined) return say(problems);
  return { scope: parsed.data, frozen, warnings: [...frozen.warnings, ...unlikely(parsed.data, context.file)], errors: [] };
}

/** What is valid and yet can hardly be meant. */
function unlikely(scope: Scope, file: string): string[] {
  return [
    ...(scope.read.allow.length === 0 ? [`${file}: \`read.allow\` is empty: the agent can read nothing`] : []),
    ...(/^<.*>$/.test(scope.task) ? [`${file}: \`task\` is still the template's: write down what is to be done`] : []),
  ];
}

interface Walkable {
  readonly def?: {
    readonly innerType?: Walkable;
    readonly element?: Walkable;
    readonly valueType?: Walkable;
    readonly options?: readonly Walkable[];
  };
  readonly shape?: Readonly<Record<string, Walkable>>;
}

/** The keys that the schema knows at a path; through defaults, options, lists and records. */
function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  let node: Walkable | undefined = scopeSchema as unknown as Walkable;
  for (const part of path) {
    node = bare(node);
    node = typeof part === 'number' ? (node?.def?.element ?? node) : (node?.shape?.[String(part)] ?? node?.def?.valueType);
  }
  return Object.keys(bare(node)?.shape ?? {});
}

function bare(node: Walkable | undefined): Walkable | undefined {
  let at = node;
  while (at && at.shape === undefined && (at.def?.innerType ?? at.def?.options))
    at = at.def?.innerType ?? at.def?.options?.find((one) => one.shape !== undefined);
  return at;
}
