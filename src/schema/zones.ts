import * as z from 'zod';
import { tier } from './review.ts';

const text = z.string().min(1);
const texts = z.array(text).readonly();

/** Sorts of files that weigh little by themselves. */
const kind = z.enum(['docs', 'tests', 'styles']);

/** What an added line looks like: the source of a regular expression, case ignored, and the files that it is looked for in. */
const linePattern = z.strictObject({ pattern: text, files: texts.optional() }).readonly();

/**
 * The signals of a rule; any one of them matches. `*` in a pattern stands for any characters inside one part of a path,
 * `**` for any number of parts; a pattern without `/` is about the file's name. Case is ignored everywhere.
 */
const signals = {
  /** What the rule is about, for a person. */
  says: text.optional(),
  tier: tier.optional(),
  /** What it names does not come back by going back to the baseline. */
  irreversible: z.boolean().optional(),
  /** Sorts of files that `segments`, `files`, `lines` and `packages` do not count in. */
  spares: z.array(kind).readonly().optional(),
  /** Whole names of folders on the way to a file: `auth` is `src/auth/x.ts`, never `src/author/x.ts`. */
  segments: texts.optional(),
  files: texts.optional(),
  /** The same as `files`, spared by nothing. */
  always: texts.optional(),
  /** Files that no path, line or package of this rule counts in. */
  except: texts.optional(),
  /** Packages that an added line imports or a manifest names otherwise; `@scope/*` for all below. */
  packages: texts.optional(),
  lines: z.array(linePattern).readonly().optional(),
  /** Files whose content the agent read. */
  reads: texts.optional(),
  /** Commands that ran: the program and the words behind it, options passed over. */
  commands: texts.optional(),
  /** Hosts that were reached: by the scope's own list, or otherwise. */
  hosts: z
    .array(z.enum(['listed', 'unlisted']))
    .readonly()
    .optional(),
  /** Kinds of access that were allowed. */
  accesses: z
    .array(z.enum(['delegate', 'schedule', 'skill', 'publish']))
    .readonly()
    .optional(),
  /** Calls of MCP tools that a policy calls readers, or all others; with `verbs` only those with such a word in the tool's name. */
  mcp: z
    .strictObject({ effect: z.enum(['read', 'write']), verbs: texts.optional() })
    .readonly()
    .optional(),
  /** Effects beyond the work tree. */
  effects: z
    .array(z.enum(['reversible', 'compensable', 'irreversible', 'unknown']))
    .readonly()
    .optional(),
  /** Data classes that were read: patterns of their names, and those that are not meant. */
  data: z.strictObject({ classes: texts, except: texts.optional() }).readonly().optional(),
  dependencies: z
    .array(z.enum(['added', 'removed', 'upgraded', 'downgraded', 'changed', 'install script', 'registry', 'lockfile only']))
    .readonly()
    .optional(),
  /** A secret in an added line. */
  secrets: z.boolean().optional(),
  /** How changed paths stand to the scope. */
  scope: z
    .array(z.enum(['outside', 'forbidden', 'protected']))
    .readonly()
    .optional(),
  /** Changed paths that no other rule names, by their sort. */
  rest: z
    .array(z.enum(['docs', 'tests', 'styles', 'code', 'unread']))
    .readonly()
    .optional(),
  /** In the place of a tier: one tier up, beyond so many changed lines or files, or where tests were weakened. */
  raise: z
    .strictObject({
      lines: z.number().int().positive().optional(),
      files: z.number().int().positive().optional(),
      weakened: z.boolean().optional(),
    })
    .readonly()
    .optional(),
};

const rule = z.strictObject(signals).refine((one) => (one.tier === undefined) !== (one.raise === undefined), {
  message: 'a rule has a `tier` or a `raise`, one of the two',
});

const name = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, 'a name of a rule is lower case letters, digits and `-`');

const sort = z.strictObject({ segments: texts, files: texts }).readonly();

/** templates/zones.yaml: every rule that a run's tier comes from. Unknown keys are errors. */
export const zonesSchema = z.strictObject({
  version: z.literal(1),
  /** How files are sorted: tests before docs before styles; all else is code. */
  sorts: z.strictObject({ docs: sort, tests: sort, styles: sort }).readonly(),
  zones: z.record(name, rule),
});

/**
 * The `zones` of a policy: a rule of the catalogue with another tier or more signals (lists add up), a rule that is off,
 * or a rule of its own.
 */
export const zonesOverride = z.record(name, z.strictObject({ ...signals, off: z.boolean().optional() }));

export type ZoneRule = z.infer<typeof rule>;
export type ZonesFile = z.infer<typeof zonesSchema>;
export type ZonesOverride = z.infer<typeof zonesOverride>;
export type Sort = 'docs' | 'tests' | 'styles' | 'code';
