import type * as z from 'zod';
import type { Position, Problem, YamlText } from './yaml-text.ts';

/** An example of each key, shown beside an error so that the mend can be copied. */
const EXAMPLES: Readonly<Record<string, string>> = {
  version: 'version: 1',
  task: 'task: Fix the login timeout (ISSUE-412)',
  agent: 'agent: { name: claude-code/bug-fix }',
  owner: 'owner: owner@example.com',
  approver: 'approver: approver@example.com',
  read: 'read: { allow: ["**"], deny: [] }',
  edit: 'edit: { allow: ["src/**"], deny: [] }',
  forbidden: 'forbidden: [".env*", "secrets/**"]',
  commands: 'commands: { allow: [npm test], ask: [] }',
  network: 'network: [docs.example.com]',
  mcp: 'mcp: { github: { allow: ["get_*"] } }',
  scratch: 'scratch: ["/tmp/**"]',
  repos: 'repos: ["../shared-lib"]',
  delegate: 'delegate: { agents: [Explore] }',
  skills: 'skills: []',
  workflows: 'workflows: []',
  tools: 'tools: []',
  data: 'data: { allow: [public, internal] }',
  stop: 'stop: { denials: 5, minutes: 60 }',
  evidence: 'evidence: [{ run: npm test, name: tests }, rollback]',
  require: 'require: os',
  enforce: 'enforce: deny',
  outside: 'outside: deny',
  in_scope: 'in_scope: quiet',
};

/** Turns the schema's issues into problems with a place, what was found, what was expected, and an example. */
export function schemaProblems(error: z.ZodError, yaml: YamlText, known: (path: readonly PropertyKey[]) => readonly string[]): Problem[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path;
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ ...yaml.atKey(path, key), message: unknownKey(key, known(path)) }));
    }
    return [{ ...positionOf(path, yaml), message: `${named(path)}: ${explain(issue, valueAt(yaml.value, path))}${example(path)}` }];
  });
}

function positionOf(path: readonly PropertyKey[], yaml: YamlText): Position {
  return yaml.at(path);
}

const named = (path: readonly PropertyKey[]): string =>
  path.length === 0
    ? 'the file'
    : `\`${path
        .map((part) => (typeof part === 'number' ? `[${part}]` : String(part)))
        .join('.')
        .replaceAll('.[', '[')}\``;

function example(path: readonly PropertyKey[]): string {
  const text = EXAMPLES[String(path[0] ?? 'version')];
  return text === undefined ? '' : `, for example \`${text}\``;
}

function explain(issue: z.core.$ZodIssue, found: unknown): string {
  const expected = expectation(issue);
  if (found === undefined) return `missing: expected ${expected}`;
  return `found ${shown(found)}, expected ${expected}`;
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return (
        {
          string: 'text',
          int: 'a whole number',
          number: 'a number',
          array: 'a list',
          object: 'a mapping',
          record: 'a mapping',
          boolean: 'true or false',
        }[issue.expected as string] ?? issue.expected
      );
    case 'invalid_value':
      return issue.values.map((value) => `\`${String(value)}\``).join(' or ');
    case 'too_small':
      return issue.origin === 'string' ? 'text that is not empty' : 'a number above 0';
    case 'too_big':
      return `at most ${issue.maximum}`;
    case 'invalid_union':
      return '`rollback` or a mapping with `run`';
    default:
      return issue.message;
  }
}

function shown(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  const text = String(value);
  return `${typeof value === 'string' ? 'text ' : ''}\`${text.length > 40 ? `${text.slice(0, 40)}…` : text}\``;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, part) => (at !== null && typeof at === 'object' ? (at as Record<PropertyKey, unknown>)[part] : undefined),
    value,
  );
}

/** `unknown key `alow`: did you mean `allow`?` */
export function unknownKey(key: string, known: readonly string[]): string {
  const near = known.map((name) => ({ name, far: distance(key, name) })).sort((a, b) => a.far - b.far)[0];
  const guess =
    near && near.far <= Math.max(1, Math.floor(key.length / 3)) ? `did you mean \`${near.name}\`?` : `known here: ${known.join(', ')}`;
  return `unknown key \`${key}\`: ${guess}`;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
