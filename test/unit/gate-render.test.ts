import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { CHECKS, type Gated } from '../../src/core/gate/gated.ts';
import { gateAnnotations } from '../../src/core/gate/render/annotations.ts';
import { gateComment, MARKER } from '../../src/core/gate/render/comment.ts';
import { gateSarif } from '../../src/core/gate/render/sarif.ts';
import { gateSummary } from '../../src/core/gate/render/summary.ts';
import { gateText } from '../../src/core/gate/render/text.ts';
import { closedGate, hostileGate, openGate, sampleRun } from '../support/gated.ts';
import { HOSTILE, largePacket } from '../support/packet.ts';
import { elementsOf, pageOf, proseOf } from '../support/page-of.ts';

const MARKDOWN =
  '\n\n# x\n- [ ] @team @org/team see #12 GH-12 o/r#12 ![x](//x.invalid/x.png) <https://x.invalid> www.x.invalid a@x.invalid\n```\n~~~\n| a |\n|---|\n</details></td>';
const COMMANDS = '\r\n::error::planted\n::add-mask::x\r##[stop-commands]planted ##[error]x %0A::error::x ,title=x::y:z';
const ALL_HOSTILE = `${HOSTILE}${MARKDOWN}${COMMANDS}`;

const many = (count: number): Gated =>
  closedGate({
    faults: Array.from({ length: count }, (_, i) => ({ check: 'covered', text: `fault ${i}`, path: `src/${i}.ts`, line: i + 1 })),
    notes: Array.from({ length: count }, (_, i) => `note ${i}`),
    runs: Array.from({ length: Math.min(count, 60) }, (_, i) => sampleRun({ run: `run-${i}`, packet: largePacket() })),
  });

const gates: readonly (readonly [string, Gated])[] = [
  ['open', openGate()],
  ['closed', closedGate()],
  ['hostile', hostileGate(ALL_HOSTILE)],
  ['open and hostile', hostileGate(ALL_HOSTILE, openGate())],
  ['closed for 6,000 reasons', many(6_000)],
  ['closed, and nobody says why', closedGate({ faults: [], runs: [], notes: [] })],
];

/** What would show otherwise than it is: control characters, marks of direction, characters without width. */
const HIDDEN = /(?!\n)\p{Cc}|[\u00ad\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\u{e0041}]/u;

describe('the gate for a terminal', () => {
  it('says first whether it is open, why, and what to do next', () => {
    expect(gateText(openGate()).split('\n').slice(0, 3)).toEqual([
      'open: 3 of 3 changed paths covered by 1 decided run',
      '  111111111111 to 222222222222: 3 of 3 changed paths covered, high risk',
      '  next: nothing: it can be merged',
    ]);
    const closed = gateText(closedGate());
    expect(closed).toMatch(/^closed: `src\/auth\/session.ts` is not what was decided on \(and 2 more\)\n/);
    expect(closed).toContain('\n  next: decide again on a packet of this very head (owner@example.com decides)\n');
    expect(closed).toContain('- covered: `docs/by-hand.md` belongs to no decided run (docs/by-hand.md)\n  next: do it in a run\n');
    expect(closed).toContain(
      'run 20261122-1412-a3f09c1e: counts; ship by owner@example.com, signed by owner@example.com, 1 override; high risk; 3 paths\n',
    );
    expect(closed).toContain('run 20261123-0900-00000000: does not count; no decision; low risk; 1 path\n');
    expect(closed).toContain('note: 1 commit');
  });

  it.each(gates)('is short, shows what is hidden and gives no command to a runner: %s', (_name, gated) => {
    const lines = gateText(gated).trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(42);
    expect(lines[0]).toMatch(gated.verdict === 'open' ? /^open: ./ : /^closed: ./);
    for (const line of lines) {
      expect(line).not.toMatch(HIDDEN);
      expect(line.trimStart()).not.toMatch(/^::/);
      expect(line).not.toContain('##[');
      expect(line.length).toBeLessThan(1_500);
    }
  });

  it('counts what it leaves out', () => {
    const text = gateText(many(6_000));
    expect(text).toContain('… and 5990 more reasons\n');
    expect(text).toContain('… and 52 more runs\n');
    expect(text).toContain('… and 5995 more notes\n');
  });
});

describe('the gate as Markdown', () => {
  it('is a page whose first line is the answer, with every check and the eight lines of each run', () => {
    const page = pageOf(gateSummary(closedGate()));
    expect(page).toMatch(
      /^<h1>twoloops: closed<\/h1>\n<p><strong>Closed:<\/strong> <code>src\/auth\/session.ts<\/code> is not what was decided on \(and 2 more\)<\/p>\n<p><strong>Next:<\/strong> decide again/,
    );
    for (const check of Object.keys(CHECKS)) expect(page).toContain(`<td><code>${check}</code></td>`);
    expect(page.match(/<td>ok<\/td>/g)).toHaveLength(Object.keys(CHECKS).length - 3);
    expect(page).toContain('<strong>ship</strong> by <code>owner@example.com</code>, 2026-11-22T15:30 UTC, signed by');
    expect(page).toContain('<strong>overridden</strong> until 2026-11-29: <code>evidence-there</code>: lint runs nightly');
    for (const name of ['Recommendation', 'Task and claims', 'Scope', 'Tests', 'Authority', 'Zones', 'Rollback', 'Assurance'])
      expect(page.split(`<td>${name}</td>`)).toHaveLength(3);
    expect(page).toContain('Release decision: ship');
    expect(elementsOf(page)).toMatchObject({ h1: 1, details: 9, summary: 9 });
  });

  it('tells the reader of an unsigned decision, and of a run without a packet', () => {
    const { packet: _, decision, ...run } = sampleRun();
    const { signature: _s, ...unsigned } = decision ?? expect.fail();
    const { signer: _g, ...bare } = run;
    const text = gateSummary(closedGate({ runs: [{ ...bare, decision: unsigned }] }));
    expect(text).toContain('unsigned: git’s word alone');
    expect(text).toContain('Its packet could not be used.');
  });

  it.each(gates)('fits a comment and is found again by its first line: %s', (_name, gated) => {
    const comment = gateComment(gated);
    expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(60_000);
    expect(comment.startsWith(`${MARKER}\n# twoloops: ${gated.verdict}\n`)).toBe(true);
    expect(comment.split(MARKER)).toHaveLength(2);
    const page = pageOf(comment);
    const { details, summary } = elementsOf(page);
    expect(page.match(/<\/details>/g)?.length).toBe(details);
    expect(summary).toBe(details);
  });

  it('says how much it left out', () => {
    expect(gateComment(many(6_000))).toMatch(/\n… \d+ parts left out to fit a comment: `twoloops gate --json FILE` writes everything\n$/);
    expect(gateComment(many(6_000))).toContain('… and 5960 more lines');
    expect(gateComment(closedGate())).not.toContain('left out');
  });

  const ours = /^(?:h[1-6]|p|strong|code|table|thead|tbody|tr|th|td|ul|ol|li|details|summary|pre|span)$/;
  it.each([
    ['pages', HOSTILE],
    ['Markdown', MARKDOWN],
    ['commands', COMMANDS],
    ['all of it', ALL_HOSTILE],
  ])('lets nothing of a hostile run take effect: %s', (_name, hostile) => {
    for (const gated of [closedGate(), openGate()]) {
      const page = pageOf(gateComment(hostileGate(hostile, gated)));
      expect(Object.keys(elementsOf(page)).filter((name) => !ours.test(name))).toEqual([]);
      expect(page).not.toMatch(/<[a-z]+ [^>]*>/);
      expect(proseOf(page)).not.toMatch(/(?<![\w`])@[a-z0-9]|#\d|(?<![a-z0-9])GH-\d|:\/\/|(?<![a-z0-9])www\.|\w@\w/i);
      expect(page).not.toMatch(HIDDEN);
    }
  });

  it('keeps every table as wide as its head, whatever stands in its cells', () => {
    const page = pageOf(gateSummary(hostileGate(ALL_HOSTILE)));
    const tables = page.match(/<table>[\s\S]*?<\/table>/g) ?? [];
    expect(tables.length).toBeGreaterThan(4);
    for (const one of tables) {
      const widths = [...one.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(([, cells]) => cells?.match(/<t[hd]/g)?.length);
      expect(new Set(widths).size).toBe(1);
      expect(one).not.toContain('<td></td>\n<td></td>');
    }
  });
});

/** A workflow command as GitHub's runner takes it apart. */
function commandOf(line: string): { readonly kind: string; readonly properties: Readonly<Record<string, string>>; readonly data: string } {
  const [, kind = '', all = '', data = ''] = /^::(\w+) (.*?)::(.*)$/s.exec(line) ?? expect.fail(`no command: ${line}`);
  const back = (text: string): string =>
    text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%');
  const properties = all.split(',').map((one) => [one.slice(0, one.indexOf('=')), back(one.slice(one.indexOf('=') + 1))] as const);
  return { kind, properties: Object.fromEntries(properties), data: back(data) };
}

describe('the gate as annotations', () => {
  const linesOf = (gated: Gated): readonly string[] => gateAnnotations(gated).split('\n').slice(0, -1);

  it('names file, line, check and what to do', () => {
    const [first, second, , note, ...rest] = linesOf(closedGate());
    expect(first).toBe(
      '::error file=src/auth/session.ts,line=12,title=twoloops%3A freshness%2C run 20261122-1412-a3f09c1e::`src/auth/session.ts` is not what was decided on%0Anext: decide again on a packet of this very head',
    );
    expect(second).toMatch(/^::error file=docs\/by-hand\.md,title=twoloops%3A covered::/);
    expect(note).toBe('::warning title=twoloops::1 commit between base and head has no trailer of a run');
    expect(rest).toEqual([]);
  });

  it('escapes what would end a property or a command', () => {
    const fault = { check: 'zone', text: 'a%0A\r\n::error::b', path: 'a,line=1::x:%2C/b.ts', line: 3 } as const;
    const [line = ''] = linesOf(closedGate({ faults: [fault], notes: [] }));
    expect(commandOf(line)).toEqual({
      kind: 'error',
      properties: { file: 'a,line=1::x:%2C/b.ts', line: '3', title: 'twoloops: zone' },
      data: 'a%0A ::error::b',
    });
  });

  it('is one command a line whatever a run holds', () => {
    const lines = linesOf(hostileGate(ALL_HOSTILE));
    expect(lines).toHaveLength(5);
    for (const line of lines) {
      expect(Object.keys(commandOf(line).properties).filter((name) => !['file', 'line', 'title'].includes(name))).toEqual([]);
      expect(line).not.toMatch(HIDDEN);
      expect(line).not.toContain('##[');
    }
    expect(gateAnnotations(openGate({ notes: [] }))).toBe('');
  });

  it('stays within ten of each kind and counts the rest in the last', () => {
    const lines = linesOf(many(6_000));
    expect(lines.map((line) => commandOf(line).kind)).toEqual([...Array(10).fill('error'), ...Array(10).fill('warning')]);
    expect(commandOf(lines[9] ?? '').data).toBe('fault 9\n… and 5990 more errors: the job summary has all');
    expect(commandOf(lines[19] ?? '').data).toBe('note 9\n… and 5990 more warnings: the job summary has all');
  });
});

describe('the gate as SARIF', () => {
  const schema = JSON.parse(readFileSync(new URL('../fixtures/sarif/sarif-2.1.0-rtm.5.json', import.meta.url), 'utf8')) as Record<
    string,
    unknown
  >;
  // a draft-04 schema that uses nothing in which the later drafts differ but these two names
  const { id: _id, $schema: _schema, ...body } = schema;
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  const valid = ajv.compile(body);
  interface Result {
    readonly ruleId: string;
    readonly ruleIndex: number;
    readonly level: string;
    readonly message: { readonly text: string };
    readonly locations: readonly {
      readonly physicalLocation: {
        readonly artifactLocation: { readonly uri: string; readonly uriBaseId: string };
        readonly region: { readonly startLine: number };
      };
    }[];
    readonly partialFingerprints: Readonly<Record<string, string>>;
  }
  const sarifOf = (gated: Gated, version = '0.1.0') => {
    const log = JSON.parse(gateSarif(gated, { version })) as {
      runs: [{ tool: { driver: { rules: { id: string }[] } }; results: Result[] }];
    };
    return { log, results: log.runs[0].results, rules: log.runs[0].tool.driver.rules };
  };
  const uriOf = (result: Result | undefined): string => result?.locations[0]?.physicalLocation.artifactLocation.uri ?? '';

  it.each([...gates, ['of the sources', closedGate()] as const])('is valid by the schema of SARIF 2.1.0: %s', (name, gated) => {
    const { log, results, rules } = sarifOf(gated, name === 'of the sources' ? 'source' : '0.1.0');
    expect(valid(log), JSON.stringify(valid.errors?.slice(0, 3))).toBe(true);
    expect(results.length).toBeLessThanOrEqual(5_000);
    for (const result of results) {
      expect(rules[result.ruleIndex]?.id).toBe(result.ruleId);
      // GitHub takes no result without a place
      expect(result.locations).toHaveLength(1);
      expect(uriOf(result)).toMatch(/^[\w.~!*'()%/-]+$/);
    }
    expect(new Set(results.map((result) => result.partialFingerprints['twoloops/v1'])).size).toBe(results.length);
  });

  it('is refused by that schema where a part is missing: the check is one', () => {
    const { log } = sarifOf(closedGate());
    expect(valid({ ...log, version: '2.0.0' })).toBe(false);
    expect(valid({ ...log, runs: [{ results: [] }] })).toBe(false);
  });

  it('has a rule with help for each check, faults as errors, high risk as notes', () => {
    const { results, rules } = sarifOf(closedGate());
    expect(rules.map((rule) => rule.id)).toEqual([...Object.keys(CHECKS), 'risk']);
    expect(results.map((result) => [result.ruleId, result.level, uriOf(result)])).toEqual([
      ['freshness', 'error', 'src/auth/session.ts'],
      ['covered', 'error', 'docs/by-hand.md'],
      ['decision', 'error', '.claude/twoloops/policy.yaml'],
      ['risk', 'note', 'src/auth/session.ts'],
      ['risk', 'note', 'src/auth/token.ts'],
      ['risk', 'note', 'package-lock.json'],
    ]);
    expect(results[0]?.locations[0]?.physicalLocation.region.startLine).toBe(12);
  });

  it('writes odd paths as URIs, and no link into a message', () => {
    const fault = { check: 'zone', text: 'see [this](1)', path: 'a b/c:d?e#f%/ü\ud800.ts' } as const;
    const { results } = sarifOf(closedGate({ faults: [fault] }));
    expect(uriOf(results[0])).toBe('a%20b/c%3Ad%3Fe%23f%25/%C3%BC%EF%BF%BD.ts');
    expect(results[0]?.message.text).toBe('see \\[this\\](1)');
  });

  it('knows a fault again after its line, its words and the commits have changed', () => {
    const [fault, ...others] = closedGate().faults;
    const later = closedGate({
      head: { ref: 'x', commit: '9'.repeat(40) },
      faults: [...others, { ...(fault ?? expect.fail()), line: 99, text: 'otherwise' }],
    });
    const prints = (gated: Gated): readonly unknown[] =>
      sarifOf(gated)
        .results.map((result) => result.partialFingerprints['twoloops/v1'])
        .sort();
    expect(prints(later)).toEqual(prints(closedGate()));
  });
});
