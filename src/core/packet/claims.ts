import type { RunEvent } from '../../schema/event.ts';
import type { Packet } from '../../schema/packet.ts';
import { checkClaims } from '../claims/check-claims.ts';
import type { ClaimFacts, Known, OwedFact, RunFact } from '../claims/facts.ts';
import type { TreeStep } from './attribution.ts';
import { changedSince } from './evidence.ts';

type Result = Extract<RunEvent, { type: 'result' }>;

export interface ClaimParts {
  readonly delivery: Packet['delivery'];
  readonly evidence: Packet['evidence'];
  readonly authority: Packet['authority'];
  readonly events: readonly RunEvent[];
  readonly steps: readonly TreeStep[] | undefined;
}

/** What the closing message claims, held against the rest of the packet. */
export function claimsOf(message: string, parts: ClaimParts): Packet['claims'] {
  return { items: checkClaims(message, factsOf(parts)).map((claim) => ({ ...claim })), basis: 'derived' };
}

function factsOf({ delivery, evidence, authority, events, steps }: ClaimParts): ClaimFacts {
  const known = delivery.problem === undefined;
  return {
    changed: known
      ? delivery.changes.map(({ path, status, scope, added, removed, authors }) => ({
          path,
          status,
          scope,
          ...(added === undefined || removed === undefined ? {} : { added, removed }),
          ...(authors.some((author) => author.kind === 'unattributed') ? { unattributed: true } : {}),
        }))
      : undefined,
    owed: evidence.owed.flatMap(owedFact),
    runs: commandsOf(events, steps, true),
    commands: commandsOf(events, steps, false),
    dependencies: known ? delivery.dependencies : undefined,
    weakened: known ? delivery.weakened : undefined,
    denials: authority.denied.filter((denial) => denial.verdict === 'deny').length,
    commits: delivery.baseline.head === undefined && delivery.end.head === undefined ? undefined : delivery.commits.length,
  };
}

/** What a line of owed evidence shows, by its name and its words. */
const KINDS: readonly (readonly [RegExp, OwedFact['kind']])[] = [
  [/\b(?:tests?|spec|vitest|jest|mocha|pytest|rspec|phpunit)\b/i, 'tests'],
  [/\b(?:lint|eslint|biome|ruff|clippy|rubocop|flake8)\b/i, 'lint'],
  [/\b(?:types?|typecheck|tsc|mypy|pyright)\b/i, 'types'],
  [/\b(?:build|compile|webpack|vite|esbuild)\b/i, 'build'],
];

function owedFact({ name, text, result, freshness, counts }: Packet['evidence']['owed'][number]): readonly OwedFact[] {
  if (result === 'not checked') return [];
  const kind = KINDS.find(([pattern]) => pattern.test(`${name} ${text}`))?.[1] ?? 'other';
  return [{ name, command: text, kind, result, fresh: freshOf(freshness), ...(counts === undefined ? {} : { counts }) }];
}

const freshOf = (freshness: string): Known => (freshness === 'fresh' ? 'yes' : freshness === 'stale' ? 'no' : 'unknown');

/** Commands that were let through, in order, with what came of them; `tests`: those alone that run tests. */
function commandsOf(events: readonly RunEvent[], steps: readonly TreeStep[] | undefined, tests: boolean): readonly RunFact[] {
  const results = new Map(events.flatMap((event) => (event.type === 'result' ? [[event.id, event] as const] : [])));
  return events.flatMap((event): RunFact[] => {
    if (event.type !== 'verdict' || (event.verdict === 'deny' && event.enforced) || event.tool !== 'Bash') return [];
    const result = results.get(event.id);
    const isTest = result?.test !== undefined || (result?.owed ?? []).length > 0;
    if (tests && !isTest) return [];
    const command = result?.test?.text ?? event.call;
    return [{ command, ...endOf(result), fresh: isTest ? freshness(result, events, steps) : 'unknown' }];
  });
}

function endOf(result: Result | undefined): Pick<RunFact, 'ok' | 'counts'> {
  if (result === undefined || result.background) return {};
  return { ok: result.ok, ...(result.counts === undefined ? {} : { counts: result.counts }) };
}

function freshness(result: Result | undefined, events: readonly RunEvent[], steps: readonly TreeStep[] | undefined): Known {
  const differs = result && changedSince(result, events, steps);
  return differs === undefined ? 'unknown' : differs.length === 0 ? 'yes' : 'no';
}
