import * as z from 'zod';

/** Where a part of the packet comes from. `claimed` never supports a recommendation. */
export const basis = z.enum(['observed', 'derived', 'recomputed', 'attested', 'claimed']);
export const text = z.string();
export const count = z.number().int().min(0);
export const tier = z.enum(['low', 'medium', 'high', 'critical']);

export type Tier = z.infer<typeof tier>;

/** Who brought a path to its content, in order; what nothing claims is `unattributed`. */
export const author = z.strictObject({
  kind: z.enum(['tool', 'command', 'other run', 'unattributed']),
  /** `Write #12`, `Bash #14`; of another run its id. */
  by: text,
  /** The subagent, where one called. */
  agent: text.optional(),
});

/** A rule of the zone catalogue that matched: what, where, and the tier that it asks for. */
export const match = z.strictObject({
  /** `zone auth`, `size`, `weakened tests`, `irreversible` … */
  rule: text,
  tier,
  /** The path, call or package that it matched; a handful, the count beside it. */
  on: z.array(text),
  count,
  /** Where the rule is written: `templates/zones.yaml zones.auth`, or a policy's line. */
  place: text,
});

export const risk = z.strictObject({ tier, matches: z.array(match), basis });

/** A call that the transcript has and the record has not, or the other way round, or a guard that failed. */
export const gap = z.strictObject({
  kind: z.enum([
    'no verdict',
    'not in transcript',
    'hook failed',
    'no end',
    'hooks changed',
    'no start',
    'record torn',
    'broken transcript',
  ]),
  what: text,
  /** What could have happened there unseen. */
  hides: text,
});

export const coverage = z.strictObject({
  state: z.enum(['complete', 'gaps', 'unknown']),
  /** Why it is not known. */
  why: text.optional(),
  /** Calls of the transcript, main agent and subagents. */
  calls: count,
  /** Of those: with a verdict. */
  covered: count,
  /** Of those: refused by the client before any hook, so that nothing ran. */
  refusedByClient: count,
  gaps: z.array(gap),
  basis,
});

/** A sentence of the agent's closing message that can be checked. */
export const claim = z.strictObject({
  text,
  kind: text,
  verdict: z.enum(['supported', 'contradicted', 'not checkable']),
  /** What supports or contradicts it. */
  evidence: text,
});

/** A test that asks for less than before, as the diff shows. */
export const weakened = z.strictObject({
  path: text,
  line: count.optional(),
  kind: z.enum(['deleted', 'skipped', 'focused', 'fewer assertions', 'trivial assertion', 'loosened', 'ignored failure', 'suppressed']),
  text,
});

/** One dependency that a manifest or a lockfile names otherwise than before. */
export const dependency = z.strictObject({
  path: text,
  ecosystem: z.enum(['npm', 'python', 'cargo', 'go', 'maven', 'gradle', 'gem', 'composer']),
  name: text,
  kind: z.enum(['added', 'removed', 'upgraded', 'downgraded', 'changed', 'install script', 'registry', 'lockfile only']),
  from: text.optional(),
  to: text.optional(),
});

/** A secret in an added line; its text is never kept. */
export const diffSecret = z.strictObject({ path: text, line: count, kind: text });

/** Going back, as it was tried in a scratch work tree. */
export const rollback = z.strictObject({
  text,
  commands: z.array(text),
  tried: z.enum(['restores the baseline', 'does not restore it', 'not tried']),
  why: text.optional(),
  /** Paths that cannot be brought back: held by hash only, or not in the trees. */
  lost: z.array(text),
  basis,
});

/** A line of the gate, with what this packet says of it. */
export const requirement = z.strictObject({
  id: text,
  /** What must be so. */
  title: text,
  /** What follows where it is not. */
  stance: z.enum(['hold', 'escalate']),
  /** Whether somebody whom the policy names may override it. */
  override: z.enum(['named', 'never']),
  status: z.enum(['met', 'unmet', 'does not apply']),
  /** What speaks against it. */
  says: text.optional(),
});

/** How many tests a run had, and where that was read. */
export const testCounts = z.strictObject({
  passed: count,
  failed: count,
  skipped: count,
  source: text,
});

export type Author = z.infer<typeof author>;
export type RiskMatch = z.infer<typeof match>;
export type Risk = z.infer<typeof risk>;
export type Gap = z.infer<typeof gap>;
export type Coverage = z.infer<typeof coverage>;
export type Claim = z.infer<typeof claim>;
export type Weakened = z.infer<typeof weakened>;
export type Dependency = z.infer<typeof dependency>;
export type DiffSecret = z.infer<typeof diffSecret>;
export type Rollback = z.infer<typeof rollback>;
export type TestCounts = z.infer<typeof testCounts>;
