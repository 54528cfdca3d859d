import * as z from 'zod';
import {
  author,
  basis,
  claim,
  count,
  coverage,
  dependency,
  diffSecret,
  requirement,
  risk,
  rollback,
  testCounts,
  text,
  tier,
  weakened,
} from './review.ts';

const finding = z.strictObject({ code: text, args: z.record(text, z.unknown()), rule: text, says: text });

const grant = z.strictObject({
  kind: text,
  /** The grant as the scope writes it, and its line. */
  text,
  place: text,
  /** Calls that it covered. */
  uses: count,
});

const denial = z.strictObject({
  seq: count,
  at: text,
  tool: text,
  agent: text.optional(),
  call: text,
  verdict: z.enum(['ask', 'deny']),
  /** false: would have been denied; the run was only observed. */
  enforced: z.boolean(),
  findings: z.array(finding),
  request: count.optional(),
  /** Of what a person was asked at the prompt: what came of it. */
  outcome: z.enum(['agreed', 'no agreement seen']).optional(),
  /** What the agent did next; a workaround reached the same target by another call that was let through. */
  next: z.strictObject({ kind: z.enum(['left', 'tried again', 'approved', 'workaround']), calls: z.array(text) }),
});

const change = z.strictObject({
  path: text,
  status: z.enum(['added', 'modified', 'deleted', 'type changed']),
  mode: text,
  blob: text,
  /** The blob that it had in the baseline; absent where it was added. */
  was: text.optional(),
  added: count.optional(),
  removed: count.optional(),
  /** Judged against the frozen scope, whoever wrote it. */
  scope: z.enum(['inside', 'outside', 'forbidden', 'protected', 'unscoped']),
  /** The grant or the rule that says so. */
  rule: text,
  /** Of a path beyond the scope: the requests whose approval let every call through that changed it; empty where any other did. */
  approved: z.array(count),
  /** The zones that it lies in, and the highest tier of the rules that name it. */
  zones: z.array(text),
  tier,
  /** Who brought it from the baseline to the end, in order. */
  authors: z.array(author),
  /** It differed from HEAD before the run began: part of its difference to HEAD is older than the run. */
  dirtyBefore: z.boolean(),
});

const tree = z.strictObject({ id: text.optional(), missing: text.optional(), at: text, head: text.optional() });

const evidence = z.strictObject({
  name: text,
  text,
  place: text,
  result: z.enum(['passed', 'failed', 'missing', 'not checked']),
  at: text.optional(),
  counts: testCounts.optional(),
  /** What the exit code and the counts say against each other. */
  contradiction: text.optional(),
  /** By the trees: whether what it ran on is what is shipped. `unknown`: a tree is missing. */
  freshness: z.enum(['fresh', 'stale', 'unknown', 'not checked']),
  /** What makes it stale: paths that differ between the tree that it ran on and the end tree; a handful. */
  differs: z.array(text),
  /** Paths that the command itself changed while it ran. */
  changed: z.array(text),
});

const line = z.strictObject({ name: text, text });

/** `packet.json`: the source of truth of a review; Markdown is a pure rendering of it. Times are ISO 8601, UTC. */
export const packetSchema = z.strictObject({
  version: z.literal(1),
  number: count,
  product: text,
  /** Eight lines for thirty seconds, in this order. */
  headline: z.array(line).length(8),
  recommendation: z.strictObject({ value: z.enum(['ship', 'hold', 'escalate']), reasons: z.array(text), basis }),
  /** The gate: each line of it with its status, before any decision. */
  requirements: z.array(requirement),
  /** The tier of the run, with every rule that matched. */
  risk,
  enforcement: z.strictObject({ value: z.enum(['enforced', 'observed', 'unscoped']), why: text.optional(), basis }),
  run: z.strictObject({
    id: text,
    sessions: z.array(text),
    opened: text,
    stopped: text,
    minutes: z.number(),
    client: text.optional(),
    modes: z.array(text),
    /** Switches of the model: from, to, and whether it was refused. */
    models: z.array(text),
    agent: text.optional(),
    owner: text.optional(),
    approver: text.optional(),
    requester: z.strictObject({ git: text.optional(), user: text.optional() }),
    /** As the transcript shows them: input, output and what was written to the cache; absent where it could not be read. */
    tokens: count.optional(),
    /** US dollars by the policy's prices, or why they are not known. */
    cost: text.optional(),
    host: z.strictObject({ class: text, system: text }).optional(),
    subagents: count,
    prompts: count,
    basis,
  }),
  scope: z.strictObject({ file: text, digest: text, frozen: text, intact: z.boolean(), warnings: z.array(text), basis }).nullable(),
  task: z.strictObject({ text, basis }),
  summary: z.strictObject({ text, basis }),
  claims: z.strictObject({ items: z.array(claim), basis }),
  authority: z.strictObject({
    granted: z.array(grant),
    withoutGrant: count,
    calls: count,
    denied: z.array(denial),
    asked: count,
    /** Allowed calls of MCP tools: those that a policy calls readers, and all others. */
    mcp: z.strictObject({ reads: count, writes: count }),
    /** Commands that a person typed and questions of servers. */
    typed: z.array(z.strictObject({ at: text, what: text, verdict: z.enum(['allow', 'ask', 'deny']), enforced: z.boolean(), says: text })),
    /** People's answers to requests, and the calls that each let through. */
    widened: z.array(
      z.strictObject({
        request: count,
        answer: z.enum(['approve', 'deny']),
        by: text,
        signed: z.boolean(),
        reason: text,
        how: z.enum(['once', 'run']),
        at: text,
        until: text.optional(),
        narrow: text.optional(),
        used: z.array(count),
      }),
    ),
    basis,
  }),
  delivery: z.strictObject({
    baseline: tree,
    end: tree,
    changes: z.array(change),
    changeSet: text,
    commits: z.array(text),
    /** Paths that a tree does not hold. */
    left: z.array(text),
    /** Paths that the record says were written and no tree can show. */
    unseen: z.array(text),
    /** Ignored files that changed while the run was open, found by their change time: outside the trees. */
    ignored: z.strictObject({ paths: z.array(text), count, problem: text.optional() }),
    /** Paths that were dirty or untracked before the run and that it did not change. */
    preexisting: z.strictObject({ paths: z.array(text), count }),
    weakened: z.array(weakened),
    dependencies: z.array(dependency),
    secrets: z.array(diffSecret),
    /** Changed paths whose content was not looked into: binary, too large, forbidden. */
    unread: z.array(text),
    problem: text.optional(),
    basis,
  }),
  /** Data classes: calls that read them by path or server, finds in results, results that were withheld. */
  data: z.strictObject({
    classes: z.array(z.strictObject({ name: text, calls: count, finds: count, withheld: count })),
    secrets: count,
    basis,
  }),
  /** Granted commands whose effects going back to the baseline does not undo. */
  effects: z.strictObject({
    items: z.array(
      z.strictObject({
        seq: count,
        at: text,
        form: text,
        reversibility: z.enum(['reversible', 'compensable', 'irreversible', 'unknown']),
        grant: text,
        result: z.enum(['succeeded', 'failed', 'not seen']),
      }),
    ),
    basis,
  }),
  evidence: z.strictObject({ owed: z.array(evidence), basis }),
  stops: z.strictObject({
    trips: z.array(z.strictObject({ at: text, rule: text, limit: text, on: text, place: text, enforced: z.boolean() })),
    halts: z.array(text),
    resumes: z.array(text),
    halted: z.boolean(),
    basis,
  }),
  configuration: z.strictObject({
    refused: z.array(text),
    hooksChanged: z.array(text),
    /** MCP tools whose description or input is not what an earlier run saw. */
    mcpChanged: z.array(text),
    policies: z.array(z.strictObject({ file: text, digest: text })),
    basis,
  }),
  rollback,
  coverage,
  /** What the policies ask of the record at this tier, and whether this one is that. */
  assurance: z.array(z.strictObject({ tier, level: text, place: text, met: z.boolean() })),
  /** What happened when, for the timeline: ISO 8601 times, at most 400 rows, the rest counted. */
  timeline: z.strictObject({
    items: z.array(
      z.strictObject({
        seq: count,
        at: text,
        kind: z.enum(['prompt', 'call', 'denied', 'failed', 'test', 'change', 'person', 'halt', 'gap', 'start', 'end', 'subagent']),
        text,
      }),
    ),
    left: count,
    basis,
  }),
  record: z.strictObject({
    events: count,
    head: text,
    intact: z.boolean(),
    torn: count,
    problem: text.optional(),
    selfTest: z.enum(['passed', 'failed', 'none']),
    basis,
  }),
  /** Calls with a result that no verdict let through, calls without a result, work alive at the end. */
  unfinished: z.strictObject({ unjudged: z.array(text), calls: z.array(text), background: count, basis }),
  /** What this packet does not prove. */
  limits: z.array(text),
});

export type Packet = z.infer<typeof packetSchema>;
export type PacketChange = z.infer<typeof change>;
