import { describe, expect, it } from 'vitest';
import { byHand, changeGuide, type Release, releaseRepository, WORDS } from '../support/release.ts';
import { git } from '../support/repository.ts';

const run = (release: Release, ...args: Parameters<Release['as']>) => {
  const done = release.as(...args);
  expect(done.status, `${args.join(' ')}\n${done.stdout}${done.stderr}`).toBe(0);
  return done;
};

/** A run on a branch of its own, decided on, committed, published, pushed. */
function released(release: Release): void {
  const { root, keys } = release;
  git(root, 'checkout', '--quiet', '-b', 'work');
  changeGuide(root);
  run(release, 'reviewer', 'decide', 'ship', ...WORDS, '--key', keys.reviewer);
  git(root, 'commit', '--quiet', '-am', 'write the guide');
  run(release, 'owner', 'trailers', '--amend');
  run(release, 'owner', 'publish');
  git(root, 'push', '--quiet', 'origin', 'work');
}

const inCi = (release: Release, base = 'origin/main', head = 'origin/work') => {
  const ci = release.clone();
  git(ci, 'fetch', '--quiet', 'origin', '+refs/twoloops/runs/*:refs/twoloops/runs/*');
  return release.asIn(ci, 'stranger', 'gate', '--base', base, '--head', head);
};

describe('the gate', () => {
  it('opens for a run that was decided on, and closes for one commit more', () => {
    const release = releaseRepository();
    released(release);
    const open = inCi(release);
    expect(open.status, open.stdout + open.stderr).toBe(0);
    byHand(release.root, 'docs/guide.md', '# guide\n\nhow to!\n');
    git(release.root, 'commit', '--quiet', '-am', 'one byte more');
    git(release.root, 'push', '--quiet', 'origin', 'work');
    const closed = inCi(release);
    expect(closed.status).toBe(1);
    expect(closed.stdout).toMatch(
      /^closed: `docs\/guide.md` is not as it was when run \S+ was decided on: it was changed since \(commit [0-9a-f]+\)/,
    );
  });
});
