/** What many runs can show; docs/insights.md defines each. */
export type InsightName =
  | 'unused-grant'
  | 'over-broad-grant'
  | 'convenience-grant'
  | 'recurring-request'
  | 'always-approved'
  | 'never-approved'
  | 'workaround'
  | 'mcp-tool'
  | 'mcp-server'
  | 'recurring-question'
  | 'unexplained-failure'
  | 'record-dependent-failure'
  | 'autonomy-ready';

/** One line to change in a scope or a policy; nothing applies itself. */
export type Edit =
  | { readonly op: 'remove'; readonly key: string; readonly old: string }
  | { readonly op: 'replace'; readonly key: string; readonly old: string; readonly new: readonly string[] }
  | { readonly op: 'add'; readonly key: string; readonly new: readonly string[] };

/** A change that an insight speaks for. `key`: `edit.allow`, `mcp.github.allow`, `forbidden`, `evidence`. */
export interface Proposal {
  readonly file: 'scope' | 'policy';
  readonly edits: readonly Edit[];
  /** Other ways to say it, tighter to looser: name → the patterns. */
  readonly offers?: Readonly<Record<string, readonly string[]>>;
}

/**
 * What the change would have done: decided on the older half of the runs alone, tried on the newer half. `refused` and
 * `allowed`: calls of the newer half that would have come out otherwise.
 */
export interface Backtest {
  readonly decidedOn: number;
  readonly triedOn: number;
  /** Whether the older half alone would have said the same. */
  readonly held: boolean;
  readonly refused: number;
  readonly refusedRuns: number;
  readonly allowed: number;
  readonly allowedRuns: number;
}

export interface Insight {
  readonly insight: InsightName;
  readonly repository: string;
  readonly repositoryName: string;
  readonly profile: string;
  /** What it is about: `edit src/**`, `execute npm install …`, `github/get_issue`, a tag. One insight, repository, profile and subject is one row. */
  readonly subject: string;
  readonly says: string;
  /** Its figures, by the names of docs/insights.md; counts, and shares from 0 to 1. */
  readonly numbers: Readonly<Record<string, number>>;
  /** The advice, where it has one: `keep`, `drop`, `read-only`. */
  readonly advice?: string;
  /** ISO 8601: the first and the last run that it rests on, and how many those are. */
  readonly window: { readonly from: string; readonly to: string; readonly runs: number };
  /** The latest runs that show it; at most five. */
  readonly runs: readonly string[];
  readonly backtest?: Backtest;
  readonly proposal?: Proposal;
}

/** What cannot be said yet, and what is missing for it. */
export interface Waiting {
  readonly insight: InsightName;
  readonly repository: string;
  readonly profile: string;
  readonly says: string;
  /** How many more runs (or days) it takes. */
  readonly moreRuns: number;
  readonly moreDays: number;
}

/** Rates of the runs of a profile with one model. */
export interface RateRow {
  readonly repository: string;
  readonly profile: string;
  readonly model: string;
  /** All comparable closed runs, and those that something may be learnt from. */
  readonly runs: number;
  readonly learnable: number;
  /** Shares of `runs` (0 to 1): runs with a contradicted claim, with stale evidence, … */
  readonly claimDrift: number;
  readonly staleTests: number;
  readonly weakenedTests: number;
  readonly scopeDrift: number;
  readonly completeCoverage: number;
  /** Means: changed files, changed lines, requests, minutes from packet to decision (null where none was decided). */
  readonly files: number;
  readonly lines: number;
  readonly requests: number;
  readonly decisionMinutes: number | null;
}

/** How often a rule refuses, and what became of it. */
export interface RuleRow {
  readonly repository: string;
  readonly profile: string;
  readonly rule: string;
  readonly runs: number;
  readonly calls: number;
  /** Of its requests: answered, and approved unnarrowed. */
  readonly answered: number;
  readonly approved: number;
}

/** Summaries that were not used, and why. */
export interface NotUsed {
  readonly where: string;
  readonly why: string;
}

/** All that the runs say. */
export interface InsightReport {
  readonly version: 1;
  /** ISO 8601: runs opened from … to … were asked for. */
  readonly since: string;
  readonly until: string;
  readonly summaries: number;
  readonly groups: readonly GroupRow[];
  readonly insights: readonly Insight[];
  readonly waiting: readonly Waiting[];
  readonly rates: readonly RateRow[];
  readonly rules: readonly RuleRow[];
  readonly notUsed: readonly NotUsed[];
  /** Those beyond the ones named. */
  readonly notUsedMore: number;
  /** Profiles that look renamed: the same grants, one after the other. */
  readonly renamed: readonly { readonly repository: string; readonly from: string; readonly to: string }[];
}

/** One repository and profile: what is comparable. */
export interface GroupRow {
  readonly repository: string;
  readonly repositoryName: string;
  readonly profile: string;
  readonly runs: number;
  readonly learnable: number;
  readonly people: number;
  readonly from: string;
  readonly to: string;
  readonly tiers: Readonly<
    Record<string, { readonly ship: number; readonly hold: number; readonly escalate: number; readonly undecided: number }>
  >;
  /** Months (`2026-11`) with their runs, refused calls and requests. */
  readonly months: readonly {
    readonly month: string;
    readonly runs: number;
    readonly calls: number;
    readonly denied: number;
    readonly requests: number;
  }[];
  /** Grants of the latest scope: runs that had each, runs that used it, uses. */
  readonly grants: readonly {
    readonly kind: string;
    readonly text: string;
    readonly runs: number;
    readonly usedIn: number;
    readonly uses: number;
  }[];
  readonly tools: readonly ToolRow[];
}

/** One MCP tool in one group. */
export interface ToolRow {
  readonly tool: string;
  /** Runs that granted its server, and runs that called it. */
  readonly granted: number;
  readonly usedIn: number;
  readonly calls: number;
  readonly failed: number;
  readonly denied: number;
  readonly writes: number;
  /** Means; null where nothing was measured. */
  readonly ms: number | null;
  readonly bytes: number | null;
}
