import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { input, pre, runHook, start } from '../support/hooks.ts';
import { repository, scopeText, temporaryFolder } from '../support/repository.ts';

/** One call with its result, as the client reports it. */
interface Step {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly response?: unknown;
  readonly error?: string;
  /** Lines of the transcript before the call. */
  readonly transcript?: string;
}

interface Case {
  readonly field: string;
  readonly as: 'allowed' | 'denied' | 'evaded';
  readonly name: string;
  readonly stop: string;
  readonly steps: readonly Step[];
  readonly trips: boolean;
}

const POLICY =
  'version: 1\nprices: { "*": { input: 0, output: 1000000 } }\ndata: { customer: { paths: ["crm/**"], mcp: [crm], detect: [email] }, other: { paths: ["other/**"] } }\n';
const bash = (command: string, error?: string): Step => ({
  tool: 'Bash',
  input: { command },
  ...(error === undefined ? { response: { stdout: '', stderr: '', interrupted: false } } : { error }),
});
const write = (lines: number): Step => ({
  tool: 'Write',
  input: { file_path: '{{root}}/src/a.ts', content: 'x' },
  response: { type: 'create', filePath: '{{root}}/src/a.ts', content: 'x\n'.repeat(lines), structuredPatch: [] },
});
const read = (path: string, content = 'plain', transcript?: string): Step => ({
  tool: 'Read',
  input: { file_path: `{{root}}/${path}` },
  response: { type: 'text', file: { content } },
  ...(transcript === undefined ? {} : { transcript }),
});
const message = (id: string, output: number): string =>
  `${JSON.stringify({ type: 'assistant', message: { id, model: 'm', usage: { output_tokens: output } } })}\n`;
const FAIL = 'Exit code 1\n1 failed';
const MAIL = 'anna.berg@brightharbour-foods.com';
const KEY = `-----BEGIN OPENSSH PRIVATE KEY-----\n${'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n'.repeat(4)}-----END OPENSSH PRIVATE KEY-----\n`;

const rows = (field: string, stop: string, cases: readonly (readonly [Case['as'], string, readonly Step[]])[]): readonly Case[] =>
  cases.map(([as, name, steps]) => ({ field, as, name, stop, steps, trips: as !== 'allowed' }));

const CASES: readonly Case[] = [
  ...rows('failed_tests', '{ failed_tests: 2 }', [
    ['allowed', 'a pass between two failures', [bash('npm test', FAIL), bash('npm test'), bash('npm test', FAIL)]],
    ['allowed', 'two commands that fail once each', [bash('npm test', FAIL), bash('npx vitest run', FAIL)]],
    ['denied', 'the same command twice in a row', [bash('npm test', FAIL), bash('npm test', FAIL)]],
    ['evaded', 'with other calls and another spelling between', [bash('npm test', FAIL), bash('ls src'), bash("npm 'test'  2>&1", FAIL)]],
  ]),
  ...rows('lines_changed', '{ lines_changed: 10 }', [
    ['allowed', 'as many as the limit', [write(10)]],
    ['denied', 'one more', [write(11)]],
    ['evaded', 'in small parts', [write(4), write(4), write(4)]],
  ]),
  ...rows('tokens', '{ tokens: 100 }', [
    ['allowed', 'below', [read('src/a.ts', 'x', message('a', 99))]],
    ['denied', 'at the limit', [read('src/a.ts', 'x', message('a', 100))]],
    ['evaded', 'in many messages', [read('src/a.ts', 'x', message('a', 60)), read('src/a.ts', 'x', message('b', 60))]],
  ]),
  ...rows('cost_usd', '{ cost_usd: 5 }', [
    ['allowed', 'below', [read('src/a.ts', 'x', message('a', 4))]],
    ['denied', 'at the limit', [read('src/a.ts', 'x', message('a', 5))]],
    ['evaded', 'in many messages', [read('src/a.ts', 'x', message('a', 3)), read('src/a.ts', 'x', message('b', 3))]],
  ]),
  ...rows('commands', '{ commands: ["git push *"] }', [
    ['allowed', 'another command', [bash('git status')]],
    ['denied', 'the command', [bash('git push origin main')]],
    ['evaded', 'through a wrapper', [bash('timeout 5 git push')]],
    ['evaded', 'with options before the verb', [bash('git -C . push')]],
    ['evaded', 'in a shell of its own', [bash('bash -c "git push"')]],
  ]),
  ...rows('data', '{ data: [customer] }', [
    ['allowed', 'a file of another class', [read('other/o.txt')]],
    ['denied', 'a file of the class', [read('crm/c.txt')]],
    ['denied', 'a server of the class', [{ tool: 'mcp__crm__get', input: {} }]],
    ['evaded', 'its content in another file', [read('src/a.ts', MAIL)]],
    ['evaded', 'through a link', [read('src/link')]],
  ]),
  ...rows('secrets', '{ secrets: 1 }', [
    ['allowed', 'text about secrets', [read('src/a.ts', 'API_KEY=<your key here>')]],
    ['denied', 'a key that was read', [read('src/a.ts', KEY)]],
    ['evaded', 'a key in a failure', [bash('cat src/a.ts', `Exit code 1\n${KEY}`)]],
    ['evaded', 'a key that the agent writes', [{ ...write(1), input: { file_path: '{{root}}/src/a.ts', content: KEY } }]],
  ]),
];

function plays({ stop, steps }: Case): boolean {
  const root = repository({
    'src/a.ts': 'a',
    'src/link': '-> ../crm/c.txt',
    'crm/c.txt': 'c',
    'other/o.txt': 'o',
    '.claude/twoloops/policy.yaml': POLICY,
    '.claude/scope.yaml': scopeText({
      stop,
      commands: '{ allow: [npm test, "npx vitest *", "git *"] }',
      data: '{ allow: [customer, other] }',
      mcp: '{ crm: { allow: ["*"] } }',
    }),
  });
  expect(start(root).status).toBe(0);
  const transcript = join(temporaryFolder(), 's.jsonl');
  let lines = '';
  for (const [i, step] of steps.entries()) {
    lines += step.transcript ?? '';
    writeFileSync(transcript, lines);
    const placed = JSON.parse(JSON.stringify(step).replaceAll('{{root}}', root)) as Step;
    const more = { tool_use_id: `toolu_${i}`, transcript_path: transcript };
    const asked = pre(root, step.tool, placed.input, {
      ...more,
      ...(step.tool.startsWith('mcp__') ? { mcp_server: { name: 'crm', source: 'user' } } : {}),
    });
    if (asked.stdout.includes('"continue":false')) return true;
    expect(asked.status, asked.stderr).toBe(0);
    const event = step.error === undefined ? 'PostToolUse' : 'PostToolUseFailure';
    const result = {
      tool_name: step.tool,
      tool_input: placed.input,
      ...more,
      ...(step.error === undefined ? { tool_response: placed.response } : { error: step.error }),
    };
    if (runHook(event, root, input(event, root, result)).stdout.includes('"continue":false')) return true;
  }
  return false;
}

describe('stop rules', () => {
  it.each(CASES)('$field, $as: $name', (one) => {
    expect(plays(one)).toBe(one.trips);
  });
});
