import * as z from 'zod';

export const text = z.string().min(1);
export const globs = z.array(text);
const limit = z.number().int().positive();

/** A person who can be named: an address or a handle. */
export const person = z.string().min(1);

const lists = z.strictObject({ allow: globs.default([]), deny: globs.default([]) });
const commands = z.strictObject({ allow: z.array(text).default([]), ask: z.array(text).default([]) });

const mcpServer = z.strictObject({
  /** Where the client must have the server from: `project`, `user`, `local`, `dynamic` … */
  source: text.optional(),
  allow: z.array(text).default([]),
  ask: z.array(text).default([]),
  resources: z.array(text).default([]),
  prompts: z.array(text).default([]),
  elicitation: z.boolean().default(false),
  /** Tool → path of an argument (`a.b`, lists are walked) → patterns, one of which each value must match. */
  args: z.record(text, z.record(text, z.array(text))).default({}),
});

/** The grants of a scope: what a policy can put a ceiling on. */
export const grantShape = {
  read: lists.default({ allow: [], deny: [] }),
  edit: lists.default({ allow: [], deny: [] }),
  commands: commands.default({ allow: [], ask: [] }),
  network: z.array(text).default([]),
  mcp: z.record(text, mcpServer).default({}),
  scratch: globs.default([]),
  repos: z.array(text).default([]),
  delegate: z
    .strictObject({ agents: z.array(text).default([]), remote: z.boolean().default(false), schedule: z.boolean().default(false) })
    .default({ agents: [], remote: false, schedule: false }),
  skills: z.array(text).default([]),
  workflows: z.array(text).default([]),
  /** Tool, or `Tool/action` → the files that may leave. */
  publish: z.record(text, globs).default({}),
  tools: z.array(text).default([]),
};

export const data = z.strictObject({ allow: z.array(text).default([]) });
export const agent = z.strictObject({ name: text, models: z.array(text).default([]) });

export const stop = z.strictObject({
  denials: limit.optional(),
  failed_tests: limit.optional(),
  files_changed: limit.max(5000).optional(),
  lines_changed: limit.optional(),
  tool_calls: limit.optional(),
  minutes: z.number().positive().optional(),
  tokens: limit.optional(),
  cost_usd: z.number().positive().optional(),
  touches: globs.default([]),
  commands: z.array(text).default([]),
  data: z.array(text).default([]),
  secrets: limit.optional(),
  unattributed_changes: limit.optional(),
});

export const evidence = z.union([z.literal('rollback'), z.strictObject({ run: text, name: text.optional() })]);

/** The scope file as a person writes it. Unknown keys are errors; see templates/scopes for commented examples. */
export const scopeSchema = z.strictObject({
  version: z.literal(1),
  task: text,
  agent: agent.optional(),
  owner: person,
  approver: person,
  ...grantShape,
  forbidden: globs.default([]),
  data: data.optional(),
  stop: stop.default({ touches: [], commands: [], data: [] }),
  evidence: z.array(evidence).default([]),
  require: z.literal('os').optional(),
  enforce: z.enum(['deny', 'observe']).default('deny'),
  outside: z.enum(['deny', 'ask']).default('deny'),
  in_scope: z.enum(['quiet', 'approve']).default('quiet'),
});

/** The grants with their defaults filled in. */
export type GrantParts = z.infer<z.ZodObject<typeof grantShape>>;

/** A scope with its defaults filled in. */
export type Scope = z.infer<typeof scopeSchema>;
