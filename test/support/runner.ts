import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { plainEnv, type Ran } from './hooks.ts';
import { temporaryFolder } from './repository.ts';
import { runAsync } from './run-async.ts';

/** What `${{ … }}` can name. */
export type Context = Readonly<Record<string, unknown>>;

/** Names joined by dots, words between quotes, and `||` between them: no more is written in our files, or the test fails. */
function resolved(expression: string, context: Context): string {
  for (const part of expression.split('||').map((one) => one.trim())) {
    if (/^'[^']*'$/.test(part)) return part.slice(1, -1);
    if (!/^[\w-]+(?:\.[\w-]+)*$/.test(part)) throw new Error(`an expression that the test cannot read: ${part}`);
    const value = part.split('.').reduce<unknown>((of, name) => (of as Record<string, unknown> | undefined)?.[name], context);
    if (value !== undefined && value !== null && value !== '') return String(value);
  }
  return '';
}

export const filled = (text: string, context: Context): string =>
  text.replace(/\$\{\{(.*?)\}\}/g, (_, expression: string) => resolved(expression, context));

export interface Step {
  readonly name: string;
  readonly id?: string;
  readonly shell: string;
  readonly env: Readonly<Record<string, string>>;
  readonly run: string;
}

export interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

export const readYaml = (file: string): unknown => parse(readFileSync(file, 'utf8'));

/** The lines of GITHUB_OUTPUT, as the runner reads them. */
export function outputsIn(text: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const lines = text.split('\n');
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    const [, name = '', end = ''] = /^([\w-]+)<<(.+)$/.exec(line) ?? [];
    if (name !== '')
      found[name] = lines
        .splice(0, lines.indexOf(end) + 1)
        .slice(0, -1)
        .join('\n');
    else if (line !== '') found[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
  }
  return found;
}

export interface Job {
  readonly status: number;
  readonly log: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Runs a composite action step by step, each in a bash as GitHub's runner starts it; stops at the first that fails. */
export async function runAction(
  action: Action,
  given: {
    readonly root: string;
    readonly inputs?: Readonly<Record<string, string>>;
    readonly event: unknown;
    readonly api: string;
    readonly env?: Readonly<Record<string, string>>;
  },
): Promise<Job> {
  const temp = temporaryFolder();
  const summary = join(temp, 'summary.md');
  const event = join(temp, 'event.json');
  writeFileSync(summary, '');
  writeFileSync(event, JSON.stringify(given.event));
  const github = { event: given.event, token: 'ghs_job_token_0123456789', repository: 'octo/example' };
  const inputs = Object.fromEntries(
    Object.entries(action.inputs).map(([name, one]) => [name, given.inputs?.[name] ?? filled(one.default, { github })]),
  );
  const steps: Record<string, { readonly outputs: Readonly<Record<string, string>> }> = {};
  const logs: string[] = [];
  let status = 0;
  for (const [i, step] of action.runs.steps.entries()) {
    const script = join(temp, `step-${i}.sh`);
    const output = join(temp, `output-${i}`);
    writeFileSync(script, step.run);
    writeFileSync(output, '');
    const env = Object.fromEntries(Object.entries(step.env).map(([name, value]) => [name, filled(value, { github, inputs, steps })]));
    const ran: Ran = await runAsync('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', script], {
      cwd: given.root,
      env: plainEnv({
        HOME: temp,
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_WORKSPACE: given.root,
        GITHUB_REPOSITORY: github.repository,
        GITHUB_API_URL: given.api,
        GITHUB_EVENT_PATH: event,
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: summary,
        RUNNER_TEMP: temp,
        GIT_CONFIG_NOSYSTEM: '1',
        ...given.env,
        ...env,
      }),
    });
    logs.push(`[${step.name}]\n${ran.stdout}${ran.stderr}`);
    if (step.id !== undefined) steps[step.id] = { outputs: outputsIn(readFileSync(output, 'utf8')) };
    status = ran.status ?? -1;
    if (status !== 0) break;
  }
  const outputs = Object.entries(action.outputs).map(([name, { value }]) => [name, filled(value, { github, inputs, steps })]);
  return { status, log: logs.join('\n'), summary: readFileSync(summary, 'utf8'), outputs: Object.fromEntries(outputs) };
}

/** Runs the script of a GitLab job: all its lines in one bash, as its runner does. */
export async function runScript(script: readonly string[], root: string, env: Readonly<Record<string, string>>): Promise<Ran> {
  const file = join(temporaryFolder(), 'job.sh');
  writeFileSync(file, `set -eo pipefail\n${script.join('\n')}\n`);
  return runAsync('bash', [file], { cwd: root, env: plainEnv({ HOME: root, CI: 'true', GIT_CONFIG_NOSYSTEM: '1', ...env }) });
}
