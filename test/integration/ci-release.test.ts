import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GitHub, gitHub } from '../support/github.ts';
import { PROJECT } from '../support/hooks.ts';
import { byHand, changeGuide, type Release, releaseRepository, WORDS } from '../support/release.ts';
import { git } from '../support/repository.ts';
import { type Action, type Job, readYaml, runAction, runScript } from '../support/runner.ts';

const ACTION = readYaml(join(PROJECT, 'action.yml')) as Action;
const GITLAB = (
  readYaml(join(PROJECT, 'templates', 'gitlab-ci.yml')) as {
    readonly 'twoloops-gate': { readonly script: readonly string[]; readonly variables: Readonly<Record<string, string>> };
  }
)['twoloops-gate'];

let github: GitHub;
beforeEach(async () => {
  github = await gitHub();
});
afterEach(() => github.close());

/** A guarded repository as `init` makes it, its run decided on and published, its branch pushed. */
function released(): Release {
  const release = releaseRepository({ vendored: true });
  const { root, as, keys } = release;
  git(root, 'checkout', '--quiet', '-b', 'work');
  changeGuide(root);
  const told = [as('reviewer', 'decide', 'ship', ...WORDS, '--key', keys.reviewer)];
  git(root, 'commit', '--quiet', '-am', 'write the guide');
  told.push(as('owner', 'trailers', '--amend'), as('owner', 'publish'));
  for (const done of told) expect(done.status, done.stderr).toBe(0);
  git(root, 'push', '--quiet', 'origin', 'work');
  return release;
}

function checkedOut({ clone, remote }: Release): { readonly root: string; readonly event: unknown; readonly head: string } {
  const root = clone();
  git(root, 'checkout', '--quiet', 'work');
  const [base, head] = [git(root, 'rev-parse', 'origin/main'), git(root, 'rev-parse', 'HEAD')];
  const event = {
    repository: { clone_url: remote },
    pull_request: { number: 7, base: { sha: base }, head: { sha: head, repo: { clone_url: remote } } },
  };
  return { root, event, head };
}

async function oneByteMore({ root }: Release): Promise<void> {
  byHand(root, 'docs/guide.md', '# guide\n\nhow tO\n');
  git(root, 'commit', '--quiet', '-am', 'one byte more');
  git(root, 'push', '--quiet', 'origin', 'work');
}

describe('a pull request, from the run to the verdict', () => {
  it('opens by the action, and is closed by it for one commit more', async () => {
    const release = released();
    const act = (): Promise<Job> => {
      const { root, event } = checkedOut(release);
      return runAction(ACTION, { root, event, api: github.url });
    };
    const open = await act();
    expect({ verdict: open.outputs['verdict'], status: open.status, log: open.log }).toMatchObject({ verdict: 'open', status: 0 });
    expect(open.outputs['runs']).toMatch(/^\d{8}-\d{4}-\w+$/);
    await oneByteMore(release);
    const closed = await act();
    expect({ verdict: closed.outputs['verdict'], status: closed.status }).toEqual({ verdict: 'closed', status: 1 });
    expect(closed.log).toMatch(/::error file=docs\/guide.md,.*is not as it was when run \S+ was decided on/);
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]?.body).toMatch(/^<!-- twoloops -->\n# twoloops: closed/);
  });

  it('opens by the GitLab job, and is closed by it', async () => {
    const release = released();
    const job = () => {
      const { root, head } = checkedOut(release);
      return runScript(GITLAB.script, root, {
        ...GITLAB.variables,
        CI_COMMIT_SHA: head,
        CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
        CI_MERGE_REQUEST_IID: '7',
      });
    };
    const open = await job();
    expect(open.status, open.stdout + open.stderr).toBe(0);
    await oneByteMore(release);
    const closed = await job();
    expect(closed).toMatchObject({ status: 1, stdout: expect.stringMatching(/^closed: /m) });
  });
});
