import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RUN_REFS } from '../../src/core/published.ts';
import { byHand, changeGuide, type Release, releaseRepository, WORDS } from '../support/release.ts';
import { git } from '../support/repository.ts';
import { folderOf } from '../support/session.ts';

interface Shared {
  readonly release: Release;
  readonly run: string;
  readonly folder: string;
}

/** A run on a branch, published without a decision, its commit pushed. */
function shared(): Shared {
  const release = releaseRepository();
  git(release.root, 'checkout', '--quiet', '-b', 'work');
  const folder = folderOf(release.root, changeGuide(release.root).id);
  git(release.root, 'commit', '--quiet', '-am', 'write the guide');
  git(release.root, 'push', '--quiet', 'origin', 'work');
  const published = release.as('owner', 'publish');
  expect(published.status, published.stderr).toBe(0);
  return { release, run: folder.split('/').at(-1) ?? '', folder };
}

/** Another clone of the reviewer's, with the branch checked out and the records fetched. */
function reviewing({ release }: Shared): string {
  const clone = release.clone();
  git(clone, 'checkout', '--quiet', 'work');
  const fetched = release.asIn(clone, 'reviewer', 'fetch');
  expect(fetched.stdout, fetched.stderr).toMatch(/fetched/);
  return clone;
}

const decide = ({ release }: Shared, clone: string, person: 'owner' | 'reviewer', value: string, ...more: readonly string[]) =>
  release.asIn(clone, person, 'decide', value, ...WORDS, '--key', release.keys[person], ...more);

describe('records that travel', () => {
  it('are decided on in another clone, come back, and open the gate', () => {
    const at = shared();
    const { release, run, folder } = at;
    const clone = reviewing(at);
    const unsigned = release.asIn(clone, 'reviewer', 'decide', 'ship', ...WORDS);
    expect(unsigned.stderr).toContain('recorded on another machine');
    const done = decide(at, clone, 'reviewer', 'ship');
    expect(done.status, done.stderr).toBe(0);
    expect(release.asIn(clone, 'reviewer', 'verify').stdout).toMatch(/ok +decision[\s\S]*ok +signature[\s\S]*ok +freshness .*HEAD/);
    expect(release.asIn(clone, 'reviewer', 'publish').status).toBe(0);
    expect(release.as('owner', 'fetch').stdout).toContain('decisions taken over');
    expect(readFileSync(join(folder, 'decisions.jsonl'), 'utf8')).toContain('"value":"ship"');
    expect(release.as('owner', 'verify', run).stdout).toMatch(/ok +signature +reviewer@example.com/);
    const ci = release.clone();
    git(ci, 'fetch', '--quiet', 'origin', '+refs/twoloops/runs/*:refs/twoloops/runs/*');
    const gate = release.asIn(ci, 'stranger', 'gate', '--base', 'origin/main', '--head', 'origin/work');
    expect(gate.status, gate.stdout).toBe(0);
  });

  it('are not decided on where another commit is checked out', () => {
    const at = shared();
    const clone = reviewing(at);
    git(clone, 'checkout', '--quiet', 'origin/main');
    expect(decide(at, clone, 'reviewer', 'ship')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('not in HEAD as the packet says: docs/guide.md'),
    });
  });

  it('of two who decide at once, the second is told, and loses nothing', () => {
    const at = shared();
    const { release } = at;
    const [one, two] = [reviewing(at), reviewing(at)];
    expect(decide(at, one, 'reviewer', 'ship').status).toBe(0);
    expect(decide(at, two, 'owner', 'hold').status).toBe(0);
    expect(release.asIn(one, 'reviewer', 'publish').status).toBe(0);
    const late = release.asIn(two, 'owner', 'publish');
    expect(late).toMatchObject({ status: 1, stderr: expect.stringContaining('somebody published in the meantime') });
    const fetched = release.asIn(two, 'owner', 'fetch');
    expect(fetched).toMatchObject({ status: 1, stdout: expect.stringMatching(/does not follow from the one here|contradict each other/) });
    expect(release.asIn(two, 'owner', 'verify').stdout).toMatch(/hold by owner@example.com/);
  });

  it('that were rewritten by force are not taken, and say so', () => {
    const at = shared();
    const { release, run } = at;
    const clone = reviewing(at);
    const tree = git(clone, 'rev-parse', `${RUN_REFS}${run}^{tree}`);
    const other = git(clone, 'commit-tree', '-m', 'another history', tree);
    git(clone, 'push', '--quiet', '--force', 'origin', `${other}:${RUN_REFS}${run}`);
    const again = release.asIn(clone, 'reviewer', 'fetch');
    expect(again).toMatchObject({ status: 1, stdout: expect.stringContaining('it was rewritten (force-pushed)') });
    expect(git(clone, 'rev-parse', `${RUN_REFS}${run}`)).not.toBe(other);
  });

  it('published twice are the same; a new decision is the next commit of the ref', () => {
    const at = shared();
    const { release, run } = at;
    expect(release.as('owner', 'publish').stdout).toContain('nothing new');
    expect(decide(at, release.root, 'reviewer', 'ship').status).toBe(0);
    expect(release.as('owner', 'publish').status).toBe(0);
    expect(git(release.remote, 'rev-list', '--count', `${RUN_REFS}${run}`)).toBe('2');
  });

  it('can leave the log at home: its digest goes, and the gate says what it did not check', () => {
    const { release } = shared();
    expect(release.as('reviewer', 'decide', 'ship', ...WORDS, '--key', release.keys.reviewer).status).toBe(0);
    expect(release.as('owner', 'publish', '--log', 'digest').status).toBe(0);
    const ci = release.clone();
    git(ci, 'fetch', '--quiet', 'origin', '+refs/twoloops/runs/*:refs/twoloops/runs/*');
    const gate = release.asIn(ci, 'stranger', 'gate', '--base', 'origin/main', '--head', 'origin/work');
    expect(gate.status, gate.stdout).toBe(0);
    expect(gate.stdout).toMatch(/stayed on its machine \(sha256 [0-9a-f]{12}, \d+ events\): its chain was not checked here/);
  });

  it('hold no salt', () => {
    const { release, run } = shared();
    expect(git(release.remote, 'ls-tree', '-r', '--name-only', `${RUN_REFS}${run}`).split('\n').sort()).toEqual([
      'events.jsonl',
      'packet.json',
      'packets/0001.json',
      'scope.json',
      'scope.yaml',
    ]);
    expect(git(release.remote, 'show', `${RUN_REFS}${run}:scope.json`)).not.toContain('salt');
  });
});

describe('trailers', () => {
  it('name the runs that a commit comes from, once, and leave the rest of it alone', () => {
    const { release, run } = shared();
    byHand(release.root, 'staged.txt', 'x');
    git(release.root, 'add', 'staged.txt');
    expect(release.as('owner', 'trailers').stdout).toMatch(new RegExp(`^Twoloops-Run: ${run}\nTwoloops-Packet: [0-9a-f]{64}\n$`));
    for (const _ of [1, 2]) expect(release.as('owner', 'trailers', '--amend').status).toBe(0);
    expect(git(release.root, 'log', '-1', '--format=%B').match(/Twoloops-Run/g)).toHaveLength(1);
    expect(git(release.root, 'diff', '--cached', '--name-only')).toBe('staged.txt');
  });

  it('are refused where no run changed what the commit did', () => {
    const { release } = shared();
    byHand(release.root, 'mine.txt', 'x');
    git(release.root, 'add', 'mine.txt');
    git(release.root, 'commit', '--quiet', '-m', 'mine');
    expect(release.as('owner', 'trailers')).toMatchObject({ status: 1, stderr: expect.stringContaining('no run of this machine') });
  });

  it('come by themselves where init put git’s hook, and go with it', () => {
    const release = releaseRepository({ vendored: true });
    const { root } = release;
    expect(release.as('owner', 'init', '--yes', '--trailers').stdout).toContain('commits in this clone name the runs');
    changeGuide(root);
    git(root, 'commit', '--quiet', '-am', 'write the guide');
    expect(git(root, 'log', '-1', '--format=%B')).toMatch(/^write the guide\n\nTwoloops-Run: \S+\nTwoloops-Packet: [0-9a-f]{64}$/);
    byHand(root, 'mine.txt', 'x');
    git(root, 'add', 'mine.txt');
    git(root, 'commit', '--quiet', '-m', 'mine');
    expect(git(root, 'log', '-1', '--format=%B')).toBe('mine');
    expect(release.as('owner', 'uninstall').stdout).toContain('taken away: prepare-commit-msg');
  });
});
