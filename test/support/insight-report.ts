import { insightsOf } from '../../src/core/insight/insights.ts';
import { sealed } from '../../src/core/insight/seal.ts';
import { sha256 } from '../../src/io/hash.ts';
import type { InsightReport } from '../../src/schema/insight.ts';
import type { Summary } from '../../src/schema/summary.ts';
import { fleet } from './fleet/fleet.ts';

const NOW = Date.parse('2026-06-01T00:00:00Z');
const DAY = 86_400_000;
const TIERS = ['low', 'medium', 'high', 'critical'] as const;
const VALUES = ['ship', 'ship', 'hold', 'escalate'] as const;

/** A summary of one run of a profile, with a bit of everything; `name` stands wherever a run or a scope puts its own words. */
export function madeSummary(i: number, name: string): Summary {
  const text = name.slice(0, 250);
  const opened = new Date(NOW - (80 - i * 2) * DAY).toISOString();
  const grant = (kind: string, of: string, uses: number, targets: [string, number][]) => ({
    kind,
    text: of,
    root: of.split('/')[0] ?? '',
    loose: of.includes('*'),
    uses,
    spare: 0,
    instead: [],
    targets,
    more: 0,
  });
  const tool = (named: string, calls: number, failed: number) => ({
    server: 'tracker',
    tool: named,
    calls,
    failed,
    denied: 1,
    writes: 0,
    ms: calls * 120,
    timed: calls,
    bytes: calls * 4_000,
    sized: calls,
  });
  const none = { owed: 1, passed: 1, failed: 0, missing: 0, stale: i % 5 === 0 ? 1 : 0 };
  return sealed(
    {
      version: 1,
      product: '0.1.0',
      repository: { id: 'a1b2c3', name: text },
      run: `20260101-00${String(i).padStart(2, '0')}-run`,
      profile: text,
      scope: null,
      grantsDigest: null,
      opened,
      closed: opened,
      who: `p${i % 4}`,
      client: '2.1.330',
      models: [i % 2 === 0 ? 'opus' : text],
      tier: TIERS[i % 4] ?? 'low',
      enforcement: 'enforced',
      bypassed: i % 9 === 8 ? [text] : [],
      calls: 40 + i,
      denied: 1,
      asked: 0,
      withoutGrant: 3,
      forbidden: 0,
      codes: { EDIT_OUTSIDE_SCOPE: 1 },
      grants: [
        grant('read', '**', 9, [['docs/guide/a.md', 9]]),
        grant('edit', text, 0, []),
        grant('edit', 'src/**', 3, [
          ['src/auth/login.ts', 2],
          ['src/auth/token.ts', 1],
        ]),
        grant('network', 'docs.example.com', 0, []),
      ],
      requests: [
        { kind: 'edit', target: text, code: 'EDIT_OUTSIDE_SCOPE', rule: text, calls: 1, answer: 'approved', workarounds: i === 3 ? 1 : 0 },
        {
          kind: 'execute',
          target: 'npm install …',
          code: 'COMMAND_NOT_GRANTED',
          rule: 'commands.allow',
          calls: 2,
          answer: 'denied',
          workarounds: 0,
        },
      ],
      servers: ['tracker'],
      mcp: [tool('get_issue', 4, 0), tool(text, i % 3, i % 3)],
      evidence: none,
      claims: { supported: 2, contradicted: i === 7 ? 1 : 0, unchecked: 1 },
      weakened: 0,
      changes: { files: 3, added: 40, removed: 12, outside: i % 6 === 0 ? 1 : 0, unattributed: 0 },
      coverage: { state: 'complete', gaps: 0 },
      minutes: 12,
      prompts: 2,
      tokens: 90_000,
      trips: [],
      failure: i % 10 === 4 ? { how: 'failed', cause: i === 4 ? null : 'denied', seen: i === 4 ? null : 'record' } : null,
      decision: {
        value: VALUES[i % 4] ?? 'ship',
        at: opened,
        asked: i % 4 === 0 ? [text.toLowerCase()] : [],
        overrides: 0,
        minutes: 30,
        signed: true,
      },
      reverted: false,
      seal: { head: 'h', events: 90, packet: '0'.repeat(64), decisions: 1 },
    },
    sha256,
  );
}

const asked = { since: NOW - 90 * DAY, until: NOW };

/** Forty runs that show most of what runs can show. */
export const richReport = (name: string): InsightReport =>
  insightsOf(
    Array.from({ length: 40 }, (_, i) => ({ where: `runs.jsonl:${i + 1}`, summary: madeSummary(i, name) })),
    asked,
  );

export const emptyReport = (): InsightReport => insightsOf([{ where: 'runs.jsonl:1', problem: 'half a line, or no JSON' }], asked);

const FLEET_NOW = Date.parse('2026-11-20T12:00:00Z');

/** What two repositories of a synthetic fleet show: every kind of insight, many groups. */
export function fleetReport(repositories: readonly string[] = ['storefront', 'ledger']): InsightReport {
  const { summaries } = fleet({ seed: 1, runs: 10_000, people: 200, now: FLEET_NOW });
  const wanted = new Set(repositories.map((name) => `git.example.com/team/${name}`));
  const given = [...summaries()].filter((summary) => wanted.has(summary.repository.id));
  return insightsOf(
    given.map((summary, i) => ({ where: `fleet.jsonl:${i + 1}`, summary })),
    { since: FLEET_NOW - 90 * DAY, until: FLEET_NOW },
  );
}

/** Words of the shape itself, and times, which place columns: all else can be any text. */
const FIXED = /(?:^|\.)(?:insight|op|file|advice|month|since|until|from|to)$/;

/** The report with every free text replaced, the same text always by the same. */
export function withReportTexts(report: InsightReport, text: (old: string) => string): InsightReport {
  const made = new Map<string, string>();
  const replaced = (old: string): string => {
    const known = made.get(old) ?? text(old);
    made.set(old, known);
    return known;
  };
  const walk = (value: unknown, path: string): unknown => {
    if (typeof value === 'string') return FIXED.test(path) ? value : replaced(value);
    if (Array.isArray(value)) return value.map((item) => walk(item, path));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, `${path}.${key}`)]));
  };
  return walk(report, '') as InsightReport;
}

/** So many groups with so many insights each, as large as a report can get. */
export function largeReport(groups: number, insights: number, text = ''): InsightReport {
  const base = richReport('edit docs/**');
  const [group] = base.groups;
  if (group === undefined) throw new Error('no group');
  const of = <T extends { readonly repository: string }>(rows: readonly T[], times: number): readonly T[] =>
    Array.from({ length: groups }, (_, i) =>
      rows.flatMap((row) => Array.from({ length: times }, () => ({ ...row, repository: `r${i}` }))),
    ).flat();
  const grants = Array.from({ length: 200 }, (_, i) => ({ kind: 'edit', text: `src/part-${i}/**`, runs: 36, usedIn: i % 36, uses: i * 3 }));
  const large: InsightReport = {
    ...base,
    groups: of([{ ...group, grants }], 1).map((one, i) => ({ ...one, repositoryName: `repository-${i}` })),
    insights: of(base.insights, insights),
    waiting: of(
      [{ insight: 'unused-grant', repository: '', profile: group.profile, says: 'whether a grant is unused', moreRuns: 3, moreDays: 2 }],
      3,
    ),
    rates: of(base.rates, 1),
    rules: of(base.rules, 20),
  };
  return text === '' ? large : withReportTexts(large, (old) => `${old}${text}`);
}
