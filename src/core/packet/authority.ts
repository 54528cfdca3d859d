import type { RunEvent, VerdictBody } from '../../schema/event.ts';
import type { FrozenScope } from '../../schema/frozen.ts';
import type { Packet } from '../../schema/packet.ts';
import { inOneLine } from '../messages.ts';
import { aftermathOf } from './aftermath.ts';

type Verdict = RunEvent & VerdictBody;

/** Which authority was granted, which was used, and what was denied. */
export function authorityOf(scope: FrozenScope | undefined, events: readonly RunEvent[]): Packet['authority'] {
  const verdicts = events.filter((event): event is Verdict => event.type === 'verdict');
  const uses = new Map<string, number>();
  for (const use of verdicts.flatMap((verdict) => verdict.uses)) uses.set(use.grant, (uses.get(use.grant) ?? 0) + 1);
  const granted = scope ? grantsOf(scope).map((grant) => ({ ...grant, uses: uses.get(grant.place) ?? 0 })) : [];
  const agreed = new Set(events.flatMap((event) => (event.type === 'result' && event.agreed ? [event.id] : [])));
  const named = new Set(granted.map((grant) => grant.place));
  return {
    granted,
    withoutGrant: verdicts.filter((verdict) => verdict.verdict === 'allow' && verdict.uses.every((use) => !named.has(use.grant))).length,
    calls: verdicts.length,
    denied: verdicts.filter((verdict) => verdict.verdict !== 'allow').map((event) => denial(event, agreed, verdicts)),
    asked: events.filter((event) => event.type === 'asked').length,
    mcp: {
      reads: callsThat(verdicts, 'read'),
      writes: callsThat(verdicts, 'write'),
    },
    typed: events.flatMap((event) =>
      event.type === 'typed'
        ? [
            {
              at: event.at,
              what: event.what,
              verdict: event.verdict,
              enforced: event.enforced,
              says: event.findings.map(inOneLine).join('; '),
            },
          ]
        : [],
    ),
    widened: widenings(events, verdicts),
    basis: 'observed',
  };
}

const callsThat = (verdicts: readonly Verdict[], effect: 'read' | 'write'): number =>
  verdicts.filter((verdict) => verdict.uses.some((use) => use.effect === effect)).length;

/** What people answered, and which calls an approval let through. */
function widenings(events: readonly RunEvent[], verdicts: readonly Verdict[]): Packet['authority']['widened'] {
  return events.flatMap((event) => {
    if (event.type !== 'answered') return [];
    const { request, answer, by, reason, how, until, narrow, signature, at } = event;
    const used = verdicts
      .filter((verdict) => verdict.seq > event.seq && verdict.approvals?.includes(request))
      .map((verdict) => verdict.seq);
    return [
      {
        request,
        answer,
        by,
        signed: signature !== undefined,
        reason,
        how,
        at,
        ...(until === undefined ? {} : { until }),
        ...(narrow === undefined ? {} : { narrow }),
        used,
      },
    ];
  });
}

export function grantsOf(scope: FrozenScope): { kind: string; text: string; place: string }[] {
  const paths = (kind: string, rules: readonly { pattern: string; place: string }[]) =>
    rules.map(({ pattern, place }) => ({ kind, text: pattern, place }));
  const names = (kind: string, rules: readonly { name: string; place: string }[]) =>
    rules.map(({ name, place }) => ({ kind, text: name, place }));
  return [
    ...paths('read', scope.read.allow),
    ...paths('edit', scope.edit.allow),
    ...paths('scratch', scope.scratch),
    ...[...scope.commands.allow, ...scope.commands.ask].map(({ text, place }) => ({ kind: 'execute', text, place })),
    ...scope.network.hosts.map(({ text, place }) => ({ kind: 'network', text, place })),
    ...names('delegate', scope.delegate.agents),
    ...(scope.delegate.schedule ? [{ kind: 'schedule', text: 'schedule: true', place: scope.delegate.schedulePlace }] : []),
    ...scope.mcp.servers.flatMap((rule) =>
      [...rule.allow, ...rule.ask, ...rule.resources, ...rule.prompts].map(({ name, place }) => ({
        kind: 'mcp',
        text: `${rule.server} ${name}`,
        place,
      })),
    ),
    ...names('skill', scope.skills.names),
    ...names('workflow', scope.workflows.names),
    ...scope.publish.rules.map(({ name, place }) => ({ kind: 'publish', text: name, place })),
    ...names('tool', scope.tools),
  ];
}

function denial(event: Verdict, agreed: ReadonlySet<string>, verdicts: readonly Verdict[]): Packet['authority']['denied'][number] {
  return {
    seq: event.seq,
    at: event.at,
    tool: event.tool,
    ...(event.agent === undefined ? {} : { agent: event.agent }),
    call: event.call,
    verdict: event.verdict === 'ask' ? 'ask' : 'deny',
    enforced: event.enforced,
    findings: event.findings.map((finding) => ({ ...finding, args: { ...finding.args }, says: inOneLine(finding) })),
    ...(event.request === undefined ? {} : { request: event.request }),
    next: nextOf(event, verdicts),
    ...(event.verdict === 'ask' ? { outcome: agreed.has(event.id) ? ('agreed' as const) : ('no agreement seen' as const) } : {}),
  };
}

function nextOf(event: Verdict, verdicts: readonly Verdict[]): Packet['authority']['denied'][number]['next'] {
  const { kind, calls } = aftermathOf(event, verdicts);
  return { kind, calls: [...calls] };
}
