import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Packet } from '../../../src/schema/packet.ts';
import { cli } from '../../support/hooks.ts';
import { bash, edit, expectCompleted, play, read, scope, write } from '../guarded.ts';
import { eventsOf, onlyRun, type RunRecord } from '../record.ts';

const packetOf = ({ packetJson = 'null' }: RunRecord): Packet => JSON.parse(packetJson) as Packet;

/** A program with a bug, and a test that shows it. */
const PROGRAM = {
  'src/add.js': 'export const add = (a, b) => a - b;\n',
  'src/other.js': 'export const other = 1;\n',
  'test/add.test.js':
    "import test from 'node:test';\nimport assert from 'node:assert';\nimport { add } from '../src/add.js';\ntest('adds', () => assert.equal(add(1, 2), 3));\n",
};
const EVIDENCE = 'commands: { allow: [node --test] }\nevidence: [{ run: node --test, name: tests }]';

export function packetCases(): void {
  describe('what a reviewer reads first', () => {
    it('one bug fixed, one denied edit, one approval, one stale test and one hand edit: the first eight lines say exactly that', async () => {
      const approve = 'GIT_AUTHOR_EMAIL=approver@example.com node {{project}}/dist/cli.js approve R1 --once --reason "the version is due"';
      const version = { tools: [write('package.json', '{ "name": "demo", "type": "module", "version": "2.0.0" }\n')] };
      const played = await play({
        scope: scope(EVIDENCE),
        files: { ...PROGRAM, 'package.json': '{ "name": "demo", "type": "module", "version": "1.0.0" }\n' },
        steps: [
          {
            prompt: 'Mend it.',
            skipPermissions: true,
            turns: [
              { tools: [read('src/add.js'), read('package.json')] },
              { tools: [edit('src/add.js', 'a - b', 'a + b')] },
              version,
              { ...version, sh: approve },
              { tools: [bash('node --test')] },
              { tools: [bash('echo done')], sh: 'echo "export const hand = true;" >> src/other.js && sleep 0.2' },
              { text: 'Fixed the bug. All tests pass.' },
              { text: 'Fixed the bug. All tests pass.' },
              { text: 'Fixed the bug. All tests pass.' },
            ],
          },
        ],
      });
      expectCompleted(played);
      const run = onlyRun(played.repo);
      const packet = packetOf(run);
      const lines = Object.fromEntries(packet.headline.map(({ name, text }) => [name, text]));
      expect(Object.keys(lines)).toEqual([
        'Recommendation',
        'Task and claims',
        'Scope',
        'Tests',
        'Authority',
        'Zones',
        'Rollback',
        'Assurance',
      ]);
      expect(lines['Recommendation']).toMatch(/^Hold: stale: tests \(src\/other\.js changed after it began\)/);
      expect(lines['Task and claims']).toContain('All tests pass');
      expect(lines['Scope']).toBe('3 files changed, 1 outside (by approval R1), 0 forbidden; 1 unattributed: src/other.js');
      expect(lines['Tests']).toMatch(
        /^`node --test`: passed \(1 passed, 0 failed, 0 skipped\), \d\d:\d\d UTC, stale \(src\/other\.js changed after it began\); none weakened$/,
      );
      expect(lines['Authority']).toMatch(/1 denied \(R1\).*widened: R1 by approver@example\.com, used 1×/);
      expect(lines['Zones']).toMatch(/supply-chain \(high\): package\.json/);
      expect(lines['Rollback']).toMatch(/^tried: all 3 changed paths go back to the baseline/);
      expect(lines['Assurance']).toMatch(/7 of 7 calls of the transcript covered/);
      // it was told twice what is owed, and then let go
      expect(eventsOf(run, 'held')).toMatchObject([{ owed: ['tests'] }, { owed: ['tests'] }]);
      const page = readFileSync(join(run.directory, 'packet.html'), 'utf8');
      expect(page).toContain('src/other.js');
      // the first hour of an incident, on the same run
      const told = cli(played.repo, ['incident', run.run]);
      expect(told.status, told.stderr).toBe(0);
      expect(told.stdout).toMatch(/R1 approved by approver@.?example\.com/);
      expect(told.stdout).toContain('twoloops rollback');
      expect(Buffer.byteLength(told.stdout)).toBeGreaterThan(2_000);
    });

    it('a subagent, a command and a file tool are named as the authors they are, and every call is covered', async () => {
      const played = await play({
        scope: scope('commands: { allow: ["node *"] }\ndelegate: { agents: [general-purpose] }'),
        files: PROGRAM,
        steps: [
          {
            prompt: 'Mend it.',
            skipPermissions: true,
            turns: [
              { tools: [{ name: 'Agent', input: { description: 'd', prompt: 'SUBTASK write', subagent_type: 'general-purpose' } }] },
              { tools: [bash('echo x > src/by-command.js')] },
              { tools: [write('src/by-tool.js')] },
              { text: 'Done.' },
            ],
            conversations: [{ match: 'SUBTASK', turns: [{ tools: [write('src/by-agent.js')] }, { text: 'done' }] }],
          },
        ],
      });
      expectCompleted(played);
      const { delivery, coverage } = packetOf(onlyRun(played.repo));
      expect(
        delivery.changes.map(({ path, authors }) => [path, authors.map(({ kind, agent }) => `${kind}${agent ? ` ${agent}` : ''}`)]),
      ).toEqual([
        ['src/by-agent.js', ['tool general-purpose']],
        ['src/by-command.js', ['command']],
        ['src/by-tool.js', ['tool']],
      ]);
      expect(coverage).toMatchObject({ state: 'complete', calls: 4, covered: 4, gaps: [] });
    });
  });
}
