import { basename, dirname } from 'node:path';
import { ask, gitBinary } from './git.ts';
import { sha256 } from './hash.ts';

/** Which repository runs belong to: the same in every clone of it. */
export interface RepositoryId {
  readonly id: string;
  readonly name: string;
}

const LENGTH = 16;

/**
 * By the address of `origin`, without protocol, user and ending, as a digest; where there is none, by the first commit; where there
 * is no commit either, by its place on this machine.
 */
export function repositoryId(common: string, path: string | undefined): RepositoryId {
  const call = { binary: gitBinary(path), gitDir: common, cwd: common };
  const address = ask(call, 'config', '--get', 'remote.origin.url');
  const place = basename(common) === '.git' ? basename(dirname(common)) : basename(common);
  if (address !== undefined) {
    const plain = plainAddress(address);
    return { id: sha256(plain).slice(0, LENGTH), name: plain.split('/').at(-1) || place };
  }
  const first = ask(call, 'rev-list', '--max-parents=0', 'HEAD')?.split('\n').at(-1);
  return { id: sha256(first ?? common).slice(0, LENGTH), name: place };
}

/** `git@host:team/app.git`, `https://user@host/team/app` → `host/team/app`. */
export function plainAddress(address: string): string {
  const scp = /^(?:[^@/]+@)?([^:/]+):(?!\/\/)(.+)$/.exec(address);
  const url = /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/]*@)?([^/]*)(\/.*)?$/i.exec(address);
  const [host, path] = url ? [url[1] ?? '', url[2] ?? ''] : scp ? [scp[1] ?? '', scp[2] ?? ''] : ['', address];
  return [
    host.toLowerCase().replace(/:\d+$/, ''),
    path
      .replace(/^\/+/, '')
      .replace(/\/+$/, '')
      .replace(/\.git$/, ''),
  ]
    .filter(Boolean)
    .join('/');
}

/** Commits that some later commit says it reverts, in git's own words. */
export function revertedCommits(common: string, path: string | undefined): ReadonlySet<string> {
  const call = { binary: gitBinary(path), gitDir: common, cwd: common };
  const texts = ask(call, 'log', '--all', '--grep=^This reverts commit ', '--format=%B') ?? '';
  return new Set([...texts.matchAll(/^This reverts commit ([0-9a-f]{40,64})/gm)].map(([, commit]) => commit ?? ''));
}
