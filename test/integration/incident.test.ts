import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { incident } from '../../src/cli/incident.ts';
import { quote } from '../../src/core/incident/quote.ts';
import { gapMarked } from '../../src/core/incident/timeline.ts';
import { untrustedOf } from '../../src/core/incident/untrusted.ts';
import { readEvents } from '../../src/io/event-log.ts';
import type { RunEvent } from '../../src/schema/event.ts';
import { type Incident, incidentSchema } from '../../src/schema/incident.ts';
import { cli, eventsOf, pre, start } from '../support/hooks.ts';
import { inProcess } from '../support/in-process.ts';
import { put, repository, scopeText } from '../support/repository.ts';
import { folderOf, session } from '../support/session.ts';

const HOSTILE = "src/`x`|$(touch owned)\u001b[2K'.ts";
const ODD_KEY = 'zz/`$(x)|<b>\u001b[2K.key';
const SCOPE = scopeText({ commands: '{ allow: ["git push *"] }', network: '["example.com"]', mcp: '{ crm: { allow: ["*"] } }' });

function ranIn(root: string): void {
  expect(start(root).status).toBe(0);
  const played = session(root);
  played.bash('cat config/.env');
  expect(pre(root, 'WebFetch', { url: 'https://example.com/x', prompt: 'x' }).status).toBe(0);
  expect(pre(root, 'Bash', { command: 'npm publish' }).status).toBe(2);
  expect(pre(root, 'Bash', { command: 'git push origin main' }).status).toBe(0);
  expect(pre(root, 'Write', { file_path: join(root, HOSTILE), content: 'x' }).status).toBe(2);
  played.stop();
}
const report = (root: string): Incident => incidentSchema.parse(JSON.parse(cli(root, ['incident', '0a1b2c3d', '--json']).stdout));

describe('incident', () => {
  it('names effects, refusals, credentials, what was read before, and commands in order', () => {
    const root = repository({ 'src/a.ts': 'a\n', 'config/.env': 'A=1\n', '.claude/scope.yaml': SCOPE });
    put(root, { 'keys/server.pem': 'x', [ODD_KEY]: 'x' });
    ranIn(root);
    const { head, effects, credentials, untrusted, containment, livedOn } = report(root);
    expect(head).toMatchObject({ closed: false, enforcement: 'enforced', hold: null, record: { verdict: 'intact' } });
    expect(effects.done.map(({ kind, reversibility, result }) => [kind, reversibility, result])).toEqual([
      ['network', 'unknown', 'not seen'],
      ['push', 'compensable', 'not seen'],
    ]);
    expect(effects.refused).toMatchObject([{ kind: 'command', what: 'npm publish', reversibility: 'irreversible' }]);
    expect(credentials.files).toMatchObject([
      { path: 'config/.env', how: 'read' },
      { path: 'keys/server.pem', how: 'inside the read scope' },
      // a name that reads like a command is a name
      { path: expect.stringContaining('$(x)'), how: 'inside the read scope' },
    ]);
    expect(credentials.granted.map(({ kind, text }) => `${kind} ${text}`)).toEqual(['mcp crm', 'network example.com']);
    expect(untrusted.offScope?.what).toContain('npm publish');
    expect(untrusted.before.map(({ what }) => what)).toEqual(['from the network: example.com:443']);
    expect(livedOn.calls).toHaveLength(2);
    const commands = containment.steps.flatMap((step) => step.commands);
    expect(commands.slice(1, 3)).toEqual([`twoloops halt ${head.run} --reason incident`, 'twoloops halt --all --reason incident']);
    const [dry, real] = [`twoloops rollback ${head.run}`, `twoloops rollback ${head.run} --yes`].map((one) => commands.indexOf(one));
    expect(dry).toBeGreaterThan(0);
    expect(real).toBeGreaterThan(dry ?? 0);
    const { status, stdout } = cli(root, ['incident', head.run]);
    expect(status).toBe(0);
    expect(stdout).not.toContain('\u001b');
  });

  it('a hold is an event, owes a reason, and is shown; a broken log and a run without scope are said', () => {
    const root = repository({ 'src/a.ts': 'a\n' });
    start(root);
    pre(root, 'Bash', { command: 'curl https://example.com' });
    const { run } = report(root).head;
    expect(inProcess(incident, root, [run, '--hold'])).toMatchObject({ code: 2, out: expect.stringContaining('needs a reason') });
    expect(inProcess(incident, root, [run, '--hold', '--reason', 'case 7'])).toMatchObject({ code: 0 });
    expect(inProcess(incident, root, [run, '--hold', '--reason', 'again'])).toMatchObject({ code: 1 });
    expect(report(root).head).toMatchObject({
      enforcement: 'unscoped',
      scope: null,
      hold: { reason: 'case 7' },
      record: { verdict: 'intact' },
    });
    expect(eventsOf(root).at(-1)).toMatchObject({ type: 'legal-hold', on: true, reason: 'case 7' });
    expect(cli(root, ['show']).stdout).toContain('legal hold set by');
    put(join(root, '.git/twoloops/runs', run), { 'state.0.json': '', 'state.1.json': '' });
    expect(report(root).head.record).toMatchObject({ verdict: 'broken' });
    expect(cli(root, ['incident', run], { env: { CLAUDECODE: '1' } }).status).toBe(1);
  });

  it('quotes so that bash gives the name back', () => {
    for (const name of [HOSTILE, '-rf', "it's", 'a b', '$(x)', 'tab\there\nnew', 'é\u202e', '~', ''])
      expect(spawnSync('bash', ['-c', `printf %s ${quote(name)}`], { encoding: 'utf8' }).stdout).toBe(name);
  });

  it('marks gaps in place, and 10,000 events are no work', () => {
    const root = repository({ 'src/a.ts': 'a\n', '.claude/scope.yaml': SCOPE });
    start(root);
    pre(root, 'WebFetch', { url: 'https://example.com/x', prompt: 'x' });
    const [first, , verdict] = readEvents(folderOf(root));
    if (first === undefined || verdict === undefined) throw new Error('no events');
    const at = (seq: number, minutes: number): RunEvent => ({
      ...verdict,
      seq,
      at: new Date(Date.parse(first.at) + minutes * 60_000).toISOString(),
    });
    const { items } = gapMarked([first, at(2, 1), at(3, 12), at(5, 13), at(6, 3)]);
    expect(items.filter(({ kind }) => kind === 'gap').map(({ seq, text }) => [seq, text])).toEqual([
      [3, '11 min without an event while the client was open'],
      [5, 'event 4 to 4 is not in the log'],
      [6, 'the clock went back 10 min'],
    ]);
    const many = [first, ...Array.from({ length: 10_000 }, (_, i) => at(i + 2, i / 100))];
    const began = performance.now();
    expect(gapMarked(many).items.length).toBeLessThan(1_000);
    expect(untrustedOf(many)).toMatchObject({ offScope: null, left: 9_800 });
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
