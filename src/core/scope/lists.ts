import type { CommandRule, Limit, NameRule, PathRule } from '../../schema/frozen.ts';
import { compileGlob, type GlobContext } from './globs.ts';
import { commandRule } from './words.ts';
import type { Position, Problem, YamlText } from './yaml-text.ts';

export interface FreezeContext extends GlobContext {
  /** The file as people name it: relative to the repository, or absolute. */
  readonly file: string;
  readonly digest: string;
  /** The resolved folder of a `repos` entry, or undefined where there is none. */
  readonly repo: (path: string) => string | undefined;
}

export type Made<T> = { readonly rule: T } | { readonly problem: string };

/** Turns the lists of a file into rules that know their line; what is wrong is collected. `prefix` is where in the file they stand. */
export class Lists {
  readonly problems: Problem[] = [];
  readonly yaml: YamlText;
  readonly context: FreezeContext;
  private readonly prefix: readonly PropertyKey[];

  constructor(yaml: YamlText, context: FreezeContext, prefix: readonly PropertyKey[] = []) {
    this.yaml = yaml;
    this.context = context;
    this.prefix = prefix;
  }

  at(path: readonly PropertyKey[]): Position {
    return this.yaml.at([...this.prefix, ...path]);
  }

  /** `file:line:col key`. */
  place(path: readonly PropertyKey[]): string {
    const { line, col } = this.at(path);
    const key = [...this.prefix, ...path].filter((part) => typeof part === 'string').join('.');
    return `${this.context.file}:${line}:${col} ${key}`;
  }

  /** The line of a key, or `default` where the file does not have it. */
  listPlace(path: readonly string[]): string {
    return present(this.yaml.value, [...this.prefix, ...path]) ? this.place(path) : 'default';
  }

  refuse(path: readonly PropertyKey[], message: string): void {
    this.problems.push({ ...this.at(path), message });
  }

  each<T>(items: readonly string[], path: readonly PropertyKey[], make: (item: string, place: string) => Made<T>): T[] {
    return items.flatMap((item, i) => {
      const made = make(item, this.place([...path, i]));
      if ('rule' in made) return [made.rule];
      this.refuse([...path, i], `\`${item}\` in \`${path.join('.')}\` ${made.problem}`);
      return [];
    });
  }

  globs(items: readonly string[], ...path: readonly string[]): PathRule[] {
    return this.each(items, path, (item, place) => compileGlob(item, place, this.context));
  }

  commands(items: readonly string[], ...path: readonly string[]): CommandRule[] {
    return this.each(items, path, commandRule);
  }

  names(items: readonly string[], ...path: readonly PropertyKey[]): NameRule[] {
    return this.each(items, path, (name, place) => ({ rule: { name, place } }));
  }

  limit(value: number | undefined, ...path: readonly string[]): Limit | undefined {
    return value === undefined ? undefined : { limit: value, place: this.place(path) };
  }
}

function present(value: unknown, path: readonly PropertyKey[]): boolean {
  let at = value;
  for (const part of path) {
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, part)) return false;
    at = (at as Record<PropertyKey, unknown>)[part];
  }
  return true;
}

export function defined<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}
