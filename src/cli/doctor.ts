import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readEffective } from '../io/effective-scope.ts';
import { sha256 } from '../io/hash.ts';
import { reason } from '../io/repository.ts';
import { scopePath } from '../io/scope-file.ts';
import { OLDEST_CLIENT, older, VERSION } from '../product.ts';
import { here } from './here.ts';
import { readManifest, SETTINGS } from './install-plan.ts';
import { play } from './play.ts';
import { disarming, missingHandlers } from './settings.ts';
import { EXIT, green, red, type Terminal, yellow } from './terminal.ts';

export const usage = 'twoloops doctor [--json]   is this repository guarded? with a real self-test in a throw-away copy';

interface Finding {
  readonly level: 'ok' | 'warning' | 'bad';
  readonly text: string;
}

const ok = (text: string): Finding => ({ level: 'ok', text });
const warning = (text: string): Finding => ({ level: 'warning', text });
const bad = (text: string): Finding => ({ level: 'bad', text });

export async function doctor(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } } });
  const { root } = here(terminal);
  const findings = [
    ...machine(terminal),
    ...installed(root),
    ...settings(root, terminal.home),
    ...scope(root, terminal),
    ...(await selfTest(root, terminal)),
  ];
  const guarded = findings.every((finding) => finding.level !== 'bad');
  if (values.json) terminal.out(`${JSON.stringify({ guarded, product: VERSION, findings })}\n`);
  else {
    const mark = { ok: green(terminal, 'ok     '), warning: yellow(terminal, 'warning'), bad: red(terminal, 'bad    ') };
    for (const finding of findings) terminal.out(`${mark[finding.level]} ${finding.text}\n`);
    terminal.out(guarded ? `guarded: sessions that start in ${root} are held to the scope\n` : 'NOT guarded\n');
  }
  return guarded ? EXIT.done : EXIT.no;
}

function machine(terminal: Terminal): Finding[] {
  const path = { env: { ...terminal.env }, encoding: 'utf8', timeout: 20_000 } as const;
  const node = spawnSync('node', ['--version'], path);
  const client = spawnSync('claude', ['--version'], path);
  const version = /(\d+\.\d+\.\d+)/.exec(client.stdout ?? '')?.[1];
  return [
    node.status === 0 ? nodeVersion(node.stdout.trim()) : bad('node is not on PATH: every call would be refused'),
    version === undefined
      ? warning('claude is not on PATH: its version is checked when a session starts')
      : older(version, OLDEST_CLIENT)
        ? bad(`Claude Code ${version}: ${OLDEST_CLIENT} or newer is needed, older ones let a call through when a hook fails`)
        : ok(`Claude Code ${version}`),
  ];
}

function nodeVersion(text: string): Finding {
  const version = text.replace(/^v/, '');
  return older(version, '20.19.0') ? bad(`node ${version}: 20.19 or newer is needed`) : ok(`node ${version}`);
}

function installed(root: string): Finding[] {
  let manifest: ReturnType<typeof readManifest>;
  try {
    manifest = readManifest(root);
  } catch (error) {
    return [bad(`the manifest cannot be read: ${reason(error)}`)];
  }
  if (manifest === undefined) return [bad('twoloops is not installed here: run `twoloops init`')];
  const hooks = Object.entries(manifest.files).filter(([path]) => /\.[cm]js$/.test(path));
  const wrong = hooks
    .filter(([path, digest]) => !existsSync(join(root, path)) || sha256(readFileSync(join(root, path))) !== digest)
    .map(([path]) => path);
  return wrong.length > 0
    ? wrong.map((path) => bad(`${path} is not the file that init wrote: run init again, and find out who changed it`))
    : [ok(`${hooks.length} installed files are as version ${manifest.product} wrote them`)];
}

function settings(root: string, home: string): Finding[] {
  const file = join(root, SETTINGS);
  if (!existsSync(file)) return [bad(`${SETTINGS} is not there`)];
  try {
    const missing = missingHandlers(readFileSync(file, 'utf8'), SETTINGS);
    const files = [file, join(root, '.claude', 'settings.local.json'), join(home, '.claude', 'settings.json')].filter(existsSync);
    const disarmed = files.flatMap((one) => disarming(readFileSync(one, 'utf8'), one));
    const found = [
      ...missing.map((event) => bad(`${SETTINGS}: the hook for ${event} is missing or changed: run init again`)),
      ...disarmed.map(bad),
    ];
    return found.length > 0 ? found : [ok('all hooks are in the settings, and no settings file switches them off')];
  } catch (error) {
    return [bad(reason(error))];
  }
}

function scope(root: string, terminal: Terminal): Finding[] {
  const read = readEffective({ path: scopePath(root, terminal.env['TWOLOOPS_SCOPE']), root, home: terminal.home, env: terminal.env });
  const frozen = read.ruling.scope;
  if (frozen === undefined) return read.errors.map((error) => warning(`${error}; until it is mended a session can only read`));
  const observed = frozen.enforce === 'observe' ? [warning(`${frozen.file}: enforce is observe: nothing is held back`)] : [];
  const policies = read.ruling.standing?.files.map((one) => ok(`policy ${one.file} (${one.layer})`)) ?? [];
  return [ok(`scope ${frozen.file}: ${frozen.task}`), ...policies, ...read.warnings.map(warning), ...observed];
}

/** The installed hooks, as the settings name them, in a throw-away repository: one call that must pass, one that must not. */
async function selfTest(root: string, terminal: Terminal): Promise<Finding[]> {
  if (!existsSync(join(root, SETTINGS))) return [];
  const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'twoloops-doctor-')));
  try {
    mkdirSync(join(temporary, '.claude'));
    cpSync(join(root, '.claude', 'twoloops'), join(temporary, '.claude', 'twoloops'), { recursive: true });
    cpSync(join(root, SETTINGS), join(temporary, SETTINGS));
    spawnSync('git', ['init', '--quiet', temporary], { env: { ...terminal.env } });
    const base = { session_id: 'doctor00-self-test', cwd: temporary };
    const env = { ...terminal.env, TWOLOOPS_SCOPE: undefined };
    const start = await play(temporary, { ...base, hook_event_name: 'SessionStart', source: 'startup' }, env);
    const call = (tool: string, path: string) =>
      play(
        temporary,
        {
          ...base,
          hook_event_name: 'PreToolUse',
          tool_name: tool,
          tool_input: { file_path: join(temporary, path), content: '' },
          tool_use_id: path,
        },
        env,
      );
    const [good, evil] = [await call('Read', 'README.md'), await call('Write', '.claude/settings.json')];
    const problems = [
      ...(start.some((one) => one.exitCode !== 0) || start.length === 0 ? [`SessionStart: ${start[0]?.stderr ?? 'no handler'}`] : []),
      ...(good.length === 1 && good[0]?.exitCode === 0 ? [] : [`reading a file was not let through: ${good[0]?.stderr ?? 'no handler'}`]),
      ...(evil.length === 1 && evil[0]?.exitCode === 2
        ? []
        : [`a change of the settings was not refused: exit ${evil[0]?.exitCode ?? 'none'}`]),
    ];
    return problems.length > 0
      ? problems.map((text) => bad(`self-test: ${text.trim()}`))
      : [ok('self-test: a read passes, a change of the settings is refused')];
  } catch (error) {
    return [bad(`self-test: ${reason(error)}`)];
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
