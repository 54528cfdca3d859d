import type { CommandRule, FrozenScope, Limit, NameRule, OwedEvidence, PathRule } from '../../schema/frozen.ts';
import type { Scope } from '../../schema/scope.ts';
import { hostRule } from '../network.ts';
import { simpleWords } from '../shell/words.ts';
import { compileGlob, type GlobContext } from './globs.ts';
import { commandRule } from './words.ts';
import type { Problem, YamlText } from './yaml-text.ts';

export interface FreezeContext extends GlobContext {
  /** The scope file as people name it: relative to the repository, or absolute. */
  readonly file: string;
  readonly digest: string;
  /** The resolved folder of a `repos` entry, or undefined where there is none. */
  readonly repo: (path: string) => string | undefined;
}

/** Rules: the last of the three steps. A valid scope becomes flat tables in which each line knows its place. */
export function freeze(
  scope: Scope,
  yaml: YamlText,
  context: FreezeContext,
): { readonly frozen?: FrozenScope; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const placeOf = (path: readonly PropertyKey[], key: string): string => {
    const { line, col } = yaml.at(path);
    return `${context.file}:${line}:${col} ${key}`;
  };
  const listPlace = (key: string): string => (present(yaml.value, key.split('.')) ? placeOf(key.split('.'), key) : 'default');
  const each = <T>(items: readonly string[], key: string, make: (item: string, place: string) => { rule: T } | { problem: string }): T[] =>
    items.flatMap((item, i) => {
      const path = [...key.split('.'), i];
      const made = make(item, placeOf(path, key));
      if ('rule' in made) return [made.rule];
      problems.push({ ...yaml.at(path), message: `\`${item}\` in \`${key}\` ${made.problem}` });
      return [];
    });
  const globs = (items: readonly string[], key: string): PathRule[] => each(items, key, (item, place) => compileGlob(item, place, context));
  const commands = (items: readonly string[], key: string): CommandRule[] => each(items, key, commandRule);
  const names = (items: readonly string[], key: string): NameRule[] => each(items, key, (name, place) => ({ rule: { name, place } }));
  const limit = (value: number | undefined, key: string): Limit | undefined =>
    value === undefined ? undefined : { limit: value, place: placeOf(['stop', key], `stop.${key}`) };

  if (scope.require === 'os') {
    problems.push({
      ...yaml.at(['require']),
      message: '`require: os`: this version has no layer of the operating system, so it cannot run this scope',
    });
  }
  const frozen: FrozenScope = {
    file: context.file,
    digest: context.digest,
    task: scope.task,
    ...(scope.agent ? { agent: scope.agent.name } : {}),
    owner: scope.owner,
    approver: scope.approver,
    enforce: scope.enforce,
    outside: scope.outside,
    inScope: scope.in_scope,
    read: { allow: globs(scope.read.allow, 'read.allow'), deny: globs(scope.read.deny, 'read.deny'), place: listPlace('read.allow') },
    edit: { allow: globs(scope.edit.allow, 'edit.allow'), deny: globs(scope.edit.deny, 'edit.deny'), place: listPlace('edit.allow') },
    forbidden: globs(scope.forbidden, 'forbidden'),
    scratch: each(scope.scratch, 'scratch', (item, place) => scratch(item, place, context)),
    repos: each(scope.repos, 'repos', (item, place) => {
      const root = context.repo(item);
      return root === undefined ? { problem: 'is no folder on this machine' } : { rule: { root, place } };
    }),
    commands: {
      allow: commands(scope.commands.allow, 'commands.allow'),
      ask: commands(scope.commands.ask, 'commands.ask'),
      place: listPlace('commands.allow'),
    },
    network: { hosts: each(scope.network, 'network', hostRule), place: listPlace('network') },
    delegate: {
      agents: names(scope.delegate.agents, 'delegate.agents'),
      remote: scope.delegate.remote,
      place: listPlace('delegate.agents'),
    },
    tools: names(scope.tools, 'tools'),
    stop: {
      ...defined('denials', limit(scope.stop.denials, 'denials')),
      ...defined('filesChanged', limit(scope.stop.files_changed, 'files_changed')),
      ...defined('toolCalls', limit(scope.stop.tool_calls, 'tool_calls')),
      ...defined('minutes', limit(scope.stop.minutes, 'minutes')),
      touches: globs(scope.stop.touches, 'stop.touches'),
    },
    evidence: evidence(scope, placeOf, (i, message) => problems.push({ ...yaml.at(['evidence', i]), message })),
    warnings: notBuilt(scope, listPlace),
  };
  return problems.length > 0 ? { problems } : { frozen, problems };
}

function present(value: unknown, path: readonly string[]): boolean {
  let at = value;
  for (const part of path) {
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, part)) return false;
    at = (at as Record<string, unknown>)[part];
  }
  return true;
}

function defined<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}

function scratch(item: string, place: string, context: FreezeContext): ReturnType<typeof compileGlob> {
  const made = compileGlob(item, place, context);
  if ('rule' in made && made.rule.base === 'repository') return { problem: 'lies inside the repository: scratch is absolute or `~/…`' };
  return made;
}

function evidence(
  scope: Scope,
  placeOf: (path: readonly PropertyKey[], key: string) => string,
  refuse: (index: number, message: string) => void,
): OwedEvidence[] {
  const names = new Set<string>();
  return scope.evidence.map((item, i) => {
    const place = placeOf(['evidence', i], 'evidence');
    const name = item === 'rollback' ? item : (item.name ?? item.run);
    if (names.has(name)) refuse(i, `\`${name}\` in \`evidence\` is there twice: give each a name of its own`);
    names.add(name);
    if (item === 'rollback') return { name, text: 'rollback', place };
    const words = simpleWords(item.run);
    if (!words.ok)
      refuse(i, `\`${item.run}\` in \`evidence\` is not one plain command, so it could not be recognised: it holds ${words.why}`);
    return { name, text: item.run, place, ...(words.ok ? { argv: words.argv } : {}) };
  });
}

/** What the file asks for that this version does not hold: a grant of that kind is denied, a limit is not kept. */
function notBuilt(scope: Scope, placeOf: (key: string) => string): string[] {
  const denied: readonly (readonly [string, boolean])[] = [
    ['mcp', Object.keys(scope.mcp).length > 0],
    ['skills', scope.skills.length > 0],
    ['workflows', scope.workflows.length > 0],
    ['delegate.schedule', scope.delegate.schedule],
  ];
  const { stop } = scope;
  const unkept: readonly (readonly [string, boolean])[] = [
    ['agent.models', (scope.agent?.models.length ?? 0) > 0],
    ['data.allow', scope.data !== undefined],
    ['stop.failed_tests', stop.failed_tests !== undefined],
    ['stop.lines_changed', stop.lines_changed !== undefined],
    ['stop.tokens', stop.tokens !== undefined],
    ['stop.cost_usd', stop.cost_usd !== undefined],
    ['stop.commands', stop.commands.length > 0],
    ['stop.data', stop.data.length > 0],
    ['stop.secrets', stop.secrets !== undefined],
    ['stop.unattributed_changes', stop.unattributed_changes !== undefined],
  ];
  return [
    ...denied
      .filter(([, there]) => there)
      .map(([key]) => `${placeOf(key)}: not enforced in this version, so calls of this kind are denied`),
    ...unkept.filter(([, there]) => there).map(([key]) => `${placeOf(key)}: not enforced in this version: this limit is not kept`),
    ...(scope.evidence.length > 0
      ? [`${placeOf('evidence')}: noted when the agent runs it; the agent is not yet held back at Stop where it is missing`]
      : []),
  ];
}
