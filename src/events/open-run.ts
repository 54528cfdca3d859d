import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { dirtyPaths } from '../io/dirty.ts';
import { readEffective } from '../io/effective-scope.ts';
import { hasLog, RecordBroken, record } from '../io/event-log.ts';
import { surveyGround } from '../io/ground.ts';
import { hostClass } from '../io/host.ts';
import { hookDigests, requester } from '../io/installed.ts';
import { claimRun, isPruned, listRuns, loadFrozen, runsFolder, saveFrozen } from '../io/run-folder.ts';
import { scopePath } from '../io/scope-file.ts';
import { compileShell } from '../io/shell-bundle.ts';
import { savedState } from '../io/state-file.ts';
import { takeTree } from '../io/trees.ts';
import { clientVersion, VERSION } from '../product.ts';
import type { World } from '../run.ts';
import type { EventBody, OpenedBody } from '../schema/event.ts';
import type { Frozen } from '../schema/frozen.ts';
import type { HookInput } from '../schema/hook-input.ts';
import { SELF_TEST_ID, SELF_TEST_OK } from './self-test-answer.ts';
import { logOptions, note, type OpenRun, repositoryOf } from './session.ts';

/** A session's run, opened now or before; or why it cannot be opened. */
export type Opened = ({ readonly state: 'open'; readonly fresh: boolean } & OpenRun) | { readonly state: 'none'; readonly why: string };

/**
 * Opens the run of a session: freezes the scope, takes the baseline tree, proves by a known-bad call that the hooks
 * deny. A session that has a run goes on in it, under the scope that was frozen then. Safe to call twice: half an
 * opening is finished.
 */
export function openRun(input: HookInput, world: World, source: string): Opened {
  const repository = repositoryOf(input, world);
  if (repository.state === 'missing') return { state: 'none', why: repository.why };
  const run = claimRun(repository.common, input.session, world.now());
  const folder = join(runsFolder(repository.common), run);
  if (isPruned(folder)) return { state: 'none', why: 'its run was pruned, and cannot go on; start a new session' };
  const known = loadFrozen(folder);
  if (hasLog(folder)) {
    // the log decides, not what is kept beside it: a scope is frozen once
    if (known === undefined) return { state: 'none', why: 'the frozen scope of its run is gone; start a new session' };
    const open = { run, folder, ...known };
    const state = record(logOptions(open, input, world), (caughtUp) => ({
      // killed in its first line: the opening is finished now, and the torn line before it says so
      events: caughtUp.frozen === '' ? [opened(open, input, world, { source, warnings: known.frozen.scope?.warnings ?? [] })] : [],
      answer: caughtUp,
    }));
    if (state.selfTest === 'none') note(open, input, world, selfTest(open, input, world));
    return { state: 'open', fresh: false, ...open };
  }

  const path = scopePath(repository.root, world.env['TWOLOOPS_SCOPE']);
  const read = readEffective({ path, root: repository.root, home: world.home, env: world.env });
  const ground = surveyGround({
    root: repository.root,
    common: repository.common,
    home: world.home,
    env: world.env,
    scope: path,
    more: read.guarded,
  });
  const shell = compileShell(world.hooks, folder);
  const frozen: Frozen = {
    version: 1,
    run,
    session: input.session,
    openedAt: new Date(world.now()).toISOString(),
    ground,
    ...read.ruling,
    ...(shell === undefined ? {} : { shell }),
  };
  const open: OpenRun = { run, folder, ...saveFrozen(folder, frozen, { source: read.file.text, salt: world.salt() }) };
  const halts = source === 'fork' ? haltsOf(repository.common, run) : [];
  // under the lock, baseline included: of two processes that open one session, the second finds it open
  record(logOptions(open, input, world), (state) => {
    // a baseline without a record: taking another one now would hide all that came before it
    if (state.seq === 0 && existsSync(join(folder, 'shadow.git')))
      throw new RecordBroken('the record of its run is gone; start a new session');
    return {
      events: state.seq === 0 ? [opened(open, input, world, { source, warnings: read.warnings }), ...halts] : [],
      answer: undefined,
    };
  });
  note(open, input, world, selfTest(open, input, world));
  return { state: 'open', fresh: true, ...open };
}

interface Opening {
  readonly source: string;
  readonly warnings: readonly string[];
}

function opened({ run, folder, frozen, file, digest }: OpenRun, input: HookInput, world: World, { source, warnings }: Opening): OpenedBody {
  const { scope } = frozen;
  const client = clientVersion(world.env['AI_AGENT']);
  const baseline = takeTree(frozen, folder, world.env['PATH']);
  const dirty = dirtyPaths(frozen, folder, world.env['PATH'], baseline);
  return {
    type: 'opened',
    run,
    source,
    cwd: input.cwd,
    scope: scope ? { file: scope.file, digest: scope.digest, enforce: scope.enforce } : null,
    ...(frozen.unscoped === undefined ? {} : { unscoped: frozen.unscoped }),
    frozen: digest(),
    frozenFile: file,
    baseline,
    ...(dirty === undefined ? {} : { dirty }),
    requester: requester(frozen.ground, world.env),
    host: hostClass(world.env),
    ...(frozen.standing === undefined ? {} : { policies: frozen.standing.files.map((one) => ({ file: one.file, digest: one.digest })) }),
    ...(client === undefined ? {} : { client }),
    product: VERSION,
    hooks: hookDigests(world.hooks),
    warnings,
  };
}

/** A fork does not say which run it came from: while one is halted, it is halted too. */
function haltsOf(common: string, run: string): readonly EventBody[] {
  const halted = listRuns(common).find((other) => other !== run && savedState(join(runsFolder(common), other)).halted !== null);
  return halted === undefined ? [] : [{ type: 'halted', by: 'twoloops', reason: `the session was forked while run ${halted} is halted` }];
}

/** ms: one hook process. */
const SELF_TEST_TIMEOUT = 10_000;

/** A known-bad call through the hook that guards every call, as a process of its own: it must be denied. */
function selfTest({ frozen }: OpenRun, input: HookInput, world: World): Extract<EventBody, { type: 'self-test' }> {
  const hook = join(world.hooks, 'pre-tool-use.cjs');
  if (!existsSync(hook)) return { type: 'self-test', ok: false, detail: 'the hook for PreToolUse is not there' };
  const bad = {
    session_id: input.session,
    cwd: input.cwd,
    hook_event_name: 'PreToolUse',
    tool_name: 'Write',
    tool_input: { file_path: join(frozen.ground.root, '.claude', 'settings.json'), content: '{}' },
    tool_use_id: SELF_TEST_ID,
  };
  const done = spawnSync(process.execPath, [hook], {
    input: JSON.stringify(bad),
    timeout: SELF_TEST_TIMEOUT,
    encoding: 'utf8',
    env: { ...world.env },
  });
  const ok = done.status === 2 && done.stdout === '' && done.stderr.includes(SELF_TEST_OK);
  return {
    type: 'self-test',
    ok,
    detail: ok ? 'a change of the settings is denied' : `exit ${done.status ?? done.signal}: ${done.stderr.slice(0, 300)}`,
  };
}
