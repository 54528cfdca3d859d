import type { CommandRule, FrozenScope, Ground, NameRule, PathRule } from '../../../schema/frozen.ts';
import type { Use } from '../../../schema/verdict.ts';
import { plainPlace } from '../../judge-path.ts';
import { allowing } from '../../match.ts';
import { coveringHost } from '../../network.ts';
import { commandsIncluded, type Inclusion, namesIncluded, pathsIncluded } from '../../scope/inclusion.ts';
import { covers as coversCommand } from '../../shell/grant.ts';
import { uriPattern, wildcard } from '../../wildcard.ts';

/** A grant of a frozen scope, and what it would cover. */
export interface GrantCover {
  readonly kind: string;
  readonly text: string;
  readonly place: string;
  readonly root: string;
  readonly loose: boolean;
  /** A person is asked first. */
  readonly asks: boolean;
  /** Whether it covers what another grant was used for; no where that is not sure. */
  readonly covers: (use: Pick<Use, 'target' | 'form'>) => boolean;
  /** Whether all that it covers is covered by another of its kind. */
  readonly within: (other: GrantCover) => boolean;
  readonly rule: unknown;
}

/** Every grant of a scope, as `grantsOf` names them. */
export function grantCovers(scope: FrozenScope, ground: Ground): readonly GrantCover[] {
  const { delegate, mcp } = scope;
  return [
    ...paths('read', scope.read.allow, ground),
    ...paths('edit', scope.edit.allow, ground),
    ...paths('scratch', scope.scratch, ground),
    ...scope.commands.allow.map((rule) => command(rule, false)),
    ...scope.commands.ask.map((rule) => command(rule, true)),
    ...scope.network.hosts.map((rule) =>
      made('network', rule.text, rule.place, rule, {
        loose: rule.below,
        covers: ({ target }) => {
          const [, host = '', port] = /^(.*?)(?::(\d+))?$/s.exec(target) ?? [];
          return rule.service === undefined && coveringHost([rule], host, port === undefined ? undefined : Number(port)) !== undefined;
        },
      }),
    ),
    ...delegate.agents.map((rule) => named('delegate', rule)),
    ...(delegate.schedule ? [made('schedule', 'schedule: true', delegate.schedulePlace, undefined, { covers: () => false })] : []),
    ...mcp.servers.flatMap(({ server, allow, ask, resources, prompts }) => [
      ...allow.map((rule) => ofServer(server, rule, '/', wildcard, false)),
      ...ask.map((rule) => ofServer(server, rule, '/', wildcard, true)),
      ...resources.map((rule) => ofServer(server, rule, ' ', uriPattern, false)),
      ...prompts.map((rule) => ofServer(server, rule, ' prompt:', wildcard, false)),
    ]),
    ...scope.skills.names.map((rule) => named('skill', rule)),
    ...scope.workflows.names.map((rule) => named('workflow', rule)),
    ...scope.publish.rules.map((rule) => made('publish', rule.name, rule.place, undefined, { covers: () => false })),
    ...scope.tools.map((rule) => named('tool', rule)),
  ];
}

const WILD = /[*?[\]{}()!]/;
const included = (inclusion: Inclusion): boolean => inclusion.included === true;

type Parts = Partial<Pick<GrantCover, 'root' | 'loose' | 'asks' | 'within'>> & Pick<GrantCover, 'covers'>;

function made(kind: string, text: string, place: string, rule: unknown, parts: Parts): GrantCover {
  const star = text.indexOf('*');
  return {
    kind,
    text,
    place,
    rule,
    root: star < 0 ? text : text.slice(0, star),
    loose: star >= 0,
    asks: false,
    within: () => false,
    ...parts,
  };
}

function paths(kind: string, rules: readonly PathRule[], ground: Ground): readonly GrantCover[] {
  return rules.map((rule) => {
    const parts = rule.pattern.split('/');
    const wild = parts.findIndex((part) => WILD.test(part));
    return made(kind, rule.pattern, rule.place, rule, {
      root: (wild < 0 ? parts : parts.slice(0, wild)).join('/'),
      loose: wild >= 0,
      covers: ({ target }) => {
        const place = target.startsWith('/')
          ? { state: 'known' as const, path: target, root: 'none' as const, type: 'file' as const, links: 1 }
          : plainPlace(ground.root, target === '.' ? '' : target);
        return allowing([rule], place, ground.caseInsensitive) !== undefined;
      },
      within: (other) => included(pathsIncluded(rule, [other.rule as PathRule])),
    });
  });
}

function command(rule: CommandRule, asks: boolean): GrantCover {
  const words = rule.text.split(/\s+/);
  const wild = words.findIndex((word) => WILD.test(word));
  return made('execute', rule.text, rule.place, rule, {
    root: (wild < 0 ? words : words.slice(0, wild)).join(' '),
    loose: wild >= 0,
    asks,
    covers: ({ target, form }) => {
      if (form !== undefined) return false;
      const argv = argvOf(target);
      if (argv === undefined) return false;
      // which options run code the record does not say: each must stand in the grant itself
      const literal = argv.flatMap((word, i) => (/^-|=/.test(word) ? [i] : []));
      return coversCommand(rule, { kind: 'execute', argv, literal });
    },
    within: (other) => included(commandsIncluded(rule, [other.rule as CommandRule])),
  });
}

function named(kind: string, rule: NameRule): GrantCover {
  return made(kind, rule.name, rule.place, rule, {
    covers: ({ target }) => wildcard(rule.name).test(target),
    within: (other) => included(namesIncluded(rule.name, [(other.rule as NameRule).name])),
  });
}

function ofServer(server: string, rule: NameRule, between: string, pattern: (text: string) => RegExp, asks: boolean): GrantCover {
  const lead = `${server}${between}`;
  return made('mcp', `${server} ${rule.name}`, rule.place, rule, {
    asks,
    covers: ({ target }) => target.startsWith(lead) && pattern(rule.name).test(target.slice(lead.length)),
    within: (other) => other.text.startsWith(`${server} `) && included(namesIncluded(rule.name, [(other.rule as NameRule).name])),
  });
}

function argvOf(target: string): readonly string[] | undefined {
  try {
    const words: unknown = JSON.parse(target);
    return Array.isArray(words) ? words.map(String) : undefined;
  } catch {
    return undefined;
  }
}
