import type { Price } from '../schema/standing.ts';
import type { FileUsage, Tokens, UsageNote } from '../schema/usage.ts';
import { isRecord } from './hook-input.ts';
import { wildcard } from './wildcard.ts';

export const NO_USAGE: FileUsage = { offset: 0, recent: [], models: {} };

/** Messages that may still be written on: their lines come one after another. */
const RECENT = 4;

const add = (a: Tokens, b: Tokens, sign = 1): Tokens => [a[0] + sign * b[0], a[1] + sign * b[1], a[2] + sign * b[2], a[3] + sign * b[3]];

/**
 * Adds the lines of a transcript. One answer of the model is several lines with the same message id, and the last of them
 * has the true count. `bytes`: what the lines take up. Source: the transcript of client 2.1.330, measured; its format is
 * not promised.
 */
export function withLines(usage: FileUsage, lines: readonly string[], bytes: number): FileUsage {
  let { recent, models } = usage;
  for (const line of lines) {
    const message = messageOf(line);
    if (message === undefined) continue;
    const before = recent.find((one) => one.id === message.id);
    const without = before === undefined ? models : { ...models, [before.model]: add(models[before.model] ?? ZERO, before.tokens, -1) };
    models = { ...without, [message.model]: add(without[message.model] ?? ZERO, message.tokens) };
    recent = [...recent.filter((one) => one !== before), message].slice(-RECENT);
  }
  return { offset: usage.offset + bytes, recent, models };
}

const ZERO: Tokens = [0, 0, 0, 0];

function messageOf(line: string): FileUsage['recent'][number] | undefined {
  // most lines are no answers of a model: parsing them is not worth it
  if (!line.includes('"usage"') || !line.includes('"assistant"')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || value['type'] !== 'assistant' || !isRecord(value['message'])) return undefined;
  const { id, model, usage } = value['message'];
  if (typeof id !== 'string' || typeof model !== 'string' || !isRecord(usage)) return undefined;
  const count = (key: string): number => (typeof usage[key] === 'number' && usage[key] >= 0 ? usage[key] : 0);
  const tokens: Tokens = [
    count('input_tokens'),
    count('output_tokens'),
    count('cache_read_input_tokens'),
    count('cache_creation_input_tokens'),
  ];
  // what the client writes itself (an error text) has a model in angle brackets and costs nothing
  return model.startsWith('<') ? undefined : { id, model, tokens };
}

/** Tokens by model over all files. */
export function byModel({ files }: UsageNote): Readonly<Record<string, Tokens>> {
  const sums: Record<string, Tokens> = {};
  for (const { models } of Object.values(files))
    for (const [model, tokens] of Object.entries(models)) sums[model] = add(sums[model] ?? ZERO, tokens);
  return sums;
}

/** What counts against `stop.tokens`: input, output and what was written to the cache; reading from the cache is no new text. */
export function tokensOf(usage: UsageNote): number {
  return Object.values(byModel(usage)).reduce((sum, [input, output, , cacheWrite]) => sum + input + output + cacheWrite, 0);
}

export type Cost = { readonly usd: number } | { readonly unknown: string };

/** Cost by the policy's prices; unknown where a model that was used has none. */
export function costOf(usage: UsageNote, prices: readonly Price[]): Cost {
  let usd = 0;
  for (const [model, [input, output, cacheRead, cacheWrite]] of Object.entries(byModel(usage))) {
    const price = prices.find((one) => wildcard(one.model).test(model));
    if (price === undefined) return { unknown: `the policy has no price for \`${model}\`` };
    usd += (input * price.input + output * price.output + cacheRead * price.cacheRead + cacheWrite * price.cacheWrite) / 1e6;
  }
  return { usd };
}

/** The model that answered last in a transcript, by the file's name. */
export const lastModel = ({ files }: UsageNote, name: string): string | undefined => files[name]?.recent.at(-1)?.model;

/** Transcripts (one an agent) that are told apart; of the others only the sums are kept. */
const FILES_KEPT = 30;
/** Under this name. */
const EARLIER = '(earlier)';

/** What was read on joins what is known; the state stays small however many agents a run has. */
export function joined(known: UsageNote, news: UsageNote): UsageNote {
  const fresh = Object.keys(news.files);
  const order = [...Object.entries(known.files).filter(([name]) => !fresh.includes(name)), ...Object.entries(news.files)];
  const named = order.filter(([name]) => name !== EARLIER);
  const gone = named.slice(0, Math.max(0, named.length - FILES_KEPT)).map(([, file]) => file);
  const before = known.files[EARLIER] ?? NO_USAGE;
  const earlier = { ...before, models: summed([before, ...gone]) };
  const kept = Object.fromEntries(named.slice(gone.length));
  return {
    files: { ...kept, ...(Object.keys(earlier.models).length === 0 ? {} : { [EARLIER]: earlier }) },
    ...(news.problem === undefined ? {} : { problem: news.problem }),
  };
}

function summed(files: readonly FileUsage[]): FileUsage['models'] {
  const sums = new Map<string, Tokens>();
  for (const { models } of files)
    for (const [model, tokens] of Object.entries(models)) sums.set(model, add(sums.get(model) ?? ZERO, tokens));
  return Object.fromEntries(sums);
}
