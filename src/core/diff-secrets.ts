import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import type { DiffLine, FileDiff } from '../schema/file-diff.ts';
import type { DiffSecret } from '../schema/review.ts';
import { privateKeys } from './data/private-keys.ts';
import { likelyReal, PATTERNS } from './data/secret-patterns.ts';

/** Characters of one file, and of all, that are looked at; `notSearched` names the files where that was not all. */
const MOST = 1_000_000;
const MOST_OF_ALL = 8_000_000;
/** A file is named for so many of its lines; the rest of them says nothing new. */
const MOST_LINES = 20;

/**
 * Rules of the preset that ./data/secrets.ts runs too; it waits between rules, and a packet is assembled in one step. A test holds
 * both to the same finds. What each rule is left out or taken for stands there.
 */
const TAKEN =
  'aws slack shopify github gitlab grafana openai anthropic groq huggingface linear notion 1password hashicorp-vault vercel databricks docker figma';

interface Rule {
  readonly meta: { readonly id: string };
  readonly create: (
    context: { createTranslator: () => () => object; report: (found: { range: readonly [number, number] }) => void },
    options: object,
  ) => { file?: (source: { content: string; contentType: 'text'; filePath: string; ext: string }) => unknown };
}

const nameOf = ({ meta }: Rule): string => meta.id.replace('@secretlint/secretlint-rule-', '');
const RULES = (rules as unknown as readonly Rule[]).filter((rule) => TAKEN.split(' ').includes(nameOf(rule)));

interface Find {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
}

/**
 * Secrets in added lines: where, and of which kind; never their text. A secret that spans lines counts where one of them was
 * added, so a key whose first line stayed is found. What `notSearched` names is not known to hold none.
 */
export function diffSecrets(diffs: readonly FileDiff[]): readonly DiffSecret[] {
  return budgeted(diffs).flatMap(({ diff, most }) => {
    const places = new Map<number, string>();
    for (const { line, kind } of looked(diff, most)) if (!places.has(line)) places.set(line, kind);
    return [...places]
      .sort(([a], [b]) => a - b)
      .slice(0, MOST_LINES)
      .map(([line, kind]) => ({ path: diff.path, line, kind }));
  });
}

/** Paths whose added lines were not looked at to their end, because there are too many of them. */
export function notSearched(diffs: readonly FileDiff[]): readonly string[] {
  return budgeted(diffs).flatMap(({ diff, most }) => (sizeOf(diff.added) > most ? [diff.path] : []));
}

const sizeOf = (lines: readonly DiffLine[]): number => lines.reduce((sum, { text }) => sum + text.length + 1, 0);

/** How much of each file may be looked at. */
function budgeted(diffs: readonly FileDiff[]): readonly { readonly diff: FileDiff; readonly most: number }[] {
  let left = MOST_OF_ALL;
  return diffs.map((diff) => {
    const most = Math.min(MOST, left);
    left -= Math.min(most, Math.max(sizeOf(diff.added), diff.after?.length ?? 0));
    return { diff, most };
  });
}

/** In the whole text where it is short enough, so that what spans lines is seen; else in the added lines alone. */
function looked({ added, after }: FileDiff, most: number): readonly { readonly line: number; readonly kind: string }[] {
  if (added.length === 0) return [];
  const whole = after !== undefined && after.length <= most;
  const text = whole
    ? after
    : added
        .map((line) => line.text)
        .join('\n')
        .slice(0, most);
  const numbers = whole ? undefined : added.map(({ line }) => line);
  const isAdded = new Set(added.map(({ line }) => line));
  const starts = lineStarts(text);
  return findsIn(text).flatMap(({ start, end, kind }) => {
    for (let i = lineAt(starts, start); i <= lineAt(starts, Math.max(start, end - 1)); i++) {
      const line = numbers === undefined ? i + 1 : (numbers[i] ?? 0);
      if (isAdded.has(line)) return [{ line, kind }];
    }
    return [];
  });
}

/** Everything in a text that looks like a secret: [start, end), in no order. */
export function findsIn(text: string): readonly Find[] {
  const finds: Find[] = privateKeys(text).map(([start, end]) => ({ start, end, kind: 'private key' }));
  // rules count from behind a byte order mark, so it is not given to them
  const lead = text.startsWith('\ufeff') ? 1 : 0;
  const source = { content: text.slice(lead), contentType: 'text', filePath: 'text', ext: '' } as const;
  for (const rule of RULES) {
    const report = ({ range: [start, end] }: { readonly range: readonly [number, number] }): void => {
      if (likelyReal(text.slice(start + lead, end + lead)))
        finds.push({ start: start + lead, end: end + lead, kind: `${nameOf(rule)} secret` });
    };
    rule.create({ createTranslator: () => () => ({}), report }, {}).file?.(source);
  }
  for (const { pattern, real } of PATTERNS) {
    for (const match of text.matchAll(pattern))
      if (real === undefined || real(match))
        finds.push({ start: match.index, end: match.index + match[0].length, kind: 'token or password' });
  }
  return finds;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The index of the line that an offset lies in. */
function lineAt(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
