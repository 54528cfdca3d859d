import type { Policy } from '../../schema/policy.ts';
import type { RetentionLimit, RetentionPart } from '../../schema/standing.ts';
import type { Lists } from '../scope/lists.ts';

const PARTS = ['trees', 'record', 'packet'] as const satisfies readonly RetentionPart[];
const UNITS: Readonly<Record<string, number>> = { d: 1, w: 7 };
/** Days: a hundred years. A longer one is a slip of the hand. */
const LONGEST = 36_500;

/** How long a policy keeps what runs leave; what is no duration is refused with its place. */
export function retentionOf(retention: Policy['retention'], lists: Lists): readonly RetentionLimit[] {
  if (retention === undefined) return [];
  const days = (value: string | number, ...key: readonly string[]): readonly { readonly days: number; readonly place: string }[] => {
    const found = daysOf(value);
    if (found !== undefined) return [{ days: found, place: lists.place(['retention', ...key]) }];
    lists.refuse(
      ['retention', ...key],
      `\`retention.${key.join('.')}\`: \`${String(value)}\` is no time to keep it for: write days or weeks, 1 day to 100 years, for example \`retention: { trees: 30d, record: 52w }\``,
    );
    return [];
  };
  return [
    ...PARTS.flatMap((part) => {
      const value = retention[part];
      return value === undefined ? [] : days(value, part).map((limit) => ({ ...limit, part }));
    }),
    ...Object.entries(retention.data).flatMap(([data, value]) => days(value, 'data', data).map((limit) => ({ ...limit, data }))),
  ];
}

/** `30d`, `52w`; undefined where it is nothing of the kind. */
function daysOf(value: string | number): number | undefined {
  const [, count = '', unit = ''] = /^([1-9]\d{0,5})([dw])$/.exec(String(value)) ?? [];
  const days = Number(count) * (UNITS[unit] ?? 0);
  return days > 0 && days <= LONGEST ? days : undefined;
}

/** Of the limits for one thing the shortest, with its own line; of two that are the same the first. */
export function shortest(limits: readonly RetentionLimit[]): readonly RetentionLimit[] {
  const least = new Map<string, RetentionLimit>();
  for (const limit of limits) {
    const key = limit.part ?? `data ${limit.data}`;
    const before = least.get(key);
    if (before === undefined || limit.days < before.days) least.set(key, limit);
  }
  return [...least.values()];
}
