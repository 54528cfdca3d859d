import type { Grants, NameRule, OwedEvidence, PathRule } from './frozen.ts';
import type { Tier } from './review.ts';
import type { ZonesOverride } from './zones.ts';

/** A data class that a policy defines. */
export interface DataClass {
  readonly name: string;
  readonly place: string;
  /** Whether the scope's `data.allow` names it. */
  readonly allowed: boolean;
  readonly paths: readonly PathRule[];
  /** `server` or `server/tool`, patterns. */
  readonly mcp: readonly NameRule[];
  /** Names of built-in detectors. */
  readonly detect: readonly string[];
  /** The policy's own detectors. */
  readonly patterns: readonly { readonly name: string; readonly pattern: string; readonly place: string }[];
  /** What the model does not get to see of an output that holds it: the whole text, or the finds alone. */
  readonly withhold: 'text' | 'matches';
}

/** US dollars for a million tokens. */
export interface Price {
  /** Pattern of the model's name. */
  readonly model: string;
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly place: string;
}

/** The parts of what a run leaves; each is kept for its own time. */
export type RetentionPart = 'trees' | 'record' | 'packet';

/** How many days a part is kept; with `data`: of runs that read this class, their trees and their record. */
export type RetentionLimit = { readonly days: number; readonly place: string } & (
  | { readonly part: RetentionPart; readonly data?: undefined }
  | { readonly data: string; readonly part?: undefined }
);

/** What the policies in force add to a scope; all of it narrows. */
export interface Standing {
  readonly files: readonly { readonly file: string; readonly digest: string; readonly layer: 'organisation' | 'repository' | 'extra' }[];
  readonly approvers: readonly NameRule[];
  /** Who may decide on any run; by every policy that names somebody. */
  readonly owners?: readonly NameRule[];
  /** Whether an answer to a request must be signed, and the line that says so. */
  readonly signed?: string;
  /** Files with the keys of those who may sign, absolute; a signature must be good by each of them. */
  readonly allowedSigners: readonly { readonly path: string; readonly place: string }[];
  /** Files of keys that count no more, absolute. */
  readonly revokedSigners?: Standing['allowedSigners'];
  /** What the policies say by tier of deciding on a run of one's own, and of signing decisions. */
  readonly selfApproval?: readonly ByTier[];
  readonly signedDecisions?: readonly ByTier[];
  /** Who may override a requirement; empty: owners and approvers. */
  readonly overriders?: readonly NameRule[];
  /** Requirements that nobody may override. */
  readonly neverOverridden?: readonly NameRule[];
  /** The line that lets the gate only note what no run covers; absent: it refuses. */
  readonly uncoveredNoted?: string;
  /** The line that forbids a person to answer their own request, where one does. */
  readonly noSelfApproval?: string;
  /** Permission modes that no call may run under. */
  readonly deniedModes: readonly NameRule[];
  readonly prices: readonly Price[];
  /** MCP tools that only read, by the policies' word; `server/tool` patterns. */
  readonly readers: readonly NameRule[];
  /** What each policy changes of the zone catalogue, with the line of each rule. */
  readonly zones?: readonly { readonly override: ZonesOverride; readonly places: Readonly<Record<string, string>> }[];
  /** Owed from a tier on, beside what every run owes. */
  readonly evidence?: readonly { readonly tier: Tier; readonly owed: OwedEvidence }[];
  /** The assurance that a policy asks for, by tier. */
  readonly assurance?: readonly { readonly tier: Tier; readonly level: string; readonly place: string }[];
  /** How long what runs leave is kept: the shortest of each, with its line; absent where no policy says so. */
  readonly retention?: readonly RetentionLimit[];
  /** The most that may be granted, by policy; absent parts have no ceiling. */
  readonly ceilings: readonly Ceiling[];
}

/** A yes or no of a policy for one tier. */
export interface ByTier {
  readonly tier: Tier;
  readonly value: boolean;
  readonly place: string;
}

/** The most that one policy lets a scope or an approval grant. */
export type Ceiling = Partial<Grants> & { readonly file: string };
