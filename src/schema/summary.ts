import * as z from 'zod';
import { tier } from './review.ts';

/** Bounds on every text, so that no run can make a fleet's figures large. */
const LONGEST = 300;
const LARGEST = 1e12;
const text = z.string().max(LONGEST);
const count = z.number().int().min(0).max(LARGEST);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
/** ISO 8601, UTC; a day that there is. */
const time = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/)
  .refine((text) => !Number.isNaN(Date.parse(text)), 'no such time');

/** Targets of a grant that are listed; the uses beyond them are counted. */
export const MOST_TARGETS = 50;

/** A fleet has millions of them, and a schema of pairs took half of all the time to read it. */
const isTarget = (pair: unknown): boolean =>
  Array.isArray(pair) &&
  pair.length === 2 &&
  typeof pair[0] === 'string' &&
  pair[0].length <= LONGEST &&
  Number.isInteger(pair[1]) &&
  pair[1] >= 0 &&
  pair[1] <= LARGEST;

const targets = z
  .array(z.unknown())
  .max(MOST_TARGETS)
  .refine((pairs) => pairs.every(isTarget), 'not a list of targets with their uses')
  .meta({
    items: {
      type: 'array',
      items: [
        { type: 'string', maxLength: LONGEST },
        { type: 'integer', minimum: 0, maximum: LARGEST },
      ],
      minItems: 2,
      additionalItems: false,
    },
  }) as unknown as z.ZodType<[target: string, uses: number][]>;

/** What is done to what: kind of access and normalised target (docs/insights.md). */
const grant = z.strictObject({
  kind: text,
  /** As the scope writes it. */
  text,
  /** The part before its first wildcard: a folder, the leading words of a command, a name; empty where there is none. */
  root: text,
  /** Whether it holds a wildcard. */
  loose: z.boolean(),
  /** Accesses that it covered. */
  uses: count,
  /** Of those: what another grant of the same scope, no wider than this one, would have covered as well. */
  spare: count,
  /** Grants that would have covered some of them; at most five. */
  instead: z.array(text).max(5),
  /** Normalised targets with their uses, most used first. */
  targets,
  /** Uses whose target is not listed. */
  more: count,
});

const request = z.strictObject({
  kind: text,
  target: text,
  code: text,
  /** The key of the scope or policy that refused, without its line: `edit.allow`, `forbidden billing/**`. */
  rule: text,
  /** Calls that were refused or had to be asked for. */
  calls: count,
  answer: z.enum(['none', 'approved', 'narrowed', 'denied']),
  /** Calls after which the same target was reached another way. */
  workarounds: count,
});

const mcpTool = z.strictObject({
  server: text,
  tool: text,
  calls: count,
  failed: count,
  denied: count,
  /** Calls of it that no policy calls reading. */
  writes: count,
  /** Sum in ms, and the calls that it was taken of. */
  ms: count,
  timed: count,
  /** Sum of the sizes of its results in bytes, and the calls that it was taken of. */
  bytes: count,
  sized: count,
});

const failure = z.strictObject({
  how: z.enum(['halted', 'failed', 'held']),
  /** What its last 20 events say: null where they say nothing. */
  cause: z.enum(['stop rule', 'person', 'failed test', 'denied', 'failed call', 'gap']).nullable(),
  /** Whether a commit, a pull request or CI would show that cause too. */
  seen: z.enum(['delivery', 'record']).nullable(),
});

const decision = z.strictObject({
  value: z.enum(['ship', 'hold', 'escalate']),
  at: time,
  /** Tags of what the reviewer had to ask, lower case. */
  asked: z.array(text).max(50),
  overrides: count,
  /** Minutes from the packet to the decision. */
  minutes: count,
  signed: z.boolean(),
});

/**
 * `summary.json`: what one closed run adds to what many runs say. No content: counts, digests, normalised targets. A pure
 * function of the record, the packet and the decisions, so that it can be made again at any time.
 */
export const summarySchema = z.strictObject({
  version: z.literal(1),
  product: text,
  /** By its address, so that two clones are one; `name` is its last part. */
  repository: z.strictObject({ id: text, name: text }),
  run: text,
  /** The agent's name in the scope, else the scope file's; `unscoped` where there was none. */
  profile: text,
  /** SHA-256 of the scope file. */
  scope: digest.nullable(),
  /** SHA-256 of the grants alone, without lines and comments: the same grants under another name are the same here. */
  grantsDigest: digest.nullable(),
  opened: time,
  closed: time,
  /** Who opened it, as a salted digest: people are counted, never named. */
  who: text,
  client: text,
  models: z.array(text).max(20),
  tier,
  enforcement: z.enum(['enforced', 'observed', 'unscoped']),
  /** Why nothing may be learnt from it; empty where it may. */
  bypassed: z.array(text).max(20),
  calls: count,
  denied: count,
  asked: count,
  withoutGrant: count,
  /** Refusals of what is forbidden, protected, or of a class that the run may not use. */
  forbidden: count,
  /** Findings by code, of refused calls. */
  codes: z.record(text, count),
  grants: z.array(grant).max(2_000),
  requests: z.array(request).max(500),
  /** Servers that the scope grants something of. */
  servers: z.array(text).max(200),
  mcp: z.array(mcpTool).max(500),
  evidence: z.strictObject({ owed: count, passed: count, failed: count, missing: count, stale: count }),
  claims: z.strictObject({ supported: count, contradicted: count, unchecked: count }),
  weakened: count,
  changes: z.strictObject({ files: count, added: count, removed: count, outside: count, unattributed: count }),
  coverage: z.strictObject({ state: z.enum(['complete', 'gaps', 'unknown']), gaps: count }),
  minutes: count,
  prompts: count,
  tokens: count.nullable(),
  /** Names of stop rules that tripped. */
  trips: z.array(text).max(50),
  failure: failure.nullable(),
  decision: decision.nullable(),
  /** Taken back to the baseline, or a commit of it reverted. */
  reverted: z.boolean(),
  /** What it was made of, and the SHA-256 of all else: its JSON as it is written, without this digest. */
  seal: z.strictObject({ head: text, events: count, packet: digest, decisions: count, digest }),
});

export type Summary = z.infer<typeof summarySchema>;
export type SummaryGrant = Summary['grants'][number];
export type SummaryRequest = Summary['requests'][number];
export type SummaryTool = Summary['mcp'][number];
export type SummaryFailure = Summary['failure'];
