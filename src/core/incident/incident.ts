import type { RunEvent } from '../../schema/event.ts';
import type { Frozen } from '../../schema/frozen.ts';
import type { Incident } from '../../schema/incident.ts';
import type { Packet } from '../../schema/packet.ts';
import { grantsOf } from '../packet/authority.ts';
import { dataOf } from '../packet/data.ts';
import { holdOf, isClosed } from '../retention/fate.ts';
import type { Verified } from '../verify/verify.ts';
import { catalogueOf } from '../zones/catalogue-of.ts';
import { containmentOf } from './containment.ts';
import { credentialsOf } from './credentials.ts';
import { externalsOf, ran, resultsOf, verdictsOf } from './externals.ts';
import { gapMarked } from './timeline.ts';
import { untrustedOf } from './untrusted.ts';

/** All that the report is made of, as values. */
export interface IncidentSources {
  readonly frozen: Frozen;
  /** Without what is no event. */
  readonly events: readonly RunEvent[];
  readonly verified: Verified;
  /** The last packet; absent where there is none that can be read. */
  readonly packet?: Packet;
  /** Files of the work tree as they lie there now, ignored ones among them; or why that is not known. */
  readonly paths: readonly string[] | { readonly problem: string };
  /** Other runs that were looked at, the latest first, of so many. */
  readonly others: { readonly of: number; readonly runs: readonly OtherRun[] };
}

export interface OtherRun {
  readonly frozen: Frozen;
  readonly hooks: Readonly<Record<string, string>>;
}

export function incidentOf(sources: IncidentSources): Incident {
  const { frozen, events, packet } = sources;
  const network = catalogueOf(frozen.standing).zones.find((rule) => rule.name === 'network');
  const effects = externalsOf(events, network);
  const credentials = credentialsOf(sources);
  const untrusted = untrustedOf(events);
  const data = dataOf(events);
  const head = headOf(sources);
  const withheld = events.flatMap((event) =>
    event.type === 'result' && event.withheld
      ? [{ seq: event.seq, at: event.at, what: `${event.tool}: ${event.withheld.join(', ')}` }]
      : [],
  );
  return {
    version: 1,
    head,
    timeline: gapMarked(events),
    effects,
    data: { classes: data.classes, withheld: withheld.slice(-200), basis: 'observed' },
    credentials,
    untrusted,
    livedOn: livedOn(events),
    others: othersOf(sources, effects),
    containment: containmentOf({ frozen, head, effects, credentials, commits: packet?.delivery.commits ?? [] }),
    limits: LIMITS,
  };
}

function headOf({ frozen, events, verified, packet }: IncidentSources): Incident['head'] {
  const { scope, run } = frozen;
  const opened = events.find((event) => event.type === 'opened');
  const last = events.at(-1);
  const hold = holdOf(events);
  return {
    run,
    ...(scope === undefined ? {} : { owner: scope.owner }),
    requester: opened?.type === 'opened' ? { ...opened.requester } : {},
    ...(scope?.agent === undefined ? {} : { agent: scope.agent }),
    ...(opened?.type === 'opened' && opened.client !== undefined ? { client: opened.client } : {}),
    scope: scope === undefined ? null : { file: scope.file, digest: scope.digest, task: scope.task },
    policies: (frozen.standing?.files ?? []).map(({ file, digest }) => ({ file, digest })),
    ...(opened === undefined ? {} : { opened: opened.at }),
    ...(last === undefined ? {} : { last: last.at }),
    closed: isClosed(events),
    ...(packet === undefined
      ? {}
      : {
          packet: {
            number: packet.number,
            tier: packet.risk.tier,
            recommendation: packet.recommendation.value,
            reasons: packet.recommendation.reasons,
          },
        }),
    enforcement: scope === undefined ? 'unscoped' : scope.enforce === 'observe' ? 'observed' : 'enforced',
    record: { verdict: verified.verdict, events: verified.events, head: verified.head, faults: verified.faults.map((one) => one.text) },
    hold: hold === undefined ? null : { at: hold.at, by: hold.by, reason: hold.reason },
    basis: 'observed',
  };
}

function livedOn(events: readonly RunEvent[]): Incident['livedOn'] {
  const results = resultsOf(events);
  const stopped = events.findLast((event) => event.type === 'stopped');
  const verdicts = verdictsOf(events).filter((event) => ran(event, results.get(event.id)));
  const placed = (list: typeof verdicts) =>
    list.slice(-100).map(({ seq, at, tool, call }) => ({ seq, at, what: `${tool} ${call}`.slice(0, 300) }));
  const alive = new Set<string>();
  for (const event of events)
    if (event.type === 'subagent' && event.agent !== undefined) alive[event.phase === 'start' ? 'add' : 'delete'](event.agent);
  return {
    background: stopped?.type === 'stopped' ? stopped.background : 0,
    calls: placed(verdicts.filter(({ id }) => results.get(id)?.background === true || !results.has(id))),
    schedules: placed(verdicts.filter(({ accesses }) => accesses.some(({ kind }) => kind === 'schedule'))),
    subagents: [...alive].slice(0, 100),
    basis: 'observed',
  };
}

function othersOf({ frozen, events, others }: IncidentSources, effects: Incident['effects']): Incident['others'] {
  const used = new Set(effects.done.flatMap(({ grant }) => (grant === undefined ? [] : [grant])));
  const own = new Set((frozen.scope ? grantsOf(frozen.scope) : []).filter(({ place }) => used.has(place)).map(keyOf));
  const servers = new Set((frozen.scope?.mcp.servers ?? []).map(({ server }) => server));
  const opened = events.find((event) => event.type === 'opened');
  const hooks = JSON.stringify(opened?.type === 'opened' ? opened.hooks : {});
  const runs = others.runs.flatMap((other) => {
    const { scope, run } = other.frozen;
    const grants = (scope ? grantsOf(scope) : []).filter((grant) => own.has(keyOf(grant)));
    const shares = [
      ...grants.map(({ kind, text }) => `grant ${kind} \`${text}\``),
      ...(scope?.mcp.servers ?? []).filter(({ server }) => servers.has(server)).map(({ server }) => `MCP server \`${server}\``),
      ...(hooks !== '{}' && JSON.stringify(other.hooks) === hooks ? ['the same hook files'] : []),
    ];
    return shares.length === 0 ? [] : [{ run, shares: [...new Set(shares)] }];
  });
  return { looked: others.runs.length, of: others.of, runs, basis: 'derived' };
}

const keyOf = ({ kind, text }: { readonly kind: string; readonly text: string }): string => `${kind} ${text}`;

const LIMITS = [
  'Environment variables are not recorded: every credential in the client’s environment was reachable by every command that ran.',
  'Processes are not recorded: what a command left running is known only where the client called it background work.',
  'What a granted command, a fetched page or an MCP tool did on the other side is not known; a result says what the client was told.',
  'That content was read before an act does not show that it caused the act.',
  'Files of secrets are found by their names, as they lie in the work tree now; a secret under another name is not named here.',
  'Tier, recommendation, secrets of the diff and commits are those of the last packet; what came later is not in them.',
];
