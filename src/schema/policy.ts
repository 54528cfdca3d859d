import * as z from 'zod';
import { data as allowedData, evidence, globs, grantShape, person, stop, text } from './scope.ts';
import { zonesOverride } from './zones.ts';

/** How well a record is anchored, weakest first. */
export const ASSURANCE = ['self-reported', 'signed', 'exported', 'witnessed', 'isolated'] as const;

export const TIERS = ['low', 'medium', 'high', 'critical'] as const;

/** Detectors that look into what a tool gives back. */
export const DETECTOR_NAMES = ['secret', 'email', 'phone', 'national-id', 'payment-card', 'iban'] as const;

const tiered = <T extends z.ZodType>(of: T) =>
  z.strictObject({ low: of.optional(), medium: of.optional(), high: of.optional(), critical: of.optional() });

/** `30d` or `52w`; what else stands there is refused with its place, so numbers come as far as that. */
const duration = z.union([z.string(), z.number()]);

const price = z.strictObject({
  input: z.number().min(0),
  output: z.number().min(0),
  cache_read: z.number().min(0).default(0),
  cache_write: z.number().min(0).default(0),
});

const detector = z.union([z.enum(DETECTOR_NAMES), z.strictObject({ name: text, pattern: text })]);

const dataClass = z.strictObject({
  /** Files of this class: judged before they are read. */
  paths: globs.default([]),
  /** Servers (`crm`) or tools (`crm/get_*`) that give data of this class. */
  mcp: z.array(text).default([]),
  /** What to look for in what a tool gives back. */
  detect: z.array(detector).default([]),
  /** What the model does not get of an output that holds it: the whole text, or the finds alone. */
  withhold: z.enum(['text', 'matches']).default('text'),
});

/** The most that a scope may grant; a part that is not there has no ceiling. */
const ceilings = z.strictObject({
  ...(Object.fromEntries(Object.entries(grantShape).map(([key, part]) => [key, part.unwrap().optional()])) as {
    [K in keyof typeof grantShape]: z.ZodOptional<ReturnType<(typeof grantShape)[K]['unwrap']>>;
  }),
  data: allowedData.optional(),
  stop: stop.optional(),
});

/** The policy file of a repository or an organisation. Unknown keys are errors; all of it narrows, nothing widens. */
export const policySchema = z.strictObject({
  version: z.literal(1),
  /** Further policy files, relative to this one. */
  include: z.array(text).default([]),
  owners: z.array(person).default([]),
  approvers: z.array(person).default([]),
  /** A file as `ssh-keygen` reads it, relative to the repository, or absolute. */
  allowed_signers: text.optional(),
  /** Whether answers to requests must be signed. */
  approvals: z.strictObject({ signed: z.boolean().default(false) }).optional(),
  /** MCP tools that only read: server → patterns. */
  readers: z.strictObject({ mcp: z.record(text, z.array(text)).default({}) }).optional(),
  /** Permission modes that no call may be made in. */
  modes: z.strictObject({ deny: z.array(text).default([]) }).optional(),
  data: z.record(text, dataClass).default({}),
  ceilings: ceilings.optional(),
  forbidden: globs.default([]),
  stop: stop.default({ touches: [], commands: [], data: [] }),
  /** Owed before release, by tier; what `low` owes every run owes. */
  evidence: tiered(z.array(evidence)).default({}),
  /** Whether the person who opened a run may answer its requests and decide on it; from high on nobody may where nothing is said. */
  self_approval: tiered(z.boolean()).default({}),
  /** Whether a release decision must be signed; from high on it must where nothing is said. */
  decisions: z.strictObject({ signed: tiered(z.boolean()).default({}) }).optional(),
  /** Keys that count no more, as `ssh-keygen -Y verify -r` reads them; relative to the repository, or absolute. */
  revoked_signers: text.optional(),
  /** Who may override an unmet requirement (absent: owners and approvers), and which nobody may. */
  overrides: z.strictObject({ by: z.array(person).default([]), never: z.array(text).default([]) }).optional(),
  /** What the gate makes of changes that no decided run covers: people's own, for instance. */
  gate: z.strictObject({ uncovered: z.enum(['refuse', 'note']).default('refuse') }).optional(),
  /** US dollars for a million tokens, by model (a pattern). */
  prices: z.record(text, price).default({}),
  /** Rules of the zone catalogue: another tier, more signals, off, or rules of its own. */
  zones: zonesOverride.default({}),
  assurance: tiered(z.enum(ASSURANCE)).optional(),
  /** How long what runs leave is kept, by `twoloops prune`; what is not named is kept for ever. */
  retention: z
    .strictObject({
      /** The trees: without them no way back, and no packet can be made again. */
      trees: duration.optional(),
      /** The record: the log, its state, the frozen scope, all packets but the last. */
      record: duration.optional(),
      /** What is left then: the last packet, the decisions. */
      packet: duration.optional(),
      /** Of runs that read a data class: the most that their trees and their record are kept. */
      data: z.record(text, duration).default({}),
    })
    .optional(),
});

export type Policy = z.infer<typeof policySchema>;
