import type { EventType, OpenedBody, RunEvent, TreeNote } from '../../schema/event.ts';
import type { Frozen } from '../../schema/frozen.ts';
import type { Packet } from '../../schema/packet.ts';
import type { Chain } from '../chain.ts';
import { timeOf } from '../time.ts';
import { costOf, tokensOf } from '../usage.ts';
import { authorityOf } from './authority.ts';
import { changeSetText } from './change-set.ts';
import { judgeChanges, type RawChange } from './changes.ts';
import { dataOf } from './data.ts';
import { effectsOf } from './effects.ts';
import { evidenceOf } from './evidence.ts';
import { headlineOf } from './headline.ts';
import { recommend } from './recommend.ts';
import { unseenPaths } from './written.ts';

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
  readonly commits: readonly string[];
  readonly sha256: (text: string) => string;
}

/** A packet before its headline and recommendation, which are read off the rest. */
export type PacketBody = Omit<Packet, 'headline' | 'recommendation'>;

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
  const beheaded = opened.seq === 1 ? undefined : 'it does not begin with the opening of the run: what came before that is not known';
  const problem = chain.problem ?? beheaded;
  const body: PacketBody = {
    version: 1,
    number: stopped.packet,
    product: opened.product,
    enforcement: enforcementOf(frozen),
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
    authority: authorityOf(scope, events),
    delivery: deliveryOf(sources, opened, stopped),
    data: dataOf(events),
    effects: effectsOf(events),
    evidence: evidenceOf(scope, events),
    stops: stopsOf(events),
    configuration: {
      refused: all(events, 'config').map((event) => `${event.at} ${event.source}${event.file ? ` ${event.file}` : ''}`),
      hooksChanged: differing(opened.hooks, stopped.hooks),
      mcpChanged: [...(stopped.mcpTools?.changed ?? [])],
      policies: (opened.policies ?? []).map((one) => ({ ...one })),
      basis: 'observed',
    },
    rollback: { text: rollbackText(opened.baseline), basis: 'derived' },
    record: {
      events: chain.events,
      head: chain.head,
      intact: chain.intact && sources.frozenIntact && opened.seq === 1,
      torn: chain.torn,
      ...(problem === undefined ? {} : { problem }),
      selfTest: selfTest(events),
      basis: 'recomputed',
    },
    unfinished: { unjudged: unjudged(events), calls: unfinished(events), background: stopped.background, basis: 'observed' },
    limits: LIMITS,
  };
  const recommendation = recommend(body);
  return { ...body, recommendation, headline: headlineOf(body, recommendation) };
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
  'Whether every call of the session reached the hooks (coverage against the transcript) is not checked in this version.',
  'Risk tiers, weakened tests, dependency changes and secrets in the diff are not checked in this version.',
  'Ignored files that no recorded call names, scratch folders, nested repositories and everything outside the repository are not in the trees.',
  'Who else changed a file during the run (a person, an editor, another run) cannot be told apart by the trees.',
  'Nothing here is signed, and the head of the record has not left this machine.',
];

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

function treeOf(note: TreeNote, at: string): Packet['delivery']['baseline'] {
  return 'tree' in note ? { id: note.tree, at, ...(note.head === undefined ? {} : { head: note.head }) } : { missing: note.missing, at };
}

function deliveryOf(sources: Sources, opened: Of<'opened'>, stopped: Of<'stopped'>): Packet['delivery'] {
  const { changes } = sources;
  const raw = 'problem' in changes ? [] : changes;
  const left = 'left' in stopped.end ? [...stopped.end.left] : [];
  return {
    baseline: treeOf(opened.baseline, opened.at),
    end: treeOf(stopped.end, stopped.at),
    changes: judgeChanges(sources.frozen, raw, sources.events),
    changeSet: sources.sha256(changeSetText(raw)),
    commits: [...sources.commits],
    left,
    unseen: unseenPaths(sources.events, left),
    ...('problem' in changes ? { problem: changes.problem } : {}),
    basis: 'derived',
  };
}

function stopsOf(events: readonly RunEvent[]): Packet['stops'] {
  const trips = events.flatMap((event) => {
    if ((event.type !== 'verdict' && event.type !== 'result') || event.trip === undefined) return [];
    const { rule, limit, on, place } = event.trip;
    return [{ at: event.at, rule, limit: String(limit), on, place, enforced: event.type === 'result' || event.enforced }];
  });
  const halts = all(events, 'halted').map((event) => `${event.at} ${event.by}: ${event.reason}`);
  const resumes = all(events, 'resumed').map((event) => `${event.at} ${event.by}: ${event.reason}`);
  const lastOf = (times: readonly string[]): string => times.at(-1)?.slice(0, 24) ?? '';
  const lastHalt = [lastOf(halts), trips.filter((trip) => trip.enforced).at(-1)?.at ?? ''].sort().at(-1) ?? '';
  return { trips, halts, resumes, halted: lastHalt !== '' && lastHalt > lastOf(resumes), basis: 'observed' };
}

function differing(before: OpenedBody['hooks'], after: OpenedBody['hooks']): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => before[name] !== after[name]).sort();
}

function rollbackText(baseline: TreeNote): string {
  if (!('tree' in baseline)) return `no baseline tree (${baseline.missing}): going back is not prepared`;
  return `the baseline tree ${baseline.tree.slice(0, 12)} is kept in the run's shadow git directory; going back was not tried in this version`;
}

function selfTest(events: readonly RunEvent[]): Packet['record']['selfTest'] {
  const last = all(events, 'self-test').at(-1);
  return last === undefined ? 'none' : last.ok ? 'passed' : 'failed';
}

/** Results of calls that no verdict let through: the guard was off, replaced, or overruled for them. */
function unjudged(events: readonly RunEvent[]): string[] {
  return all(events, 'result')
    .filter((event) => event.unjudged)
    .map((event) => `${event.tool} #${event.seq}${event.ok ? '' : ' (failed)'}`);
}

/** Calls that were let through and of which no result was seen: interrupted, still running, or refused by someone else. */
function unfinished(events: readonly RunEvent[]): string[] {
  const done = new Set(all(events, 'result').map((event) => event.id));
  return all(events, 'verdict')
    .filter((event) => (event.verdict === 'allow' || !event.enforced) && !done.has(event.id))
    .map((event) => `${event.tool} #${event.seq}`);
}
