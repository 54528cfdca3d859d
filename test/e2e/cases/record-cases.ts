import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Packet } from '../../../src/schema/packet.ts';
import { expectCompleted, play, read, scope, write } from '../guarded.ts';
import { eventsOf, onlyRun, type RunRecord } from '../record.ts';

const packetOf = ({ packetJson = 'null' }: RunRecord): Packet => JSON.parse(packetJson) as Packet;

export function recordCases(): void {
  describe('the packet', () => {
    it('at Stop lists what the agent changed, and not what it found changed', async () => {
      const dirt = ['echo dirty >> README.md && echo mine > untracked.txt && echo mine > src/touched.js'];
      const turns = [
        { tools: [write('notes.txt')] },
        { tools: [write('src/parser.js')] },
        { tools: [read('src/touched.js')] },
        { tools: [write('src/touched.js', "mine\nand the agent's\n")] },
        { text: 'Mended the parser.' },
      ];
      const played = await play({ scope: scope(), afterInstall: dirt, steps: [{ prompt: 'Mend it.', skipPermissions: true, turns }] });
      expectCompleted(played);
      const run = onlyRun(played.repo);
      expect(run.packets).toEqual(['0001.json']);
      expect(readFileSync(join(run.directory, 'packets', '0001.json'), 'utf8')).toBe(run.packetJson);
      expect(eventsOf(run, 'stopped')).toMatchObject([{ packet: 1, from: 'Stop', message: 'Mended the parser.' }]);
      const { delivery, authority, record, task } = packetOf(run);
      expect(delivery.changes).toMatchObject([
        { path: 'src/parser.js', status: 'added', scope: 'inside', added: 1 },
        { path: 'src/touched.js', status: 'modified', scope: 'inside', added: 1, removed: 0 },
      ]);
      expect(authority).toMatchObject({
        calls: 4,
        denied: [{ tool: 'Write', verdict: 'deny', findings: [{ code: 'EDIT_OUTSIDE_SCOPE' }] }],
      });
      expect(record.intact).toBe(true);
      expect(task.text).toBe('Mend the parser');
      expect(run.packetMarkdown).toContain('`src/parser.js`');
      expect(run.packetMarkdown).toMatch(/not changed by it: \d+ \(.*`untracked\.txt`/);
      expect(delivery.preexisting.paths).toEqual(['README.md', 'untracked.txt']);
    });

    it('is written at the end of the session where no Stop came', async () => {
      const turns = [{ tools: [write('src/parser.js')] }, {}];
      const played = await play({
        scope: scope(),
        steps: [{ prompt: 'Mend it.', skipPermissions: true, args: ['--max-turns', '1'], turns }],
      });
      expect(played).toMatchObject({ exit: 1, result: { terminal_reason: 'max_turns' } });
      const run = onlyRun(played.repo);
      expect(eventsOf(run, 'stopped')).toMatchObject([{ from: 'SessionEnd' }]);
      expect(packetOf(run).delivery.changes).toMatchObject([{ path: 'src/parser.js', scope: 'inside' }]);
    });

    it('says that a hook was replaced, and what happened while it was', async () => {
      const replace = "echo 'process.exit(0)' > .claude/twoloops/hooks/pre-tool-use.cjs";
      const turns = [{ tools: [write('src/one.js')] }, { sh: replace, tools: [write('two.txt')] }, {}];
      const played = await play({ scope: scope(), steps: [{ prompt: 'Mend it.', skipPermissions: true, turns }] });
      const { recommendation, configuration, delivery } = packetOf(onlyRun(played.repo));
      expect(recommendation.value).toBe('hold');
      expect(configuration.hooksChanged).toEqual(['pre-tool-use.cjs']);
      expect(delivery.changes).toContainEqual(expect.objectContaining({ path: 'two.txt', scope: 'outside' }));
    });
  });
}
