import type { InsightName } from '../../../schema/insight.ts';
import { code, h, type Markup, type Part } from '../../html/markup.ts';
import { percent } from '../tell.ts';

/** Where everything is that the page has no room for. */
export const REST = h`are listed by <code>twoloops insights --json</code>`;

/** What a page says together: insights of these kinds, the first kind first. */
export interface Family {
  readonly id: string;
  readonly title: string;
  readonly kinds: readonly InsightName[];
  /** Somebody has to look at it, whatever else there is. */
  readonly look?: boolean;
}

/** In the order of how much they matter. */
export const FAMILIES: readonly Family[] = [
  { id: 'workarounds', title: 'Refusals that were got around', kinds: ['workaround'], look: true },
  {
    id: 'failures',
    title: 'Failures that nothing else explains',
    kinds: ['unexplained-failure', 'record-dependent-failure'],
    look: true,
  },
  { id: 'grants', title: 'Grants to drop or tighten', kinds: ['unused-grant', 'over-broad-grant', 'convenience-grant'] },
  { id: 'requests', title: 'Requests that come again', kinds: ['recurring-request'] },
  { id: 'answers', title: 'Answers that are always the same', kinds: ['always-approved', 'never-approved'] },
  { id: 'questions', title: 'Questions that come again', kinds: ['recurring-question'] },
  { id: 'tools', title: 'MCP tools to drop or hold to reading', kinds: ['mcp-server', 'mcp-tool'] },
  { id: 'autonomy', title: 'Room that was earned', kinds: ['autonomy-ready'] },
];

/** The figure of an insight that says how much it weighs among others of its kind. */
export const WEIGHT: Readonly<Record<InsightName, string>> = {
  workaround: 'runs',
  'unexplained-failure': 'runs',
  'record-dependent-failure': 'runs',
  'unused-grant': 'runs',
  'over-broad-grant': 'runs',
  'convenience-grant': 'usedIn',
  'recurring-request': 'runs',
  'always-approved': 'answered',
  'never-approved': 'answered',
  'recurring-question': 'times',
  'mcp-server': 'granted',
  'mcp-tool': 'granted',
  'autonomy-ready': 'runs',
};

export const kindWord = (insight: InsightName): string => insight.replaceAll('-', ' ').replace(/^mcp /, 'MCP ');

const whole = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 1 });

type Form = (value: number) => string;

/** Names and forms of the figures of docs/insights.md; what is not here is a count and has its own name. */
const FIGURES: Readonly<Record<string, readonly [string, Form?]>> = {
  bound: ['bound (95 %)', percent],
  usedIn: ['runs used it'],
  spared: ['runs did not need it'],
  granted: ['runs granted it'],
  of: ['decisions'],
  failed: ['failed'],
  denied: ['refused'],
  meanMs: ['mean latency', latency],
  meanBytes: ['mean result', size],
};

/** The same word means another thing where requests are answered, and where whole runs fail. */
const OTHERWISE: Readonly<Partial<Record<InsightName, Readonly<Record<string, readonly [string, Form?]>>>>> = {
  'recurring-request': { denied: ['denied'] },
  'unexplained-failure': { runs: ['runs without a cause'], failed: ['failed runs'] },
  'record-dependent-failure': { runs: ['runs explained by the record alone'], failed: ['failed runs'] },
};

/** What one of them is called. */
const ONE: Readonly<Record<string, string>> = {
  runs: 'run',
  calls: 'call',
  days: 'day',
  people: 'person',
  targets: 'target',
  times: 'time',
  decisions: 'decision',
};

/** One figure as a name and a text. */
export function figure(insight: InsightName, key: string, value: number): readonly [string, string] {
  const [name, form = whole] = OTHERWISE[insight]?.[key] ?? (Object.hasOwn(FIGURES, key) ? FIGURES[key] : undefined) ?? [key];
  return [value === 1 ? name.replace(/^[a-z]+|runs$/g, (word) => ONE[word] ?? word) : name, form(value)];
}

/** `840 ms`, `1.2 s`, `3.5 min`; what was not measured says so. */
export function latency(ms: number | null): string {
  if (ms === null || ms < 0) return 'not measured';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${whole(ms / 1_000)} s` : `${whole(ms / 60_000)} min`;
}

/** `840 B`, `1.2 kB`, `3.5 MB`. */
export function size(bytes: number | null): string {
  if (bytes === null || bytes < 0) return 'not measured';
  if (bytes < 1_000) return `${Math.round(bytes)} B`;
  return bytes < 1_000_000 ? `${whole(bytes / 1_000)} kB` : `${whole(bytes / 1_000_000)} MB`;
}

/** At most four characters: what stands above a column. The table has the whole number. */
export function compact(value: number): string {
  if (value < 1_000) return String(value);
  const [unit, by] = value < 1_000_000 ? ['k', 1_000] : value < 1_000_000_000 ? ['M', 1_000_000] : ['G', 1_000_000_000];
  const scaled = Math.floor((value / by) * 10) / 10;
  return `${scaled < 10 ? scaled : Math.floor(scaled)}${unit}`;
}

export const count = whole;

/** `12 of 41`; nothing of nothing is no share. */
export const ofAll = (part: number, all: number): string => `${whole(part)} of ${whole(all)}`;

/** A day of a recorded time. */
export const day = (time: string): string => time.slice(0, 10);

/** `2026-09-01 to 2026-11-24`, or the one day. */
export const span = (from: string, to: string): string => (day(from) === day(to) ? day(from) : `${day(from)} to ${day(to)}`);

/** What the core says, with what it quotes as code. */
export function quoted(text: string): Markup {
  const parts: readonly Part[] = text.split(/(`[^`]*`)/).map((part, i) => (i % 2 === 1 ? code(part.slice(1, -1)) : part));
  return h`${parts}`;
}

/** As a sentence: a capital first, a full stop last. */
export const sentence = (text: string): Markup => quoted(`${text.replace(/^[a-z]/, (first) => first.toUpperCase())}.`);
