import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bash, expectCompleted, play, read, scope, write } from '../guarded.ts';
import { eventsOf, onlyRun } from '../record.ts';

const server = {
  '.mcp.json': JSON.stringify({
    mcpServers: { records: { command: 'node', args: ['{{project}}/test/e2e/records-mcp.mjs'], env: { TRACE: '{{repo}}/trace.txt' } } },
  }),
};
const call = (tool: string, input: Record<string, string>) => ({ tools: [{ name: `mcp__records__${tool}`, input }] });
const MCP = 'mcp: { records: { source: project, allow: ["get_*", search_docs], args: { search_docs: { collection: ["public-*"] } } } }';
const MAIL = 'anna.berg@brightharbour-foods.com';
const policy = (text: string) => ({ '.claude/twoloops/policy.yaml': text });

export function authorityCases(): void {
  describe('authority', () => {
    it('an MCP server is held to its actions, arguments and source', async () => {
      const turns = [
        call('get_item', { id: 'a' }),
        call('delete_item', { id: 'a' }),
        call('search_docs', { collection: 'public-web' }),
        call('search_docs', { collection: 'payroll' }),
        {},
      ];
      const played = await play({ scope: scope(MCP), files: server, steps: [{ prompt: 'Look.', skipPermissions: true, turns }] });
      expectCompleted(played);
      expect(played.toolResults.map(({ isError }) => isError)).toEqual([false, true, false, true]);
      expect(readFileSync(join(played.repo, 'trace.txt'), 'utf8')).toBe('get_item {"id":"a"}\nsearch_docs {"collection":"public-web"}\n');
      const codes = eventsOf(onlyRun(played.repo), 'verdict').map(({ findings }) => findings[0]?.code);
      expect(codes).toEqual([undefined, 'MCP_OUTSIDE_SCOPE', undefined, 'MCP_ARGUMENT']);

      const elsewhere = MCP.replace('source: project', 'source: user');
      const other = await play({
        scope: scope(elsewhere),
        files: server,
        steps: [{ prompt: 'Look.', skipPermissions: true, turns: [call('get_item', { id: 'a' }), {}] }],
      });
      expect(other.toolResults).toMatchObject([{ isError: true, text: expect.stringContaining('comes from') }]);
      expect(existsSync(join(other.repo, 'trace.txt'))).toBe(false);
    });

    it('customer data never reaches the model: of a file, a command, a server, or a failure', async () => {
      const files = { ...server, 'src/list.txt': `one ${MAIL}\n` };
      const text = 'version: 1\ndata: { customer: { detect: [email] } }\n';
      const steps = [
        {
          prompt: 'Look.',
          skipPermissions: true,
          turns: [{ tools: [read('src/list.txt')] }, { tools: [bash('cat src/list.txt')] }, call('get_item', { id: 'customer' }), {}],
        },
      ];
      const played = await play({ scope: scope(MCP), files, afterInstall: [policy(text)], steps });
      expectCompleted(played);
      expect(JSON.stringify(played.requests)).not.toContain(MAIL);
      expect(played.toolResults.map(({ text: shown }) => shown)).toEqual(Array(3).fill(expect.stringContaining('twoloops withheld this')));
      const control = await play({ scope: scope(MCP), files, steps });
      expect(JSON.stringify(control.requests), 'without the policy it does').toContain(MAIL);

      const failing = await play({
        scope: scope(),
        files,
        afterInstall: [policy(text)],
        steps: [{ prompt: 'Look.', skipPermissions: true, turns: [{ tools: [bash('cat src/list.txt src/none.txt')] }, {}] }],
      });
      expect(failing).toMatchObject({ exit: 0, result: { terminal_reason: 'hook_stopped' }, unusedTurns: { main: 1 } });
      expect(JSON.stringify(failing.requests)).not.toContain(MAIL);
    });

    it('a denied edit that a person approves from another terminal is done once, and refused the second time', async () => {
      const approve = 'GIT_AUTHOR_EMAIL=approver@example.com node {{project}}/dist/cli.js approve R1 --once --reason "the version is due"';
      const edit = { tools: [write('package.json', '{ "name": "demo", "version": "2.0.0" }\n')] };
      const played = await play({
        scope: scope(),
        steps: [
          {
            prompt: 'Mend it.',
            skipPermissions: true,
            turns: [{ tools: [read('package.json')] }, edit, { ...edit, sh: approve }, edit, {}],
          },
        ],
      });
      expectCompleted(played);
      expect(played.toolResults.map(({ isError }) => isError)).toEqual([false, true, false, true]);
      expect(readFileSync(join(played.repo, 'package.json'), 'utf8')).toContain('2.0.0');
      const run = onlyRun(played.repo);
      expect(eventsOf(run, 'answered')).toMatchObject([{ request: 1, answer: 'approve', how: 'once', by: 'approver@example.com' }]);
      expect(eventsOf(run, 'verdict').filter(({ approvals }) => approvals?.includes(1))).toHaveLength(1);
    });

    it('the kill switch ends a run in its next call, and a resume lets it go on', async () => {
      const halt = 'node {{project}}/dist/cli.js halt --all';
      const late = { tools: [write('src/late.js')] };
      const again = { prompt: 'Go on.', args: ['--resume', '{{session_id}}'], skipPermissions: true };
      const played = await play({
        scope: scope(),
        steps: [
          { prompt: 'Mend it.', skipPermissions: true, turns: [{ tools: [write('src/one.js')] }, { ...late, sh: halt }, {}] },
          { ...again, turns: [{}] },
          { ...again, between: 'node {{project}}/dist/cli.js resume --all', turns: [late, {}] },
        ],
      });
      const [halted, refused, resumed] = played.steps;
      expect(halted).toMatchObject({ result: { terminal_reason: 'hook_stopped' }, unusedTurns: { main: 1 } });
      expect(refused?.stdout).toContain('halted');
      expect(refused?.unusedTurns).toEqual({ main: 1 });
      if (resumed) expectCompleted(resumed);
      expect(existsSync(join(played.repo, 'src/late.js'))).toBe(true);
    });

    it('calls inside the scope need no prompt where it says so, and a rule of the user still holds', async () => {
      const turns = [{ tools: [write('src/new.js')] }, { tools: [write('src/kept.js')] }, {}];
      const settings = `node -e 'const f=".claude/settings.json",s=JSON.parse(require("fs").readFileSync(f));s.permissions={deny:["Edit(/src/kept.js)"]};require("fs").writeFileSync(f,JSON.stringify(s))'`;
      const played = await play({ scope: scope('in_scope: approve'), afterInstall: [settings], steps: [{ prompt: 'Mend it.', turns }] });
      expect(played.toolResults.map(({ isError }) => isError)).toEqual([false, true]);
      expect(existsSync(join(played.repo, 'src/new.js'))).toBe(true);
      expect(existsSync(join(played.repo, 'src/kept.js'))).toBe(false);
    });
  });
}
