import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli, type Ran, start } from './hooks.ts';
import { git, put, scopeText, temporaryFolder } from './repository.ts';
import { type Session, session } from './session.ts';

/** The people of these tests, by the words that the tests use. */
export const PEOPLE = { owner: 'owner@example.com', reviewer: 'reviewer@example.com', stranger: 'stranger@example.com' } as const;
export type Person = keyof typeof PEOPLE;

/** A real ed25519 key without a passphrase; the path of its private half. */
export function makeKey(folder: string, name: string): string {
  const file = join(folder, name);
  const done = spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', file], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(done.stderr);
  return file;
}

export const publicKey = (file: string): string => readFileSync(`${file}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');

/** A guarded repository with a bare remote, people with keys, and a policy on its main branch. */
export interface Release {
  readonly root: string;
  readonly remote: string;
  /** Private key of each person. */
  readonly keys: Readonly<Record<Person, string>>;
  readonly as: (person: Person, ...args: readonly string[]) => Ran;
  /** The same in another folder, for another clone. */
  readonly asIn: (folder: string, person: Person, ...args: readonly string[]) => Ran;
  readonly clone: () => string;
}

export const SIGNERS = '.claude/twoloops/signers';

export const POLICY = `version: 1
owners: [owner@example.com, reviewer@example.com]
approvers: [approver@example.com]
allowed_signers: ${SIGNERS}
`;

export interface Setting {
  /** Replaces the policy; null: none. */
  readonly policy?: string | null;
  readonly scope?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  /** With hooks and command line as `init` puts them there. */
  readonly vendored?: boolean;
}

const FILES = {
  'src/a.ts': 'export const a = 1;\n',
  'docs/guide.md': '# guide\n',
  'package.json': '{"scripts":{"test":"node -e 0"}}\n',
};

export const releaseRepository = (setting: Setting = {}): Release => releaseIn(temporaryFolder('twoloops-release-'), setting);

/** The same for a whole suite: it stays until the caller removes it. */
export function lastingRelease(setting: Setting = {}): { readonly release: Release; readonly remove: () => void } {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'twoloops-suite-')));
  return { release: releaseIn(base, setting), remove: () => rmSync(base, { recursive: true, force: true }) };
}

function releaseIn(base: string, { policy = POLICY, scope = {}, files = {}, vendored = false }: Setting): Release {
  const root = join(base, 'repo');
  const remote = join(base, 'remote.git');
  git(base, 'init', '--quiet', '--bare', remote);
  git(base, 'init', '--quiet', root);
  git(root, 'config', 'user.name', 'owner');
  git(root, 'config', 'user.email', PEOPLE.owner);
  const keys = Object.fromEntries(Object.keys(PEOPLE).map((name) => [name, makeKey(base, name)])) as Record<Person, string>;
  const signers = (['owner', 'reviewer'] as const).map((name) => `${PEOPLE[name]} ${publicKey(keys[name])}\n`).join('');
  const commands = '{ allow: [npm test, "git commit *", "git add *"] }';
  put(root, {
    ...FILES,
    '.claude/scope.yaml': scopeText({ edit: '{ allow: ["src/**", "docs/**"], deny: [] }', commands, ...scope }),
    ...(policy === null ? {} : { '.claude/twoloops/policy.yaml': policy, [SIGNERS]: signers }),
    ...files,
  });
  if (vendored) cli(root, ['init', '--yes']);
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--message', 'start');
  git(root, 'remote', 'add', 'origin', remote);
  git(root, 'push', '--quiet', 'origin', 'main');
  let clones = 0;
  const asIn: Release['asIn'] = (folder, person, ...args) =>
    cli(folder, [...args], { env: { GIT_AUTHOR_EMAIL: PEOPLE[person], HOME: base } });
  return {
    root,
    remote,
    keys,
    as: (person, ...args) => asIn(root, person, ...args),
    asIn,
    clone: () => {
      clones += 1;
      const folder = join(base, `clone-${clones}`);
      git(base, 'clone', '--quiet', remote, folder);
      return folder;
    },
  };
}

let runs = 0;

/** Opens a run of the owner's; each call one of its own. */
export function openRun(root: string): Session & { readonly id: string } {
  runs += 1;
  const id = `${String(runs).padStart(8, 'a')}-0000-4000-8000-000000000000`;
  const begun = start(root, { GIT_AUTHOR_EMAIL: PEOPLE.owner }, { session_id: id });
  if (begun.status !== 0) throw new Error(begun.stderr);
  return { ...session(root, { session_id: id }), id };
}

/** A run that changed the guide and stopped: of low risk. */
export function changeGuide(root: string, text = '# guide\n\nhow to\n'): Session & { readonly id: string } {
  const open = openRun(root);
  open.write('docs/guide.md', text);
  open.stop('wrote the guide');
  return open;
}

export const WORDS = ['--reason', 'looked at it', '--residual-risk', 'none that I see', '--rollback', 'twoloops rollback'] as const;

/** Changes a file by hand. */
export const byHand = (root: string, path: string, text: string): void => writeFileSync(join(root, path), text);
