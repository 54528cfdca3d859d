import type { Summary, SummaryTool } from '../../schema/summary.ts';
import { timeOf } from '../time.ts';

/** A grant as runs have it; one object for all of them. */
export interface GrantKey {
  readonly kind: string;
  readonly text: string;
  readonly root: string;
  readonly loose: boolean;
  readonly subject: string;
}

export interface RowGrant {
  readonly key: GrantKey;
  readonly uses: number;
  readonly spare: number;
  readonly targets: readonly (readonly [target: string, uses: number])[];
  readonly more: number;
}

export interface RowRequest {
  readonly subject: string;
  readonly kind: string;
  readonly target: string;
  readonly code: string;
  readonly rule: string;
  readonly calls: number;
  readonly answer: Summary['requests'][number]['answer'];
  readonly workarounds: number;
}

/** What is kept of one summary: its strings are shared with those of other runs, so that a fleet stays small in memory. */
export interface Row {
  readonly repository: string;
  readonly repositoryName: string;
  readonly profile: string;
  readonly run: string;
  readonly opened: string;
  /** ms since the epoch. */
  readonly at: number;
  readonly who: string;
  readonly model: string;
  readonly tier: Summary['tier'];
  readonly learnable: boolean;
  readonly events: number;
  readonly decisions: number;
  /** The summary's own digest. */
  readonly digest: string;
  readonly grantsDigest: string | null;
  readonly calls: number;
  readonly denied: number;
  readonly forbidden: number;
  readonly grants: readonly RowGrant[];
  readonly requests: readonly RowRequest[];
  readonly servers: readonly string[];
  readonly tools: readonly SummaryTool[];
  readonly contradicted: number;
  readonly stale: number;
  readonly weakened: number;
  readonly outside: number;
  readonly complete: boolean;
  readonly files: number;
  readonly lines: number;
  readonly failure: Summary['failure'];
  readonly decision: Summary['decision'];
  readonly reverted: boolean;
}

/** Makes rows of summaries; one of it for a whole fleet. */
export function rowMaker(profileOf: (profile: string) => string): (summary: Summary) => Row {
  const texts = new Map<string, string>();
  const keys = new Map<string, GrantKey>();
  const shared = (text: string): string => {
    const known = texts.get(text);
    if (known !== undefined) return known;
    texts.set(text, text);
    return text;
  };
  const keyOf = ({ kind, text, root, loose }: Summary['grants'][number]): GrantKey => {
    const id = `${kind}\0${text}\0${root}\0${loose}`;
    const known = keys.get(id);
    if (known !== undefined) return known;
    const key = { kind: shared(kind), text: shared(text), root, loose, subject: `${kind} ${text}` };
    keys.set(id, key);
    return key;
  };
  return (summary) => ({
    ...plain(summary),
    repository: shared(summary.repository.id),
    repositoryName: shared(summary.repository.name),
    profile: shared(profileOf(summary.profile)),
    who: shared(summary.who),
    model: shared(summary.models[0] ?? ''),
    grants: summary.grants.map((one) => ({
      key: keyOf(one),
      uses: one.uses,
      spare: one.spare,
      targets: one.targets.map(([target, uses]) => [shared(target), uses] as const),
      more: one.more,
    })),
    requests: bySubject(summary.requests, shared),
    servers: summary.servers.map(shared),
    tools: summary.mcp.map((one) => ({ ...one, server: shared(one.server), tool: shared(one.tool) })),
    decision: summary.decision === null ? null : { ...summary.decision, asked: [...new Set(summary.decision.asked)].map(shared) },
  });
}

type Plain = Omit<
  Row,
  'repository' | 'repositoryName' | 'profile' | 'who' | 'model' | 'grants' | 'requests' | 'servers' | 'tools' | 'decision'
>;

function plain(summary: Summary): Plain {
  return {
    run: summary.run,
    opened: summary.opened,
    at: timeOf(summary.opened),
    tier: summary.tier,
    learnable: summary.bypassed.length === 0,
    events: summary.seal.events,
    decisions: summary.seal.decisions,
    digest: summary.seal.digest,
    grantsDigest: summary.grantsDigest,
    calls: summary.calls,
    denied: summary.denied,
    forbidden: summary.forbidden,
    contradicted: summary.claims.contradicted,
    stale: summary.evidence.stale,
    weakened: summary.weakened,
    outside: summary.changes.outside,
    complete: summary.coverage.state === 'complete',
    files: summary.changes.files,
    lines: summary.changes.added + summary.changes.removed,
    failure: summary.failure,
    reverted: summary.reverted,
  };
}

/** What was asked for several times in a run is one request; its answer is the last one. */
function bySubject(requests: Summary['requests'], shared: (text: string) => string): readonly RowRequest[] {
  const rows = new Map<string, RowRequest>();
  for (const one of requests) {
    const subject = shared(`${one.kind} ${one.target}`);
    const before = rows.get(subject);
    rows.set(subject, {
      subject,
      kind: shared(one.kind),
      target: shared(one.target),
      code: shared(one.code),
      rule: shared(one.rule),
      calls: one.calls + (before?.calls ?? 0),
      answer: one.answer,
      workarounds: one.workarounds + (before?.workarounds ?? 0),
    });
  }
  return [...rows.values()];
}
