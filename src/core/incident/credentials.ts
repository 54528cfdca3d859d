import type { Incident } from '../../schema/incident.ts';
import { judgePath, plainPlace } from '../judge-path.ts';
import { callsFound } from '../zones/calls.ts';
import { catalogueOf } from '../zones/catalogue-of.ts';
import { tierOfPath } from '../zones/path-tier.ts';
import { ran, resultsOf, verdictsOf } from './externals.ts';
import type { IncidentSources } from './incident.ts';

type File = Incident['credentials']['files'][number];
const MOST = 300;

/** Credentials that the run read or could have read, by the names that the zone catalogue has for secrets; never their text. */
export function credentialsOf({ frozen, events, paths, packet }: IncidentSources): Incident['credentials'] {
  const catalogue = catalogueOf(frozen.standing);
  const reading = catalogue.zones.find((rule) => rule.name === 'secrets-read');
  const known = new Map<string, boolean>();
  const isSecret = (path: string): boolean => {
    const was = known.get(path) ?? (tierOfPath(catalogue, path).some(({ zone }) => zone === 'secrets') || named(path));
    known.set(path, was);
    return was;
  };
  const named = (path: string): boolean =>
    reading !== undefined &&
    callsFound(reading, { accesses: [{ kind: 'read', target: path }], mcp: { readers: [], writers: [] }, effects: [], classes: [] })
      .length > 0;
  const files = new Map<string, File>();
  const results = resultsOf(events);
  for (const event of verdictsOf(events).filter((one) => ran(one, results.get(one.id))))
    for (const { kind, target } of event.accesses)
      if (kind === 'read' && !files.has(target) && isSecret(target)) files.set(target, { path: target, how: 'read', seq: event.seq });
  for (const path of 'problem' in paths ? [] : paths) {
    if (files.has(path) || !isSecret(path)) continue;
    const how = reach(frozen, path);
    if (how !== undefined) files.set(path, { path, how });
  }
  const secrets = events.flatMap((event) =>
    event.type === 'result' && (event.secrets ?? 0) > 0
      ? [{ seq: event.seq, at: event.at, what: `${event.tool}: ${event.secrets} secrets` }]
      : [],
  );
  return {
    files: [...files.values()].slice(0, MOST),
    left: Math.max(0, files.size - MOST),
    ...('problem' in paths ? { problem: paths.problem } : {}),
    secrets: secrets.slice(-MOST),
    diff: packet?.delivery.secrets ?? [],
    granted: [
      ...(frozen.scope?.mcp.servers ?? []).map(({ server, place }) => ({ kind: 'mcp' as const, text: server, place })),
      ...(frozen.scope?.network.hosts ?? []).map(({ text, place }) => ({ kind: 'network' as const, text, place })),
    ],
    basis: 'derived',
  };
}

function reach(frozen: IncidentSources['frozen'], path: string): string | undefined {
  if (frozen.scope?.enforce === 'observe') return 'nothing held back: the run was only observed';
  const place = plainPlace(frozen.ground.root, path);
  return judgePath({ ...frozen, intent: { kind: 'read', raw: path, reach: 'content' }, place }).finding === undefined
    ? 'inside the read scope'
    : undefined;
}
