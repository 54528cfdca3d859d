import type { Call, Intent } from '../../schema/access.ts';
import { optionalText, path, unknown } from './fields.ts';

/** A subagent: its type, whether it leaves the machine, and the model it is asked to run on. */
export function agent(call: Call): Intent[] {
  const type = optionalText(call, 'subagent_type');
  const model = optionalText(call, 'model');
  if (type === false || model === false) return unknown('input', 'Agent whose subagent_type or model is not text');
  const isolation = call.input['isolation'];
  const remote = isolation !== undefined && isolation !== null && isolation !== 'worktree';
  return [{ kind: 'delegate', agent: type ?? 'general-purpose', remote, ...(model === undefined ? {} : { model }) }];
}

/** A workflow by name; by a script on disk, which is read; or by a script in the call. Going on with an old run is running its script. */
export function workflow(call: Call): Intent[] {
  const [name, script, inline, resumed] = ['name', 'scriptPath', 'script', 'resumeFromRunId'].map((field) => optionalText(call, field));
  if ([name, script, inline, resumed].includes(false)) return unknown('input', 'Workflow whose name or script is not text');
  if (inline !== undefined || (name === undefined && script === undefined)) return [{ kind: 'workflow', name: 'inline' }];
  if (typeof script === 'string') return [path('read', script), { kind: 'workflow', name: script, script }];
  return [{ kind: 'workflow', name: String(name) }];
}

export function worktree(call: Call): Intent[] {
  const to = optionalText(call, 'path');
  if (to === false) return unknown('input', `${call.tool} whose path is not text`);
  if (call.input['discard_changes'] === true) return unknown('input', 'ExitWorktree that discards changes');
  return to === undefined ? [] : [{ kind: 'worktree', raw: to }];
}
