import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lchownSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Intent, PathIntent } from '../../src/schema/access.ts';

/** A scratch folder: the tree that commands run in lies deep inside, so that a stray `..` stays inside, too. */
export interface Scratch {
  readonly base: string;
  readonly root: string;
  readonly home: string;
}

// names out of the pool of the grammar, so that what reads them as arguments stays inside as well
const FILES: Readonly<Record<string, string | Buffer>> = {
  a: 'a\nb\n',
  b: 'n\n',
  c: 'd/x\nm\n',
  'd/x': 'x\na\n',
  'd/e/y': 'y\n',
  'd/k': '-> ../b',
  l: '-> d',
  k: '-> a',
  's p': 'b\n',
};

// root would run the commands with the rights to write anywhere: they run as nobody
const NOBODY = process.getuid?.() === 0 ? 65534 : undefined;
const OLD = new Date('2001-01-01T00:00:00Z');

function own(path: string): void {
  if (NOBODY !== undefined) lchownSync(path, NOBODY, NOBODY);
}

let archives: Readonly<Record<string, Buffer>> | undefined;

/** Made once: an archive of a changed and of a new file, and a compressed file. */
function packed(): Readonly<Record<string, Buffer>> {
  if (archives) return archives;
  const folder = mkdtempSync(join(tmpdir(), 'twoloops-packed-'));
  mkdirSync(join(folder, 'd'));
  for (const name of ['d/x', 'd/t', 'm']) writeFileSync(join(folder, name), `packed ${name}\n`);
  execFileSync('tar', ['cf', 's.tar', 'd', 'm'], { cwd: folder });
  execFileSync('gzip', ['m'], { cwd: folder });
  archives = { 's.tar': readFileSync(join(folder, 's.tar')), 'z.gz': readFileSync(join(folder, 'm.gz')) };
  rmSync(folder, { recursive: true });
  return archives;
}

export function scratch(): Scratch {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'twoloops-truth-')));
  own(base);
  const made = new Set([base]);
  const folder = (path: string): void => {
    if (made.has(path)) return;
    folder(dirname(path));
    mkdirSync(path);
    own(path);
    made.add(path);
  };
  const root = join(base, '1/2/3/4/tree');
  const home = join(base, '1/2/3/4/home');
  folder(home);
  for (const [name, content] of Object.entries({ ...FILES, ...packed() })) {
    const path = join(root, name);
    folder(dirname(path));
    if (typeof content === 'string' && content.startsWith('-> ')) symlinkSync(content.slice(3), path);
    else writeFileSync(path, content);
    own(path);
    // a file that is written again with the same content shows by its time
    lutimesSync(path, OLD, OLD);
  }
  return { base, root, home };
}

export const discard = ({ base }: Scratch): void => rmSync(base, { recursive: true, force: true, maxRetries: 3 });

/** Path → what can change of it: its type, mode, content, time or target. */
export function snapshot(folder: string, out = new Map<string, string>()): ReadonlyMap<string, string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const stat = lstatSync(path, { bigint: true });
    if (stat.isDirectory()) {
      out.set(path, `folder ${stat.mode}`);
      snapshot(path, out);
    } else if (stat.isSymbolicLink()) out.set(path, `link ${readlinkSync(path)}`);
    else if (stat.isFile()) {
      const hash = createHash('sha1').update(readFileSync(path)).digest('hex');
      out.set(path, `file ${stat.mode} ${stat.mtimeNs} ${hash}`);
    } else out.set(path, `other ${stat.mode}`);
  }
  return out;
}

/** Everything created, changed or deleted between two snapshots. */
export function changed(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path)).sort();
}

const PATH = '/usr/bin:/bin';

function works(command: string, ...args: readonly string[]): boolean {
  return (
    spawnSync(command, args, { stdio: 'ignore', env: { PATH }, ...(NOBODY === undefined ? {} : { uid: NOBODY, gid: NOBODY }) }).status === 0
  );
}

let fence: readonly string[] | undefined;

export const traceable = (): boolean => works('strace', '-f', '-qq', '-o', '/dev/null', 'true');

/** Runs a line in a real shell: no network where that can be had, no rights, no large files, not for long. */
export function run(line: string, { root, home }: Scratch, trace?: string): void {
  fence ??= works('unshare', '-rn', 'true') ? ['unshare', '-rn'] : [];
  const tracing = trace === undefined ? '' : `strace -f -y -qq -s 4096 -e trace=open,openat -o ${trace} `;
  const limited = [
    'timeout',
    '-k',
    '1',
    '4',
    '/bin/bash',
    '-c',
    `ulimit -f 500; exec ${tracing}/bin/bash --noprofile --norc -c "$1"`,
    '-',
    line,
  ];
  const [command = '', ...args] = [...fence, ...limited];
  spawnSync(command, args, {
    cwd: root,
    env: { PATH, HOME: home },
    // piped output is waited for, so that what runs in the background has ended as well
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 6_000,
    ...(NOBODY === undefined ? {} : { uid: NOBODY, gid: NOBODY }),
  });
}

/** Regular files that were opened for reading, from the output of strace. */
export function opened(trace: string): readonly string[] {
  const out = new Set<string>();
  for (const [, flags = '', path = ''] of readFileSync(trace, 'utf8').matchAll(/open(?:at)?\(.*"[^"]*", (O_[A-Z_|]+).*\) = \d+<([^>]*)>/g))
    if (!/O_WRONLY|O_DIRECTORY|O_PATH/.test(flags)) out.add(path.replace(/ \(deleted\)$/, ''));
  return [...out];
}

/** Where a link leads, also where nothing is there. */
function follow(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    try {
      return resolve(dirname(path), readlinkSync(path));
    } catch {
      return path;
    }
  }
}

/** The places of a path as the kernel finds them: the name itself, and what it leads to. */
function places(raw: string): readonly string[] {
  const parts = raw.split('/').filter((part) => part !== '' && part !== '.');
  let at = '/';
  parts.forEach((part, i) => {
    const next = part === '..' ? dirname(at) : join(at, part);
    at = i === parts.length - 1 ? next : follow(next);
  });
  return [...new Set([at, follow(at)])];
}

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

/** What a pattern stands for, said by a shell. */
function matches(pattern: string): readonly string[] {
  const { stdout } = spawnSync('/bin/bash', ['--norc', '-c', `IFS=; printf '%s\\0' $1`, '-', pattern], { encoding: 'utf8' });
  return stdout.split('\0').filter((path) => path !== '');
}

function spelled(intent: PathIntent): readonly string[] {
  const raws = intent.glob ? matches(intent.raw) : [intent.raw];
  const { into } = intent;
  return raws.flatMap(places).flatMap((place) => {
    if (into === undefined) return [place];
    if (isFolder(place)) return places(`${place}/${into}`);
    return intent.both ? [place, ...places(`${place}/${into}`)] : [place];
  });
}

interface Top {
  readonly path: string;
  readonly deep: boolean;
  readonly only: RegExp | undefined;
  readonly except: RegExp | undefined;
}

function covers({ path: top, deep, only, except }: Top, path: string): boolean {
  if (path === top) return true;
  if (!deep || !path.startsWith(`${top}/`)) return false;
  const names = path.slice(top.length + 1).split('/');
  return (only === undefined || only.test(names.at(-1) ?? '')) && !names.some((name) => except?.test(name));
}

/** Links below a folder, and where they lead. */
function linksBelow(folder: string): readonly string[] {
  const paths = isFolder(folder) ? [...snapshot(folder)] : [];
  return paths.filter(([, state]) => state.startsWith('link')).map(([path]) => follow(path));
}

const bringsLinks = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true || linksBelow(path).length > 0;

/** New names are foreseen where they are of the form that a pattern gives, as numbered files are. */
function form(pattern: string): RegExp {
  const cut = pattern.lastIndexOf('/');
  const [folder = ''] = places(pattern.slice(0, cut).replace(/\\(.)/g, '$1')).slice(-1);
  const parts = pattern.slice(cut).match(/\\.|\[[^\]]*\]|[\s\S]/g) ?? [];
  const one = (part: string): string => {
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.length > 2) return part.replace('[!', '[^');
    return part.slice(-1).replace(/[^\w/]/, '\\$&');
  };
  return new RegExp(`^${folder.replace(/[^\w/]/g, '\\$&')}${parts.map(one).join('')}$`);
}

/** Says of a path whether one of these intents takes it in; asks the disk as it is now, before the run. */
export function cover(
  intents: readonly Intent[],
  kinds: readonly Intent['kind'][],
  before: ReadonlyMap<string, string>,
): (path: string) => boolean {
  // links that the line copied or moved make what lies there unknown
  const carried = intents.some((intent) => 'after' in intent && intent.after !== undefined && bringsLinks(intent.after));
  if (carried) return () => true;
  const forms: RegExp[] = [];
  const tops = intents.flatMap((intent): readonly Top[] => {
    if (!kinds.includes(intent.kind) || !('reach' in intent) || intent.reach === 'names') return [];
    const deep = intent.reach !== 'content';
    const only = intent.only === undefined ? undefined : new RegExp(intent.only, 'is');
    const except = intent.except === undefined ? undefined : new RegExp(intent.except, 's');
    if (intent.glob) forms.push(form(intent.raw));
    const paths = spelled(intent);
    // where links are followed, one that leads out of the folder makes the call unknown
    const followed = intent.follow ? paths.flatMap(linksBelow) : [];
    return [...paths, ...followed].map((path) => ({ path, deep, only, except }));
  });
  return (path) => {
    if (tops.some((top) => covers(top, path))) return true;
    // new: of a foreseen form, or a folder that is made on the way to a path
    return !before.has(path) && (forms.some((one) => one.test(path)) || tops.some((top) => top.path.startsWith(`${path}/`)));
  };
}
