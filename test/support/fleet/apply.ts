import type { Unsealed } from '../../../src/core/insight/seal.ts';
import type { SummaryGrant, SummaryRequest, SummaryTool } from '../../../src/schema/summary.ts';
import type { Change, GrantPlan, RequestPlan, ToolPlan } from './plan.ts';

const grant = (plan: GrantPlan): SummaryGrant => {
  const whole = { spare: 0, instead: [], targets: [], more: 0, ...plan };
  return { ...whole, uses: whole.targets.reduce((sum, [, count]) => sum + count, whole.more) };
};
const request = (plan: RequestPlan): SummaryRequest => ({
  code: 'EDIT_OUTSIDE_SCOPE',
  rule: 'edit.allow',
  calls: 1,
  answer: 'none',
  workarounds: 0,
  ...plan,
});
const tool = (plan: ToolPlan): SummaryTool => ({ calls: 0, failed: 0, denied: 0, writes: 0, ms: 0, timed: 0, bytes: 0, sized: 0, ...plan });

const grantName = ({ kind, text }: GrantPlan): string => `${kind} ${text}`;
const requestName = ({ kind, target }: RequestPlan): string => `${kind} ${target}`;
const toolName = (plan: ToolPlan): string => `${plan.server}/${plan.tool}`;

/** All of `have` but those that `add` names again, then all of `add`: a list may name one thing twice. */
function replaced<T>(have: readonly T[], add: readonly T[], name: (one: T) => string): T[] {
  const names = new Set(add.map(name));
  return [...have.filter((one) => !names.has(name(one))), ...add];
}

function decided(run: Unsealed, asked: readonly string[]): Unsealed['decision'] {
  const { decision } = run;
  if (decision) return { ...decision, asked: [...decision.asked, ...asked] };
  return { value: 'ship', at: run.closed, asked: [...asked], overrides: 0, minutes: 5, signed: false };
}

/** A run with a change planted in it. */
export function changed(run: Unsealed, add: Change): Unsealed {
  const { contradicted, ...set } = add.set ?? {};
  const lacks = new Set(add.lacks ?? []);
  return {
    ...run,
    ...set,
    claims: contradicted === undefined ? run.claims : { ...run.claims, contradicted },
    grants: replaced(run.grants, (add.grants ?? []).map(grant), grantName).filter((one) => !lacks.has(grantName(one))),
    requests: replaced(run.requests, (add.requests ?? []).map(request), requestName),
    servers: [...new Set([...run.servers, ...(add.servers ?? [])])],
    mcp: replaced(run.mcp, (add.mcp ?? []).map(tool), toolName),
    failure: add.failure === undefined ? run.failure : add.failure,
    decision: add.asked === undefined ? run.decision : decided(run, add.asked),
  };
}
