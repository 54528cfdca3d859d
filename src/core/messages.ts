import type { FrozenScope } from '../schema/frozen.ts';
import type { Finding, Trip } from '../schema/verdict.ts';
import { cut } from './redact.ts';
import { visible } from './visible.ts';

/** What a reader of a refusal needs beside the findings. */
export interface Telling {
  readonly scope?: FrozenScope | undefined;
  readonly run?: string | undefined;
  readonly request?: number | undefined;
}

/** Characters of one argument that a message shows. */
const MOST_SHOWN = 300;

const arg = (finding: Finding, name: string): string => cut(visible(String(finding.args[name] ?? '')), MOST_SHOWN);

/** What was refused and why, in one line. */
const REFUSED: Readonly<Record<Finding['code'], (f: Finding) => string>> = {
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
  NOT_BUILT: (f) => `${arg(f, 'kind')} \`${arg(f, 'target')}\` refused: this version cannot hold such calls to a scope, so it allows none`,
  UNSCOPED: (f) => `${unscopedSubject(f)} refused: this run has no scope (${arg(f, 'why')}); only reading the repository is allowed`,
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

const list = (items: readonly string[], most = 8): string =>
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
    default:
      return undefined;
  }
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
};

/** The line of the scope behind a finding, with what it says there; `undefined` for the default deny. */
function ruleLine(finding: Finding, scope: FrozenScope | undefined): string | undefined {
  if (finding.rule === 'default') return absentRule(finding, scope);
  if (finding.code === 'NOT_BUILT') return 'no scope of this version opens it: if the task cannot be done without it, stop and say so';
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
  if (finding.code === 'NOT_BUILT') return 'no scope of this version opens it: if the task cannot be done without it, stop and say so';
  if (finding.code === 'PATH_UNKNOWN') return 'no scope opens what cannot be known: name another path, or stop and say so';
  if (finding.code === 'HOLDS_DENIED') return aroundIt(finding);
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
  const fixed = new Set<Finding['code']>(['STOP_RULE', 'HALTED', 'PROTECTED', 'RUN_DIRECTORY', 'NOT_BUILT', 'PATH_UNKNOWN']);
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

/** What the agent is told when its run opens, resumes, or was compacted. */
export function briefing(scope: FrozenScope | undefined, unscoped: string | undefined): string {
  if (scope === undefined) {
    return `twoloops guards this repository and found no usable scope: ${unscoped ?? 'no scope file'}. You may read the repository; every other call will be refused until a person writes .claude/scope.yaml.`;
  }
  const patterns = (rules: readonly { pattern: string }[]): string =>
    list(
      rules.map((rule) => rule.pattern),
      20,
    );
  const commands = scope.commands.allow.map((rule) => `\`${rule.text}\``);
  const { stop } = scope;
  const limits = [
    stop.denials && `${stop.denials.limit} denials`,
    stop.filesChanged && `${stop.filesChanged.limit} changed files`,
    stop.toolCalls && `${stop.toolCalls.limit} tool calls`,
    stop.minutes && `${stop.minutes.limit} minutes`,
    stop.touches.length > 0 && `a change of ${patterns(stop.touches)}`,
  ].filter((text) => typeof text === 'string');
  return [
    `twoloops holds this run to a scope (${scope.file}, ${scope.digest.slice(0, 12)}).${scope.enforce === 'observe' ? ' It is observed, not enforced.' : ''}`,
    `Task: ${scope.task}`,
    `You may read: ${patterns(scope.read.allow)}${scope.read.deny.length > 0 ? `; not ${patterns(scope.read.deny)}` : ''}`,
    `You may edit: ${patterns(scope.edit.allow)}${scope.edit.deny.length > 0 ? `; not ${patterns(scope.edit.deny)}` : ''}`,
    `Forbidden, neither read nor edited: ${patterns(scope.forbidden)}`,
    `Commands: ${list(commands, 20)}; utilities that only read or write files (cat, grep, sed, cp, mkdir …) need no grant, their paths are judged. What cannot be known from the line (a value, eval, code from a pipe) is refused: write it plainly.`,
    `Network: ${list(scope.network.hosts.map((rule) => rule.text))}.`,
    `Subagents: ${list(scope.delegate.agents.map((rule) => rule.name))}. No MCP, skills or schedules in this version.`,
    `The run halts at: ${list(limits)}.`,
    `What lies outside is refused. Do not look for a way around a refusal: stop and say what is missing; ${scope.approver} can widen the scope.`,
    ...(scope.evidence.length > 0 ? [`Owed before release: ${list(scope.evidence.map((item) => item.text))}.`] : []),
  ].join('\n');
}
