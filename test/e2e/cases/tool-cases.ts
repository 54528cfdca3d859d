import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { echoServer, expectCompleted, play, scope } from '../guarded.ts';
import { eventsOf, onlyRun } from '../record.ts';

export function toolCases(): void {
  describe('a tool that the scope does not name', () => {
    it('of an MCP server is refused', async () => {
      const turns = [{ tools: [{ name: 'mcp__tiny__echo', input: { text: 'x', file: '{{repo}}/src/trace.txt' } }] }, {}];
      const played = await play({ scope: scope(), files: echoServer, steps: [{ prompt: 'Mend it.', skipPermissions: true, turns }] });
      expectCompleted(played);
      const init = played.events.find((event) => event['subtype'] === 'init');
      expect(init?.['tools'], 'the server did not start, so nothing was refused').toContain('mcp__tiny__echo');
      expect(existsSync(join(played.repo, 'src/trace.txt'))).toBe(false);
      expect(played.toolResults).toMatchObject([{ isError: true, text: expect.stringMatching(/mcp__tiny__echo|tiny\/echo/) }]);
      expect(eventsOf(onlyRun(played.repo), 'verdict')).toMatchObject([
        { tool: 'mcp__tiny__echo', verdict: 'deny', accesses: [{ kind: 'mcp' }] },
      ]);
    });

    // Of the client's own tools that reach PreToolUse in a headless run, the one that no table of ours names.
    it('of the client itself is refused as unknown', async () => {
      const args = ['--json-schema', '{"type":"object","properties":{"answer":{"type":"string"}}}'];
      const turns = [{ tools: [{ name: 'StructuredOutput', input: { answer: 'x' } }] }, {}];
      const played = await play({ scope: scope(), steps: [{ prompt: 'Mend it.', skipPermissions: true, args, turns }] });
      expect(played.toolResults).toMatchObject([{ isError: true, text: expect.stringContaining('StructuredOutput') }]);
      const [verdict] = eventsOf(onlyRun(played.repo), 'verdict');
      expect(verdict).toMatchObject({ tool: 'StructuredOutput', verdict: 'deny', findings: [{ code: 'TOOL_UNKNOWN' }] });
      expect(verdict?.accesses.map(({ kind }) => kind)).toEqual(['unknown']);
    });
  });
}
