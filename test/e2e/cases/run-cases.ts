import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agent, expectCompleted, play, read, scope, write } from '../guarded.ts';
import { eventsOf, onlyRun, runNames } from '../record.ts';

const resume = 'node {{project}}/dist/cli.js resume "$(ls .git/twoloops/runs)" --reason "looked at the two denials"';
const again = { prompt: 'Go on.', args: ['--resume', '{{session_id}}'], skipPermissions: true };

export function runCases(): void {
  describe('a run', () => {
    it('ends at the second denial where the scope says so, and goes on only after a person resumed it', async () => {
      const late = { tools: [write('src/late.js')] };
      const played = await play({
        scope: scope('stop: { denials: 2 }'),
        steps: [
          { prompt: 'Mend it.', skipPermissions: true, turns: [{ tools: [write('one.txt')] }, { tools: [write('two.txt')] }, late] },
          { ...again, between: `CLAUDECODE=1 ${resume}`, turns: [late, {}] },
          { ...again, between: resume, turns: [late, {}] },
        ],
      });
      const [tripped, halted, resumed] = played.steps;
      expect(tripped).toMatchObject({ exit: 0, result: { terminal_reason: 'hook_stopped' }, unusedTurns: { main: 1 }, stderr: '' });
      expect(halted?.between, 'an agent may not resume').toMatchObject({ exit: 1 });
      expect(halted?.stdout).toContain('halted');
      expect(halted?.toolResults.every(({ isError }) => isError)).toBe(true);
      expect(resumed?.between).toMatchObject({ exit: 0 });
      if (resumed) expectCompleted(resumed);
      expect(existsSync(join(played.repo, 'src/late.js'))).toBe(true);
      for (const file of ['one.txt', 'two.txt']) expect(existsSync(join(played.repo, file))).toBe(false);
      const run = onlyRun(played.repo);
      const denials = eventsOf(run, 'verdict').filter(({ verdict }) => verdict === 'deny');
      expect(denials[1]).toMatchObject({ trip: { rule: 'denials', limit: 2 } });
      const story = run.events.map(({ type }) => type).filter((type) => type === 'halted' || type === 'resumed');
      expect(story.at(-1)).toBe('resumed');
      expect(eventsOf(run, 'resumed')).toMatchObject([{ reason: 'looked at the two denials' }]);
      expect(eventsOf(run, 'verdict').at(-1)).toMatchObject({ tool: 'Write', verdict: 'allow' });
    });

    it('never shows the model a forbidden file that the prompt mentions', async () => {
      const files = { 'billing/rates.txt': 'the rates are secret\n' };
      const prompt = 'Look at @billing/rates.txt and mend it.';
      const played = await play({
        scope: scope('forbidden: ["billing/**"]'),
        files,
        steps: [{ prompt, skipPermissions: true, turns: [{}] }],
      });
      expect(played.stdout).toContain('it mentions a file that no tool may read');
      expect(JSON.stringify(played.requests)).not.toContain('the rates are secret');
      expect(played.unusedTurns).toEqual({ main: 1 });
      const control = await play({ scope: scope(), files, steps: [{ prompt, skipPermissions: true, turns: [{}] }] });
      expect(JSON.stringify(control.requests), 'where it is not forbidden, the client does insert it').toContain('the rates are secret');
    });

    it('that a subagent brought to its end is at an end for the main agent, too', async () => {
      const conversations = [{ match: 'PART-ONE', turns: [{ tools: [write('one.txt')] }, { tools: [write('src/part.js')] }] }];
      const turns = [{ tools: [agent('PART-ONE: do it')] }, { tools: [write('src/late.js')] }, {}];
      const strict = scope('stop: { denials: 1 }', 'delegate: { agents: [general-purpose] }');
      const played = await play({ scope: strict, steps: [{ prompt: 'Mend it.', skipPermissions: true, turns, conversations }] });
      // its own batch is the last one of the main agent: that makes no further request
      expect(played).toMatchObject({ exit: 0, result: { terminal_reason: 'hook_stopped' }, unusedTurns: { main: 2, 'agent:PART-ONE': 1 } });
      for (const file of ['one.txt', 'src/part.js', 'src/late.js']) expect(existsSync(join(played.repo, file)), file).toBe(false);
      const denials = eventsOf(onlyRun(played.repo), 'verdict').filter(({ verdict }) => verdict === 'deny');
      expect(denials.map(({ findings }) => findings[0]?.code)).toEqual(['STOP_RULE']);
    });

    it('in observe mode refuses nothing but the protected files, and says that it did not', async () => {
      const settings = '.claude/settings.json';
      const turns = [{ tools: [write('notes.txt')] }, { tools: [read(settings)] }, { tools: [write(settings, '{}')] }, {}];
      const played = await play({ scope: scope('enforce: observe'), steps: [{ prompt: 'Mend it.', skipPermissions: true, turns }] });
      expectCompleted(played);
      expect(existsSync(join(played.repo, 'notes.txt'))).toBe(true);
      expect(played.sh(`git diff --exit-code ${settings}`).exit).toBe(0);
      expect(played.toolResults.map(({ isError }) => isError)).toEqual([false, false, true]);
      const run = onlyRun(played.repo);
      expect(eventsOf(run, 'verdict')).toMatchObject([
        { verdict: 'deny', enforced: false, findings: [{ code: 'EDIT_OUTSIDE_SCOPE' }] },
        { verdict: 'allow' },
        { verdict: 'deny', enforced: true, findings: [{ code: 'PROTECTED' }] },
      ]);
      expect(run.packetMarkdown?.split('\n')[0]).toContain('NOT ENFORCED');
    });

    it('with a scope that cannot be read may look and not touch, and says how to mend it', async () => {
      const broken = scope().replace('edit: { allow', 'edit: { alow');
      const turns = [{ tools: [read('README.md')] }, { tools: [write('src/parser.js')] }, {}];
      const played = await play({ scope: broken, steps: [{ prompt: 'Mend it.', skipPermissions: true, turns }] });
      expectCompleted(played);
      expect(existsSync(join(played.repo, 'src/parser.js'))).toBe(false);
      expect(played.toolResults).toMatchObject([{ isError: false }, { isError: true }]);
      const refusal = played.toolResults[1]?.text ?? '';
      expect(refusal).toContain('.claude/scope.yaml:7:9');
      expect(refusal).toContain('`alow`');
      expect(refusal).toMatch(/scope check/);
      expect(eventsOf(onlyRun(played.repo), 'verdict')).toMatchObject([
        { verdict: 'allow' },
        { verdict: 'deny', findings: [{ code: 'UNSCOPED' }] },
      ]);
    });

    it('is one run across a resume: one directory, one chain', async () => {
      const batch = { tools: [read('README.md'), read('package.json'), read('src/main.js')] };
      const steps = [
        { prompt: 'Mend it.', skipPermissions: true, turns: [batch, { tools: [write('src/one.js')] }, {}] },
        { ...again, turns: [{ tools: [write('src/two.js')] }, batch, {}] },
      ];
      const played = await play({ scope: scope(), steps });
      for (const step of played.steps) expectCompleted(step);
      expect(runNames(played.repo)).toHaveLength(1);
      const run = onlyRun(played.repo);
      expect(eventsOf(run, 'opened')).toHaveLength(1);
      expect(eventsOf(run, 'continued')).toMatchObject([{ source: 'resume' }]);
      expect(eventsOf(run, 'verdict').map(({ verdict }) => verdict)).toEqual(Array(8).fill('allow'));
      expect(eventsOf(run, 'result')).toHaveLength(8);
      expect(new Set(run.events.map(({ session }) => session)).size).toBe(1);
      expect(run.packets).toContain('0002.json');
    });
  });
}
