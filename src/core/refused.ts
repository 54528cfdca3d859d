import type { Finding } from '../schema/verdict.ts';
import { cut } from './redact.ts';
import { visible } from './visible.ts';

/** Characters of one argument that a message shows. */
const MOST_SHOWN = 300;

/** One argument of a finding, fit to be shown. */
export const arg = (finding: Finding, name: string): string => cut(visible(String(finding.args[name] ?? '')), MOST_SHOWN);

/** What was refused and why, in one line. */
export const REFUSED: Readonly<Record<Finding['code'], (f: Finding) => string>> = {
  PROTECTED: (f) => `edit of \`${arg(f, 'path')}\` refused: it decides what this run may do, so only people change it`,
  RUN_DIRECTORY: (f) => `${arg(f, 'kind')} of \`${arg(f, 'path')}\` refused: the record of the runs is not the agent's to read or change`,
  FORBIDDEN: (f) => `${arg(f, 'kind')} of \`${arg(f, 'path')}\` refused: forbidden zone \`${arg(f, 'pattern')}\``,
  READ_DENIED: (f) => `read of \`${arg(f, 'path')}\` refused: denied by \`${arg(f, 'pattern')}\``,
  EDIT_DENIED: (f) => `edit of \`${arg(f, 'path')}\` refused: denied by \`${arg(f, 'pattern')}\``,
  READ_OUTSIDE_SCOPE: (f) => `read of \`${arg(f, 'path')}\` refused: outside the scope of this run`,
  EDIT_OUTSIDE_SCOPE: (f) => `edit of \`${arg(f, 'path')}\` refused: outside the scope of this run`,
  OUTSIDE_REPOSITORY: (f) => `${arg(f, 'kind')} of \`${arg(f, 'path')}\` refused: it leads outside the repository`,
  PATH_UNKNOWN: (f) => `${arg(f, 'kind') || 'use'} of \`${arg(f, 'path')}\` refused: where it leads cannot be known: ${arg(f, 'why')}`,
  HOLDS_DENIED: (f) => `search below \`${arg(f, 'path')}\` refused: it would read \`${arg(f, 'holds')}\` (\`${arg(f, 'pattern')}\`)`,
  COMMAND_ASK: (f) => `command \`${arg(f, 'command')}\` waits for a person: the scope asks first`,
  COMMAND_NOT_GRANTED: (f) =>
    `command \`${arg(f, 'command')}\` refused: ${arg(f, 'form') ? `\`${arg(f, 'form')}\` (${arg(f, 'reversibility')}) needs a grant that names it` : `not granted in this run${arg(f, 'why') ? `: ${arg(f, 'why')}` : ''}`}`,
  COMMAND_UNKNOWN: (f) => `command refused: what it would do cannot be known: ${arg(f, 'what')}`,
  NETWORK_OUTSIDE_SCOPE: (f) => `connection to \`${arg(f, 'target')}\` refused: outside the scope of this run`,
  DELEGATE_OUTSIDE_SCOPE: (f) => `delegation to \`${arg(f, 'agent')}\` refused: outside the scope of this run`,
  DELEGATE_REMOTE: (f) => `remote delegation to \`${arg(f, 'agent')}\` refused: the scope has no \`delegate.remote: true\``,
  TOOL_UNKNOWN: (f) => `tool \`${arg(f, 'what')}\` refused: it is not one that twoloops knows, so what it would do cannot be judged`,
  INPUT_UNKNOWN: (f) => `call refused: its input cannot be read: ${arg(f, 'what')}`,
  MODEL_OUTSIDE_SCOPE: (f) => `model \`${arg(f, 'model')}\` refused: the scope names the models that may act`,
  MODE_FORBIDDEN: (f) => `refused: no call may be made in permission mode \`${arg(f, 'mode')}\``,
  WORKFLOW_OUTSIDE_SCOPE: (f) => `workflow \`${arg(f, 'workflow')}\` refused: outside the scope of this run`,
  SCHEDULE_OUTSIDE_SCOPE: (f) => `\`${arg(f, 'target')}\` refused: the scope has no \`delegate.schedule: true\``,
  SKILL_OUTSIDE_SCOPE: (f) => `skill \`${arg(f, 'target')}\` refused: outside the scope of this run`,
  PUBLISH_OUTSIDE_SCOPE: (f) =>
    `\`${arg(f, 'target')}\`${arg(f, 'path') ? ` of \`${arg(f, 'path')}\`` : ''} refused: outside what this run may publish`,
  MCP_OUTSIDE_SCOPE: (f) => `\`${arg(f, 'target')}\` of an MCP server refused: outside the scope of this run`,
  MCP_SOURCE: (f) =>
    `\`${arg(f, 'target')}\` refused: server \`${arg(f, 'server')}\` comes from \`${arg(f, 'source')}\`, the scope grants the one from \`${arg(f, 'wanted')}\``,
  MCP_ARGUMENT: (f) => `\`${arg(f, 'target')}\` refused: its argument \`${arg(f, 'argument')}\` is not one that the scope allows`,
  MCP_ASK: (f) => `\`${arg(f, 'target')}\` waits for a person: the scope asks first`,
  DATA_DENIED: (f) =>
    `${arg(f, 'kind')} of \`${arg(f, 'path')}\` refused: it is data of class \`${arg(f, 'class')}\`, which this run may not use`,
  PEOPLE_ONLY: (f) => `command \`${arg(f, 'command')}\` refused: \`twoloops ${arg(f, 'verb')}\` is for people, never for the agent`,
  LIMIT_UNKNOWN: (f) => `refused: \`stop.${arg(f, 'rule')}\` cannot be kept: ${arg(f, 'why')}`,
  POLICY_CEILING: (f) => `approval R${arg(f, 'request')} counts for nothing: ${arg(f, 'why')}`,
  REFUSED_BEFORE: (f) => `a person has answered request R${arg(f, 'request')} with no${arg(f, 'reason') ? `: ${arg(f, 'reason')}` : ''}`,
  UNSCOPED: (f) =>
    `${unscopedSubject(f)} refused: this run has no scope (${arg(f, 'why')}); ${arg(f, 'closed') ? 'nothing is allowed until that is mended' : 'only reading the repository is allowed'}`,
  HALTED: (f) => `refused: this run is halted by ${arg(f, 'rule')} (${arg(f, 'on')}) since ${arg(f, 'at')}`,
  STOP_RULE: (f) => `stop rule \`${arg(f, 'rule')}\` reached (limit ${arg(f, 'limit')}, now ${arg(f, 'on')}): the run is halted`,
  NO_RUN: (f) => `refused: no run is open for this session (${arg(f, 'why')})`,
  RECORD_BROKEN: (f) => `refused: the record of this run cannot be continued: ${arg(f, 'why')}`,
  INTERNAL: (f) => `refused: twoloops could not judge this call: ${arg(f, 'why')}`,
};

function unscopedSubject(finding: Finding): string {
  const path = arg(finding, 'path');
  if (path) return `${arg(finding, 'kind')} of \`${path}\``;
  const command = arg(finding, 'command');
  return command
    ? `command \`${command}\``
    : `${arg(finding, 'kind') || 'call'} ${arg(finding, 'target') || arg(finding, 'agent') || arg(finding, 'what')}`.trim();
}
