import type { Decision } from '../../../schema/decision.ts';
import type { RunEvent } from '../../../schema/event.ts';
import type { Frozen } from '../../../schema/frozen.ts';
import type { Packet } from '../../../schema/packet.ts';
import type { Summary } from '../../../schema/summary.ts';
import { grantsOf } from '../../packet/authority.ts';
import { cut } from '../../redact.ts';
import { timeOf } from '../../time.ts';
import { sealed, type Unsealed } from '../seal.ts';
import { bypassedBy } from './bypassed.ts';
import { failureOf } from './failure.ts';
import { grantsUsed } from './grants-used.ts';
import { requestsMade } from './requests-made.ts';
import { toolsUsed } from './tools-used.ts';

/** All that a summary is made of, as values: the same always gives the same summary. */
export interface SummarySources {
  readonly frozen: Frozen;
  readonly events: readonly RunEvent[];
  readonly packet: Packet;
  /** SHA-256 of packet.json. */
  readonly packetDigest: string;
  readonly decisions: readonly Decision[];
  /** SHA-256 of the last line of the log. */
  readonly head: string;
  readonly repository: { readonly id: string; readonly name: string };
  /** A commit of it was reverted later. */
  readonly reverted: boolean;
  readonly sha256: (text: string) => string;
}

const MOST = 250;
const FORBIDDEN: ReadonlySet<string> = new Set(['FORBIDDEN', 'PROTECTED', 'RUN_DIRECTORY', 'DATA_DENIED', 'PEOPLE_ONLY']);
const short = (text: string): string => cut(text, MOST);

/** Sums up a closed run. Pure. Throws where the record has no end. */
export function summarise(sources: SummarySources): Summary {
  const { frozen, events, packet, repository, sha256 } = sources;
  const { scope } = frozen;
  const closed = events.findLast((event) => event.type === 'closed');
  if (closed === undefined) throw new Error('the run is not closed yet');
  const { git, user } = packet.run.requester;
  const refused = packet.authority.denied.filter((one) => one.enforced);
  const findings = refused.flatMap((one) => one.findings);
  const body: Unsealed = {
    version: 1,
    product: short(packet.product),
    repository: { id: short(repository.id), name: short(repository.name) },
    run: short(packet.run.id),
    profile: short(profileOf(frozen)),
    scope: scope?.digest ?? null,
    grantsDigest: scope === undefined ? null : sha256(JSON.stringify(grantsOf(scope).map(({ kind, text }) => [kind, text]))),
    opened: packet.run.opened,
    closed: closed.at,
    who: sha256(`${repository.id}\0${git ?? user ?? ''}`).slice(0, 16),
    client: short(packet.run.client ?? ''),
    models: modelsOf(events),
    tier: packet.risk.tier,
    enforcement: packet.enforcement.value,
    bypassed: bypassedBy(packet),
    calls: packet.authority.calls,
    denied: refused.filter((one) => one.verdict === 'deny').length,
    asked: packet.authority.asked,
    withoutGrant: packet.authority.withoutGrant,
    forbidden: findings.filter((one) => FORBIDDEN.has(one.code)).length,
    codes: countOf(findings.map((one) => one.code)),
    grants: grantsUsed(frozen, events),
    requests: requestsMade(events, frozen.ground.home),
    servers: [...new Set((scope?.mcp.servers ?? []).map((one) => short(one.server)))].slice(0, 200),
    mcp: toolsUsed(events),
    ...deliveryOf(packet),
    minutes: Math.round(packet.run.minutes),
    prompts: packet.run.prompts,
    tokens: packet.run.tokens ?? null,
    trips: packet.stops.trips.map((one) => short(one.rule)).slice(0, 50),
    failure: failureOf(packet, sources.decisions.at(-1), events),
    decision: decisionOf(sources.decisions.at(-1), packet),
    reverted: sources.reverted || events.some((event) => event.type === 'rolled-back'),
    seal: { head: sources.head, events: events.at(-1)?.seq ?? 0, packet: sources.packetDigest, decisions: sources.decisions.length },
  };
  return sealed(body, sha256);
}

/** The agent's name, else the scope file's without folder and ending. */
function profileOf({ scope }: Frozen): string {
  if (scope === undefined) return 'unscoped';
  return scope.agent ?? scope.file.replace(/^.*\//, '').replace(/\.ya?ml$/, '');
}

/** By tokens, most first. */
function modelsOf(events: readonly RunEvent[]): string[] {
  const tokens = new Map<string, number>();
  for (const event of events) {
    if (event.type !== 'stopped') continue;
    for (const { models } of Object.values(event.usage?.files ?? {}))
      for (const [model, used] of Object.entries(models)) tokens.set(model, (tokens.get(model) ?? 0) + used.reduce((a, b) => a + b, 0));
  }
  return [...tokens]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([model]) => short(model))
    .slice(0, 20);
}

function deliveryOf({
  evidence,
  claims,
  delivery,
  coverage,
}: Packet): Pick<Summary, 'evidence' | 'claims' | 'weakened' | 'changes' | 'coverage'> {
  const owed = (is: (one: Packet['evidence']['owed'][number]) => boolean): number => evidence.owed.filter(is).length;
  const claimed = (verdict: string): number => claims.items.filter((one) => one.verdict === verdict).length;
  const lines = (key: 'added' | 'removed'): number => delivery.changes.reduce((sum, one) => sum + (one[key] ?? 0), 0);
  return {
    evidence: {
      owed: evidence.owed.length,
      passed: owed((one) => one.result === 'passed'),
      failed: owed((one) => one.result === 'failed'),
      missing: owed((one) => one.result === 'missing' || one.result === 'not checked'),
      stale: owed((one) => one.freshness === 'stale'),
    },
    claims: { supported: claimed('supported'), contradicted: claimed('contradicted'), unchecked: claimed('not checkable') },
    weakened: delivery.weakened.length,
    changes: {
      files: delivery.changes.length,
      added: lines('added'),
      removed: lines('removed'),
      outside: delivery.changes.filter((one) => one.scope !== 'inside' && one.approved.length === 0).length,
      unattributed: delivery.changes.filter((one) => one.authors.some((author) => author.kind === 'unattributed')).length,
    },
    coverage: { state: coverage.state, gaps: coverage.gaps.length },
  };
}

function decisionOf(decision: Decision | undefined, { run }: Packet): Summary['decision'] {
  if (decision === undefined) return null;
  return {
    value: decision.value,
    at: decision.at,
    asked: [...new Set(decision.asked.map((tag) => short(tag.trim().toLowerCase())))].filter(Boolean),
    overrides: decision.overrides.length,
    minutes: Math.max(0, Math.round((timeOf(decision.at) - timeOf(run.stopped)) / 60_000)),
    signed: decision.signature !== undefined,
  };
}

function countOf(words: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.fromEntries(counts);
}
