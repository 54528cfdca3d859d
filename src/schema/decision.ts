import * as z from 'zod';

const text = z.string().max(20_000);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
/** ISO 8601, UTC. */
const time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/);

/** A requirement that a person lets pass although it is not met. */
const override = z.strictObject({ requirement: text, reason: text.min(1), until: time });

/** A release decision: one line of `decisions.jsonl`. It is never changed; a later one supersedes it. */
export const decisionSchema = z.strictObject({
  version: z.literal(1),
  /** 1, 2, 3 … without gaps. */
  number: z.number().int().positive(),
  /** SHA-256 of the previous line without its newline; 64 zeros before the first. */
  prev: digest,
  at: time,
  run: text,
  value: z.enum(['ship', 'hold', 'escalate']),
  /** Who decides, by name; the signer, where it is signed. */
  owner: text.min(1),
  reason: text.min(1),
  /** What was looked at: names of owed evidence, requirements, sections of the packet, `R1`, `#12`. */
  evidence: z.array(text).max(200),
  residualRisk: text,
  rollback: text,
  /** Tags of what the reviewer had to ask. */
  asked: z.array(text).max(50),
  overrides: z.array(override).max(100),
  /** Exactly what was decided on. */
  bound: z.strictObject({
    /** SHA-256 of packet.json, and its number. */
    packet: digest,
    number: z.number().int().positive(),
    /** SHA-256 of the change set. */
    changeSet: digest,
    /** SHA-256 of the scope file; null where the run had none. */
    scope: digest.nullable(),
    /** End tree of the run, in its shadow; null where it has none. */
    end: z.string().max(64).nullable(),
  }),
  /** Who typed it, as git and the operating system name them: no proof. */
  by: z.strictObject({ git: text.optional(), user: text.optional() }),
  product: text,
  /** Armoured, by `ssh-keygen -Y sign`, over all else. */
  signature: z.string().max(20_000).optional(),
});

export type Decision = z.infer<typeof decisionSchema>;
export type Bound = Decision['bound'];
