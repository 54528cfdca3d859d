import type { Language } from './languages.ts';

/** What counts as one assertion, in a text without strings and comments. */
const ASSERTIONS: Readonly<Record<Language, RegExp>> = {
  js: /(?<![\w$.])(?:expect|assert|expectTypeOf|assertType)(?:\.(?:soft|poll))?\s*[(<]|(?<![\w$.])assert(?:\.\w+){1,3}\s*\(|\.should\b|(?<![\w$.])t\.(?:is|deepEqual|true|false|truthy|falsy|throws\w*|equal\w*|same|ok|not\w*|like|regex|match\w*|snapshot|pass|strictEqual|rejects)\s*\(|(?<![\w$.])(?:expect|assert|verify|check|ensure)[A-Z_]\w*\s*\(/g,
  python: /(?<![\w.])assert\b(?!\s*=)|\bself\.(?:assert\w+|fail)\s*\(|\bpytest\.(?:raises|warns|fail)\s*\(|(?:\b|\.)assert_\w+\s*\(/g,
  go: /\b[a-z]\w{0,2}\.(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow)\s*\(|\b(?:assert|require)\.\w+\s*\(|\b(?:assert|require|check|expect|must)[A-Z]\w*\s*\(/g,
  java: /(?<![\w@])(?:assert|verify|fail|expect)\w*\s*[({<]|\bshould\w+\b|(?<![\w@])assert\s+\w/g,
  rust: /\b\w*assert\w*!\s*[([{]|#\[should_panic|\bassert_\w+\s*\(/g,
  ruby: /\bexpect\s*[({]|\bis_expected\b|\b(?:assert|refute)(?:_\w+)?\b|\.should(?:_not)?\b|\b(?:must|wont)_\w+/g,
};

export function assertionsIn(code: string, language: Language): number {
  return code.match(ASSERTIONS[language])?.length ?? 0;
}

const FUNCTIONS: Readonly<Record<Language, RegExp>> = {
  js: /(?<![\w$.])(?:function\s+(\w+)\s*[(<]|(?:const|let)\s+(\w+)\s*=\s*(?:async\s*)?(?:\(|function\b|\w+\s*=>))/g,
  python: /\bdef\s+(\w+)\s*\(/g,
  go: /\bfunc\s+(\w+)\s*\(/g,
  java: /(?:\bvoid|\bfun)\s+(\w+)\s*\(/g,
  rust: /\bfn\s+(\w+)\s*[(<]/g,
  ruby: /\bdef\s+(\w+)/g,
};

/** Functions of a file that assert, by name, each with the assertions that stand between it and the next function. */
export function helpersIn(code: string, language: Language): ReadonlyMap<string, number> {
  const starts = [...code.matchAll(FUNCTIONS[language])];
  const found = starts.map((match, i): readonly [string, number] => {
    const from = match.index + match[0].length;
    return [match[1] ?? match[2] ?? '', assertionsIn(code.slice(from, starts[i + 1]?.index ?? code.length), language)];
  });
  return new Map(found.filter(([, count]) => count > 0));
}

/** The assertions of a test: its own and those of the file's helpers that it calls. */
export function assertionsOf(body: string, language: Language, helpers: ReadonlyMap<string, number>): number {
  let count = 0;
  for (const [call, name = ''] of body.matchAll(/(?<!\w)(\w+)\s*[(!]/g)) {
    const inside = helpers.get(name);
    // a helper by the name of an assertion is counted as one already
    if (inside !== undefined) count += Math.max(0, inside - assertionsIn(call, language));
  }
  return count + assertionsIn(body, language);
}
