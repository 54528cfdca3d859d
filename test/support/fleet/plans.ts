import { DAY, type Plan, upTo } from './plan.ts';
import { grantPlans } from './plans-grants.ts';
import { mcpPlans } from './plans-mcp.ts';
import { overBroadPlans } from './plans-over-broad.ts';
import { requestPlans } from './plans-requests.ts';
import { runPlans } from './plans-runs.ts';

const kept = { in: upTo(12), add: { grants: [{ kind: 'read', text: 'legacy/**', root: 'legacy', loose: true }] } };

/** One profile under two names, one after the other: each too short to be spoken of. */
export const RENAMED = { repository: 3, from: 'tidy', to: 'tidy-up' } as const;
const renamed: readonly Plan[] = [
  { name: 'renamed: before', runs: 12, over: 20 * DAY, ends: 50 * DAY, as: { profile: RENAMED.from, repository: 3 } },
  { name: 'renamed: after', runs: 12, over: 20 * DAY, ends: 2 * DAY, as: { profile: RENAMED.to, repository: 3 } },
].map((plan) => ({ ...plan, grants: 'tidy', steps: [kept], expect: [] }));

/** All that is planted: each pattern at its thresholds, and one short of each of them. */
export const PLANS: readonly Plan[] = [...renamed, ...grantPlans, ...overBroadPlans, ...requestPlans, ...mcpPlans, ...runPlans];
