import * as z from 'zod';
import { basis, count, text, tier } from './review.ts';

const result = z.enum(['succeeded', 'failed', 'not seen']);
const reversibility = z.enum(['reversible', 'compensable', 'irreversible', 'unknown']);
const external = z.strictObject({
  seq: count,
  at: text,
  kind: text,
  what: text,
  call: text,
  grant: text.optional(),
  reversibility,
  result,
});
const item = z.strictObject({ seq: count, at: text, kind: text, text });
const place = z.strictObject({ seq: count, at: text, what: text });

/** What a responder needs of a run in the first hour. Times are ISO 8601, UTC. */
export const incidentSchema = z.strictObject({
  version: z.literal(1),
  head: z.strictObject({
    run: text,
    owner: text.optional(),
    requester: z.strictObject({ git: text.optional(), user: text.optional() }),
    agent: text.optional(),
    client: text.optional(),
    scope: z.strictObject({ file: text, digest: text, task: text }).nullable(),
    policies: z.array(z.strictObject({ file: text, digest: text })),
    opened: text.optional(),
    last: text.optional(),
    closed: z.boolean(),
    /** As the last packet says; absent where there is none that can be read. */
    packet: z.strictObject({ number: count, tier, recommendation: text, reasons: z.array(text) }).optional(),
    enforcement: z.enum(['enforced', 'observed', 'unscoped']),
    record: z.strictObject({ verdict: text, events: count, head: text, faults: z.array(text) }),
    hold: z.strictObject({ at: text, by: text, reason: text }).nullable(),
    basis,
  }),
  timeline: z.strictObject({ items: z.array(item), left: count, basis }),
  effects: z.strictObject({ done: z.array(external), refused: z.array(external), left: count, basis }),
  data: z.strictObject({
    classes: z.array(z.strictObject({ name: text, calls: count, finds: count, withheld: count })),
    withheld: z.array(place),
    basis,
  }),
  credentials: z.strictObject({
    files: z.array(z.strictObject({ path: text, how: text, seq: count.optional() })),
    left: count,
    problem: text.optional(),
    secrets: z.array(place),
    diff: z.array(z.strictObject({ path: text, line: count, kind: text })),
    granted: z.array(z.strictObject({ kind: z.enum(['mcp', 'network']), text, place: text })),
    basis,
  }),
  untrusted: z.strictObject({ offScope: place.nullable(), before: z.array(place), left: count, basis }),
  livedOn: z.strictObject({ background: count, calls: z.array(place), schedules: z.array(place), subagents: z.array(text), basis }),
  others: z.strictObject({
    looked: count,
    of: count,
    runs: z.array(z.strictObject({ run: text, shares: z.array(text) })),
    basis,
  }),
  containment: z.strictObject({ steps: z.array(z.strictObject({ why: text, commands: z.array(text) })), basis }),
  limits: z.array(text),
});

export type Incident = z.infer<typeof incidentSchema>;
