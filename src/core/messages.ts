import type { FrozenScope } from '../schema/frozen.ts';
import type { Finding, Trip } from '../schema/verdict.ts';
import { cut } from './redact.ts';
import { arg, REFUSED } from './refused.ts';

/** What a reader of a refusal needs beside the findings. */
export interface Telling {
  readonly scope?: FrozenScope | undefined;
  readonly run?: string | undefined;
  readonly request?: number | undefined;
}

/** A list for people, cut. */
export const list = (items: readonly string[], most = 8): string =>
  items.length === 0 ? 'nothing' : items.slice(0, most).join(', ') + (items.length > most ? `, … (${items.length})` : '');

/** The grants that the refused call could have stayed inside, as the scope writes them. */
function grants(finding: Finding, scope: FrozenScope): readonly string[] | undefined {
  switch (finding.code) {
    case 'READ_OUTSIDE_SCOPE':
    case 'HOLDS_DENIED':
    case 'READ_DENIED':
      return scope.read.allow.map((rule) => rule.pattern);
    case 'EDIT_OUTSIDE_SCOPE':
    case 'EDIT_DENIED':
      return scope.edit.allow.map((rule) => rule.pattern);
    case 'OUTSIDE_REPOSITORY':
      return (finding.args['kind'] === 'edit' ? scope.edit : scope.read).allow.map((rule) => rule.pattern);
    case 'COMMAND_NOT_GRANTED':
    case 'COMMAND_UNKNOWN': {
      // the grants of the same program first: one of them may be what was meant
      const near = arg(finding, 'near');
      const texts = scope.commands.allow.map((rule) => rule.text);
      return near ? [near, ...texts.filter((text) => text !== near)] : texts;
    }
    case 'NETWORK_OUTSIDE_SCOPE':
      return scope.network.hosts.map((rule) => rule.text);
    case 'DELEGATE_OUTSIDE_SCOPE':
      return scope.delegate.agents.map((rule) => rule.name);
    case 'WORKFLOW_OUTSIDE_SCOPE':
      return scope.workflows.names.map((rule) => rule.name);
    case 'SKILL_OUTSIDE_SCOPE':
      return scope.skills.names.map((rule) => rule.name);
    case 'PUBLISH_OUTSIDE_SCOPE':
      return scope.publish.rules.map((rule) => `${rule.name}: ${rule.files.map((file) => file.pattern).join(', ')}`);
    case 'MODEL_OUTSIDE_SCOPE':
      return scope.models.map((rule) => rule.name);
    case 'MCP_OUTSIDE_SCOPE':
      return mcpGrants(finding, scope);
    case 'MCP_ARGUMENT':
      return finding.args['patterns'] as readonly string[];
    default:
      return undefined;
  }
}

/** What is granted of the server in question; of a server that is not granted, which ones are. */
function mcpGrants(finding: Finding, scope: FrozenScope): readonly string[] {
  const rule = scope.mcp.servers.find((one) => one.server === finding.args['server']);
  if (rule === undefined) return scope.mcp.servers.map((one) => one.server);
  const names = [...rule.allow, ...rule.ask, ...rule.resources, ...rule.prompts].map((one) => `${rule.server} ${one.name}`);
  return names.length === 0 ? [`${rule.server}: nothing`] : names;
}

const VERBS: Partial<Record<Finding['code'], string>> = {
  READ_OUTSIDE_SCOPE: 'read',
  READ_DENIED: 'read',
  HOLDS_DENIED: 'search a folder inside',
  EDIT_OUTSIDE_SCOPE: 'edit',
  EDIT_DENIED: 'edit',
  COMMAND_NOT_GRANTED: 'run',
  COMMAND_UNKNOWN: 'run',
  NETWORK_OUTSIDE_SCOPE: 'fetch from',
  DELEGATE_OUTSIDE_SCOPE: 'delegate to',
  WORKFLOW_OUTSIDE_SCOPE: 'start',
  SKILL_OUTSIDE_SCOPE: 'use',
  PUBLISH_OUTSIDE_SCOPE: 'publish',
  MODEL_OUTSIDE_SCOPE: 'run on',
  MCP_OUTSIDE_SCOPE: 'use',
};

/** The line of the scope behind a finding, with what it says there; `undefined` for the default deny. */
function ruleLine(finding: Finding, scope: FrozenScope | undefined): string | undefined {
  if (finding.rule === 'default') return absentRule(finding, scope);
  if (finding.code === 'PATH_UNKNOWN') return 'no scope opens what cannot be known: name another path, or stop and say so';
  if (finding.code === 'HOLDS_DENIED') return aroundIt(finding);
  if (finding.rule === 'protected') return 'protected by twoloops, whatever the scope says';
  const granted = scope ? grants(finding, scope) : undefined;
  const pattern = arg(finding, 'pattern');
  if (pattern) return `${finding.rule}: ${pattern}`;
  return granted ? `${finding.rule}: ${list(granted)}` : finding.rule;
}

/** Where no line refuses, the missing of one does. */
function absentRule(finding: Finding, scope: FrozenScope | undefined): string | undefined {
  const key: Partial<Record<Finding['code'], string>> = {
    READ_OUTSIDE_SCOPE: 'read.allow',
    EDIT_OUTSIDE_SCOPE: 'edit.allow',
    OUTSIDE_REPOSITORY: `${arg(finding, 'kind')}.allow`,
    COMMAND_NOT_GRANTED: 'commands.allow',
    COMMAND_UNKNOWN: 'commands.allow',
    NETWORK_OUTSIDE_SCOPE: 'network',
    DELEGATE_OUTSIDE_SCOPE: 'delegate.agents',
    WORKFLOW_OUTSIDE_SCOPE: 'workflows',
    SCHEDULE_OUTSIDE_SCOPE: 'delegate.schedule',
    SKILL_OUTSIDE_SCOPE: 'skills',
    PUBLISH_OUTSIDE_SCOPE: 'publish',
    MCP_OUTSIDE_SCOPE: 'mcp',
    TOOL_UNKNOWN: 'tools',
  };
  const missing = key[finding.code];
  return scope && missing ? `${scope.file}: \`${missing}\` does not grant it` : undefined;
}

/** How a recursive reading can stay clear of what is denied: by a tool's own options. */
function aroundIt(finding: Finding): string {
  return finding.args['part'] === undefined
    ? 'search a folder that does not hold it, or limit the search with `glob` to a kind of file that is not denied (`*.ts`, `*.{js,jsx}`); names can be listed with Glob'
    : "name a folder or files that do not hold it, or leave it out by the command's own option (`grep --exclude-dir=NAME`, `--include='*.ts'`, `tar --exclude=NAME`); names can be listed";
}

function nextStep(finding: Finding, telling: Telling): string {
  const { scope, run } = telling;
  if (finding.code === 'UNSCOPED' && !/^no scope file/.test(arg(finding, 'why')))
    return 'a person mends that line, checks it with `node .claude/twoloops/cli.mjs scope check`, and starts a new session';
  if (finding.code === 'UNSCOPED')
    return 'a person writes `.claude/scope.yaml` (`node .claude/twoloops/cli.mjs scope new`), checks it with `scope check`, and starts a new session';
  if (finding.code === 'HALTED' || finding.code === 'STOP_RULE') {
    return `stop here and say so; a person continues it with \`node .claude/twoloops/cli.mjs resume ${run ?? ''}\``;
  }
  if (finding.code === 'NO_RUN')
    return 'send a new prompt or start a new session in the root of the repository; `node .claude/twoloops/cli.mjs doctor` says what is wrong';
  if (finding.code === 'RECORD_BROKEN' || finding.code === 'INTERNAL')
    return 'stop and say so; `node .claude/twoloops/cli.mjs doctor` says what is wrong';
  if (finding.code === 'PATH_UNKNOWN') return 'no scope opens what cannot be known: name another path, or stop and say so';
  if (finding.code === 'HOLDS_DENIED') return aroundIt(finding);
  if (finding.code === 'INPUT_UNKNOWN') return 'no scope opens what cannot be read: send it in full and plainly, or stop and say so';
  if (finding.code === 'PEOPLE_ONLY') return 'stop here and say what you need; a person runs it in a terminal of their own, or does not';
  if (finding.code === 'MODE_FORBIDDEN') return 'a person switches to another permission mode; stop and say so';
  if (finding.code === 'LIMIT_UNKNOWN')
    return 'stop and say so; a person starts the session so that it keeps its transcript, or takes the limit out of the scope';
  if (finding.code === 'REFUSED_BEFORE') return 'do without it; if the task cannot be done so, stop and say so';
  if (finding.rule === 'protected') return 'no scope opens it: if it must change, stop and say so, and a person changes it';
  if (scope === undefined) return 'stop and say so';
  const granted = grants(finding, scope);
  const verb = VERBS[finding.code];
  const may = granted && verb && granted.length > 0 ? `you may ${verb} ${list(granted)}; ` : '';
  const request = telling.request === undefined ? '' : ` (request R${telling.request})`;
  return `${may}if the task cannot be done without it, stop and say so:\n  ${scope.approver} can widen the scope${request}`;
}

/** The finding that no wider scope could lift: advice for another one would be untrue. */
function hardest(findings: readonly Finding[]): Finding | undefined {
  const fixed = new Set<Finding['code']>([
    'STOP_RULE',
    'HALTED',
    'PROTECTED',
    'RUN_DIRECTORY',
    'PATH_UNKNOWN',
    'INPUT_UNKNOWN',
    'PEOPLE_ONLY',
    'MODE_FORBIDDEN',
    'LIMIT_UNKNOWN',
    'REFUSED_BEFORE',
  ]);
  return findings.find((finding) => fixed.has(finding.code));
}

/** The three parts of a refusal: what was refused, which line of which file refused it, what to do next. */
export function refusal(findings: readonly Finding[], telling: Telling): string {
  const first = findings[0];
  if (first === undefined) return 'twoloops: refused\n';
  const lines = findings.slice(0, 3).flatMap((finding) => {
    const rule = ruleLine(finding, telling.scope);
    const part = arg(finding, 'part');
    // where the line is more than the part, the part is shown with its place
    const where =
      part && !REFUSED[finding.code](finding).includes(`\`${part}\``)
        ? [`  in \`${cut(part, 120)}\`, character ${arg(finding, 'at')} of the line`]
        : [];
    return [`twoloops: ${REFUSED[finding.code](finding)}`, ...where, ...(rule ? [`  ${rule}`] : [])];
  });
  const more = findings.length > 3 ? [`  and ${findings.length - 3} more reasons`] : [];
  // where the advice is the line itself, once is enough
  const step = `  ${nextStep(hardest(findings) ?? first, telling)}`;
  return `${[...lines.filter((line) => line !== step), ...more, step].join('\n')}\n`;
}

/** One line for a person who watches: a packet, `show`, the demo. */
export function inOneLine(finding: Finding): string {
  const rule = finding.rule === 'default' ? '' : ` [${finding.rule}]`;
  return REFUSED[finding.code](finding) + rule;
}

export function tripFinding(trip: Trip): Finding {
  return { code: 'STOP_RULE', args: { rule: trip.rule, limit: trip.limit, on: trip.on }, rule: trip.place };
}

/** The reason that the client shows when a trip ends the run. */
export function tripReason(trip: Trip, run: string): string {
  return `twoloops: stop rule ${trip.rule} reached (limit ${trip.limit}, now ${trip.on}); a person continues with: node .claude/twoloops/cli.mjs resume ${run}`;
}
