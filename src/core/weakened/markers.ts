import type { Weakened } from '../../schema/review.ts';
import type { Language } from './languages.ts';

export type MarkKind = Extract<Weakened['kind'], 'skipped' | 'focused' | 'trivial assertion' | 'suppressed'>;

/** A way to write it on one line. */
export interface Marker {
  readonly kind: MarkKind;
  readonly language: Language;
  /** The layer that holds it; `start`: code where the match begins, its strings as they are written. */
  readonly layer: 'code' | 'comments' | 'start';
  readonly pattern: RegExp;
}

const LIT = `(true|false|null|True|False|None|nil|\\d{1,9}|'[^']{0,40}'|"[^"]{0,40}")`;
const END = '\\s*(?:[,)#;]|$)';
const re = (source: string): RegExp => new RegExp(source);

const SKIPPED: readonly (readonly [Language, RegExp])[] = [
  ['js', /(?<![\w.$])(?:it|test|describe|context|suite|specify)(?:\.\w{1,20}){0,3}\.(?:skip|todo|fixme|fails|failing|skipIf|runIf)\b/],
  ['js', /(?<![\w.$])x(?:it|test|describe|context|specify)\s*(?:\(|\.)/],
  ['js', /(?<![\w.$])(?:this|t|ctx)\.(?:skip|fixme|todo)\s*\(|\bskip\s*:\s*true\b|\btodo\s*:\s*true\b/],
  ['python', /@(?:\w+\.)*(?:skip|skipif|skipIf|skipUnless|xfail|expectedFailure)\b|\bpytestmark\s*=.{0,60}\b(?:skip|skipif|xfail)\b/],
  ['python', /\bpytest\.(?:skip|xfail|importorskip)\s*\(|\.skipTest\s*\(|\braise\s+(?:unittest\.)?SkipTest\b/],
  ['go', /\b[a-z]\w{0,2}\.(?:Skip|Skipf|SkipNow)\s*\(/],
  ['java', /@(?:Disabled|Ignore)(?:\b|[A-Z]\w*)|\b(?:assumeTrue|assumeFalse|assumeThat)\s*\(/],
  ['rust', /#!?\[ignore\b|#\[cfg_attr\([^\]]{0,80}\bignore\b/],
  [
    'ruby',
    /^\s*x(?:it|describe|context|specify|example|scenario)\b|^\s*(?:skip|pending)\b(?!\s*[.=])|\b(?:skip|pending)\s*:\s*(?!false)\S|,\s*:(?:skip|pending)\b/,
  ],
];

const FOCUSED: readonly (readonly [Language, RegExp])[] = [
  ['js', /(?<![\w.$])(?:it|test|describe|context|suite|specify)(?:\.\w{1,20}){0,3}\.only\b|\bonly\s*:\s*true\b/],
  ['js', /(?<![\w.$])f(?:it|describe|context)\s*\(\s*['"`]/],
  ['ruby', /^\s*f(?:it|describe|context|specify|example|scenario)\b|\bfocus\s*:\s*true\b|,\s*:focus\b/],
];

const TRIVIAL: readonly (readonly [Language, RegExp])[] = [
  ['js', re(`\\bexpect\\(\\s*${LIT}\\s*\\)\\.(?:toBe|toEqual|toStrictEqual|to\\.equal|to\\.eql|to\\.deep\\.equal)\\(\\s*\\1\\s*\\)`)],
  ['js', /\bexpect\(\s*(?:true|1)\s*\)\.(?:toBeTruthy\(|to\.be\.(?:true|ok)\b)|\bexpect\(\s*false\s*\)\.(?:toBeFalsy\(|to\.be\.false\b)/],
  ['js', /(?<![\w$.])(?:assert(?:\.ok|\.isTrue)?|t\.(?:ok|true|truthy))\(\s*(?:true|1)\s*[,)]/],
  ['js', re(`(?<![\\w$.])(?:assert|t)\\.(?:equal|strictEqual|deepEqual|deepStrictEqual|is|same)\\(\\s*${LIT}\\s*,\\s*\\1\\s*[,)]`)],
  ['python', re(`(?<![\\w.])assert\\s+(?:True|1|not False)${END}|(?<![\\w.])assert\\s+${LIT}\\s*(?:==|is)\\s*\\1${END}`)],
  ['python', re(`\\.assert(?:True\\(\\s*True|False\\(\\s*False)\\s*[,)]|\\.assertEquals?\\(\\s*${LIT}\\s*,\\s*\\1\\s*[,)]`)],
  [
    'go',
    re(
      `\\b(?:assert|require)\\.(?:True\\(\\s*\\w+,\\s*true|False\\(\\s*\\w+,\\s*false)\\s*[,)]|\\b(?:assert|require)\\.Equal\\(\\s*\\w+,\\s*${LIT},\\s*\\1\\s*[,)]`,
    ),
  ],
  [
    'java',
    re(
      `\\bassertTrue\\(\\s*true\\s*[,)]|\\bassertFalse\\(\\s*false\\s*[,)]|\\bassertEquals\\(\\s*${LIT},\\s*\\1\\s*[,)]|\\bassertThat\\(\\s*true\\s*\\)\\.isTrue\\(`,
    ),
  ],
  ['rust', re(`\\bassert!\\(\\s*true\\s*[,)]|\\bassert_eq!\\(\\s*${LIT},\\s*\\1\\s*[,)]`)],
  [
    'ruby',
    re(
      `\\bexpect\\(?\\s*${LIT}\\s*\\)?\\.to\\s+(?:eq|eql|be|equal)[ (]\\s*\\1(?:\\s|\\)|$)|\\bexpect\\(\\s*true\\s*\\)\\.to\\s+be_truthy\\b|^\\s*assert[ (]\\s*true\\b|\\bassert_equal[ (]\\s*${LIT},\\s*\\2(?:\\s|\\)|$)`,
    ),
  ],
];

/** A directive stands first in its comment, else a sentence only speaks of it. */
const SUPPRESSED: readonly (readonly [Language, 'code' | 'comments', RegExp])[] = [
  [
    'js',
    'comments',
    /(?:\/\/|\/\*+|^\s*\*?)\s*(?:eslint-disable(?:-line|-next-line)?|biome-ignore(?:-all|-start)?|tslint:disable\S*|oxlint-disable\S*|deno-lint-ignore(?:-file)?|@ts-(?:ignore|expect-error|nocheck)|(?:istanbul|c8|v8) ignore)\b/,
  ],
  [
    'python',
    'comments',
    /#\s*(?:noqa\b|type:\s*ignore\b|pyright:\s*ignore\b|mypy:\s*ignore-errors|pylint:\s*disable\b|ruff:\s*noqa\b|flake8:\s*noqa\b|nosec\b|pragma:\s*no cover\b)/,
  ],
  ['go', 'comments', /\/\/\s*(?:nolint\b|lint:ignore\b|lint:file-ignore\b|#nosec\b)/],
  ['java', 'code', /@(?:file:)?Suppress(?:Warnings|FBWarnings|Lint)?\s*\(/],
  ['java', 'comments', /(?:\/\/|\/\*+)\s*(?:noinspection\b|NOSONAR\b|CHECKSTYLE:OFF)/],
  ['rust', 'code', /#!?\[(?:allow|expect)\s*\(/],
  ['ruby', 'comments', /#\s*(?:rubocop:(?:disable|todo)\b|:nocov:|standard:disable\b)/],
];

export const MARKERS: readonly Marker[] = [
  ...SKIPPED.map(([language, pattern]): Marker => ({ kind: 'skipped', language, layer: 'code', pattern })),
  ...FOCUSED.map(([language, pattern]): Marker => ({ kind: 'focused', language, layer: 'code', pattern })),
  ...TRIVIAL.map(([language, pattern]): Marker => ({ kind: 'trivial assertion', language, layer: 'start', pattern })),
  ...SUPPRESSED.map(([language, layer, pattern]): Marker => ({ kind: 'suppressed', language, layer, pattern })),
];
