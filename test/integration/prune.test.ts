import { existsSync, lstatSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { incident } from '../../src/cli/incident.ts';
import { prune } from '../../src/cli/prune.ts';
import { rollback } from '../../src/cli/rollback.ts';
import { runs, show } from '../../src/cli/runs.ts';
import { verify } from '../../src/cli/verify.ts';
import { record } from '../../src/io/event-log.ts';
import { readPruned } from '../../src/io/pruned.ts';
import { cli, input, runHook, start, write } from '../support/hooks.ts';
import { type Done, inProcess } from '../support/in-process.ts';
import { put, repository, scopeText } from '../support/repository.ts';
import { folderOf, session } from '../support/session.ts';

const DAY = 86_400_000;
const POLICY = '.claude/twoloops/policy.yaml';
const policy = (retention: string, more = ''): Record<string, string> => ({ [POLICY]: `version: 1\nretention: ${retention}\n${more}` });

const ID = '0a1b2c3d-0000-4000-8000-00000000000';

/** A repository with one run that was closed; its id ends in a digit. */
function closedRun(retention: string, more = ''): string {
  const root = repository({ 'src/a.ts': 'a\n', 'notes/customers.txt': 'c\n', '.claude/scope.yaml': SCOPE, ...policy(retention, more) });
  run(root, 1);
  return root;
}
const SCOPE = scopeText({ commands: '{ allow: ["git push *"] }', data: '{ allow: [customer] }' });

function run(root: string, n: number, act: (played: ReturnType<typeof session>) => void = () => undefined, close = true): string {
  const session_id = `${n}${ID}`;
  expect(start(root, {}, { session_id }).status).toBe(0);
  const played = session(root, { session_id });
  played.write('src/a.ts', `${n}\n`);
  act(played);
  played.stop();
  if (close) expect(runHook('SessionEnd', root, input('SessionEnd', root, { session_id, reason: 'other' })).status).toBe(0);
  return folderOf(root, session_id);
}

const daysLater = (days: number, root: string, ...args: readonly string[]): Done =>
  inProcess((given, terminal) => prune(given, { ...terminal, now: () => Date.now() + days * DAY }), root, args);

const only = (root: string): string => join(root, '.git/twoloops/runs', readdirSync(join(root, '.git/twoloops/runs'))[0] ?? '');
const everything = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .sort()
    .filter((name) => !name.startsWith('lock.'));

describe('prune', () => {
  it('shows what would go and touches nothing; then takes it and notes it first', () => {
    const root = closedRun('{ trees: 30d }');
    const folder = only(root);
    const before = everything(folder);
    expect(daysLater(29, root).out).toContain('0 bytes of 0 runs would go; 1 runs are not due');
    const dry = daysLater(31, root);
    expect(dry).toMatchObject({ code: 0 });
    expect(dry.out).toMatch(/would go .*trees .*shadow\.git\/.*\.claude\/twoloops\/policy\.yaml:2:\d+ retention\.trees/);
    expect(everything(folder)).toEqual(before);
    expect(daysLater(31, root, '--yes').out).toContain('gone');
    expect(existsSync(join(folder, 'shadow.git'))).toBe(false);
    expect(existsSync(join(folder, 'events.jsonl'))).toBe(true);
    const { lines, problem } = readPruned(folder);
    expect(problem).toBeUndefined();
    expect(lines.map((line) => line.file)).toEqual(['shadow.git/', 'tree.index']);
    for (const line of lines) expect(line).toMatchObject({ part: 'trees', days: 30, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    // nothing of the run is due any more
    expect(daysLater(31, root, '--yes').out).toContain('0 bytes of 0 runs');
  });

  it('a run without its trees: no way back, and its packet is the one that was written', () => {
    const root = closedRun('{ trees: 1d }');
    const written = readFileSync(join(only(root), 'packet.md'), 'utf8');
    daysLater(2, root, '--yes');
    expect(inProcess(verify, root, [])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/the trees were pruned at .*retention\.trees/),
    });
    expect(inProcess(rollback, root, [only(root).split('/').at(-1) ?? ''])).toMatchObject({
      code: 1,
      out: expect.stringMatching(/no way back .*trees were pruned/),
    });
    expect(inProcess(runs, root, []).out).toMatch(/closed .*the trees were pruned/);
    expect(inProcess(show, root, [])).toMatchObject({ code: 0, out: expect.stringContaining('the trees were pruned') });
    expect(cli(root, ['packet'])).toMatchObject({ status: 0, stdout: written, stderr: expect.stringContaining('the trees were pruned') });
    expect(cli(root, ['verify'])).toMatchObject({ status: 0, stdout: expect.stringContaining('intact') });
    // a session that comes back does not go on without its baseline
    const again = start(root, {}, { session_id: `1${ID}`, source: 'resume' });
    expect(again.stderr).toContain('its run was pruned');
  });

  it('a run without its record: every command says so, and none makes another one', () => {
    const root = closedRun('{ record: 1d }');
    const folder = only(root);
    const name = folder.split('/').at(-1) ?? '';
    expect(daysLater(2, root, '--yes').code).toBe(0);
    expect(everything(folder).filter((file) => !file.includes('shadow.git'))).toEqual([
      'packet.html',
      'packet.json',
      'packet.md',
      'packets',
      'packets/0001.json',
      'pruned.jsonl',
      'summary.json',
      'tree.index',
    ]);
    // what many runs say goes on counting it: the summary was sealed before
    expect(JSON.parse(cli(root, ['insights', '--json']).stdout)).toMatchObject({ summaries: 1, notUsed: [] });
    const says = /the record was pruned at .*retention\.record/;
    expect(inProcess(verify, root, [])).toMatchObject({ code: 1, out: expect.stringMatching(/pruned: its record was taken away/) });
    expect(inProcess(verify, root, []).out).toMatch(says);
    expect(inProcess(verify, root, []).out).toMatch(/the log had \d+ bytes, SHA-256/);
    for (const command of [
      show,
      (args: readonly string[], at: Parameters<typeof incident>[1]) => incident([...args, name], at),
      (args: readonly string[], at: Parameters<typeof rollback>[1]) => rollback([...args, name], at),
    ])
      expect(inProcess(command, root, [])).toMatchObject({ code: 3, out: expect.stringMatching(says) });
    expect(inProcess(runs, root, []).out).toMatch(/pruned {2}the record was pruned/);
    expect(JSON.parse(inProcess(runs, root, ['--json']).out)).toMatchObject([{ status: 'pruned', pruned: [{ part: 'record' }] }]);
    expect(cli(root, ['packet'])).toMatchObject({ status: 0, stdout: expect.stringContaining('# '), stderr: expect.stringMatching(says) });
    expect(existsSync(join(folder, 'events.jsonl'))).toBe(false);
    // a packet that is changed afterwards is none of those that were written
    writeFileSync(join(folder, 'packet.json'), '{}');
    expect(inProcess(verify, root, [])).toMatchObject({ code: 1, out: expect.stringContaining('broken') });
  });

  it('when all goes a note stays, and the age is known without the record', () => {
    const root = closedRun('{ record: 1d, trees: 1d, packet: 5d }');
    const folder = only(root);
    daysLater(2, root, '--yes');
    expect(everything(folder)).toContain('packet.json');
    daysLater(6, root, '--yes');
    expect(everything(folder)).toEqual(['pruned.jsonl']);
    expect(inProcess(verify, root, []).out).toContain('the packet was pruned');
    expect(cli(root, ['packet'])).toMatchObject({ status: 3, stderr: expect.stringContaining('the packet was pruned') });
    expect(daysLater(900, root, '--yes').out).toContain('0 bytes of 0 runs');
    expect(everything(folder)).toEqual(['pruned.jsonl']);
  });

  it('a run that read a data class keeps trees and record no longer than that class', () => {
    const classes = 'data: { customer: { paths: ["notes/customers.txt"] } }\n';
    const root = closedRun('{ record: 52w, data: { customer: 2d } }', classes);
    const read = run(root, 2, (played) => played.bash('cat notes/customers.txt'));
    const { out } = daysLater(3, root, '--yes');
    expect(out).toMatch(/gone .*trees .*retention\.data\.customer/);
    expect(out).toMatch(/gone .*record .*kept 2 days by .*retention\.data\.customer/);
    expect(existsSync(join(read, 'events.jsonl'))).toBe(false);
    expect(
      readdirSync(join(root, '.git/twoloops/runs')).filter((name) => existsSync(join(root, '.git/twoloops/runs', name, 'events.jsonl'))),
    ).toHaveLength(1);
  });

  it('never touches a held run, an open one, a linked one, a broken one, a name that is no run', () => {
    const root = closedRun('{ trees: 1d, record: 1d, packet: 1d }');
    const held = run(root, 2);
    const name = held.split('/').at(-1) ?? '';
    expect(inProcess(incident, root, [name, '--hold', '--reason', 'case 7'])).toMatchObject({ code: 0 });
    const open = run(root, 3, () => undefined, false);
    const broken = run(root, 4);
    const log = readFileSync(join(broken, 'events.jsonl'), 'utf8');
    writeFileSync(join(broken, 'events.jsonl'), log.replace('"type":"self-test"', '"type":"self-tesT"'));
    const folders = join(root, '.git/twoloops/runs');
    const elsewhere = join(root, 'elsewhere');
    renameSync(only(root), elsewhere);
    symlinkSync(elsewhere, join(folders, '20260101-0000-linked'));
    put(folders, { 'notes/keep.txt': 'x', '20260101-0000-empty/keep.txt': 'x' });
    const others = [held, open, broken, elsewhere, join(folders, 'notes'), join(folders, '20260101-0000-empty')];
    const before = others.map(everything);
    const { out, code } = daysLater(400, root, '--yes');
    expect(code).toBe(0);
    expect(out).toContain(`kept  ${name}  legal hold, set at`);
    expect(out).toContain('case 7');
    expect(out).toMatch(/it is open: its session was not closed/);
    expect(out).toMatch(/its folder is a link/);
    expect(out).toMatch(/its record does not hold/);
    expect(out).toMatch(/it has no record/);
    expect(out).toContain('0 bytes of 0 runs are gone');
    expect(others.map(everything)).toEqual(before);
    // lifted, it goes like any other
    expect(inProcess(incident, root, [name, '--release', '--reason', 'case closed'])).toMatchObject({ code: 0 });
    expect(daysLater(400, root, '--yes').out).toMatch(new RegExp(`gone {2}${name}`));
  });

  it('a link in a run’s folder goes; what it leads to stays', () => {
    const root = closedRun('{ packet: 1d, record: 1d, trees: 1d }');
    put(root, { 'precious/file.txt': 'x' });
    symlinkSync(join(root, 'precious'), join(only(root), 'extra'));
    symlinkSync(join(root, 'precious'), join(only(root), 'shadow.git/link'));
    daysLater(2, root, '--yes');
    expect(everything(only(root))).toEqual(['pruned.jsonl']);
    expect(readFileSync(join(root, 'precious/file.txt'), 'utf8')).toBe('x');
  });

  it('refuses a linked runs folder, a policy that cannot be read, and an agent', () => {
    const root = closedRun('{ trees: 1d }');
    renameSync(join(root, '.git/twoloops/runs'), join(root, 'moved'));
    symlinkSync(join(root, 'moved'), join(root, '.git/twoloops/runs'));
    expect(daysLater(2, root, '--yes')).toMatchObject({ code: 3, out: expect.stringContaining('is a link') });
    expect(lstatSync(only(root)).isDirectory()).toBe(true);
    put(root, policy('{ trees: soon }'));
    expect(daysLater(2, root, '--yes')).toMatchObject({ code: 3, out: expect.stringMatching(/policy\.yaml:2:\d+: .*`soon`.*for example/) });
    expect(cli(root, ['prune'], { env: { CLAUDECODE: '1' } })).toMatchObject({ status: 1, stderr: expect.stringContaining('for people') });
  });

  it('a clock that went back makes no run older; one that is behind makes no run due', () => {
    const root = closedRun('{ trees: 10d }');
    expect(daysLater(-1, root)).toMatchObject({ out: expect.stringContaining('ended in the future by this clock') });
    const ahead = Date.now() + 8 * DAY;
    const note = (at: number, type: 'prompt' | 'closed'): void =>
      record({ folder: only(root), actor: { session: `1${ID}` }, now: () => at, deadline: Date.now() + 60_000, countFiles: false }, () => ({
        events: [type === 'prompt' ? { type, text: 'x' } : { type, reason: 'other' }],
        answer: undefined,
      }));
    note(ahead, 'prompt');
    note(Date.now(), 'closed');
    expect(daysLater(11, root).out).toContain('1 runs are not due');
    expect(daysLater(19, root).out).toContain('would go');
  });

  it('without a policy nothing is pruned, and an unscoped run is one like others', () => {
    const bare = repository({ 'src/a.ts': 'a\n' });
    start(bare);
    write(bare, 'src/a.ts');
    runHook('SessionEnd', bare, input('SessionEnd', bare, { reason: 'other' }));
    expect(daysLater(4000, bare, '--yes')).toMatchObject({ code: 0, out: expect.stringContaining('no policy says how long') });
    put(bare, policy('{ trees: 1d }'));
    expect(daysLater(2, bare, '--yes').out).toContain('gone');
  });
});
