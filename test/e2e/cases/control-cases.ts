import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bash, echoServer, expectCompleted, write } from '../guarded.ts';
import { runScenario, type Scenario, type ScenarioResult } from '../scenario.ts';

async function unguarded(scenario: Scenario): Promise<ScenarioResult> {
  const played = await runScenario(scenario);
  onTestFinished(played.cleanup);
  return played;
}

/** What the other cases refuse does happen where nothing refuses it: without this their green would say nothing. */
export function controlCases(): void {
  describe('without twoloops', () => {
    it('the calls that the other cases refuse are made', async () => {
      const echo = { name: 'mcp__tiny__echo', input: { text: 'x', file: '{{repo}}/trace.txt' } };
      const turns = [
        write('outside.txt'),
        write('src/link/x'),
        write('.claude/settings.json', '{}'),
        bash('echo x > marker.txt'),
        echo,
      ].map((tool) => ({ tools: [tool] }));
      const setup = ['mkdir -p src secrets && ln -s ../secrets src/link'];
      const played = await unguarded({
        files: echoServer,
        setup,
        steps: [{ prompt: 'Mend it.', skipPermissions: true, turns: [...turns, {}] }],
      });
      expectCompleted(played);
      expect(played.toolResults.map(({ isError }) => isError)).toEqual(turns.map(() => false));
      for (const file of ['outside.txt', 'secrets/x', '.claude/settings.json', 'marker.txt', 'trace.txt'])
        expect(existsSync(join(played.repo, file)), file).toBe(true);
    });

    it('a hook is off two seconds after the settings say so', async () => {
      const hook = { type: 'command', command: '/bin/sh', args: ['-c', 'echo no >&2; exit 2'], onFailure: 'block' };
      const files = { '.claude/settings.json': JSON.stringify({ hooks: { PreToolUse: [{ hooks: [hook] }] } }) };
      const disarm = `printf '{"disableAllHooks":true}' > .claude/settings.json; sleep 2`;
      const turns = [{ tools: [write('one.txt')] }, { sh: disarm, tools: [write('two.txt')] }, {}];
      const played = await unguarded({ files, steps: [{ prompt: 'Mend it.', skipPermissions: true, turns }] });
      expectCompleted(played);
      expect(played.toolResults.map(({ isError }) => isError)).toEqual([true, false]);
    });
  });
}
