import type { InsightName } from '../../../src/schema/insight.ts';
import type { Summary, SummaryFailure, SummaryGrant, SummaryRequest, SummaryTool } from '../../../src/schema/summary.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export type GrantPlan = Pick<SummaryGrant, 'kind' | 'text' | 'root' | 'loose'> &
  Partial<Pick<SummaryGrant, 'spare' | 'instead' | 'targets' | 'more'>>;
export type RequestPlan = Pick<SummaryRequest, 'kind' | 'target'> & Partial<SummaryRequest>;
export type ToolPlan = Pick<SummaryTool, 'server' | 'tool'> & Partial<SummaryTool>;

/** What a run says beyond its noise. Grants, requests and tools replace those of the same name; lists are added to. */
export interface Change {
  readonly grants?: readonly GrantPlan[];
  /** Grants that it does not have: `kind text`. */
  readonly lacks?: readonly string[];
  readonly requests?: readonly RequestPlan[];
  readonly servers?: readonly string[];
  readonly mcp?: readonly ToolPlan[];
  /** Tags of its decision, which it then has. */
  readonly asked?: readonly string[];
  readonly failure?: SummaryFailure;
  readonly set?: Partial<Pick<Summary, 'forbidden' | 'reverted' | 'calls' | 'denied' | 'who'> & { readonly contradicted: number }>;
}

/** Runs of a group by their place in its order, from 0. */
export interface Step {
  readonly in: readonly number[];
  readonly add: Change;
}

/**
 * A summary beside the runs of a group. `bypassed`: a run in the window of which nothing may be learnt; `before` and `future`: a run
 * outside the window; `duplicate`: run `of` again, of fewer events, so that it does not count; `fuller`: run `of` again with more
 * events, which counts in its stead; `twin`: the same run id in another repository. Each says what run `of` says, and `add`.
 */
export interface Extra {
  readonly as: 'bypassed' | 'before' | 'future' | 'duplicate' | 'fuller' | 'copy' | 'twin';
  readonly of: number;
  readonly add: Change;
}

/** What must be found. `key`: the run without which it is not found. */
export interface Expected {
  readonly insight: InsightName;
  readonly subject: string;
  readonly numbers?: Readonly<Record<string, number>>;
  readonly advice?: string;
  readonly key?: number;
  /** Names of offers and their patterns, in any order. */
  readonly offers?: Readonly<Record<string, readonly string[]>>;
  /** The pattern that is proposed to be added; null where nothing may be proposed. */
  readonly widens?: string | null;
}

/** What keeps a group from being ready for more autonomy, whatever else it shows; `none` where the plan says so itself. */
export type Flaw = 'forbidden' | 'contradicted' | 'reverted' | 'denied' | 'none';

/** One group: runs of one repository and profile, noise that shows nothing, and what is planted in it. */
export interface Plan {
  readonly name: string;
  /** Learnable runs in the window. */
  readonly runs: number;
  /** ms from the first to the last of them; 40 days where it is left out. */
  readonly over?: number;
  readonly flaw?: Flaw;
  /** The last two runs open at the same instant: their ids alone say which is the latest. */
  readonly tie?: true;
  /** ms before now at which the last run opened; a day or more where it is left out. */
  readonly ends?: number;
  /** Plans with the same word have the same grants, to the digest. */
  readonly grants?: string;
  /** Profile, and repository by its place in the list, where a plan depends on them. */
  readonly as?: { readonly profile: string; readonly repository: number };
  /** Patterns one short of their thresholds in every dimension, beside the noise. */
  readonly decoys?: true;
  readonly steps: readonly Step[];
  readonly extra?: readonly Extra[];
  readonly expect: readonly Expected[];
}

/** From the first to before the second. */
export const from = (first: number, end: number): readonly number[] =>
  Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
export const upTo = (end: number): readonly number[] => from(0, end);

/** Targets with one use each. */
export const once = (...targets: readonly string[]): [string, number][] => targets.map((target) => [target, 1]);
