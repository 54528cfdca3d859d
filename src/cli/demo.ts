import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { findRepository, reason } from '../io/repository.ts';
import { runOfSession, runsFolder } from '../io/run-folder.ts';
import type { Packet } from '../schema/packet.ts';
import { DEMO_FILES, DEMO_SCOPE, DEMO_SESSION, type Step } from './demo-session.ts';
import { init } from './init.ts';
import { play } from './play.ts';
import { bold, dim, EXIT, green, Refusal, red, type Terminal } from './terminal.ts';

export const usage = 'twoloops demo   the whole loop on a throw-away repository: no account, no network';

const SESSION = 'demo0000-0000-4000-8000-000000000000';

/** A recorded session, played through the hooks as `init` installed them; every verdict is the hooks' own. */
export async function demo(args: readonly string[], terminal: Terminal): Promise<number> {
  parseArgs({ args: [...args], options: {} });
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'twoloops-demo-')));
  // as if a person did it at a terminal of their own: nothing of a surrounding session is passed on
  const env = Object.fromEntries(Object.entries(terminal.env).filter(([key]) => !/^(CLAUDE|AI_AGENT|TWOLOOPS_)/.test(key)));
  terminal.out(`${bold(terminal, '1. a repository')} ${root}\n`);
  prepare(root, env);
  terminal.out(`\n${bold(terminal, '2. twoloops init')}\n`);
  const quiet: Terminal = { ...terminal, cwd: root, env, interactive: false, out: () => undefined };
  await init([], quiet);
  put(root, '.claude/scope.yaml', DEMO_SCOPE);
  git(root, env, 'add', '-A');
  git(root, env, 'commit', '--quiet', '-m', 'guard this repository');
  terminal.out(`installed and committed; the scope a person wrote:\n${dim(terminal, DEMO_SCOPE.replace(/^/gm, '   '))}\n`);
  terminal.out(`${bold(terminal, '3. the agent works')} (a recorded session, through the hook commands of settings.json)\n`);
  for (const step of DEMO_SESSION) await perform(root, step, terminal, env);
  return ending(root, terminal);
}

function prepare(root: string, env: NodeJS.ProcessEnv): void {
  git(root, env, 'init', '--quiet');
  git(root, env, 'config', 'user.name', 'demo');
  git(root, env, 'config', 'user.email', 'owner@example.com');
  for (const [path, text] of Object.entries(DEMO_FILES)) put(root, path, text);
  git(root, env, 'add', '-A');
  git(root, env, 'commit', '--quiet', '-m', 'start');
}

function put(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function git(root: string, env: NodeJS.ProcessEnv, ...args: readonly string[]): void {
  const done = spawnSync(
    'git',
    ['-c', 'commit.gpgsign=false', '-c', 'core.hooksPath=/dev/null', '-c', 'init.defaultBranch=main', ...args],
    { cwd: root, env, encoding: 'utf8' },
  );
  if (done.status !== 0) throw new Refusal(`git ${args[0]}: ${done.error ? reason(done.error) : done.stderr.trim()}`);
}

async function perform(root: string, step: Step, terminal: Terminal, env: NodeJS.ProcessEnv): Promise<void> {
  const placed = JSON.parse(JSON.stringify(step.input).replaceAll('{{root}}', root)) as Record<string, unknown>;
  const input = {
    session_id: SESSION,
    transcript_path: join(root, '..', 'no-transcript.jsonl'),
    cwd: root,
    permission_mode: 'acceptEdits',
    ...placed,
  };
  const answers = await play(root, input, env);
  const refused = answers.find((answer) => answer.exitCode !== 0);
  const label = step.label ?? String(input['hook_event_name' as keyof typeof input]);
  if (step.label !== undefined) terminal.out(`   ${refused ? red(terminal, 'deny ') : green(terminal, 'allow')} ${label}\n`);
  if (refused && refused.exitCode !== 2) throw new Refusal(`the hook ended with ${refused.exitCode}: ${refused.stderr}`, EXIT.internal);
  if (refused) terminal.out(`${dim(terminal, refused.stderr.replace(/^/gm, '         ').trimEnd())}\n`);
  // what the client would have done had the hook not objected
  if (!refused && step.effect) put(root, step.effect.path, step.effect.text);
  if (!refused && step.run) await play(root, resultOf(input, step.run, root, env), env);
  if (refused && !step.refused) throw new Refusal(`the demo expected this to pass: ${label}`, EXIT.internal);
  if (!refused && step.refused) throw new Refusal(`the demo expected a refusal: ${label}`, EXIT.internal);
}

/** Runs a granted command for real and gives the event that the client would send for its result. */
function resultOf(
  input: Readonly<Record<string, unknown>>,
  [command, ...args]: readonly [string, ...string[]],
  root: string,
  env: NodeJS.ProcessEnv,
): Readonly<Record<string, unknown>> {
  const done = spawnSync(command, args, { cwd: root, env, encoding: 'utf8' });
  return done.status === 0
    ? { ...input, hook_event_name: 'PostToolUse', tool_response: { stdout: done.stdout, stderr: done.stderr, interrupted: false } }
    : { ...input, hook_event_name: 'PostToolUseFailure', error: `Exit code ${done.status}\n${done.stderr}`, is_interrupt: false };
}

function ending(root: string, terminal: Terminal): number {
  const repository = findRepository(root);
  const run = repository.state === 'found' ? runOfSession(repository.common, SESSION) : undefined;
  if (repository.state !== 'found' || run === undefined) throw new Refusal('the demo left no run', EXIT.internal);
  const folder = join(runsFolder(repository.common), run);
  const packet = JSON.parse(readFileSync(join(folder, 'packet.json'), 'utf8')) as Packet;
  terminal.out(`\n${bold(terminal, '4. the review packet')}\n`);
  for (const line of packet.headline) terminal.out(`   ${line.name.padEnd(15)} ${line.text}\n`);
  terminal.out(`\n${bold(terminal, 'packet')}  ${join(folder, 'packet.md')}\n`);
  terminal.out(
    dim(terminal, `look around:  cd ${root} && node .claude/twoloops/cli.mjs show\ndecide:       node .claude/twoloops/cli.mjs review\n`),
  );
  return EXIT.done;
}
