import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sealed, sealHolds } from '../../src/core/insight/seal.ts';
import { sha256 } from '../../src/io/hash.ts';
import type { InsightReport } from '../../src/schema/insight.ts';
import { type Summary, summarySchema } from '../../src/schema/summary.ts';
import { cli, input, pre, runHook } from '../support/hooks.ts';
import { lastingRelease, openRun, releaseRepository, WORDS } from '../support/release.ts';
import { git } from '../support/repository.ts';
import { folderOf } from '../support/session.ts';

const end = (root: string, id: string): void => {
  expect(runHook('SessionEnd', root, input('SessionEnd', root, { session_id: id, reason: 'other' })).status).toBe(0);
};
const summaryOf = (folder: string): Summary => summarySchema.parse(JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')));
const reported = (root: string, ...args: readonly string[]): InsightReport => {
  const { status, stdout, stderr } = cli(root, ['insights', '--json', ...args]);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return JSON.parse(stdout) as InsightReport;
};

/** A run that uses a grant, is refused twice, and ends. */
function run(root: string): { readonly id: string; readonly folder: string } {
  const open = openRun(root);
  open.write('docs/guide.md', `# guide of ${open.id}\n`);
  for (const path of ['package.json', 'package.json'])
    expect(pre(root, 'Write', { file_path: join(root, path), content: '{}' }, { session_id: open.id }).status).toBe(2);
  expect(pre(root, 'Bash', { command: 'npm install left-pad --save-exact=secret' }, { session_id: open.id }).status).toBe(2);
  open.stop('wrote the guide');
  end(root, open.id);
  return { id: open.id, folder: folderOf(root, open.id) };
}

describe('a closed run', () => {
  const { release, remove } = lastingRelease();
  const { root, as } = release;
  const one = run(root);
  afterAll(remove);

  it('is summed up without content, sealed, and the same when it is made again', () => {
    const text = readFileSync(join(one.folder, 'summary.json'), 'utf8');
    const summary = summaryOf(one.folder);
    expect(sealHolds(JSON.parse(text) as Summary, sha256)).toBe(true);
    expect(summary.requests).toEqual([
      { kind: 'edit', target: 'package.json', code: 'EDIT_OUTSIDE_SCOPE', rule: 'edit.allow', calls: 2, answer: 'none', workarounds: 0 },
      {
        kind: 'execute',
        target: 'npm install left-pad --save-exact …',
        code: 'COMMAND_NOT_GRANTED',
        rule: 'commands.allow',
        calls: 1,
        answer: 'none',
        workarounds: 0,
      },
    ]);
    expect(summary.grants.find((grant) => grant.kind === 'edit' && grant.text === 'docs/**')).toMatchObject({
      root: 'docs',
      loose: true,
      uses: 1,
      targets: [['docs/guide.md', 1]],
    });
    expect(summary).toMatchObject({ calls: 4, denied: 3, changes: { files: 1, outside: 0 }, decision: null, reverted: false });
    for (const content of ['secret', 'owner@example.com', root, 'guide of']) expect(text).not.toContain(content);
    writeFileSync(join(one.folder, 'summary.json'), text.replace('"denied":3', '"denied":0'));
    expect(reported(root).groups[0]?.months[0]?.denied, 'a summary that was changed is not believed').toBe(3);
    writeFileSync(join(one.folder, 'summary.json'), text);
  });

  it('carries the decision on it, and whether it was reverted', () => {
    git(root, 'add', '--all');
    git(root, 'commit', '--quiet', '--message', 'guide');
    expect(as('reviewer', 'decide', 'hold', '--owner', 'reviewer@example.com', ...WORDS, '--asked', 'Which Docs?').stderr).toBe('');
    expect(summaryOf(one.folder).decision).toMatchObject({ value: 'hold', asked: ['which docs?'] });
    expect(summaryOf(one.folder).failure).toMatchObject({ how: 'held' });
  });

  it('is exported once, whatever its file has been through', () => {
    const first = cli(root, ['export', '--out', 'fleet.jsonl']);
    expect(first).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('1 of 1 summaries added') });
    expect(cli(root, ['export', '--out', 'fleet.jsonl']).stdout).toContain('0 of 1 summaries added');
    const file = join(root, 'fleet.jsonl');
    const line = readFileSync(file, 'utf8');
    expect(line).toBe(cli(root, ['export', one.id.slice(0, 8)]).stdout);
    writeFileSync(file, line.slice(0, 200));
    const torn = cli(root, ['export', '--out', 'fleet.jsonl']);
    expect(torn).toMatchObject({ status: 0, stderr: expect.stringContaining('has no end') });
    expect(readFileSync(file, 'utf8')).toBe(`${line.slice(0, 200)}\n${line}`);
    expect(reported(root, 'fleet.jsonl')).toMatchObject({ summaries: 1, notUsed: [{ why: 'half a line, or no JSON' }] });
    expect(cli(root, ['export', '--since', '2099-01-01']).stdout).toBe('');
    expect(cli(root, ['export'], { env: { CLAUDECODE: '1' } }).status).toBe(1);
  });

  it('is not summed up while it is open, and says nothing where its record was changed', () => {
    const open = openRun(root);
    open.write('docs/guide.md', 'x\n');
    expect(reported(root).groups[0]?.runs).toBe(1);
    open.stop('done');
    end(root, open.id);
    expect(reported(root).groups[0]?.runs).toBe(2);
    const log = join(folderOf(root, open.id), 'events.jsonl');
    writeFileSync(log, readFileSync(log, 'utf8').replace('docs/guide.md', 'docs/guild.md'));
    writeFileSync(join(folderOf(root, open.id), 'summary.json'), '{"version":1');
    expect(reported(root).groups[0]?.learnable).toBe(0);
  });
});

/** A log line in the coverage's place: these runs have no transcript, and without one nothing may be learnt from them. */
const SUMMARIES = (folders: readonly string[], change: (summary: Summary, i: number) => Partial<Summary>): string =>
  folders
    .map((folder, i) => {
      const { seal, ...summary } = { ...summaryOf(folder), ...change(summaryOf(folder), i) };
      const { digest: _, ...rest } = seal;
      return `${JSON.stringify(sealed({ ...summary, seal: rest }, sha256))}\n`;
    })
    .join('');

describe('runs of one profile', () => {
  it('show what recurs and what was never used, and the change is a patch that applies', () => {
    const { root } = releaseRepository({ scope: { network: '["docs.example.com", "api.example.com"]' } });
    const { folder } = run(root);
    const day = 86_400_000;
    const many = Array.from({ length: 20 }, () => folder);
    const file = join(root, 'fleet.jsonl');
    writeFileSync(
      file,
      SUMMARIES(many, (_, i) => {
        const opened = new Date(Date.now() - (20 - i) * day).toISOString();
        return { run: `20260101-000${i}-run`, opened, closed: opened, bypassed: [], coverage: { state: 'complete', gaps: 0 } };
      }),
    );
    const report = reported(root, file);
    const names = report.insights.map((one) => `${one.insight} ${one.subject}`);
    expect(names).toEqual(
      expect.arrayContaining([
        'recurring-request edit package.json',
        'unused-grant network docs.example.com',
        'unused-grant edit src/**',
        'unused-grant execute npm test',
      ]),
    );
    expect(report.insights.find((one) => one.subject === 'network docs.example.com')?.numbers).toEqual({ runs: 20, days: 19, bound: 0.15 });
    expect(report.waiting).toEqual([expect.objectContaining({ insight: 'autonomy-ready', moreRuns: 10 })]);

    expect(cli(root, ['insights', file, '--write', 'narrow.patch'])).toMatchObject({ status: 0, stderr: '' });
    expect(cli(root, ['insights', file, '--write', 'narrow.patch']).stderr, 'nothing is written over').toContain('EEXIST');
    git(root, 'apply', 'narrow.patch');
    const scope = readFileSync(join(root, '.claude/scope.yaml'), 'utf8');
    expect(scope).toContain('network: []');
    expect(scope).toContain('edit: { allow: ["docs/**"], deny: [] }');
    expect(scope, 'a widening is written only where it is named').not.toContain('package.json');
    expect(cli(root, ['scope', 'check']).status).toBe(0);

    const number = names.indexOf('recurring-request edit package.json') + 1;
    expect(cli(root, ['insights', file, '--write', 'wide.patch', '--take', String(number)]).status).toBe(0);
    git(root, 'apply', 'wide.patch');
    expect(readFileSync(join(root, '.claude/scope.yaml'), 'utf8')).toContain('allow: ["docs/**", package.json]');
    const agent = cli(root, ['insights', file, '--write', 'x.patch'], { env: { CLAUDECODE: '1' } });
    expect(agent.status).toBe(1);
    expect(agent.stderr).toContain('is for people');
  });

  it('are named where they cannot be used', () => {
    const { root } = releaseRepository();
    const { folder } = run(root);
    const line = readFileSync(join(folder, 'summary.json'), 'utf8').trim();
    const file = join(root, 'fleet.jsonl');
    writeFileSync(
      file,
      [line, line, line.slice(0, 100), '{"version":2}', line.replace('"calls":4', '"calls":5'), line.slice(0, 50)].join('\n'),
    );
    const why = reported(root, file).notUsed.map((one) => `${one.where.replace(/^.*:/, '')} ${one.why}`);
    expect(why).toEqual([
      expect.stringMatching(/^2 run .* was there already/),
      '3 half a line, or no JSON',
      expect.stringMatching(/^4 a summary of version 2/),
      expect.stringMatching(/^5 its seal does not hold/),
      '6 half a line, or no JSON',
    ]);
    expect(cli(root, ['insights', 'none.jsonl'])).toMatchObject({ status: 3, stderr: expect.stringContaining('none.jsonl') });
    expect(cli(root, ['insights', '--since', 'yesterday']).status).toBe(2);
  });
});
