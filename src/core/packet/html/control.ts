import type { Packet } from '../../../schema/packet.ts';
import { code, h, type Markup, type Part } from '../../html/markup.ts';
import { bad, type Column, facts, list, moment, type Section, table } from '../../html/parts.ts';
import { few } from './changes.ts';
import type { View } from './view.ts';

type Trip = Packet['stops']['trips'][number];
type DataClass = Packet['data']['classes'][number];

const TRIPS: readonly Column<Trip>[] = [
  { name: 'stop rule', cell: (trip) => h`${code(trip.rule)}${trip.enforced ? '' : ' (not enforced)'}` },
  { name: 'limit', cell: (trip) => trip.limit },
  { name: 'reached by', cell: (trip) => trip.on, kind: 'wide' },
  { name: 'when', cell: (trip) => moment(trip.at) },
  { name: 'line', cell: (trip) => trip.place },
];

const CLASSES: readonly Column<DataClass>[] = [
  { name: 'data class', cell: (one) => code(one.name) },
  { name: 'calls by path or server', cell: (one) => one.calls, kind: 'number' },
  { name: 'finds in results', cell: (one) => one.finds, kind: 'number' },
  { name: 'results withheld', cell: (one) => one.withheld, kind: 'number' },
];

/** Stop rules, halts, configuration, data, and what was left unfinished. */
export function control({ packet, limits }: View): Section {
  const { stops, data } = packet;
  const troubles = troublesOf(packet);
  return {
    id: 'control',
    title: 'Control',
    note: `${troubles.length + stops.trips.length === 0 ? 'nothing tripped or changed' : `${troubles.length + stops.trips.length} to look at`}${stops.halted ? ', halted' : ''}`,
    basis: stops.basis,
    detail: true,
    body: h`${list(troubles, limits.rows)}${table('Stop rules that were reached', TRIPS, stops.trips, limits.rows)}${table(
      'Data classes met',
      CLASSES,
      data.classes,
      limits.rows,
    )}${identity(packet)}`,
  };
}

function troublesOf({ stops, configuration, unfinished, data, scope }: Packet): readonly Part[] {
  const named = (say: string, names: readonly string[]): readonly Part[] => (names.length === 0 ? [] : [h`${bad(say)}: ${few(names)}`]);
  return [
    ...(stops.halted ? [bad('the run is halted')] : []),
    ...stops.halts.map((halt) => `halted: ${halt}`),
    ...stops.resumes.map((resume) => `resumed: ${resume}`),
    ...named('hook files changed during the run', configuration.hooksChanged),
    ...named('settings changed and not loaded', configuration.refused),
    ...named('MCP tools that look otherwise than in an earlier run', configuration.mcpChanged),
    ...named('ran without a verdict', unfinished.unjudged),
    ...named('let through, no result seen', unfinished.calls),
    ...(unfinished.background === 0 ? [] : [bad(`alive in the background at the end: ${unfinished.background}`)]),
    ...(data.secrets === 0 ? [] : [bad(`secrets seen in calls and results: ${data.secrets}`)]),
    ...(scope === null || scope.intact ? [] : [bad('the frozen scope is not the one that was recorded')]),
    ...(scope?.warnings ?? []).map((warning) => `scope: ${warning}`),
  ];
}

function identity({ run, scope, configuration, enforcement }: Packet): Markup {
  const { git, user } = run.requester;
  return facts([
    ['run', code(run.id)],
    ['sessions', few(run.sessions)],
    ['time', `${moment(run.opened)} to ${moment(run.stopped)}`],
    ['agent', run.agent],
    ['client', run.client === undefined ? 'version unknown' : `Claude Code ${run.client}`],
    ['models', run.models.length === 0 ? undefined : few(run.models)],
    ['permission modes', run.modes.length === 0 ? undefined : few(run.modes)],
    ['owner', run.owner],
    ['approver', run.approver],
    ['requester', [git, user].filter((name) => name !== undefined).join(', ')],
    ['host', run.host === undefined ? undefined : `${run.host.class}, ${run.host.system}`],
    ['cost', run.cost],
    ['prompts, subagents', `${run.prompts}, ${run.subagents}`],
    ['enforcement', `${enforcement.value}${enforcement.why === undefined ? '' : `: ${enforcement.why}`}`],
    ['scope', scope === null ? 'none' : h`${code(scope.file)} SHA-256 ${code(scope.digest)}`],
    ['frozen scope', scope === null ? undefined : h`SHA-256 ${code(scope.frozen)}`],
    ['policies', configuration.policies.slice(0, 10).map((one) => h`${code(one.file)} SHA-256 ${code(one.digest)} `)],
  ]);
}
