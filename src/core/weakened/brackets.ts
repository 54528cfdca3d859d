const CLOSES: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** For each opening bracket of a text without strings and comments the place of the one that closes it. */
export function bracketsOf(code: string): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  const open: number[] = [];
  for (let at = 0; at < code.length; at += 1) {
    const char = code[at] ?? '';
    if (char === '(' || char === '[' || char === '{') open.push(at);
    const opens = CLOSES[char];
    if (opens === undefined) continue;
    const last = open.at(-1);
    // a bracket too many is passed over: the text may be broken
    if (last !== undefined && code[last] === opens) pairs.set(open.pop() ?? 0, at);
  }
  return pairs;
}
