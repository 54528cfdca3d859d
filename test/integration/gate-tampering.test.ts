import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decisionLine, decisionText, RELEASE_NAMESPACE } from '../../src/core/decision/text.ts';
import type { CheckName, Gated } from '../../src/core/gate/gated.ts';
import { RUN_REFS } from '../../src/core/published.ts';
import { gitBinary } from '../../src/io/git.ts';
import { publishedAt, readRecord, writeRecord } from '../../src/io/run-refs.ts';
import { sign } from '../../src/io/signatures.ts';
import type { Decision } from '../../src/schema/decision.ts';
import { changeGuide, lastingRelease, PEOPLE, type Person, POLICY, publicKey, type Release, SIGNERS, WORDS } from '../support/release.ts';
import { git, put } from '../support/repository.ts';

let release: Release;
let [first, second] = ['', ''];
let remove = (): void => undefined;

const must = (...args: Parameters<Release['as']>): void => {
  const done = release.as(...args);
  if (done.status !== 0) throw new Error(`${args.join(' ')}: ${done.stderr}${done.stdout}`);
};

/** A run on a branch of its own, decided on, committed with its trailers, published. */
function released(branch: string, text: string): string {
  const { root, keys } = release;
  git(root, 'checkout', '--quiet', '-b', branch, 'main');
  changeGuide(root, text);
  must('reviewer', 'decide', 'ship', ...WORDS, '--key', keys.reviewer);
  git(root, 'commit', '--quiet', '-am', 'write the guide');
  must('owner', 'trailers', '--amend');
  must('owner', 'publish');
  git(root, 'push', '--quiet', 'origin', branch);
  return /Twoloops-Run: (\S+)/.exec(git(root, 'log', '-1', '--format=%B'))?.[1] ?? '';
}

beforeAll(() => {
  ({ release, remove } = lastingRelease());
  first = released('work', '# guide\n\nhow to\n');
  second = released('other', '# guide\n\nhow else\n');
});
afterAll(() => remove());

/** A clone as CI has it, with all refs, and the head checked out. */
function ci(): string {
  const clone = release.clone();
  git(clone, 'fetch', '--quiet', 'origin', '+refs/twoloops/runs/*:refs/twoloops/runs/*');
  git(clone, 'checkout', '--quiet', 'work');
  return clone;
}

function gated(clone: string, base = 'origin/main', head = 'HEAD'): Gated & { readonly status: number | null } {
  const file = join(clone, '..', 'gated.json');
  rmSync(file, { force: true });
  const { status, stderr } = release.asIn(clone, 'stranger', 'gate', '--base', base, '--head', head, '--json', file);
  if (status === null || status > 1) throw new Error(stderr);
  return { ...(JSON.parse(readFileSync(file, 'utf8')) as Gated), status };
}

type Files = Map<string, Buffer>;

/** Publishes another record in the place of a run's. */
function rewrite(clone: string, change: (files: Files) => void, run = first): void {
  const call = { binary: gitBinary(process.env['PATH']), gitDir: join(clone, '.git'), cwd: clone };
  const files: Files = new Map(readRecord(call, publishedAt(call, run) ?? ''));
  change(files);
  writeRecord(call, run, files);
}

const edit =
  (name: string, change: (text: string) => string) =>
  (files: Files): void => {
    const before = String(files.get(name));
    const after = change(before);
    if (after === before) throw new Error(`${name} was not changed`);
    files.set(name, Buffer.from(after));
  };

const lines = (change: (lines: string[]) => string[]) =>
  edit('events.jsonl', (text) => `${change(text.trimEnd().split('\n')).join('\n')}\n`);

/** Both copies of the packet, so that they agree with each other. */
const packet = (change: (text: string) => string) => (files: Files) => {
  edit('packet.json', change)(files);
  files.set('packets/0001.json', files.get('packet.json') ?? Buffer.alloc(0));
};

const decision = (change: (decision: Decision) => Decision) =>
  edit('decisions.jsonl', (text) => `${decisionLine(change(JSON.parse(text) as Decision))}\n`);

/** Signed anew, as somebody with a key of their own would do it. */
const resigned =
  (person: Person, change: Partial<Decision> = {}, namespace: string = RELEASE_NAMESPACE) =>
  (given: Decision): Decision => {
    const { signature: _, ...plain } = { ...given, ...change };
    const made = sign(release.keys[person], decisionText(plain as Decision), namespace);
    if ('problem' in made) throw new Error(made.problem);
    return { ...(plain as Decision), signature: made.signature };
  };

const RECORDS: readonly (readonly [string, CheckName, () => (files: Files) => void])[] = [
  ['a byte of the log', 'record', () => lines((all) => all.map((one, i) => (i === 2 ? one.replace('"Write"', '"Wrote"') : one)))],
  ['a line of the log taken out', 'record', () => lines((all) => all.filter((_, i) => i !== 2))],
  ['two lines of the log swapped', 'record', () => lines((all) => all.map((_, i) => all[i === 2 ? 3 : i === 3 ? 2 : i] ?? ''))],
  ['the tail of the log cut off', 'record', () => lines((all) => all.slice(0, 3))],
  ['a log that was taken out', 'record', () => (files) => void files.delete('events.jsonl')],
  ['a byte of packet.json', 'packet', () => edit('packet.json', (text) => text.replace('Fix the login', 'Mix the login'))],
  ['both copies of the packet', 'packet', () => packet((text) => text.replace('Fix the login', 'Mix the login'))],
  [
    'another changed path in the packet',
    'packet',
    () => packet((text) => text.replace('"path": "docs/guide.md"', '"path": "docs/guise.md"')),
  ],
  ['a packet of a newer version', 'packet', () => packet((text) => text.replace('"version": 1', '"version": 9'))],
  ['a packet that is no JSON', 'packet', () => packet((text) => text.slice(1))],
  ['a packet of 50 MB', 'ref', () => packet((text) => text + ' '.repeat(50 << 20))],
  ['a reason of the decision', 'signature', () => decision((one) => ({ ...one, reason: 'looked at something else' }))],
  [
    'the end of an override',
    'signature',
    () => decision((one) => ({ ...one, overrides: [{ requirement: 'record', reason: 'x', until: '2099-01-01T00:00:00Z' }] })),
  ],
  ['a signature that was taken off', 'decision', () => decision(({ signature: _, ...one }) => one as Decision)],
  ['decisions that were taken out', 'decision', () => (files) => void files.delete('decisions.jsonl')],
  [
    'a decision that was added by hand, unsigned',
    'decision',
    () =>
      edit(
        'decisions.jsonl',
        (text) => `${text}${text.replace(/"signature":"(?:[^"\\]|\\.)*",?/, '').replace('"number":1', '"number":2')}`,
      ),
  ],
  ['a decision that is no JSON', 'decision', () => edit('decisions.jsonl', (text) => text.slice(1))],
  ['half a decision', 'decision', () => edit('decisions.jsonl', (text) => text.slice(0, -20))],
  ['a signature by a key that nobody lists', 'signature', () => decision(resigned('stranger'))],
  ['a signature that names somebody else', 'signature', () => decision(resigned('owner'))],
  ['a signature for another purpose', 'signature', () => decision(resigned('reviewer', {}, 'twoloops-approval'))],
  ['a release by somebody who may not', 'decision', () => decision(resigned('reviewer', { owner: PEOPLE.stranger }))],
  [
    'a decision on another packet',
    'packet',
    () => decision((one) => resigned('reviewer', { bound: { ...one.bound, packet: '0'.repeat(64) } })(one)),
  ],
  [
    'a decision on other changes',
    'freshness',
    () => decision((one) => resigned('reviewer', { bound: { ...one.bound, changeSet: '0'.repeat(64) } })(one)),
  ],
  ['the scope file', 'scope', () => edit('scope.yaml', (text) => text.replace('docs/**', '**'))],
  ['the frozen scope', 'scope', () => edit('scope.json', (text) => text.replace('docs/**', 'docx/**'))],
];

describe('a record that was tampered with closes the gate', () => {
  it('is open before', () => {
    const { verdict, status, faults } = gated(ci());
    expect({ verdict, status, faults }).toEqual({ verdict: 'open', status: 0, faults: [] });
  });

  it.each(RECORDS)('%s: %s', (_name, check, change) => {
    const clone = ci();
    rewrite(clone, change());
    const { verdict, status, faults } = gated(clone);
    expect({ verdict, status }).toEqual({ verdict: 'closed', status: 1 });
    expect(faults.map((fault) => fault.check)).toContain(check);
    expect(faults[0]?.text).not.toContain('/tmp/');
  });

  it('by a decision that was made on another run', () => {
    const clone = ci();
    let theirs = '';
    rewrite(
      clone,
      (files) => {
        theirs = String(files.get('decisions.jsonl'));
        files.set('log.json', Buffer.from('{}'));
      },
      second,
    );
    rewrite(
      clone,
      edit('decisions.jsonl', () => theirs),
    );
    const { faults } = gated(clone);
    expect(faults.find((fault) => fault.check === 'decision')?.text).toContain(`is a decision on run ${second}`);
  });
});

/** Commits on the head of a clone. */
function committed(clone: string, change: () => void, message = 'more'): void {
  change();
  git(clone, 'add', '--all');
  git(clone, 'commit', '--quiet', '-m', message);
}

const HEADS: readonly (readonly [string, CheckName, (clone: string) => void])[] = [
  ['one byte more', 'freshness', (clone) => put(clone, { 'docs/guide.md': '# guide\n\nhow to.\n' })],
  ['a file that no run made', 'covered', (clone) => put(clone, { 'src/b.ts': 'export const b = 1;\n' })],
  ['a decided change that was taken back', 'freshness', (clone) => put(clone, { 'docs/guide.md': '# guide\n' })],
  ['a decided file that was deleted', 'freshness', (clone) => rmSync(join(clone, 'docs/guide.md'))],
  ['a file that became executable', 'freshness', (clone) => void git(clone, 'update-index', '--chmod=+x', 'docs/guide.md')],
  [
    'a secret',
    'secret',
    (clone) =>
      put(clone, {
        'docs/guide.md': `# guide\n\nhow to\nAKIA${'QWERTYUIOPASDFGH'}\naws_secret_access_key = "${'wJalrXUtnFEMIK7MDENGbPxRfiCYzzzzKEYKEYAB'}"\n`,
      }),
  ],
  [
    'another policy in the head',
    'covered',
    (clone) =>
      put(clone, { '.claude/twoloops/policy.yaml': POLICY.replace('owner@example.com, ', 'stranger@example.com, owner@example.com, ') }),
  ],
];

describe('a head that is not what was decided on closes the gate', () => {
  it.each(HEADS)('%s: %s', (name, check, change) => {
    const clone = ci();
    if (name.includes('executable')) {
      change(clone);
      git(clone, 'commit', '--quiet', '-m', 'more');
    } else committed(clone, () => change(clone));
    const { verdict, status, faults } = gated(clone);
    expect({ verdict, status }).toEqual({ verdict: 'closed', status: 1 });
    expect(faults.map((fault) => fault.check)).toContain(check);
    for (const fault of faults) expect(fault.text.length).toBeGreaterThan(20);
  });

  it.each([
    ['a run that nobody published', 'Twoloops-Run: 20261122-1412-deadbeef'],
    ['a name that leads elsewhere', 'Twoloops-Run: ../../heads/main'],
    ['another packet', `Twoloops-Packet: ${'0'.repeat(64)}`],
  ])('by a trailer that names %s', (_name, trailer) => {
    const clone = ci();
    git(clone, 'commit', '--quiet', '--amend', '-m', `write\n\nTwoloops-Run: ${first}\n${trailer}`);
    const { status, faults } = gated(clone);
    expect(status).toBe(1);
    expect(faults.map((fault) => fault.check)).toContain('trailers');
  });
});

const BASES: readonly (readonly [string, CheckName, Readonly<Record<string, string>> | 'none', RegExp])[] = [
  ['no policy', 'policy', 'none', /the base branch has no/],
  ['a policy that cannot be read', 'policy', { '.claude/twoloops/policy.yaml': 'version: 1\nowner: [x]\n' }, /cannot be used/],
  ['a policy whose signers are gone', 'policy', { '.claude/twoloops/policy.yaml': POLICY.replace(SIGNERS, 'nowhere') }, /cannot be used/],
  ['a policy that forbids the path', 'zone', { '.claude/twoloops/policy.yaml': `${POLICY}forbidden: ["docs/**"]\n` }, /forbidden/],
  [
    'a policy that grants less than the scope',
    'scope',
    { '.claude/twoloops/policy.yaml': `${POLICY}ceilings:\n  edit: { allow: ["src/**"] }\n` },
    /by the base policy its scope could not be granted/,
  ],
  [
    'evidence that the run never owed',
    'requirement',
    { '.claude/twoloops/policy.yaml': `${POLICY}evidence: { low: [{ run: npm test, name: tests }] }\n` },
    /the base policy owes `npm test`/,
  ],
  [
    'a record that this version cannot make',
    'requirement',
    { '.claude/twoloops/policy.yaml': `${POLICY}assurance: { low: isolated }\n` },
    /asks for a record that is isolated/,
  ],
  [
    'other owners',
    'decision',
    { '.claude/twoloops/policy.yaml': POLICY.replace('[owner@example.com, reviewer@example.com]', '[owner@example.com]') },
    /may not decide this/,
  ],
];

/** Puts something else on the base branch, and says so to the clone. */
function based(clone: string, files: Readonly<Record<string, string>> | 'none'): void {
  git(clone, 'checkout', '--quiet', '-b', 'base', 'origin/main');
  if (files === 'none') rmSync(join(clone, '.claude/twoloops/policy.yaml'));
  else put(clone, files);
  git(clone, 'add', '--all');
  git(clone, 'commit', '--quiet', '-m', 'policy');
  git(clone, 'checkout', '--quiet', 'work');
}

describe('the policy of the base decides', () => {
  it.each(BASES)('%s: %s', (_name, check, files, text) => {
    const clone = ci();
    based(clone, files);
    const { status, faults } = gated(clone, 'base');
    expect(status).toBe(1);
    expect(faults.find((fault) => fault.check === check)?.text).toMatch(text);
  });

  it('a key that was revoked, or is not valid any more', () => {
    const key = publicKey(release.keys.reviewer);
    const revoked = ci();
    based(revoked, {
      '.claude/twoloops/policy.yaml': `${POLICY}revoked_signers: .claude/twoloops/revoked\n`,
      '.claude/twoloops/revoked': `${key}\n`,
    });
    expect(gated(revoked, 'base').faults.find((fault) => fault.check === 'signature')?.text).toMatch(/the signature is not good/);
    const expired = ci();
    based(expired, { [SIGNERS]: `${PEOPLE.reviewer} valid-before="20200101" ${key}\n` });
    expect(gated(expired, 'base').faults.find((fault) => fault.check === 'signature')?.text).toMatch(/not valid today/);
  });

  it('nobody opens it unsigned, however low the risk, but where it says so', () => {
    const { root, as } = release;
    git(root, 'checkout', '--quiet', '-b', 'unsigned', 'main');
    changeGuide(root, '# guide\n\nunsigned\n');
    must('owner', 'decide', 'ship', ...WORDS);
    git(root, 'commit', '--quiet', '-am', 'write the guide');
    must('owner', 'trailers', '--amend');
    must('owner', 'publish');
    expect(as('owner', 'verify').status).toBe(0);
    git(root, 'push', '--quiet', 'origin', 'unsigned');
    const clone = ci();
    expect(gated(clone, 'origin/main', 'origin/unsigned').faults).toMatchObject([
      { check: 'signature', text: expect.stringContaining('it is not signed') },
    ]);
    based(clone, { '.claude/twoloops/policy.yaml': `${POLICY}decisions: { signed: { low: false } }\n` });
    expect(gated(clone, 'base', 'origin/unsigned').verdict).toBe('open');
  });

  it('a release of one’s own, where it says so', () => {
    const clone = ci();
    rewrite(clone, decision(resigned('owner', { owner: PEOPLE.owner })));
    based(clone, { '.claude/twoloops/policy.yaml': `${POLICY}self_approval: { low: false }\n` });
    const { faults } = gated(clone, 'base');
    expect(faults.find((fault) => fault.check === 'self-approval')?.text).toMatch(/nobody ships a run of their own/);
  });

  it('changes that no run covers are only noted, where it says so', () => {
    const clone = ci();
    based(clone, { '.claude/twoloops/policy.yaml': `${POLICY}gate: { uncovered: note }\n` });
    committed(clone, () => put(clone, { 'src/b.ts': 'export const b = 1;\n' }));
    const { verdict, notes } = gated(clone, 'base');
    expect(verdict).toBe('open');
    expect(notes.join('\n')).toMatch(/src\/b.ts.*only noted: .*policy.yaml:\d+/);
  });
});

describe('a ref that was tampered with', () => {
  it.each([
    ['a name that leads elsewhere', '100644', '..evil'],
    ['a link', '120000', 'packet.json'],
    ['a program', '100755', 'run.sh'],
  ])('holds %s: ref', (_name, mode, name) => {
    const clone = ci();
    const blob = git(clone, 'hash-object', '-w', 'README.md' === name ? name : 'package.json');
    const tree = git(clone, 'rev-parse', `${RUN_REFS}${first}^{tree}`);
    git(clone, 'read-tree', tree);
    git(clone, 'update-index', '--add', '--cacheinfo', `${mode},${blob},${name}`);
    const commit = git(clone, 'commit-tree', '-m', 'x', git(clone, 'write-tree'));
    git(clone, 'update-ref', `${RUN_REFS}${first}`, commit);
    git(clone, 'reset', '--quiet', '--hard');
    expect(gated(clone).faults.map((fault) => fault.check)).toContain('ref');
  });

  it('is gone: trailers', () => {
    const clone = ci();
    git(clone, 'update-ref', '-d', `${RUN_REFS}${first}`);
    const { faults } = gated(clone);
    expect(faults[0]).toMatchObject({ check: 'trailers', text: expect.stringContaining('no record of it was published here') });
  });

  it('is the record of another run', () => {
    const clone = ci();
    git(clone, 'update-ref', `${RUN_REFS}${first}`, `${RUN_REFS}${second}`);
    expect(gated(clone).status).toBe(1);
  });
});

describe('what is the same to the byte stays open', () => {
  it('after a squash and after a rebase that touches other files', () => {
    const clone = ci();
    git(clone, 'checkout', '--quiet', '-b', 'later', 'origin/main');
    committed(clone, () => put(clone, { 'README.md': '# later\n' }));
    git(clone, 'checkout', '--quiet', 'work');
    git(clone, 'rebase', '--quiet', 'later');
    expect(gated(clone, 'later').verdict).toBe('open');
    git(clone, 'reset', '--quiet', '--soft', 'later');
    git(clone, 'commit', '--quiet', '-m', 'squashed, without its trailers');
    expect(gated(clone, 'later').verdict).toBe('open');
  });

  it('with nothing between base and head', () => {
    expect(gated(ci(), 'origin/main', 'origin/main')).toMatchObject({
      verdict: 'open',
      changed: 0,
      notes: [expect.stringContaining('nothing differs')],
    });
  });

  it('and a shallow clone is closed, saying what to fetch', () => {
    const clone = ci();
    const shallow = join(clone, '..', 'shallow');
    git(join(clone, '..'), 'clone', '--quiet', '--depth', '1', '--no-single-branch', `file://${release.remote}`, shallow);
    const { status, faults } = gated(shallow, 'origin/main', 'origin/work');
    rmSync(shallow, { recursive: true });
    expect(status).toBe(1);
    expect(faults[0]).toMatchObject({ check: 'history', text: expect.stringContaining('fetch-depth: 0') });
  });
});
