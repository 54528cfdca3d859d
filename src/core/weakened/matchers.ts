import type { Weakened } from '../../schema/review.ts';
import { bracketsOf } from './brackets.ts';
import type { TestCase } from './cases.ts';
import type { Language } from './languages.ts';

/** One assertion: what it is about, and how much it asks. */
interface Asked {
  readonly about: readonly string[];
  readonly strength: number;
  readonly text: string;
}

/** How much a matcher asks: 3 a value, 2 a part or a shape, 1 that there is something. */
const STRENGTHS: readonly (readonly [RegExp, number])[] = [
  [
    /^(?:not\.)?(?:to(?:BeTruthy|BeFalsy|BeDefined)|to\.(?:exist|be\.ok)|be_truthy|be_present|NotNil|NotEmpty|True|False|assertTrue|assertFalse|assertIsNotNone|assertNotNull|isNotNull|assert!)/,
    1,
  ],
  [/^(?:toThrow|toThrowError|toHaveBeenCalled|toBeCalled)\(\)$/, 1],
  [/^(?:toThrow|toThrowError)\(./, 3],
  [/^(?:not\.(?:toBeNull|toBeUndefined|toBeNil)|not be_nil)/, 1],
  [
    /^(?:toMatchObject|toContain\w*|toMatch|toHaveProperty|toBe(?:GreaterThan|LessThan)\w*|toBeInstanceOf|toBeTypeOf|Contains|assertIn|assertIsInstance)/,
    2,
  ],
  [
    /^(?:toBe|toEqual|toStrictEqual|toHaveLength|toHaveBeenCalledTimes|toHaveBeenCalledWith|to\.(?:deep\.)?(?:equal|eql)|eq|eql|Equal|EqualValues|assertEquals?|assertSame|isEqualTo|assert_eq!)$/,
    3,
  ],
];

function strengthOf(name: string): number | undefined {
  return STRENGTHS.find(([pattern]) => pattern.test(name))?.[1];
}

const CALLS: Readonly<Record<Language, RegExp>> = {
  js: /(?<![\w$.])expect\s*\(/g,
  python: /\bself\.(assert\w+)\s*\(|\bpytest\.(raises)\s*\(|\bself\.(assertRaises)\s*\(/g,
  go: /\b(?:assert|require)\.(\w+)\s*\(/g,
  java: /(?<![\w.])(assert\w+)\s*\(/g,
  rust: /\b(assert_eq!|assert!)\s*\(/g,
  ruby: /\bexpect\s*\(/g,
};
/** Words that stand for any value. */
const ANY =
  /\b(?:(?:expect\.)?(?:any|anything|objectContaining|arrayContaining|stringContaining|stringMatching)|mock\.ANY|ANY|any[A-Z]\w*|any|Anything|anything)\s*(?:\(|\b)/g;

/**
 * Assertions of one test that ask for less than before about the same: a value became a shape, a shape became existence.
 * What is written otherwise on both sides is not told apart, so a renamed variable hides it.
 */
export function loosenedMatchers([old, now]: readonly [TestCase, TestCase], language: Language): readonly Weakened[] {
  if (old.raw === now.raw) return [];
  const [before, after] = [askedIn(old, language), askedIn(now, language)];
  const kept = new Set(after.map(({ text }) => text));
  const had = new Set(before.map(({ text }) => text));
  const gone = before.filter(({ text }) => !kept.has(text));
  const fresh = after.filter(({ text }) => !had.has(text));
  return fresh.flatMap((weak) => {
    const same = (one: Asked): boolean => one.about.some((about) => weak.about.includes(about));
    const strict = gone.find((one) => one.strength > weak.strength && same(one));
    if (strict === undefined || fresh.some((one) => one.strength >= strict.strength && same(one))) return [];
    return [
      {
        path: now.path,
        line: now.line,
        kind: 'loosened' as const,
        text: `\`${strict.text.slice(0, 90)}\` before, \`${weak.text.slice(0, 90)}\` now`,
      },
    ];
  });
}

function askedIn({ code, raw }: TestCase, language: Language): readonly Asked[] {
  const pairs = bracketsOf(code);
  const calls = [...code.matchAll(CALLS[language])].flatMap((match) => {
    const open = match.index + match[0].length - 1;
    const close = pairs.get(open);
    if (close === undefined || close - open > 2_000) return [];
    const args = split(code, raw, open, close);
    const name = match[1] ?? match[2] ?? match[3];
    const asked =
      name === undefined ? chained(code, raw, pairs, close, args, language) : named(name, args, raw.slice(match.index, close + 1));
    return asked ? [asked] : [];
  });
  return language === 'python' ? [...calls, ...compared(code, raw)] : calls;
}

/** `expect(about).matcher(args)` and `expect(about).to matcher`. */
function chained(
  code: string,
  raw: string,
  pairs: ReadonlyMap<number, number>,
  close: number,
  about: readonly string[],
  language: Language,
): Asked | undefined {
  const chain = (language === 'ruby' ? /^\s*\.(to|not_to|to_not)\s+(\w+)/ : /^\s*((?:\.\s*\w+\s*){1,6})/).exec(
    code.slice(close + 1, close + 200),
  );
  if (!chain) return undefined;
  const name =
    language === 'ruby'
      ? `${chain[1] === 'to' ? '' : 'not '}${chain[2]}`
      : (chain[1] ?? '')
          .replace(/\s/g, '')
          .slice(1)
          .replace(/^(?:resolves|rejects)\./, '');
  const from = close + 1 + chain[0].length;
  const end = code[from] === '(' ? (pairs.get(from) ?? from) : from - 1;
  const args = raw.slice(from, end + 1);
  const strength = strengthOf(name) ?? strengthOf(`${name}${args.slice(0, 3)}`);
  if (strength === undefined) return undefined;
  const text = `expect(${about.join(', ')}).${name}${args}`.replace(/\s+/g, ' ');
  return { about, strength: strength === 3 && args.search(ANY) >= 0 ? 2 : strength, text };
}

function named(name: string, args: readonly string[], text: string): Asked | undefined {
  const shown = text.replace(/\s+/g, ' ');
  if (name === 'raises' || name === 'assertRaises')
    return { about: ['what is raised'], strength: /^(?:Base)?Exception$/.test(args[0] ?? '') ? 1 : 3, text: shown };
  const strength = strengthOf(name);
  if (strength === undefined) return undefined;
  // `assert!(x.is_ok())` is about x
  const about = args
    .map((arg) => (strength === 1 ? arg.replace(/^!/, '').replace(/\.(?:is_\w+|isPresent|isEmpty)\(\)$/, '') : arg))
    .filter((arg) => !/^(?:t|true|false|null|None|\d+|["'].*["'])$/.test(arg));
  return about.length === 0 ? undefined : { about, strength, text: shown };
}

/** `assert a == b`, `assert a is not None`, `assert a` of Python. */
function compared(code: string, raw: string): readonly Asked[] {
  return [...code.matchAll(/(?<![\w.])assert[ \t]+([^\n]{1,400})/g)].flatMap((match) => {
    const text = raw.slice(match.index, match.index + match[0].length);
    const words = text
      .replace(/^assert\s+/, '')
      .replace(/,\s*f?["'][^\n]*$/, '')
      .trim();
    const equal = /^(.{1,200}?)\s*==\s*(.{1,200})$/.exec(words);
    if (equal) return [{ about: [tight(equal[1] ?? '')], strength: /\bANY\b/.test(equal[2] ?? '') ? 2 : 3, text }];
    const present = /^([\w.()[\]'", ]{1,200}?)(?:\s+is not None)?$/.exec(words);
    return present && !/\b(?:in|and|or|not|is)\b/.test(present[1] ?? '') ? [{ about: [tight(present[1] ?? '')], strength: 1, text }] : [];
  });
}

const tight = (text: string): string => text.replace(/\s+/g, '');

/** The arguments between two brackets, split where no other bracket is open. */
function split(code: string, raw: string, open: number, close: number): readonly string[] {
  const args: string[] = [];
  let depth = 0;
  let from = open + 1;
  for (let at = open + 1; at <= close; at += 1) {
    const char = code[at] ?? '';
    if (at === close || (char === ',' && depth === 0)) {
      args.push(tight(raw.slice(from, at)));
      from = at + 1;
    } else if ('([{'.includes(char)) depth += 1;
    else if (')]}'.includes(char)) depth -= 1;
  }
  return args.filter((arg) => arg !== '');
}
