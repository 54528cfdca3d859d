import * as z from 'zod';

/** Where a part of the packet comes from. `claimed` never supports a recommendation. */
const basis = z.enum(['observed', 'derived', 'recomputed', 'attested', 'claimed']);
const text = z.string();
const count = z.number().int().min(0);

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
});

const change = z.strictObject({
  path: text,
  status: z.enum(['added', 'modified', 'deleted', 'type changed']),
  mode: text,
  blob: text,
  added: count.optional(),
  removed: count.optional(),
  /** Judged against the frozen scope, whoever wrote it. */
  scope: z.enum(['inside', 'outside', 'forbidden', 'protected', 'unscoped']),
  /** The grant or the rule that says so. */
  rule: text,
  /** Tool calls that were recorded as changing this path. */
  by: z.array(text),
});

const tree = z.strictObject({ id: text.optional(), missing: text.optional(), at: text, head: text.optional() });

const evidence = z.strictObject({
  name: text,
  text,
  place: text,
  result: z.enum(['passed', 'failed', 'missing', 'not checked']),
  at: text.optional(),
  /** Whether something came after it: `stale` is a recorded change, a command may have changed something, and nothing recorded is as far as the record goes. */
  freshness: z.enum(['stale', 'a command ran after it', 'no later change recorded', 'not checked']),
});

const line = z.strictObject({ name: text, text });

/** `packet.json`: the source of truth of a review; Markdown is a pure rendering of it. Times are ISO 8601, UTC. */
export const packetSchema = z.strictObject({
  version: z.literal(1),
  number: count,
  product: text,
  /** Eight lines for thirty seconds, in this order. */
  headline: z.array(line).length(8),
  recommendation: z.strictObject({ value: z.enum(['hold', 'escalate']), reasons: z.array(text), basis }),
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
  rollback: z.strictObject({ text, basis }),
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
