import type * as z from 'zod';
import { schemaProblems } from './problems.ts';
import { type Problem, readYaml, type YamlText } from './yaml-text.ts';

export type ReadFile<T> = { readonly value: T; readonly yaml: YamlText } | { readonly errors: readonly string[] };

/** Problems as people read them: `file:line:col: what`, in the order of the file. */
export function said(file: string, problems: readonly Problem[]): readonly string[] {
  return [...problems].sort((a, b) => a.line - b.line || a.col - b.col).map((one) => `${file}:${one.line}:${one.col}: ${one.message}`);
}

/** Parse → normalise: a YAML file against its schema. */
export function readFileText<T>(text: string, file: string, schema: z.ZodType<T>): ReadFile<T> {
  const yaml = readYaml(text);
  if (yaml.problems.length > 0) return { errors: said(file, yaml.problems) };
  if (yaml.value === null || typeof yaml.value !== 'object' || Array.isArray(yaml.value)) {
    return { errors: said(file, [{ line: 1, col: 1, message: 'the file is no mapping: start with `version: 1`' }]) };
  }
  const parsed = schema.safeParse(yaml.value);
  if (!parsed.success)
    return {
      errors: said(
        file,
        schemaProblems(parsed.error, yaml, (path) => knownKeys(schema, path)),
      ),
    };
  return { value: parsed.data, yaml };
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
function knownKeys(schema: unknown, path: readonly PropertyKey[]): readonly string[] {
  let node: Walkable | undefined = schema as Walkable;
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
