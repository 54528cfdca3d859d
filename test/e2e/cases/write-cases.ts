import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agent, bash, expectCompleted, play, read, scope, write } from '../guarded.ts';
import { eventsOf, onlyRun } from '../record.ts';
import type { ScenarioResult } from '../scenario.ts';

const scopeLine = /\.claude\/scope\.yaml:7:\d+/;

function verdictsOf(repo: string): { tool: string; verdict: string; codes: string[]; agent: string | undefined }[] {
  const events = eventsOf(onlyRun(repo), 'verdict');
  return events.map(({ tool, verdict, findings, agent: by }) => ({ tool, verdict, codes: findings.map(({ code }) => code), agent: by }));
}

const content = ({ repo }: ScenarioResult, file: string): string => readFileSync(join(repo, file), 'utf8');
const exists = ({ repo }: ScenarioResult, file: string): boolean => existsSync(join(repo, file));

export function writeCases(): void {
  describe('writing', () => {
    it('inside the scope happens and is recorded as allowed', async () => {
      const turns = [{ tools: [write('src/parser.js')] }, { text: 'Mended.' }];
      const played = await play({ scope: scope(), steps: [{ prompt: 'Mend it.', skipPermissions: true, turns }] });
      expectCompleted(played);
      expect(content(played, 'src/parser.js')).toBe('written by the agent\n');
      expect(played.toolResults).toMatchObject([{ isError: false }]);
      const [verdict] = eventsOf(onlyRun(played.repo), 'verdict');
      expect(verdict).toMatchObject({ tool: 'Write', verdict: 'allow', enforced: true, findings: [] });
      expect(verdict?.accesses).toContainEqual({ kind: 'edit', target: 'src/parser.js' });
      expect(verdict?.uses).toContainEqual(
        expect.objectContaining({ kind: 'edit', grant: expect.stringMatching(scopeLine), text: 'src/**' }),
      );
    });

    it.each([{ skipPermissions: true }, { permissionMode: 'acceptEdits' }])(
      'outside the scope is refused by its line, %o',
      async (mode) => {
        const turns = [{ tools: [read('package.json')] }, { tools: [write('package.json')] }, { tools: [write('src/parser.js')] }, {}];
        const played = await play({ scope: scope(), steps: [{ prompt: 'Mend it.', ...mode, turns }] });
        expectCompleted(played);
        expect(content(played, 'package.json')).toBe('{ "name": "demo" }\n');
        expect(exists(played, 'src/parser.js')).toBe(true);
        const [, refusal] = played.toolResults;
        expect(refusal?.isError).toBe(true);
        expect(refusal?.text).toMatch(/edit of `package\.json` refused/);
        expect(refusal?.text).toMatch(scopeLine);
        expect(refusal?.text).toContain('approver@example.com');
        expect(played.result?.['permission_denials']).toMatchObject([{ tool_name: 'Write' }]);
        expect(verdictsOf(played.repo)).toMatchObject([
          { tool: 'Read', verdict: 'allow' },
          { tool: 'Write', verdict: 'deny', codes: ['EDIT_OUTSIDE_SCOPE'] },
          { tool: 'Write', verdict: 'allow' },
        ]);
      },
    );

    it('by a shell command is refused before the shell starts where it leaves the scope, and happens inside it', async () => {
      const commands = ['echo x > marker.txt', 'touch other.txt', 'touch src/made.txt && touch other.txt', 'touch src/made.txt'];
      const turns = [...commands.map((command) => ({ tools: [bash(command)] })), {}];
      const played = await play({ scope: scope(), steps: [{ prompt: 'Mend it.', skipPermissions: true, turns }] });
      expectCompleted(played);
      expect(exists(played, 'marker.txt') || exists(played, 'other.txt')).toBe(false);
      expect(exists(played, 'src/made.txt')).toBe(true);
      expect(played.toolResults.map(({ isError }) => isError)).toEqual([true, true, true, false]);
      expect(played.toolResults[0]?.text).toMatch(/edit of `marker\.txt` refused: outside the scope[\s\S]*\.claude\/scope\.yaml:7:\d+/);
      // the part that is refused, and where on the line it stands
      expect(played.toolResults[2]?.text).toMatch(/in `touch other\.txt`, character 23 of the line/);
      expect(verdictsOf(played.repo)).toMatchObject([
        { tool: 'Bash', verdict: 'deny', codes: ['EDIT_OUTSIDE_SCOPE'] },
        { tool: 'Bash', verdict: 'deny', codes: ['EDIT_OUTSIDE_SCOPE'] },
        { tool: 'Bash', verdict: 'deny', codes: ['EDIT_OUTSIDE_SCOPE'] },
        { tool: 'Bash', verdict: 'allow', codes: [] },
      ]);
    });

    it('through a link that leaves the scope is refused', async () => {
      const links = ['mkdir secrets ../outside && ln -s ../secrets src/link && ln -s ../../outside src/out && ln -s ../late.txt src/late'];
      const turns = [
        { tools: [write('src/link/x')] },
        { tools: [write('src/out/x')] },
        { tools: [write('src/late')] },
        { tools: [bash('echo x > src/link/y')] },
        {},
      ];
      const played = await play({ scope: scope(), afterInstall: links, steps: [{ prompt: 'Mend it.', skipPermissions: true, turns }] });
      expectCompleted(played);
      for (const file of ['secrets/x', 'secrets/y', '../outside/x', 'late.txt']) expect(exists(played, file), file).toBe(false);
      expect(played.toolResults.map(({ isError }) => isError)).toEqual([true, true, true, true]);
      const verdicts = eventsOf(onlyRun(played.repo), 'verdict');
      expect(verdicts.map(({ verdict }) => verdict)).toEqual(['deny', 'deny', 'deny', 'deny']);
      expect(verdicts[0]?.accesses).toContainEqual({ kind: 'edit', target: 'secrets/x' });
      expect(verdicts[1]?.accesses).toContainEqual({ kind: 'edit', target: join(played.base, 'outside', 'x') });
      expect(verdicts[2]?.accesses).toContainEqual({ kind: 'edit', target: 'late.txt' });
    });

    it('by a subagent is held to the same scope, and the record names it', async () => {
      const conversations = [
        { match: 'PART-ONE', turns: [{ tools: [write('docs/note.md')] }, { tools: [write('src/part.js')] }, { text: 'Part done.' }] },
      ];
      const turns = [{ tools: [agent('PART-ONE: do it')] }, { tools: [agent('PART-TWO', 'Explore')] }, {}];
      const granted = scope('delegate: { agents: [general-purpose] }');
      const played = await play({ scope: granted, steps: [{ prompt: 'Mend it.', skipPermissions: true, turns, conversations }] });
      expectCompleted(played);
      expect(exists(played, 'docs')).toBe(false);
      expect(exists(played, 'src/part.js')).toBe(true);
      const refusals = played.toolResults.filter(({ isError }) => isError).map(({ text }) => text);
      expect(refusals).toEqual([expect.stringMatching(/docs\/note\.md` refused/), expect.stringContaining('Explore')]);
      const anAgent = expect.stringMatching(/^\w+$/);
      expect(verdictsOf(played.repo)).toMatchObject([
        { tool: 'Agent', verdict: 'allow', agent: undefined },
        { tool: 'Write', verdict: 'deny', codes: ['EDIT_OUTSIDE_SCOPE'], agent: anAgent },
        { tool: 'Write', verdict: 'allow', agent: anAgent },
        { tool: 'Agent', verdict: 'deny', codes: ['DELEGATE_OUTSIDE_SCOPE'], agent: undefined },
      ]);
    });
  });
}
