import { resolve } from 'node:path';
import { effective } from '../core/policy/effective.ts';
import type { Frozen } from '../schema/frozen.ts';
import { readPolicies } from './policy-files.ts';
import { readScopeFile, type ScopeFile } from './scope-file.ts';

/** The scope file with its policies worked in: what a run that opened now would be judged by. */
export interface EffectiveScope {
  /** The scope file by itself. */
  readonly file: ScopeFile;
  readonly ruling: Pick<Frozen, 'scope' | 'unscoped' | 'closed' | 'standing' | 'classes' | 'barred'>;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** Files whose change changes who may do what, absolute: protected like the scope. */
  readonly guarded: readonly string[];
}

interface Question {
  /** The scope file, absolute. */
  readonly path: string;
  readonly root: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Reads scope and policies. Never throws: what is wrong is in `errors`, and then there is no scope. */
export function readEffective({ path, root, home, env }: Question): EffectiveScope {
  const file = readScopeFile(path, root, home);
  const { policies, signers, revoked, errors } = readPolicies({ root, home, env });
  // whoever changes one of these changes what the next run may do
  const guarded = [...[...signers, ...revoked].map((one) => one.path), ...policies.map((one) => resolve(root, one.file))];
  if (errors.length > 0) {
    // a policy that cannot be read may forbid anything
    const ruling = { unscoped: `a policy cannot be used: ${errors[0] ?? ''}`, closed: true as const };
    return { file, ruling, errors: [...file.errors, ...errors], warnings: file.warnings, guarded };
  }
  const result = effective(file.frozen, policies, signers, revoked);
  const standing = policies.length === 0 ? {} : { standing: result.standing, classes: result.classes };
  const wrong = [...file.errors, ...result.errors];
  if (result.scope !== undefined && wrong.length === 0) {
    const added = result.scope.warnings.filter((warning) => !file.warnings.includes(warning));
    const priced = result.scope.stop.costUsd !== undefined && result.standing.prices.length === 0;
    const warnings = [
      ...file.warnings,
      ...added,
      ...(priced ? [`${result.scope.stop.costUsd?.place}: no policy has prices, so the cost is not known and this limit is not kept`] : []),
      ...unknownClasses(result.scope, result.standing, result.classes),
    ];
    return { file, ruling: { scope: { ...result.scope, warnings }, ...standing }, errors: [], warnings, guarded };
  }
  const barred = [...policies.flatMap((one) => one.forbidden), ...result.classes.flatMap((one) => one.paths)];
  const ruling = { unscoped: wrong[0] ?? 'no scope file', ...standing, ...(barred.length === 0 ? {} : { barred }) };
  return { file, ruling, errors: wrong, warnings: file.warnings, guarded };
}

function unknownClasses(
  scope: NonNullable<Frozen['scope']>,
  { retention = [] }: NonNullable<Frozen['standing']>,
  classes: NonNullable<Frozen['classes']>,
): string[] {
  const kept = retention.flatMap(({ data, place }) => (data === undefined ? [] : [{ name: data, place }]));
  return [...scope.data.allow, ...scope.stop.data, ...kept]
    .filter((rule) => !classes.some((one) => one.name === rule.name))
    .map((rule) => `${rule.place}: no policy defines the data class \`${rule.name}\`, so nothing is known to be of it`);
}
