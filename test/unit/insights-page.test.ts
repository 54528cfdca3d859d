import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { insightsPage } from '../../src/core/insight/page/page.ts';
import { sha256 } from '../../src/io/hash.ts';
import type { InsightReport } from '../../src/schema/insight.ts';
import { emptyReport, fleetReport, largeReport, richReport, withReportTexts } from '../support/insight-report.ts';
import { HOSTILE } from '../support/packet.ts';
import { tagsOf, textOf } from '../support/tokens.ts';

const page = (report: InsightReport): string => insightsPage(report, { sha256 });
const bytes = (text: string): number => new TextEncoder().encode(text).length;
const count = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 1 });
const percent = (value: number): string => `${Math.round(value * 1_000) / 10} %`;

/** Control, format and half characters, newlines aside. */
const INVISIBLE = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u;
const LARGEST = 1_500_000;

/** The texts of the cells of each row of a table. */
const rowsOf = (source: string): readonly (readonly string[])[] =>
  [...source.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<(?:td|th)[^>]*>(.*?)<\/(?:td|th)>/gs)].map(([, cell = '']) => textOf(cell.replaceAll('<small>', ' <small>')).trim()),
  );

/** The part of the page that draws a group. */
function drawn(source: string, name: string): string {
  const heading = source.search(new RegExp(`<h2 id="group-\\d+-title">${name}</h2>`));
  expect(heading, name).toBeGreaterThan(0);
  return source.slice(heading, source.indexOf('</section>', heading));
}

const fleet = fleetReport();
const source = page(fleet);

describe('the page of what many runs say', () => {
  it('has the same tags whatever its texts say', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '<',
        '>',
        '&',
        '"',
        "'",
        '<script>',
        '</',
        '-->',
        '&lt;',
        '\n',
        '`',
        '\u202e',
        '\ud800',
        '\u001b[31m',
        HOSTILE.slice(0, 60),
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    );
    const hostile = fc.array(piece, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));
    const rich = richReport('edit docs/**');
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 3, maxLength: 9 }), (texts) => {
        let turn = 0;
        // a number of its own keeps texts that differ different, and in their order
        const wild = withReportTexts(rich, () => `${String(turn++).padStart(5, '0')}${texts[turn % texts.length] ?? ''}`);
        const tame = withReportTexts(wild, (old) => old.replace(/[<>&"']/g, 'x'));
        expect(tagsOf(page(wild))).toEqual(tagsOf(page(tame)));
      }),
      { numRuns: 40 },
    );
  });

  it('spells out what cannot be seen, and takes nothing for markup', () => {
    const wild = page(richReport(HOSTILE));
    expect(wild).not.toMatch(INVISIBLE);
    expect(textOf(wild)).toContain('</script></title></svg><script>globalThis.planted=1</script>');
    expect(tagsOf(wild).join('')).not.toMatch(/<(?:script|iframe|object|embed|form|base|img)\b| on[a-z]+=| style=/);
  });

  it('carries the hash of its own style and no other permission, loads nothing, and is the same each time', () => {
    const [, style = ''] = /<style>([^<]*)<\/style>/.exec(source) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(source).toContain(
      `content="default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;; img-src data:; base-uri &#39;none&#39;; form-action &#39;none&#39;"`,
    );
    expect([...source.matchAll(/ (?:href|src)="([^"]*)"/g)].map(([, to]) => to).filter((to) => !to?.startsWith('#'))).toEqual(['data:,']);
    expect(page(structuredClone(fleet))).toBe(source);
  });

  it('gives every id once, and every reference a target', () => {
    const ids = [...source.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    const wanted = [...source.matchAll(/ (?:href="#|aria-labelledby="|fill="url\(#)([^")]*)/g)].flatMap(([, to = '']) => to.split(' '));
    expect(new Set(ids).size).toBe(ids.length);
    expect(wanted.length).toBeGreaterThan(50);
    expect(wanted.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it.each<[string, () => InsightReport, number]>([
    ['200 groups', () => largeReport(200, 1), 20],
    ['thousands of insights in 500 groups', () => largeReport(500, 5), 10],
    ['the same with hostile texts', () => largeReport(200, 5, HOSTILE), 5],
    ['texts of 3 kB', () => largeReport(60, 2, '"'.repeat(3_000)), 5],
  ])('is bounded, and says what it leaves out: %s', (_, report, least) => {
    const made = page(report());
    expect(bytes(made)).toBeLessThanOrEqual(LARGEST);
    expect(made.split(' class="fold" ').length).toBeGreaterThan(least);
    expect(textOf(made)).toContain('are listed by twoloops insights --json');
  });

  it('counts every insight that it leaves out', () => {
    const report = largeReport(300, 4);
    const text = textOf(page(report));
    const all = report.insights.filter((one) => /-grant$/.test(one.insight)).length;
    const [, grants = ''] = /Grants to drop or tighten([\d,]+)\n/.exec(text) ?? [];
    expect(grants).toBe(count(all));
    const part = text.slice(text.indexOf(`Grants to drop or tighten${grants}\n`));
    const [, folded = ''] = /\n([\d,]+) more\n/.exec(part) ?? [];
    const [, left = ''] = /([\d,]+) more of these are listed by/.exec(part) ?? [];
    const shown = part.slice(0, part.indexOf('more of these')).split(/(?:unused|over broad|convenience) grant /).length - 1;
    expect(shown + Number(left.replaceAll(',', ''))).toBe(all);
    expect(Number(folded)).toBe(shown - 6);
  });

  it('says plainly that there is nothing to say', () => {
    const text = textOf(page(emptyReport()));
    expect(text).toContain('No run to learn from');
    expect(text).toContain('None is of a run in this window');
    expect(text).toContain('half a line, or no JSON');
    expect(text).not.toMatch(/NaN|Infinity|undefined/);
    expect(source).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('begins with what was looked at, and with what weighs most', () => {
    const [runs, learnable] = [
      fleet.groups.reduce((sum, one) => sum + one.runs, 0),
      fleet.groups.reduce((sum, one) => sum + one.learnable, 0),
    ];
    const text = textOf(source);
    expect(text).toContain(`${count(runs)} runs of ${fleet.groups.length} profiles in 2 repositories`);
    expect(text).toContain(
      `${count(learnable)} runs. From ${count(runs - learnable)} (${percent((runs - learnable) / runs)}) nothing may be learnt`,
    );
    const titles = [...source.matchAll(/<h2 id="([a-z-]+)-title"/g)].map(([, id]) => id);
    expect(titles).toEqual([
      ...[
        'workarounds',
        'failures',
        'grants',
        'requests',
        'answers',
        'questions',
        'tools',
        'autonomy',
        'waiting',
        'groups',
        'not-used',
        'not-shown',
      ],
    ]);
  });
});

describe('the figures of the page', () => {
  it('are those of each insight, with its window, its runs, its backtest and its change', () => {
    const cards = [...source.matchAll(/<li class="card[^"]*">(.*?)<\/li>/gs)].map(([, card = '']) =>
      textOf(card.replaceAll('<', ' <')).replace(/\s+/g, ' '),
    );
    const news = fleet.insights.filter((one) => one.advice !== 'keep');
    expect(cards.length).toBe(news.length);
    for (const one of news) {
      const where = `${one.repositoryName} · ${one.profile}`;
      const subject = one.subject === 'all' ? 'all runs' : one.subject;
      const kind = one.insight.replaceAll('-', ' ').replace('mcp', 'MCP');
      const card = cards.find((text) => text.includes(` ${kind} ${subject} ${where} `));
      expect(card, `${kind} ${subject} ${where}`).toBeDefined();
      for (const [name, value] of Object.entries(one.numbers)) {
        const shown = name === 'bound' ? percent(value) : /^mean/.test(name) ? 'mean' : count(value);
        expect(card, name).toContain(` ${shown} `);
      }
      expect(card).toContain(`Rests on ${count(one.window.runs)} run`);
      for (const run of one.runs) expect(card).toContain(run);
      if (one.backtest) expect(card).toContain(`the older ${one.backtest.decidedOn} alone ${one.backtest.held ? 'say' : 'do not'}`);
      for (const edit of one.proposal?.edits ?? []) {
        expect(card).toContain(edit.key);
        if (edit.op !== 'add') expect(card).toContain(`- ${edit.old}`);
        if (edit.op !== 'remove') for (const pattern of edit.new) expect(card).toContain(`+ ${pattern}`);
      }
    }
  });

  it('are those of each group: grants, months, tiers, tools, rates and rules', () => {
    for (const group of fleet.groups) {
      const name = `${group.repositoryName} · ${group.profile}`;
      const part = drawn(source, name);
      const rows = rowsOf(part);
      expect(textOf(part)).toContain(`${count(group.runs)} run`);
      for (const { kind, text, runs, usedIn, uses } of group.grants) {
        const used = usedIn === 0 ? `unused${runs < 20 ? ' so far' : ''} in ${count(runs)}` : `${count(usedIn)} of ${count(runs)}`;
        expect(rows, name).toContainEqual([`${kind} ${text}`, '', used, count(uses)]);
      }
      for (const { month, runs, calls, denied, requests } of group.months)
        expect(rows, name).toContainEqual([month, ...[runs, calls, denied, requests].map(count)]);
      for (const [tier, { ship, hold, escalate, undecided }] of Object.entries(group.tiers)) {
        const all = ship + hold + escalate + undecided;
        expect(textOf(part)).toContain(
          `${tier}: ${all} run${all === 1 ? '' : 's'}, ship ${ship}, hold ${hold}, escalate ${escalate}, undecided ${undecided}`,
        );
      }
      for (const tool of group.tools) {
        const row = rows.find(([first]) => first === tool.tool);
        if (tool.granted > 0) expect(row?.[1], name).toBe(`${tool.usedIn} of ${tool.granted} runs`);
        if (tool.calls > 0) expect(row?.[2]).toContain(`${percent((tool.calls - tool.failed) / tool.calls)} of ${count(tool.calls)} call`);
        expect(row?.slice(5, 7)).toEqual([count(tool.denied), count(tool.writes)]);
      }
      const own = <T extends { readonly repository: string; readonly profile: string }>(all: readonly T[]): readonly T[] =>
        all.filter((one) => one.repository === group.repository && one.profile === group.profile);
      for (const rate of own(fleet.rates))
        expect(rows, name).toContainEqual([
          rate.model === '' ? 'not known' : rate.model,
          count(rate.runs),
          ...[rate.claimDrift, rate.staleTests, rate.weakenedTests, rate.scopeDrift, rate.completeCoverage].map(percent),
          ...[rate.files, rate.lines, rate.requests].map(count),
          rate.decisionMinutes === null ? 'none decided' : count(rate.decisionMinutes),
        ]);
      for (const rule of own(fleet.rules))
        expect(rows, name).toContainEqual([
          rule.rule,
          ...[rule.calls, rule.runs, rule.answered].map(count),
          rule.answered === 0 ? '–' : `${count(rule.approved)} of ${count(rule.answered)}`,
        ]);
    }
  });

  it('are drawn to scale, from zero', () => {
    const part = drawn(source, `${fleet.groups[0]?.repositoryName} · ${fleet.groups[0]?.profile}`);
    const grant = fleet.groups[0]?.grants.find((one) => one.usedIn > 0 && one.usedIn < one.runs);
    const most = Math.max(...(fleet.groups[0]?.grants ?? []).map((one) => one.runs));
    const at = part.slice(part.indexOf(`<code>${grant?.kind} ${grant?.text}</code>`));
    const [all = 0, used = 0] = [...at.matchAll(/ width="([\d.]+)%"/g)].slice(0, 2).map(([, width]) => Number(width));
    expect(all).toBeCloseTo(((grant?.runs ?? 0) / most) * 100, 1);
    expect(used).toBeCloseTo(((grant?.usedIn ?? 0) / most) * 100, 1);
    const heights = [...part.matchAll(/<rect class="refusals"[^>]* height="([\d.]+)"/g)].map(([, height]) => Number(height));
    const denied = (fleet.groups[0]?.months ?? []).map((one) => one.denied).filter((value) => value > 0);
    expect(heights.length).toBe(denied.length);
    heights.forEach((height, i) => void expect(height / Math.max(...heights)).toBeCloseTo((denied[i] ?? 0) / Math.max(...denied), 1));
  });
});
