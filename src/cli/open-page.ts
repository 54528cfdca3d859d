import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** ms: an opener that has not failed by then has handed the file over, or is the browser itself. */
const PATIENCE_MS = 1_500;

/** How a system opens a file. The path is an argument of its own: no shell reads it. */
interface Opener {
  readonly name: string;
  /** Its absolute path, where it is not looked for on PATH. */
  readonly at?: string;
  /** Its exit code says nothing. */
  readonly mute?: boolean;
}

/**
 * Opens a file in the person's browser and resolves to what to print: the path of the file, with the reason where it was
 * not opened. Never rejects, and never waits for the browser.
 */
export async function openPage(file: string, env: Environment, platform: NodeJS.Platform): Promise<string> {
  const page = resolve(file);
  const why = await openAddress(page, env, platform);
  return why === undefined ? page : `${page} (not opened: ${why})`;
}

/** The same for an address of this machine. Resolves to why it was not opened; undefined where it was. */
export async function openAddress(address: string, env: Environment, platform: NodeJS.Platform): Promise<string | undefined> {
  const opener = openerOf(env, platform);
  return 'missing' in opener ? opener.missing : start(opener, address, env);
}

function openerOf(env: Environment, platform: NodeJS.Platform): Opener | { readonly missing: string } {
  if (platform === 'win32') return { name: 'explorer', at: join(env['SystemRoot'] ?? 'C:\\Windows', 'explorer.exe'), mute: true };
  if (platform === 'darwin') return env['SSH_CONNECTION'] === undefined ? { name: 'open' } : { missing: 'no display over ssh' };
  if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return { missing: 'no display' };
  return { name: 'xdg-open' };
}

/** Relative entries of PATH are skipped: they could lead into the repository. */
function onPath(name: string, path: string | undefined): string | undefined {
  return (path ?? '')
    .split(delimiter)
    .filter((folder) => folder.startsWith('/'))
    .map((folder) => join(folder, name))
    .find(executable);
}

function executable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Why it did not start, or failed at once; undefined where it is under way. */
function start({ name, at, mute }: Opener, page: string, env: Environment): Promise<string | undefined> {
  const program = at ?? onPath(name, env['PATH']);
  if (program === undefined) return Promise.resolve(`no ${name} on PATH`);
  return new Promise((done) => {
    const child = spawn(program, [page], { env: { ...env }, stdio: 'ignore', detached: true, shell: false });
    const timer = setTimeout(() => done(undefined), PATIENCE_MS);
    const end = (why: string | undefined): void => {
      clearTimeout(timer);
      done(why);
    };
    child.on('error', (error) => end(`${name}: ${error.message}`));
    child.on('exit', (code) => end(code === 0 || mute ? undefined : `${name} failed`));
    child.unref();
  });
}
