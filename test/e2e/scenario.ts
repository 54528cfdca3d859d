import { rmSync } from 'node:fs';
import { ensureClient } from './client.ts';
import type { ClientOutcome, Places, ShellOutcome } from './job.ts';
import type { JsonObject } from './json.ts';
import { runInside } from './namespace.ts';
import { commitStart, makePlaces, put, shellOutside } from './places.ts';
import { projectRoot } from './project.ts';
import type { Script } from './script.ts';
import { type ToolResult, toolResultsOf } from './wire.ts';

/** In every string of a scenario: `{{repo}}`, `{{home}}`, `{{project}}`, and `{{session_id}}` once a step has run. */
export interface Scenario {
  /** Path in the repository → content; committed before `setup`. */
  readonly files?: Readonly<Record<string, string>>;
  /** Shell commands and files, in order, before the first step; a command that fails fails the scenario. */
  readonly setup?: readonly (string | Readonly<Record<string, string>>)[];
  readonly steps: readonly Step[];
}

/** One start of the client. */
export interface Step extends Script {
  readonly prompt: string;
  readonly args?: readonly string[];
  readonly skipPermissions?: boolean;
  readonly permissionMode?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly limitMs?: number;
  /** Between the step before and this one: a shell command (its outcome is in the result), or a function. */
  readonly between?: string | ((places: Places) => void | Promise<void>);
}

export interface StepResult extends ClientOutcome {
  /** The stream's last event, of type `result`. */
  readonly result: JsonObject | undefined;
  /** What the model first saw in this step, in order. */
  readonly toolResults: readonly ToolResult[];
  readonly between: ShellOutcome | undefined;
}

/** The last step's outcome, and all of them in `steps`. */
export interface ScenarioResult extends StepResult, Places {
  readonly steps: readonly StepResult[];
  /** A command in the repository after the run, outside the namespace, in the same fresh environment. */
  sh(command: string): ShellOutcome;
  cleanup(): void;
}

export async function runScenario(scenario: Scenario): Promise<ScenarioResult> {
  const client = ensureClient();
  const places = makePlaces();
  const cleanup = (): void => rmSync(places.base, { recursive: true, force: true });
  try {
    const values: Values = { repo: places.repo, home: places.home, project: projectRoot };
    commitStart(fill(scenario.files ?? {}, values), places);
    for (const item of fill(scenario.setup ?? [], values)) await setUp(item, places);
    const steps: StepResult[] = [];
    for (const step of scenario.steps) steps.push(await runStep(step, { client, places, values, earlier: steps }));
    const last = steps.at(-1);
    if (last === undefined) throw new Error('a scenario needs a step');
    return { ...last, ...places, steps, sh: (command) => shellOutside(command, places), cleanup };
  } catch (error) {
    cleanup();
    throw error;
  }
}

type Values = Record<string, string>;

function fill<Value>(value: Value, values: Values): Value {
  if (typeof value === 'string') return value.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole) as Value;
  if (Array.isArray(value)) return value.map((item: unknown) => fill(item, values)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill<unknown>(item, values)])) as Value;
}

async function setUp(item: string | Readonly<Record<string, string>>, places: Places): Promise<void> {
  if (typeof item !== 'string') return put(item, places);
  const outcome = await runInside({ kind: 'shell', places, command: item });
  if (outcome.exit !== 0) throw new Error(`setup: \`${item}\` exited ${outcome.exit}: ${outcome.stderr}${outcome.stdout}`);
}

interface Course {
  readonly client: string;
  readonly places: Places;
  readonly values: Values;
  readonly earlier: readonly StepResult[];
}

async function runStep(raw: Step, { client, places, values, earlier }: Course): Promise<StepResult> {
  const { between: before, ...rest } = raw;
  const between = await runBetween(fill(before, values), places);
  const step = fill(rest, values);
  const { prompt, args = [], skipPermissions, permissionMode, env = {}, limitMs = 60_000, ...script } = step;
  const all = ['-p', prompt, '--output-format', 'stream-json', '--verbose'];
  if (skipPermissions === true) all.push('--dangerously-skip-permissions');
  if (permissionMode !== undefined) all.push('--permission-mode', permissionMode);
  const prefix = `s${earlier.length}`;
  const outcome = await runInside({ kind: 'client', places, client, args: [...all, ...args], env, script, prefix, limitMs });
  const result = outcome.events.findLast((event) => event['type'] === 'result');
  const session = outcome.events.find((event) => typeof event['session_id'] === 'string')?.['session_id'];
  if (typeof session === 'string') values['session_id'] = session;
  return { ...outcome, result, toolResults: newResults(outcome, earlier), between };
}

async function runBetween(between: Step['between'], places: Places): Promise<ShellOutcome | undefined> {
  if (typeof between === 'string') return runInside({ kind: 'shell', places, command: between });
  await between?.(places);
  return undefined;
}

function newResults({ requests }: ClientOutcome, earlier: readonly StepResult[]): ToolResult[] {
  const seen = new Set(earlier.flatMap((step) => step.toolResults.map(({ id }) => id)));
  return requests.flatMap(({ body }) => toolResultsOf(body)).filter(({ id }) => !seen.has(id) && seen.add(id));
}
