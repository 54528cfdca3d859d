import type { EventType, OpenedBody, RunEvent, TreeNote } from '../../schema/event.ts';
import type { FileDiff } from '../../schema/file-diff.ts';
import type { Frozen } from '../../schema/frozen.ts';
import type { Packet } from '../../schema/packet.ts';
import type { Chain } from '../chain.ts';
import { requirementsOf } from '../requirements/requirements.ts';
import { timeOf } from '../time.ts';
import { costOf, tokensOf } from '../usage.ts';
import { rankOf } from '../zones/path-tier.ts';
import { attribute, type TreeStep } from './attribution.ts';
import { authorityOf } from './authority.ts';
import type { RawChange } from './changes.ts';
import { claimsOf } from './claims.ts';
import { dataOf } from './data.ts';
import { deliveryOf } from './delivery.ts';
import { effectsOf } from './effects.ts';
import { evidenceOf } from './evidence.ts';
import { headlineOf } from './headline.ts';
import { owedAt } from './owed-at.ts';
import { recommend } from './recommend.ts';
import { stopsOf, unfinished, unjudged } from './stops.ts';
import { timelineOf } from './timeline.ts';
import { zonesOf } from './zones.ts';

/** Everything that a packet is made of, as values: the same sources always give the same packet. */
export interface Sources {
  readonly frozen: Frozen;
  /** Whether scope.json on disk still has the digest that was recorded when the run opened. */
  readonly frozenIntact: boolean;
  /** Up to and including the `stopped` event that this packet belongs to. */
  readonly events: readonly RunEvent[];
  readonly chain: Chain;
  /** What git says differs, or why it could not say. */
  readonly changes: readonly RawChange[] | { readonly problem: string };
  /** The texts of what changed, and what was not looked into. */
  readonly content: { readonly diffs: readonly FileDiff[]; readonly unread: readonly string[] };
  /** What changed from tree to tree; absent where they cannot be compared. */
  readonly steps: readonly TreeStep[] | undefined;
  readonly commits: readonly string[];
  readonly sha256: (text: string) => string;
}

/** A packet before what is read off the rest of it. */
export type PacketBody = Omit<Packet, 'headline' | 'recommendation' | 'requirements'>;

type Of<T extends EventType> = Extract<RunEvent, { type: T }>;

const all = <T extends EventType>(events: readonly RunEvent[], type: T): Of<T>[] =>
  events.filter((event): event is Of<T> => event.type === type);

/** Assembles the packet of a run. Pure: it neither reads the disk nor the clock. */
export function assemble(given: Sources): Packet {
  const sources = given.frozenIntact ? given : distrusting(given);
  const { frozen, events, chain } = sources;
  const opened = all(events, 'opened')[0];
  const stopped = all(events, 'stopped').at(-1);
  if (opened === undefined || stopped === undefined) throw new Error('the record of this run has no beginning or no end yet');
  const { scope } = frozen;
  // a first line that was torn looks the same as a record that somebody cut and began again
  const beheaded = opened.seq === 1 ? undefined : 'it does not begin with the opening of the run: what came before that is not known';
  const problem = chain.problem ?? beheaded;
  const authority = authorityOf(scope, events);
  const data = dataOf(events);
  const effects = effectsOf(events);
  const zones = zonesOf(sources);
  const authors = sources.steps && attribute(events, sources.steps, stopped.others);
  const delivery = deliveryOf(sources, opened, stopped, { authors, zonesOf: zones.of });
  const risk = zones.risk({ delivery, data, effects });
  const end = 'tree' in stopped.end ? stopped.end.tree : undefined;
  const evidence = evidenceOf(owedAt(frozen, risk.tier), events, { steps: sources.steps, end });
  const body: PacketBody = {
    version: 1,
    number: stopped.packet,
    product: opened.product,
    enforcement: enforcementOf(frozen),
    risk,
    run: runOf(frozen, opened, stopped, events),
    scope: scope
      ? {
          file: scope.file,
          digest: scope.digest,
          frozen: opened.frozen,
          intact: sources.frozenIntact,
          warnings: [...opened.warnings],
          basis: 'observed',
        }
      : null,
    task: { text: scope?.task ?? 'no scope: no task was written down', basis: 'attested' },
    summary: { text: stopped.message ?? '', basis: 'claimed' },
    claims: claimsOf(stopped.message ?? '', { delivery, evidence, authority, events, steps: sources.steps }),
    authority,
    delivery,
    data,
    effects,
    evidence,
    stops: stopsOf(events),
    configuration: {
      refused: all(events, 'config').map((event) => `${event.at} ${event.source}${event.file ? ` ${event.file}` : ''}`),
      hooksChanged: differing(opened.hooks, stopped.hooks),
      mcpChanged: [...(stopped.mcpTools?.changed ?? [])],
      policies: (opened.policies ?? []).map((one) => ({ ...one })),
      basis: 'observed',
    },
    rollback: rollbackOf(opened.baseline, stopped),
    coverage: coverageNote(stopped),
    // nothing leaves this machine: what is recorded here is self-reported, whatever a policy asks for
    assurance: (frozen.standing?.assurance ?? [])
      .filter((one) => rankOf(one.tier) <= rankOf(risk.tier))
      .map((one) => ({ ...one, met: one.level === 'self-reported' })),
    timeline: timelineOf(events),
    record: {
      events: chain.events,
      head: chain.head,
      intact: chain.intact && sources.frozenIntact && beheaded === undefined,
      torn: chain.torn,
      ...(problem === undefined ? {} : { problem }),
      selfTest: selfTest(events),
      basis: 'recomputed',
    },
    unfinished: { unjudged: unjudged(events), calls: unfinished(events), background: stopped.background, basis: 'observed' },
    limits: LIMITS,
  };
  const requirements = requirementsOf(body);
  const recommendation = recommend(requirements);
  return { ...body, requirements, recommendation, headline: headlineOf(body, recommendation) };
}

/** A frozen scope that is not the recorded one says nothing about what was allowed. */
function distrusting(sources: Sources): Sources {
  const { scope: _changed, ...frozen } = sources.frozen;
  return {
    ...sources,
    frozen: { ...frozen, unscoped: 'the frozen scope was changed after the run opened, so nothing can be judged by it' },
  };
}

const LIMITS = [
  'It shows what the hooks were told, in order, unchanged since then as far as this machine can be trusted; not intent, and not that a result was true.',
  'The hooks do not see files mentioned with @, shell lines that a person typed with !, what a granted command does inside, or a mod of the client.',
  'What changed while a command ran counts as the command’s: a person or an editor that wrote in the same moment cannot be told apart.',
  'A claim is checked by the words of its sentence, in English; weakened tests, dependency changes and zones are found by patterns, and a pattern can miss.',
  'Ignored files are named where they changed, not compared; scratch folders, nested repositories and everything outside the repository are not in the trees.',
  'The transcript that coverage is checked against is written by the same client on the same machine.',
  'Nothing here is signed, and the head of the record has not left this machine.',
];

function coverageNote({ coverage }: Of<'stopped'>): Packet['coverage'] {
  if (coverage !== undefined) return { ...coverage, gaps: coverage.gaps.map((gap) => ({ ...gap })) };
  return { state: 'unknown', why: 'it was not checked', calls: 0, covered: 0, refusedByClient: 0, gaps: [], basis: 'observed' };
}

function enforcementOf({ scope, unscoped }: Frozen): Packet['enforcement'] {
  if (scope === undefined) return { value: 'unscoped', why: unscoped ?? 'no scope file', basis: 'observed' };
  return { value: scope.enforce === 'observe' ? 'observed' : 'enforced', basis: 'observed' };
}

function runOf(frozen: Frozen, opened: Of<'opened'>, stopped: Of<'stopped'>, events: readonly RunEvent[]): Packet['run'] {
  const { scope, run } = frozen;
  const distinct = (values: readonly (string | undefined)[]): string[] => [...new Set(values.filter((value) => value !== undefined))];
  return {
    id: run,
    sessions: distinct(events.map((event) => event.session)),
    opened: opened.at,
    stopped: stopped.at,
    minutes: Math.round((timeOf(stopped.at) - timeOf(opened.at)) / 6_000) / 10,
    ...(opened.client === undefined ? {} : { client: opened.client }),
    modes: distinct(events.map((event) => event.mode)),
    models: all(events, 'model').map((event) => `${event.from} → ${event.to}${event.refused ? ' (refused)' : ''}`),
    ...(scope?.agent === undefined ? {} : { agent: scope.agent }),
    ...(scope === undefined ? {} : { owner: scope.owner, approver: scope.approver }),
    requester: { ...opened.requester },
    ...spending(frozen, stopped),
    ...(opened.host === undefined ? {} : { host: { ...opened.host } }),
    subagents: distinct(events.map((event) => event.agent)).length,
    prompts: all(events, 'prompt').length,
    basis: 'observed',
  };
}

/** Tokens and cost of the run, as far as the transcript and the policy's prices say. */
function spending({ standing }: Frozen, { usage }: Of<'stopped'>): Pick<Packet['run'], 'tokens' | 'cost'> {
  if (usage === undefined || usage.problem !== undefined) return usage === undefined ? {} : { cost: `not known: ${usage.problem}` };
  const cost = costOf(usage, standing?.prices ?? []);
  return { tokens: tokensOf(usage), cost: 'usd' in cost ? `${cost.usd.toFixed(2)} USD` : `not known: ${cost.unknown}` };
}

function differing(before: OpenedBody['hooks'], after: OpenedBody['hooks']): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => before[name] !== after[name]).sort();
}

function rollbackOf(baseline: TreeNote, { rollback }: Of<'stopped'>): Packet['rollback'] {
  if (rollback !== undefined) return { ...rollback, commands: [...rollback.commands], lost: [...rollback.lost] };
  const text = 'tree' in baseline ? 'going back was not tried' : `no baseline tree (${baseline.missing}): going back is not prepared`;
  return { text, commands: [], tried: 'not tried', lost: [], basis: 'derived' };
}

function selfTest(events: readonly RunEvent[]): Packet['record']['selfTest'] {
  const last = all(events, 'self-test').at(-1);
  return last === undefined ? 'none' : last.ok ? 'passed' : 'failed';
}
