import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insightsOf } from '../../src/core/insight/insights.ts';
import { sealed, type Unsealed } from '../../src/core/insight/seal.ts';
import { THRESHOLDS } from '../../src/core/insight/thresholds.ts';
import { type Summary, summarySchema } from '../../src/schema/summary.ts';
import { PROJECT } from '../support/hooks.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { temporaryFolder } from '../support/repository.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const DAY = 86_400_000;
const NOW = Date.parse('2026-11-01T00:00:00Z');

let server: Postgres;
beforeAll(async () => {
  server = await startPostgres();
  server.file(join(PROJECT, 'docs', 'fleet', 'postgres.sql'));
});
afterAll(() => server.stop());

/** Draws by mulberry32. */
function draws(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  return { int: (low: number, high: number) => low + Math.floor(next() * (high - low + 1)), chance: (share: number) => next() < share };
}

/** A group whose habits depend on its number: over many groups every insight is shown by some and not by others. */
function groupOf(seed: number): readonly Summary[] {
  const { int, chance } = draws(seed);
  const clean = chance(0.4);
  const approval = [0, 0.5, 1][int(0, 2)] ?? 0;
  const spareShare = [0.7, 1][int(0, 1)] ?? 1;
  const runs = int(8, 60);
  const habits = {
    use: int(0, 10) / 10,
    unused: chance(0.5),
    deep: chance(0.6),
    open: chance(0.2),
    fail: int(1, 9) / 10,
    writes: chance(0.5),
  };
  const roots = ['src', '', 'src/api'];
  const root = roots[int(0, 2)] ?? '';
  return Array.from({ length: runs }, (_, i) => {
    const opened = new Date(NOW - 100 * DAY + i * (chance(0.3) ? 0 : 1) * 1.6 * DAY + int(0, 3) * 3_600_000).toISOString();
    const uses = chance(habits.use) ? int(1, 3) : 0;
    const target = habits.deep ? `src/api/v${int(1, 3)}/f${int(1, 9)}.ts` : `f${int(1, 9)}.ts`;
    const grant = (kind: string, text: string, at: string, of: number, targets: readonly string[]) => ({
      kind,
      text,
      root: at,
      loose: text.includes('*'),
      uses: of,
      spare: chance(spareShare) ? of : 0,
      instead: [],
      targets: targets.map((one) => [one, of] as [string, number]),
      more: chance(0.003) ? 1 : 0,
    });
    const answer = chance(0.1) ? 'none' : chance(approval) ? 'approved' : approval > 0 && chance(0.1) ? 'narrowed' : 'denied';
    const body: Unsealed = {
      version: 1,
      product: '0',
      repository: { id: `r${seed % 3}`, name: 'name' },
      run: `run-${seed}-${i}`,
      profile: `p'${seed}`,
      scope: null,
      grantsDigest: null,
      opened,
      closed: opened,
      who: `w${int(1, 4)}`,
      client: 'c',
      models: ['m'],
      tier: 'low',
      enforcement: 'enforced',
      bypassed: chance(0.1) ? ['observed'] : [],
      calls: int(50, 100),
      denied: clean ? int(0, 4) : int(0, 9),
      asked: 0,
      withoutGrant: 0,
      forbidden: !clean && chance(0.1) ? 1 : 0,
      codes: {},
      grants: [
        grant('edit', 'src/**', root, uses, uses > 0 ? [habits.open && chance(0.2) ? 'src/…' : target] : []),
        grant(
          'execute',
          'npm *',
          'npm',
          uses,
          uses > 0 ? [`npm run ${habits.deep ? 't' : `t${int(1, 9)}`} ${habits.open ? '…' : `x${int(1, 9)}`}`] : [],
        ),
        grant('network', '*.example.com', '', uses, uses > 0 ? [`h${int(1, habits.deep ? 4 : 9)}.example.com`] : []),
        ...(habits.unused ? [grant('skill', 'deploy', 'deploy', 0, [])] : []),
      ],
      requests: chance(0.7)
        ? Array.from(
            { length: int(1, 2) },
            () =>
              ({
                kind: 'network',
                target: `x"\n\u001b\ud800${int(1, 2)}`.replace('\ud800', ''),
                code: chance(0.1) ? 'FORBIDDEN' : 'NO_GRANT',
                rule: 'r',
                calls: int(1, 3),
                answer,
                workarounds: chance(0.05) ? 1 : 0,
              }) as const,
          )
        : [],
      servers: chance(0.9) ? ['github'] : [],
      mcp: chance(habits.use)
        ? [
            {
              server: 'github',
              tool: `t${int(1, 3)}`,
              calls: int(0, 3) + 1,
              failed: chance(habits.fail) ? 1 : 0,
              denied: int(0, 1),
              writes: habits.writes ? 1 : 0,
              ms: int(1, 999),
              timed: int(0, 2),
              bytes: 7,
              sized: int(0, 1),
            },
          ]
        : [],
      evidence: { owed: 0, passed: 0, failed: 0, missing: 0, stale: 0 },
      claims: { supported: 0, contradicted: !clean && chance(0.1) ? 1 : 0, unchecked: 0 },
      weakened: 0,
      changes: { files: 0, added: 0, removed: 0, outside: 0, unattributed: 0 },
      coverage: { state: 'complete', gaps: 0 },
      minutes: 1,
      prompts: 1,
      tokens: null,
      trips: [],
      failure:
        clean || chance(0.9) ? null : { how: 'halted', cause: chance(0.5) ? null : 'denied', seen: chance(0.5) ? 'record' : 'delivery' },
      decision: chance(0.6)
        ? { value: 'ship', at: opened, asked: chance(0.2) ? ['why', 'why'] : [], overrides: 0, minutes: 1, signed: true }
        : null,
      reverted: !clean && chance(0.05),
      seal: { head: 'h', events: int(1, 3), packet: sha256(''), decisions: 0 },
    };
    return summarySchema.parse(sealed(body, sha256));
  });
}

function load(lines: readonly string[], last = '\n'): string {
  const file = join(temporaryFolder(), 'summaries.jsonl');
  writeFileSync(file, `${lines.join('\n')}${last}`);
  return server.psql(
    `\\copy twoloops.lines (line) from '${file}' with (format csv, quote e'\\x01', delimiter e'\\x02')\nselect * from twoloops.load();`,
  );
}

type Told = Record<string, unknown>;
const rows = (): readonly Told[] =>
  JSON.parse(
    server.psql(
      `select coalesce(json_agg(i), '[]') from twoloops.insights('${new Date(NOW - 90 * DAY).toISOString()}', '${new Date(NOW).toISOString()}') i;`,
    ),
  ) as Told[];
const rounded = (numbers: object) =>
  Object.fromEntries(
    Object.entries(numbers)
      .map(([key, value]) => [key, Number(Number(value).toFixed(9))])
      .sort(),
  );
const line = (...parts: readonly unknown[]): string => JSON.stringify(parts);

describe('insights in PostgreSQL', () => {
  it('are those of the command, each with its numbers, advice, window and runs', () => {
    const all = Array.from({ length: 60 }, (_, seed) => groupOf(seed)).flat();
    load(all.map((one) => JSON.stringify(one)));
    const { insights } = insightsOf(
      all.map((summary) => ({ where: 'test', summary })),
      { since: NOW - 90 * DAY, until: NOW },
    );
    const ours = insights.map((one) =>
      line(
        one.insight,
        one.repository,
        one.repositoryName,
        one.profile,
        one.subject,
        rounded(one.numbers),
        one.advice ?? null,
        Date.parse(one.window.from),
        Date.parse(one.window.to),
        one.window.runs,
        one.runs,
      ),
    );
    const theirs = rows().map((one) =>
      line(
        one['insight'],
        one['repository'],
        one['repository_name'],
        one['profile'],
        one['subject'],
        rounded(one['numbers'] as object),
        one['advice'],
        Date.parse(String(one['from_run'])),
        Date.parse(String(one['to_run'])),
        one['rests_on'],
        one['runs'],
      ),
    );
    expect(theirs.sort()).toEqual(ours.sort());
    expect(new Set(insights.map((one) => one.insight)).size).toBe(13);
  });

  it('count a run once, and refuse a line that is no summary alone', () => {
    const [one] = groupOf(1_000);
    const text = JSON.stringify(one);
    const newer = { ...one, version: 2 };
    expect(load([text, text, text.replace('"calls":', '"calls":1'), JSON.stringify(newer), text.slice(0, 200)], '')).toBe('1|1|3');
    expect(server.psql('select why from twoloops.refused order by why;').split('\n')).toEqual([
      'a summary of version 2, which a newer twoloops wrote',
      'half a line, or no JSON',
      'its seal does not hold: it was changed after it was written',
    ]);
  });

  it('use the same thresholds', () => {
    const { only_row, ...table } = JSON.parse(server.psql('select to_json(t) from twoloops.thresholds t;')) as Record<string, number>;
    const { windowDays, unused, overBroad, convenience, recurring, answered, mcp, question, autonomy } = THRESHOLDS;
    expect(only_row).toBe(true);
    expect(Object.values(table)).toEqual(
      [
        [windowDays],
        Object.values(unused),
        Object.values(overBroad),
        Object.values(convenience),
        Object.values(recurring),
        Object.values(answered),
        Object.values(mcp),
        Object.values(question),
        Object.values(autonomy),
      ].flat(),
    );
  });
});
