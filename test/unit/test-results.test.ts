import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { contradicts } from '../../src/core/test-results/contradicts.ts';
import { countsIn } from '../../src/core/test-results/counts-in.ts';
import { countsInReport } from '../../src/core/test-results/report.ts';
import { reportPaths } from '../../src/core/test-results/report-paths.ts';
import { xmlTags } from '../../src/core/test-results/xml-tags.ts';
import { testCounts } from '../../src/schema/review.ts';
import { PROJECT } from '../support/hooks.ts';

const OUTPUTS = join(PROJECT, 'test', 'corpus', 'test-outputs');

const counts = z.strictObject({ passed: z.number(), failed: z.number(), skipped: z.number() });
const { outputs } = z
  .strictObject({
    outputs: z.array(
      z.strictObject({
        file: z.string(),
        /** What the output says, counted by a person; null: no summary may be read out of it. */
        counts: counts.nullable(),
        /** How `source` begins. */
        source: z.string().optional(),
        /** Why it could mislead. */
        hostile: z.string().optional(),
        /** Printed by the real runner. */
        real: z.literal(true).optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(OUTPUTS, 'index.json'), 'utf8')));

const read = (file: string): string => readFileSync(join(OUTPUTS, file), 'utf8');

describe('outputs of runners', () => {
  it('are many, and all are in the index', () => {
    expect(outputs.length).toBeGreaterThanOrEqual(60);
    expect(outputs.filter((one) => one.hostile).length).toBeGreaterThanOrEqual(15);
    expect(outputs.map(({ file }) => file).sort()).toEqual(
      readdirSync(OUTPUTS)
        .filter((file) => file.endsWith('.txt'))
        .sort(),
    );
  });

  it.each(outputs)('$file', ({ file, counts: wanted, source }) => {
    const found = countsIn(read(file));
    if (wanted === null) return expect(found).toBeUndefined();
    expect(found).toMatchObject(wanted);
    expect(testCounts.parse(found).source.startsWith(source ?? '')).toBe(true);
  });

  it('read the same in colours, with CRLF, and behind a long log', () => {
    for (const { file } of outputs) {
      const plain = countsIn(read(file));
      // one that already has carriage returns or binary bytes is left alone
      if (['\r', '\u001b', '\u0000'].some((char) => read(file).includes(char))) continue;
      expect(countsIn(read(file).replaceAll('\n', '\r\n')), file).toEqual(plain);
      expect(countsIn(read(file).replaceAll(/\d+/g, '\u001b[1;32m$&\u001b[39m')), file).toEqual(plain);
      expect(countsIn(`${'a line of a log\n'.repeat(2_000)}${read(file)}`), file).toEqual(plain);
    }
  });

  it('say when they are too long to be read whole', () => {
    const result = (passed: number): string =>
      `\nrunning ${passed} tests\ntest result: ok. ${passed} passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n`;
    const long = countsIn(`${result(5)}${'noise\n'.repeat(400_000)}${result(3)}`);
    expect(long).toMatchObject({ passed: 3 });
    expect(long?.source).toContain('not all of the output was there');
  });

  it('take time in step with their length', () => {
    const parts = [
      ' Test Files  1 passed (1)\n',
      '  1 failed\n',
      '  ─\n\n  1 test failed\n',
      'Tests: 5, Assertions: 5.\n',
      '\u001b[0;',
      '\u001b]0;',
      '1..3\nok 1\n',
      '    a › b\n',
      ' 1 pass\n',
      '100% tests passed, 0 tests failed out of 1\n',
      '# tests 1\n',
      '=== RUN   T\n',
      'TAP version 13\n',
      '1 failed, ',
      'Ran 1 test in 0.1s\n\n',
      '[INFO] Tests run: 1, Failures: 0, Errors: 0, Skipped: 0\n',
      '\r',
      'a',
    ];
    const slow = parts.filter((part) => {
      const start = performance.now();
      countsIn(part.repeat(1_200_000 / part.length));
      return performance.now() - start > 5_000;
    });
    expect(slow).toEqual([]);
  }, 120_000);

  it('never throw, and never count what is no number', () => {
    const line = fc.constantFrom(...outputs.flatMap(({ file }) => read(file).split('\n')));
    fc.assert(
      fc.property(fc.array(fc.oneof(line, fc.string()), { maxLength: 30 }), (lines) => {
        const found = countsIn(lines.join('\n'));
        if (found !== undefined) testCounts.parse(found);
      }),
      { numRuns: 1_000, seed: 7 },
    );
  });
});

const JUNIT = `<?xml version="1.0"?>
<testsuites tests="4" failures="1">
  <testsuite name="outer" tests="4" failures="1" errors="1" skipped="1">
    <properties><property name="a" value="x > y"/></properties>
    <testcase name="a"/>
    <testcase name="b"><failure message="&lt;testcase/&gt; 1 &gt; 2">no</failure><failure/></testcase>
    <testsuite name="inner" tests="2" errors="1" skipped="1">
      <testcase name="c"><error/></testcase>
      <testcase name="d"><skipped/></testcase>
      <system-out><![CDATA[<testcase name="fake"/><script>]]></system-out>
      <!-- <testcase name="fake"/> -->
    </testsuite>
  </testsuite>
</testsuites>`;

/** Name, text, and the counts or a part of the problem. */
const REPORTS: readonly (readonly [string, string, readonly [number, number, number, string?] | string])[] = [
  ['junit: nested suites, comments, CDATA', JUNIT, [1, 2, 1]],
  ['junit: one suite', '<testsuite><testcase/><testcase></testcase></testsuite>', [2, 0, 0]],
  [
    'junit: single quotes and no blanks',
    "<testsuite name='>'><testcase name='\"'/><testcase name='x'><skipped/></testcase></testsuite>",
    [1, 0, 1],
  ],
  [
    'junit: googletest words',
    '<testsuites><testsuite><testcase status="notrun"/><testcase status="run" result="suppressed"/><testcase status="run"/></testsuite></testsuites>',
    [1, 0, 2],
  ],
  [
    'junit: only totals',
    '<testsuites><testsuite tests="5" failures="1" errors="1" skipped="1"/><testsuite tests="2"/></testsuites>',
    [4, 2, 1, 'by its totals'],
  ],
  [
    'junit: totals of outer and inner are one',
    '<testsuites tests="5" failures="2"><testsuite tests="5" failures="2"/></testsuites>',
    [3, 2, 0, 'by its totals'],
  ],
  [
    'junit: totals know of more failures',
    '<testsuite tests="2" errors="1"><testcase/></testsuite>',
    [1, 1, 0, 'its totals say 1 failed, its cases 0'],
  ],
  ['junit: a failure of the suite', '<testsuite><error message="setup"/><testcase/></testsuite>', [1, 1, 0]],
  ['junit: attributes that are no numbers', '<testsuite tests="many" failures="-1" errors="1e9"><testcase/></testsuite>', [1, 0, 0]],
  ['junit: nothing ran', '<testsuites/>', [0, 0, 0]],
  ['junit: cut', JUNIT.slice(0, JUNIT.indexOf('<testcase name="c"')), 'cut'],
  ['junit: cut in a tag', '<testsuite><testcase name="a', 'does not end'],
  ['junit: cut in CDATA', '<testsuite><![CDATA[ </testsuite>', 'cut'],
  ['junit: an unclosed script, at which txml runs forever', '<testsuite>12345678<script>', 'cut'],
  ['junit: a document type', '<!DOCTYPE a [<!ENTITY b "c">]><testsuite/>', 'document type'],
  ['junit: wrongly nested', '<testsuite><testcase></testsuite></testcase>', 'closes nothing'],
  ['junit: two roots', '<testsuite/><testsuite/>', 'more than one root'],
  ['junit: deep', `${'<testsuite>'.repeat(10_000)}${'</testsuite>'.repeat(10_000)}`, 'too deeply'],
  ['junit: no report', '<html><body/></html>', 'its root is <html>'],
  ['junit: no element', '<!-- nothing -->', 'no element'],
  ['junit: totals that cannot be', '<testsuite tests="1" failures="5"/>', 'do not add up'],
  ['tap 12 without a version', '1..2\nok\nnot ok\n', [1, 1, 0]],
  ['tap 13', 'TAP version 13\n1..3\nok 1 - a\nnot ok 2 - b\n  ---\n  ok: 1\n  ...\nok 3 # SKIP no\n', [1, 1, 1]],
  [
    'tap 14 with subtests',
    'TAP version 14\n# Subtest: a\n    1..2\n    ok 1\n    not ok 2\nnot ok 1 - a\nok 2 - b\n1..2\n',
    [1, 1, 0, 'subtests counted by their parents'],
  ],
  ['tap: todo never fails', 'TAP version 14\n1..2\nnot ok 1 - a # TODO later\nok 2 - b # todo\n', [0, 0, 2]],
  ['tap: an escaped hash', 'TAP version 14\n1..1\nnot ok 1 - the \\# TODO sign\n', [0, 1, 0]],
  ['tap: a word that only begins like ok', 'TAP version 14\n1..1\nokay 1\nok 1\n', [1, 0, 0]],
  ['tap: fewer than planned', 'TAP version 14\n1..5\nok 1\n', [1, 4, 0, 'planned 5, ran 1']],
  ['tap: more than planned', 'TAP version 14\n1..1\nok 1\nok 2\n', [2, 1, 0, 'planned 1, ran 2']],
  ['tap: a number twice', 'TAP version 14\n1..2\nok 1\nok 1\n', [2, 1, 0]],
  ['tap: two plans', 'TAP version 14\n1..1\nok 1\n1..1\n', [1, 1, 0]],
  ['tap: bail out', 'TAP version 14\n1..3\nok 1\nBail out! no\nok 2\n', [1, 1, 0, 'bailed out']],
  ['tap: all skipped', 'TAP version 14\n1..0 # SKIP windows only\n', [0, 0, 0]],
  ['tap: several documents', 'TAP version 14\n1..1\nok 1\nTAP version 14\n1..1\nnot ok 1\n', [1, 1, 0]],
  ['tap: no plan', 'TAP version 14\nok 1\nok 2\n', 'without a plan'],
  ['tap: prose', 'all is ok 1\n', 'no test report'],
  [
    'ctrf',
    '{"results":{"tool":{"name":"x"},"summary":{"tests":6,"passed":2,"failed":1,"pending":1,"skipped":1,"other":1},"tests":[{"status":"failed"}]}}',
    [2, 1, 3],
  ],
  [
    'ctrf: a list of its own mind',
    '{"results":{"summary":{"tests":1,"passed":1,"failed":0,"pending":0,"skipped":0,"other":0},"tests":[{"status":"failed"}]}}',
    'its list 1',
  ],
  [
    'ctrf: a total of its own mind',
    '{"results":{"summary":{"tests":9,"passed":1,"failed":0,"pending":0,"skipped":0,"other":0}}}',
    'do not add up',
  ],
  ['ctrf: texts for numbers', '{"results":{"summary":{"tests":"1","passed":"1","failed":"0","skipped":"0"}}}', 'no whole numbers'],
  ['ctrf: below nothing', '{"results":{"summary":{"tests":1,"passed":2,"failed":-1,"skipped":0}}}', 'no whole numbers'],
  ['jest', '{"numTotalTests":5,"numPassedTests":2,"numFailedTests":1,"numPendingTests":1,"numTodoTests":1,"testResults":[]}', [2, 1, 2]],
  [
    'vitest with a file that does not load',
    '{"numTotalTests":1,"numPassedTests":1,"numFailedTests":0,"numPendingTests":0,"numTodoTests":0,"testResults":[{"status":"failed","assertionResults":[]}]}',
    [1, 1, 0, '1 failures outside'],
  ],
  ['mocha', '{"stats":{"suites":1,"tests":3,"passes":1,"pending":1,"failures":1}}', [1, 1, 1]],
  ['playwright', '{"errors":[],"stats":{"expected":3,"skipped":1,"unexpected":1,"flaky":1}}', [4, 1, 1]],
  ['json: something else', '{"name":"twoloops"}', 'no test report'],
  ['json: cut', '{"numTotalTests":5,', 'no JSON object'],
  ['json: deep', `{"a":${'['.repeat(100_000)}`, 'no JSON object'],
  ['nothing', ' \n', 'empty'],
];

describe('report files', () => {
  it.each(REPORTS)('%s', (_name, text, wanted) => {
    const found = countsInReport('report', text);
    if (typeof wanted === 'string') return expect(found).toEqual({ problem: expect.stringContaining(wanted) });
    const [passed, failed, skipped, note = ''] = wanted;
    expect(found).toMatchObject({ passed, failed, skipped, source: expect.stringContaining(note) });
  });

  it('are named by what they are', () => {
    expect(countsInReport('out/report.xml', JUNIT)).toMatchObject({ source: 'JUnit XML out/report.xml' });
    expect(countsInReport('a.tap', '\uFEFF1..1\nok 1\n')).toMatchObject({ source: 'TAP a.tap' });
    expect(countsInReport('ctrf.json', '{"results":{"summary":{"tests":0,"passed":0,"failed":0,"skipped":0}}}')).toMatchObject({
      source: 'CTRF ctrf.json',
    });
  });

  it('are refused whole where they are too large', () => {
    expect(countsInReport('r', `<testsuite>${' '.repeat(21 * 1024 * 1024)}</testsuite>`)).toEqual({
      problem: expect.stringContaining('not read'),
    });
    expect(countsInReport('r', `<testsuite>${'<testcase/>'.repeat(600_000)}</testsuite>`)).toEqual({
      problem: expect.stringContaining('too many'),
    });
  });

  it('count every case once, however suites are nested', () => {
    const leaf = fc.constantFrom(
      '<testcase/>',
      '<testcase><failure/></testcase>',
      '<testcase><error/><failure/></testcase>',
      '<testcase><skipped/></testcase>',
    );
    const { suite } = fc.letrec<{ suite: string; node: string }>((tie) => ({
      suite: fc
        .array(tie('node'), { maxLength: 4 })
        .map((nodes) => `<testsuite name="a" tests="${nodes.length}">${nodes.join('')}</testsuite>`),
      node: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, tie('suite')),
    }));
    fc.assert(
      fc.property(suite, (xml) => {
        const all = xml.split('<testcase').length - 1;
        const failed = xml.split(/<testcase><(?:failure|error)/).length - 1;
        const skipped = xml.split('<testcase><skipped').length - 1;
        if (all > 0) expect(countsInReport('r', xml)).toMatchObject({ passed: all - failed - skipped, failed, skipped });
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('that are damaged anywhere end, and never throw', () => {
    fc.assert(
      fc.property(fc.constantFrom(...REPORTS.map(([, text]) => text)), fc.nat(), fc.string({ maxLength: 8 }), (text, at, noise) => {
        const place = at % (Math.min(text.length, 2_000) + 1);
        const found = countsInReport('r', text.slice(0, place) + noise + text.slice(place + noise.length));
        if (!('problem' in found)) testCounts.parse(found);
      }),
      { numRuns: 2_000, seed: 7 },
    );
  });

  it('take time in step with their length', () => {
    const slow = [
      '<testcase a="',
      '<',
      '<!--',
      '<![CDATA[',
      '</a>',
      '<a ',
      '<testsuite>',
      "<a b='",
      '<?',
      '1..1\nok 1\n',
      'TAP version 14\n',
      'ok 1 # ',
      '{"a":',
    ].filter((part) => {
      const start = performance.now();
      countsInReport('r', `<testsuite>${part.repeat(5_000_000 / part.length)}`);
      countsInReport('r', part.repeat(5_000_000 / part.length));
      return performance.now() - start > 5_000;
    });
    expect(slow).toEqual([]);
  }, 120_000);

  it('reach the library as tags only', () => {
    expect(xmlTags('<a><b x="1">t<c/></b><!-- <b/> --></a>', new Set(['b']))).toEqual({ ok: true, xml: '<b x="1"></b>', root: 'a' });
  });
});

describe('reports that a command names', () => {
  it.each([
    ['vitest run --reporter=junit --outputFile=out.xml', ['out.xml']],
    ['npx vitest run --reporter json --outputFile reports/v.json', ['reports/v.json']],
    ['vitest run --outputFile.junit=a.xml --outputFile.json=b.json', ['a.xml', 'b.json']],
    ['npm test -- --outputFile=out.xml', ['out.xml']],
    ['pytest --junitxml=r.xml', ['r.xml']],
    ['python -m pytest --junit-xml r.xml', ['r.xml']],
    ['pytest -o junit_logging=all', []],
    ['node --test --test-reporter=junit --test-reporter-destination=j.xml', ['j.xml']],
    ['node --test --test-reporter=spec --test-reporter-destination=stdout', []],
    ['gotestsum --junitfile g.xml', ['g.xml']],
    ['phpunit --log-junit build/r.xml', ['build/r.xml']],
    ['bundle exec rspec --format RspecJunitFormatter -o r.xml', ['r.xml']],
    ['gcc -o test.xml', []],
    ['ctest --output-junit c.xml', ['c.xml']],
    ['mocha --reporter xunit --reporter-option output=m.xml', ['m.xml']],
    ['cypress run --reporter junit --reporter-options mochaFile=r/out.xml,toConsole=true', ['r/out.xml']],
    ['cypress run --reporter-options mochaFile=r/out-[hash].xml', []],
    ['JEST_JUNIT_OUTPUT_FILE=j.xml jest', []],
    ['vitest run --outputFile=$OUT', []],
    ['vitest run --outputFile=*.xml', []],
    ['vitest run --outputFile', []],
    ['vitest run --outputFile --silent', []],
    ['vitest run --outputFile=/dev/stdout', []],
    ['vitest run --reporter=html --outputFile=index.html', []],
    ['jest --json --outputFile=a.json --outputFile=a.json', ['a.json']],
    ['constructor --outputFile', []],
    ['', []],
  ])('%s', (line, wanted) => {
    expect(reportPaths(line.split(' '))).toEqual(wanted);
  });
});

describe('exit code against counts', () => {
  const of = (passed: number, failed: number, skipped = 0) => ({ passed, failed, skipped, source: 'jest summary' });
  it.each([
    [true, of(3, 0), undefined],
    [true, of(3, 2), 'exit 0, yet 2 tests failed (jest summary)'],
    [true, of(0, 1), 'exit 0, yet 1 test failed (jest summary)'],
    [true, of(0, 0), undefined],
    [false, of(3, 1), undefined],
    [false, of(3, 0, 1), 'not exit 0, yet no test of 4 failed (jest summary)'],
    [false, of(0, 0), 'not exit 0, and no test ran (jest summary)'],
  ])('ok %s, %o', (ok, all, wanted) => {
    expect(contradicts(ok, all)).toBe(wanted);
  });
});
