import type { FrozenScope, HostRule, Limit, McpRule, NameRule, PathRule, StopRules } from '../../schema/frozen.ts';
import type { Ceiling, DataClass } from '../../schema/standing.ts';
import { commandsIncluded, type Inclusion, namesIncluded, pathsIncluded, urisIncluded } from '../scope/inclusion.ts';
import type { FrozenPolicy } from './freeze.ts';

/** Where a scope grants more than a policy lets it: one text each, with the line of both. */
export function widerThan(scope: FrozenScope, policy: FrozenPolicy, classes: readonly DataClass[]): readonly string[] {
  return [
    ...person('owner', scope.owner, scope.file, policy.owners),
    ...person('approver', scope.approver, scope.file, policy.approvers),
    ...(policy.ceiling === undefined ? [] : wider(scope, policy.ceiling)),
    ...data(scope, policy.ceilingData, classes),
    ...(policy.ceilingStop === undefined ? [] : limits(scope.stop, policy.ceilingStop)),
  ];
}

function person(what: 'owner' | 'approver', name: string, file: string, listed: readonly NameRule[]): string[] {
  if (listed.length === 0 || listed.some((one) => one.name === name)) return [];
  return [`${file}: \`${what}: ${name}\` is not one of those that the policy names: ${listed[0]?.place ?? ''}`];
}

function wider(scope: FrozenScope, ceiling: Ceiling): readonly string[] {
  const { read, edit, scratch, repos, commands, network, delegate, mcp, skills, workflows, publish, tools, file } = ceiling;
  const paths = (rules: readonly PathRule[], most: readonly PathRule[] | undefined, key: string): string[] =>
    most === undefined ? [] : rules.flatMap((rule) => said(rule.place, rule.pattern, pathsIncluded(rule, most), placesOf(most, file, key)));
  const named = (rules: readonly NameRule[], most: readonly NameRule[] | undefined, key: string): string[] =>
    most === undefined
      ? []
      : rules.flatMap((rule) =>
          said(
            rule.place,
            rule.name,
            namesIncluded(
              rule.name,
              most.map((one) => one.name),
            ),
            placesOf(most, file, key),
          ),
        );
  return [
    ...paths(scope.read.allow, read?.allow, 'read.allow'),
    ...paths(scope.edit.allow, edit?.allow, 'edit.allow'),
    ...paths(scope.scratch, scratch, 'scratch'),
    ...(repos === undefined
      ? []
      : scope.repos
          .filter((one) => !repos.some((other) => other.root === one.root))
          .map((one) => message(one.place, one.root, 'it is no root that the policy names', placesOf(repos, file, 'repos')))),
    ...(commands === undefined
      ? []
      : [...scope.commands.allow, ...scope.commands.ask].flatMap((rule) => {
          // what may only be asked for is no ceiling for what needs no asking
          const most = scope.commands.allow.includes(rule) ? commands.allow : [...commands.allow, ...commands.ask];
          return said(rule.place, rule.text, commandsIncluded(rule, most), placesOf(most, file, 'commands.allow'));
        })),
    ...(network === undefined
      ? []
      : scope.network.hosts
          .filter((rule) => !network.hosts.some((most) => hostWithin(rule, most)))
          .map((rule) => message(rule.place, rule.text, 'no host of the policy covers it', placesOf(network.hosts, file, 'network')))),
    ...(delegate === undefined
      ? []
      : [
          ...named(scope.delegate.agents, delegate.agents, 'delegate.agents'),
          ...(scope.delegate.remote && !delegate.remote
            ? [message(scope.delegate.place, 'remote: true', 'the policy grants none', delegate.place)]
            : []),
          ...(scope.delegate.schedule && !delegate.schedule
            ? [message(scope.delegate.schedulePlace, 'schedule: true', 'the policy grants none', delegate.schedulePlace)]
            : []),
        ]),
    ...(mcp === undefined ? [] : scope.mcp.servers.flatMap((rule) => server(rule, mcp.servers, file))),
    ...named(scope.skills.names, skills?.names, 'skills'),
    ...named(scope.workflows.names, workflows?.names, 'workflows'),
    ...named(scope.tools, tools, 'tools'),
    ...(publish === undefined
      ? []
      : scope.publish.rules.flatMap((rule) => {
          const most = publish.rules.filter((one) => one.name === rule.name || one.name === rule.name.replace(/\/.*$/, ''));
          if (most.length === 0) return [message(rule.place, rule.name, 'the policy lets it publish nothing', publish.place)];
          return paths(
            rule.files,
            most.flatMap((one) => one.files),
            'publish',
          );
        })),
  ];
}

function server(rule: McpRule, servers: readonly McpRule[], file: string): readonly string[] {
  const most = servers.find((one) => one.server === rule.server);
  if (most === undefined) return [message(rule.place, rule.server, 'the policy names no such server', `${file} ceilings.mcp`)];
  if (most.source !== undefined && most.source !== rule.source)
    return [message(rule.place, rule.server, `the policy means the one from \`${most.source}\``, most.place)];
  const within = (rules: readonly NameRule[], outer: readonly NameRule[], uris = false): string[] =>
    rules.flatMap((one) =>
      said(
        one.place,
        one.name,
        (uris ? urisIncluded : namesIncluded)(
          one.name,
          outer.map((other) => other.name),
        ),
        most.place,
      ),
    );
  return [
    ...within(rule.allow, most.allow),
    ...within(rule.ask, [...most.allow, ...most.ask]),
    ...within(rule.resources, most.resources, true),
    ...within(rule.prompts, most.prompts),
    ...(rule.elicitation && !most.elicitation
      ? [message(rule.place, `${rule.server}: elicitation`, 'the policy grants none', most.place)]
      : []),
  ];
}

function hostWithin(rule: HostRule, most: HostRule): boolean {
  if (rule.service !== undefined || most.service !== undefined) return rule.service === most.service;
  if (most.port !== undefined && most.port !== rule.port) return false;
  return most.below
    ? rule.host.endsWith(`.${most.host}`) || (rule.below && rule.host === most.host)
    : !rule.below && rule.host === most.host;
}

function data(scope: FrozenScope, most: readonly NameRule[] | undefined, classes: readonly DataClass[]): readonly string[] {
  return scope.data.allow.flatMap((rule) => {
    if (most === undefined || most.some((one) => one.name === rule.name)) return [];
    const where = most[0]?.place ?? classes.find((one) => one.name === rule.name)?.place ?? 'ceilings.data.allow';
    return [message(rule.place, rule.name, 'the policy does not let this class be read', where)];
  });
}

function limits(stop: StopRules, most: StopRules): readonly string[] {
  return (Object.keys(most) as (keyof StopRules)[]).flatMap((key) => {
    const [own, ceiling] = [stop[key], most[key]] as (Limit | readonly unknown[] | undefined)[];
    if (own === undefined || ceiling === undefined || !('limit' in own) || !('limit' in ceiling) || own.limit <= ceiling.limit) return [];
    return [message(own.place, String(own.limit), `the policy's limit is ${ceiling.limit}`, ceiling.place)];
  });
}

function said(place: string, text: string, inclusion: Inclusion, where: string): string[] {
  if (inclusion.included === true) return [];
  const why =
    inclusion.included === false ? `it lets through \`${inclusion.witness}\`` : `whether it does cannot be told: ${inclusion.why}`;
  return [message(place, text, why, where)];
}

const message = (place: string, text: string, why: string, where: string): string =>
  `${place}: \`${text}\` grants more than the policy allows: ${why}; ${where}`;

function placesOf(rules: readonly { readonly place: string }[], file: string, key: string): string {
  return rules.length === 0
    ? `${file} ceilings.${key}: nothing`
    : rules
        .slice(0, 3)
        .map((rule) => rule.place)
        .join(', ');
}
