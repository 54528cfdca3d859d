import type { DataClass } from '../../schema/standing.ts';
import { type DetectorName, detect, type Hit } from './detectors.ts';
import { secretsIn } from './secrets.ts';

/** What was found in what a tool gave back, by class and count; never what it was. */
export interface Look {
  readonly counts: Readonly<Record<string, number>>;
  /** Different secrets, wherever they stood. */
  readonly secrets: number;
  /** Classes that may not be read and were there. */
  readonly withheld: readonly string[];
  /** The answer without them, in its own shape; absent where nothing was taken out. */
  readonly replaced?: unknown;
}

/** Characters that are looked through; what is longer is withheld unseen where any class may not be read. */
const MOST = 4_000_000;
/** Fields whose text is a picture or another file's bytes. */
const BINARY = new Set(['base64']);

interface Found {
  readonly class: DataClass;
  readonly hits: readonly Hit[];
}

/** Looks for the classes in every text of an answer, and takes out what may not be read. `written`: what went in, for its secrets alone. */
export async function look(answer: unknown, written: unknown, classes: readonly DataClass[], wantsSecrets: boolean): Promise<Look> {
  const texts = textsOf(answer);
  const looked = classes.filter((one) => one.detect.length > 0 || one.patterns.length > 0);
  const barred = looked.filter((one) => !one.allowed);
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  if (length > MOST && barred.length > 0) {
    const say = `[twoloops withheld this: ${length} characters are too many to look through for ${barred.map((one) => one.name).join(', ')}]`;
    return {
      counts: {},
      secrets: 0,
      withheld: barred.map((one) => one.name),
      replaced: mapTexts(answer, (text) => (text.length > 200 ? say : text)),
    };
  }
  const counts: Record<string, number> = {};
  const instead = new Map<string, string>();
  const secrets = new Set<string>();
  const needsSecrets = wantsSecrets || looked.some((one) => one.detect.includes('secret'));
  for (const text of new Set(texts)) {
    const keys = needsSecrets ? await secretsIn(text) : [];
    for (const { start, end } of keys) secrets.add(text.slice(start, end));
    const found = looked.map((one): Found => ({ class: one, hits: hitsOf(text, one, keys) })).filter((one) => one.hits.length > 0);
    for (const one of found) counts[one.class.name] = (counts[one.class.name] ?? 0) + one.hits.length;
    const kept = found.filter((one) => !one.class.allowed);
    if (kept.length > 0) instead.set(text, without(text, kept));
  }
  if (wantsSecrets)
    for (const text of textsOf(written)) for (const { start, end } of await secretsIn(text)) secrets.add(text.slice(start, end));
  const withheld = barred.filter((one) => (counts[one.name] ?? 0) > 0).map((one) => one.name);
  return {
    counts,
    secrets: secrets.size,
    withheld,
    ...(instead.size === 0 ? {} : { replaced: mapTexts(answer, (text) => instead.get(text) ?? text) }),
  };
}

function hitsOf(text: string, one: DataClass, secrets: readonly Hit[]): readonly Hit[] {
  const builtIn = one.detect.filter((name): name is DetectorName => name !== 'secret') as DetectorName[];
  const own = one.patterns.flatMap(({ name, pattern }) =>
    [...text.matchAll(new RegExp(pattern, 'gu'))].map(
      (match): Hit => ({ detector: name, start: match.index, end: match.index + match[0].length }),
    ),
  );
  return [...detect(text, builtIn), ...own, ...(one.detect.includes('secret') ? secrets : [])];
}

/** The text without the classes: nothing of it, or where the policy says so all of it but the finds. */
function without(text: string, found: readonly Found[]): string {
  const said = found.map((one) => `${one.class.name}: ${counted(one.hits)}`).join('; ');
  if (found.some((one) => one.class.withhold === 'text'))
    return `[twoloops withheld this: it holds data that this run may not read (${said})]`;
  const hits = found
    .flatMap((one) => one.hits.map((hit) => ({ ...hit, name: one.class.name })))
    .sort((a, b) => b.start - a.start || b.end - a.end);
  let out = text;
  let before = text.length;
  for (const hit of hits) {
    // finds of two classes can overlap: the later one is already gone
    const end = Math.min(hit.end, before);
    if (hit.start >= before) continue;
    out = `${out.slice(0, hit.start)}[withheld: ${hit.name}]${out.slice(end)}`;
    before = hit.start;
  }
  return out;
}

function counted(hits: readonly Hit[]): string {
  const counts = new Map<string, number>();
  for (const { detector } of hits) counts.set(detector, (counts.get(detector) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${count} × ${name}`).join(', ');
}

function textsOf(value: unknown): readonly string[] {
  const texts: string[] = [];
  mapTexts(value, (text) => {
    texts.push(text);
    return text;
  });
  return texts;
}

/** The same value with each text put through `change`; keys, numbers and pictures stay. */
function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (value === null || typeof value !== 'object') return value;
  const picture = (value as { readonly type?: unknown }).type === 'image';
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, BINARY.has(key) || (picture && key === 'data') ? item : mapTexts(item, change)]),
  );
}
