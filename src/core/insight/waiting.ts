import type { InsightName, Waiting } from '../../schema/insight.ts';
import type { Group } from './collect.ts';
import { counted, daysOf } from './tell.ts';
import { THRESHOLDS } from './thresholds.ts';

interface Need {
  readonly insight: InsightName;
  readonly about: string;
  readonly runs: number;
  readonly days: number;
}

const NEEDS: readonly Need[] = [
  { insight: 'unused-grant', about: 'whether a grant is unused', ...THRESHOLDS.unused },
  { insight: 'over-broad-grant', about: 'whether a grant is too broad', runs: THRESHOLDS.overBroad.runs, days: THRESHOLDS.overBroad.days },
  { insight: 'mcp-tool', about: 'whether an MCP tool earns its place', runs: THRESHOLDS.mcp.runs, days: 0 },
  { insight: 'autonomy-ready', about: 'whether more autonomy is earned', runs: THRESHOLDS.autonomy.runs, days: 0 },
];

/** What a group cannot say yet for want of runs or days. */
export function waitingOf({ repository, profile, learnable }: Group): readonly Waiting[] {
  const days = daysOf(learnable);
  const servers = learnable.some((row) => row.servers.length > 0);
  return NEEDS.flatMap((need) => {
    const moreRuns = Math.max(0, need.runs - learnable.length);
    const moreDays = Math.max(0, need.days - days);
    if ((moreRuns === 0 && moreDays === 0) || (need.insight === 'mcp-tool' && !servers)) return [];
    const lacks = [...(moreRuns > 0 ? [counted(moreRuns, 'more run')] : []), ...(moreDays > 0 ? [counted(moreDays, 'more day')] : [])];
    return [{ insight: need.insight, repository, profile, says: `${need.about}: it takes ${lacks.join(' and ')}`, moreRuns, moreDays }];
  });
}
