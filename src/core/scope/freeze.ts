import type { FrozenScope } from '../../schema/frozen.ts';
import type { Scope } from '../../schema/scope.ts';
import { grantsOf } from './grants.ts';
import { type FreezeContext, Lists } from './lists.ts';
import { owedEvidence, stopRules } from './stops.ts';
import type { Problem, YamlText } from './yaml-text.ts';

export type { FreezeContext } from './lists.ts';

/** Rules: the last of the three steps. A valid scope becomes flat tables in which each line knows its place. */
export function freeze(
  scope: Scope,
  yaml: YamlText,
  context: FreezeContext,
): { readonly frozen?: FrozenScope; readonly problems: readonly Problem[] } {
  const lists = new Lists(yaml, context);
  if (scope.require === 'os')
    lists.refuse(['require'], '`require: os`: this version has no layer of the operating system, so it cannot run this scope');
  const frozen: FrozenScope = {
    file: context.file,
    digest: context.digest,
    task: scope.task,
    ...(scope.agent ? { agent: scope.agent.name } : {}),
    models: lists.names(scope.agent?.models ?? [], 'agent', 'models'),
    owner: scope.owner,
    approver: scope.approver,
    enforce: scope.enforce,
    outside: scope.outside,
    inScope: scope.in_scope,
    ...grantsOf(scope, lists),
    forbidden: lists.globs(scope.forbidden, 'forbidden'),
    data: { allow: lists.names(scope.data?.allow ?? [], 'data', 'allow'), place: lists.listPlace(['data', 'allow']) },
    stop: stopRules(scope.stop, lists),
    evidence: owedEvidence(scope.evidence, lists),
    warnings: [],
  };
  return lists.problems.length > 0 ? { problems: lists.problems } : { frozen, problems: [] };
}
