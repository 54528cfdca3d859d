import type { FrozenScope } from '../../schema/frozen.ts';
import { type Scope, scopeSchema } from '../../schema/scope.ts';
import { type FreezeContext, freeze } from './freeze.ts';
import { readFileText, said } from './read-file.ts';

/** What reading a scope came to: a scope and its warnings, or errors, each with file:line:column. */
export interface LoadedScope {
  readonly scope?: Scope;
  readonly frozen?: FrozenScope;
  readonly warnings: readonly string[];
  readonly errors: readonly string[];
}

/** Parse → normalise → rules. Never throws: what is wrong is in `errors`, with its place. */
export function loadScope(text: string, context: FreezeContext): LoadedScope {
  const read = readFileText<Scope>(text, context.file, scopeSchema);
  if ('errors' in read) return { warnings: [], errors: read.errors };
  const { frozen, problems } = freeze(read.value, read.yaml, context);
  if (frozen === undefined) return { warnings: [], errors: said(context.file, problems) };
  return { scope: read.value, frozen, warnings: [...frozen.warnings, ...unlikely(read.value, frozen)], errors: [] };
}

/** What is valid and yet can hardly be meant. */
function unlikely(scope: Scope, { file, mcp }: FrozenScope): string[] {
  return [
    ...(scope.read.allow.length === 0 ? [`${file}: \`read.allow\` is empty: the agent can read nothing`] : []),
    ...(/^<.*>$/.test(scope.task) ? [`${file}: \`task\` is still the template's: write down what is to be done`] : []),
    ...mcp.servers
      .filter((one) => one.source === undefined)
      .map((one) => `${one.place}: no \`source\`: a server of this name from anywhere is meant; \`source: project\` pins it`),
  ];
}
