import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLI, PROJECT, plainEnv, type Ran } from '../support/hooks.ts';
import {
  byHand,
  changeGuide,
  openRun,
  PEOPLE,
  POLICY,
  publicKey,
  type Release,
  releaseRepository,
  SIGNERS,
  WORDS,
} from '../support/release.ts';
import { git } from '../support/repository.ts';
import { folderOf } from '../support/session.ts';

/** A run that stopped, and the folder of its record. */
function stopped(release: Release): string {
  return folderOf(release.root, changeGuide(release.root).id);
}

const ship = ({ as, keys }: Release, person: 'owner' | 'reviewer' | 'stranger', ...more: readonly string[]): Ran =>
  as(
    person,
    'decide',
    'ship',
    ...WORDS,
    ...(more.includes('--sign') ? ['--key', keys[person], ...more.filter((one) => one !== '--sign')] : more),
  );

const decisionsIn = (folder: string): readonly Record<string, unknown>[] =>
  existsSync(join(folder, 'decisions.jsonl'))
    ? readFileSync(join(folder, 'decisions.jsonl'), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>)
    : [];

describe('a release decision', () => {
  it('is bound, signed, recorded, drawn into the packet, and superseded by the next one', () => {
    const release = releaseRepository();
    const folder = stopped(release);
    const packet = readFileSync(join(folder, 'packet.json'), 'utf8');
    const done = ship(release, 'reviewer', '--sign', '--evidence', 'diff', '--asked', 'why-now');
    expect(done.status, done.stderr).toBe(0);
    expect(decisionsIn(folder)).toMatchObject([
      { number: 1, value: 'ship', owner: PEOPLE.reviewer, evidence: ['diff'], asked: ['why-now'], bound: { number: 1 } },
    ]);
    expect(readFileSync(join(folder, 'packet.json'), 'utf8'), 'the packet carries no decision').toBe(packet);
    expect(readFileSync(join(folder, 'packet.md'), 'utf8')).toMatch(
      /Release decision: ship\nDecision owner: reviewer@example.com\nReason: looked at it\nEvidence reviewed: diff\nResidual risk: none that I see\nRollback or containment path: twoloops rollback/,
    );
    expect(readFileSync(join(folder, 'packet.html'), 'utf8')).toContain(
      'Decision 1: <strong class="ship">ship</strong> by reviewer@example.com',
    );
    const held = release.as('owner', 'decide', 'hold', '--reason', 'not today');
    expect(held.status, held.stderr).toBe(0);
    expect(decisionsIn(folder).map((one) => one['value'])).toEqual(['ship', 'hold']);
    const verified = release.as('owner', 'verify');
    expect(verified.stdout).toMatch(/ok +decision +2: hold by owner@example.com/);
  });

  it.each(['a key file', 'a public key whose private half ssh-agent holds', 'a key that the setting spells out, held by ssh-agent'])(
    'is signed with git’s own signing key: %s',
    (kind) => {
      const release = releaseRepository();
      const folder = stopped(release);
      const key = release.keys.reviewer;
      const setting = kind.startsWith('a key file') ? key : kind.startsWith('a public') ? `${key}.pub` : `key::${publicKey(key)}`;
      git(release.root, 'config', 'gpg.format', 'ssh');
      git(release.root, 'config', 'user.signingkey', setting);
      const decide = `'${process.execPath}' '${CLI}' decide ship --reason ok --residual-risk none --rollback back --sign`;
      const held = `cp '${key}' '${key}.kept' && eval "$(ssh-agent -s)" >/dev/null && ssh-add -q '${key}' && rm '${key}'; ${decide}; code=$?; ssh-agent -k >/dev/null; exit $code`;
      const env = plainEnv({ GIT_AUTHOR_EMAIL: PEOPLE.reviewer, HOME: release.root });
      const done = spawnSync('bash', ['-c', setting === key ? decide : held], { cwd: release.root, encoding: 'utf8', env });
      expect(done.status, done.stderr).toBe(0);
      expect(done.stdout).toContain('by reviewer@example.com, signed');
      expect(decisionsIn(folder)[0]?.['signature']).toContain('BEGIN SSH SIGNATURE');
    },
  );

  it('says what to do where git signs with no SSH key', () => {
    const release = releaseRepository();
    stopped(release);
    expect(release.as('owner', 'decide', 'ship', ...WORDS, '--sign')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--key FILE'),
    });
  });

  it('can be checked by the lines of the README, without twoloops', () => {
    const release = releaseRepository();
    const folder = stopped(release);
    expect(ship(release, 'reviewer', '--sign').status).toBe(0);
    const lines = /tail -n 1 decisions\.jsonl[\s\S]*?(?=\n```)/.exec(readFileSync(join(PROJECT, 'README.md'), 'utf8'))?.[0] ?? 'false';
    const script = lines.replaceAll('/tmp/d', join(folder, 'd')).replace('SIGNERS', join(release.root, SIGNERS));
    const byLines = (): Ran => spawnSync('bash', ['-ec', script], { cwd: folder, encoding: 'utf8' });
    expect(byLines()).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Good "twoloops-release" signature for reviewer@example.com'),
    });
    expect(byLines().stdout).toContain(String((decisionsIn(folder)[0]?.['bound'] as { readonly packet?: string } | undefined)?.packet));
    writeFileSync(join(folder, 'decisions.jsonl'), readFileSync(join(folder, 'decisions.jsonl'), 'utf8').replace('looked at', 'looked by'));
    expect(byLines().status).not.toBe(0);
  });

  it.each([
    ['nobody knows', 'stranger', [], /`stranger@example.com` may not decide this/],
    [
      'git calls somebody else',
      'owner',
      ['--owner', PEOPLE.reviewer],
      /git calls you owner@example.com: a decision of reviewer@example.com needs a signature/,
    ],
    [
      'signs for somebody else',
      'owner',
      ['--owner', PEOPLE.reviewer, '--sign'],
      /it is signed by owner@example.com, and names reviewer@example.com/,
    ],
    ['has a key that nobody lists', 'stranger', ['--owner', PEOPLE.owner, '--sign'], /its key is not in/],
    ['names evidence that is not there', 'owner', ['--evidence', 'moon'], /there is no evidence `moon`: .*diff/],
    ['overrides what is met', 'owner', ['--override', 'record=x'], /it is not unmet/],
    ['gives an override no end', 'owner', ['--override', 'record=x', '--until', 'never'], /--until `never`/],
  ] as const)('is refused to whom %s', (_name, person, more, text) => {
    const release = releaseRepository();
    const folder = stopped(release);
    const { status, stderr } = ship(release, person, ...more);
    expect(status).not.toBe(0);
    expect(stderr).toMatch(text);
    expect(decisionsIn(folder)).toEqual([]);
  });

  it('is refused to the agent', () => {
    const release = releaseRepository();
    const folder = stopped(release);
    const env = plainEnv({ CLAUDECODE: '1', GIT_AUTHOR_EMAIL: PEOPLE.owner });
    const { status, stderr } = spawnSync(process.execPath, [CLI, 'decide', 'ship', ...WORDS], { cwd: release.root, encoding: 'utf8', env });
    expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining('is for people') });
    expect(decisionsIn(folder)).toEqual([]);
  });

  it('says what it lacks, and needs no risk and no way back to hold', () => {
    const release = releaseRepository();
    stopped(release);
    expect(release.as('owner', 'decide')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('ship, hold or escalate, --reason TEXT'),
    });
    expect(release.as('owner', 'decide', 'ship', '--reason', 'x')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--residual-risk TEXT, --rollback TEXT'),
    });
    expect(release.as('owner', 'decide', 'hold', '--reason', 'x').status).toBe(0);
  });

  it('is refused while something was changed since, and taken once the packet was made again', () => {
    const release = releaseRepository({ vendored: true });
    stopped(release);
    byHand(release.root, 'docs/guide.md', '# by hand\n');
    expect(ship(release, 'owner')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/changed since the packet was made: docs\/guide.md; `twoloops packet \S+ --again`/),
    });
    expect(release.as('owner', 'packet', '--again').stdout).toContain('unattributed');
    const done = ship(release, 'owner');
    expect(done.status, done.stderr).toBe(0);
  });

  it('lets pass by name what is not met, until a day, in sight', () => {
    const release = releaseRepository({ vendored: true });
    stopped(release);
    byHand(release.root, 'new.txt', 'x');
    release.as('owner', 'packet', '--again');
    const over = ['--override', 'inside-scope=a note of mine', '--override', 'attributed=I wrote it', '--until', '3d'];
    expect(ship(release, 'reviewer', '--sign').stderr).toMatch(/`inside-scope` is not met: changed outside the scope: new.txt/);
    const done = ship(release, 'reviewer', '--sign', ...over);
    expect(done.status, done.stderr).toBe(0);
    expect(release.as('owner', 'packet').stdout).toMatch(/- overridden: `inside-scope` until \d{4}-\d\d-\d\d: a note of mine/);
  });

  it('goes stale with one byte', () => {
    const release = releaseRepository();
    stopped(release);
    expect(ship(release, 'reviewer', '--sign').status).toBe(0);
    expect(release.as('owner', 'verify')).toMatchObject({ status: 0, stdout: expect.stringMatching(/ok +freshness/) });
    byHand(release.root, 'docs/guide.md', '# guide\n\nhow tO\n');
    expect(release.as('owner', 'verify')).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/BROKEN +freshness +decision 1 is stale: docs\/guide.md is not as decided/),
    });
  });

  it('of high risk must be signed, and not by who opened the run', () => {
    const release = releaseRepository({ scope: { edit: '{ allow: ["src/**"], deny: [] }' } });
    const open = openRun(release.root);
    open.write('src/auth/login.ts', 'export const login = 1;\n');
    open.stop('done');
    expect(ship(release, 'reviewer')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('at high risk it must be where no policy says otherwise'),
    });
    expect(ship(release, 'owner', '--sign')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('at high risk nobody ships a run of their own'),
    });
    const done = ship(release, 'reviewer', '--sign');
    expect(done.status, done.stderr).toBe(0);
  });

  it('cannot let pass what nobody can know', () => {
    const release = releaseRepository();
    const folder = stopped(release);
    const log = join(folder, 'events.jsonl');
    writeFileSync(log, readFileSync(log, 'utf8').replace('"Write"', '"Wrote"'));
    release.as('owner', 'packet', '--again');
    const { status, stderr } = ship(release, 'owner', '--override', 'record=never mind');
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/record/);
    expect(decisionsIn(folder)).toEqual([]);
  });

  it('never overrides what the policy keeps', () => {
    const release = releaseRepository({ policy: `${POLICY}overrides: { by: [owner@example.com], never: [inside-scope] }\n` });
    stopped(release);
    byHand(release.root, 'new.txt', 'x');
    release.as('owner', 'packet', '--again');
    expect(ship(release, 'owner', '--override', 'inside-scope=x').stderr).toContain('`inside-scope` cannot be overridden');
    expect(ship(release, 'reviewer', '--override', 'inside-scope=x').stderr).toMatch(/cannot be overridden/);
  });
});

describe('decisions that were changed by hand', () => {
  const decided = (): { readonly release: Release; readonly file: string } => {
    const release = releaseRepository();
    const folder = stopped(release);
    expect(ship(release, 'owner').status).toBe(0);
    return { release, file: join(folder, 'decisions.jsonl') };
  };

  it.each([
    [
      'a word of one',
      (file: string) => writeFileSync(file, readFileSync(file, 'utf8').replace('looked at it', 'looked at all')),
      /decision 1 is not the one that the log of the run names/,
    ],
    ['all of them taken out', (file: string) => writeFileSync(file, ''), /decision 1 is in the log of the run and was taken out/],
    [
      'one more',
      (file: string) => appendFileSync(file, readFileSync(file, 'utf8')),
      /line 2 does not carry the hash of the line before it/,
    ],
    ['half a line', (file: string) => appendFileSync(file, '{"version":1'), /has no end/],
    ['a newer version', (file: string) => writeFileSync(file, '{"version":9}\n'), /is of version 9, which this program does not know/],
  ] as const)('%s: verify says so, and nobody decides on top of it', (_name, change, text) => {
    const { release, file } = decided();
    change(file);
    const verified = release.as('owner', 'verify');
    expect(verified.status).toBe(1);
    expect(verified.stdout).toMatch(text);
    expect(release.as('owner', 'decide', 'hold', '--reason', 'x')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('changed by hand'),
    });
  });
});

describe('decide at a terminal', () => {
  /** Types into a terminal of its own, one answer whenever the last was taken. */
  const typed = (release: Release, keys: readonly string[], ...args: readonly string[]): Ran => {
    const feed = keys.map((key) => `sleep 1; printf '${key}'`).join('; ');
    const command = `(sleep 2; ${feed}; sleep 2) | script -qec "stty cols 120 rows 50; '${process.execPath}' '${CLI}' decide ${args.join(' ')}" /dev/null`;
    const { status, stdout, stderr } = spawnSync('bash', ['-c', command], {
      cwd: release.root,
      encoding: 'utf8',
      env: plainEnv({ GIT_AUTHOR_EMAIL: PEOPLE.owner, HOME: release.root, TERM: 'xterm' }),
    });
    return { status, stdout, stderr };
  };

  it('asks for what was not said, and decides', () => {
    const release = releaseRepository();
    const folder = stopped(release);
    const { stdout } = typed(release, ['because\\r', '\\r', 'n'], 'hold');
    expect(stdout).toContain('Evidence reviewed');
    expect(decisionsIn(folder)).toMatchObject([{ value: 'hold', reason: 'because' }]);
  });

  it('decides nothing where the person leaves', () => {
    const release = releaseRepository();
    const folder = stopped(release);
    expect(typed(release, ['\\003'], 'hold').stdout).toContain('nothing was decided');
    expect(decisionsIn(folder)).toEqual([]);
  });
});
