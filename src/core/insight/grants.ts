import type { Insight } from '../../schema/insight.ts';
import type { Group } from './collect.ts';
import { type Offers, offersOf, withinOffer } from './offers.ts';
import { removal, replacement } from './propose.ts';
import type { GrantKey, Row, RowGrant } from './rows.ts';
import { backtest, counted, daysOf, percent, share, sum, tell } from './tell.ts';
import { THRESHOLDS } from './thresholds.ts';

/** What the learnable runs of a group show of one grant. */
export interface GrantHistory {
  readonly key: GrantKey;
  /** Runs that had it, in order. */
  readonly had: readonly Row[];
  readonly used: readonly Row[];
  readonly uses: number;
  /** Uses that its listed targets do not cover. */
  readonly more: number;
  readonly targets: ReadonlySet<string>;
}

/** Grants of the latest learnable run, each with its history. */
export function grantHistories({ learnable }: Group): readonly GrantHistory[] {
  const latest = learnable.at(-1);
  if (latest === undefined) return [];
  const histories = new Map<string, { key: GrantKey; had: Row[]; used: Row[]; uses: number; more: number; targets: Set<string> }>();
  for (const { key } of latest.grants) histories.set(key.subject, { key, had: [], used: [], uses: 0, more: 0, targets: new Set() });
  for (const row of learnable)
    for (const [subject, grants] of bySubject(row)) {
      const history = histories.get(subject);
      if (history === undefined) continue;
      const uses = sum(grants.map((one) => one.uses));
      history.had.push(row);
      if (uses > 0) history.used.push(row);
      history.uses += uses;
      history.more += sum(grants.map((one) => one.more));
      for (const [target] of grants.flatMap((one) => one.targets)) history.targets.add(target);
    }
  return [...histories.values()];
}

function bySubject(row: Row): ReadonlyMap<string, readonly RowGrant[]> {
  const map = new Map<string, RowGrant[]>();
  for (const grant of row.grants) {
    const list = map.get(grant.key.subject);
    if (list === undefined) map.set(grant.key.subject, [grant]);
    else list.push(grant);
  }
  return map;
}

const grantsIn = (row: Row, { subject }: GrantKey): readonly RowGrant[] => row.grants.filter((one) => one.key.subject === subject);
const usesIn = (row: Row, key: GrantKey): number => sum(grantsIn(row, key).map((one) => one.uses));
const spareIn = (row: Row, key: GrantKey): number => sum(grantsIn(row, key).map((one) => one.spare));

export function grantInsights(group: Group, histories: readonly GrantHistory[]): readonly Insight[] {
  return histories.flatMap((history) => [...unused(group, history), ...overBroad(group, history), ...convenience(group, history)]);
}

function unused(group: Group, { key, had, uses }: GrantHistory): readonly Insight[] {
  const days = daysOf(had);
  if (uses > 0 || had.length < THRESHOLDS.unused.runs || days < THRESHOLDS.unused.days) return [];
  const bound = 3 / had.length;
  return [
    tell('unused-grant', group, {
      subject: key.subject,
      says: `never used in ${counted(had.length, 'run')} over ${counted(days, 'day')}; with 95 % confidence fewer than ${percent(bound)} of runs use it`,
      numbers: { runs: had.length, days, bound },
      basis: had,
      backtest: backtest(had, { held: () => true, refused: (row) => usesIn(row, key) }),
      ...removal(key.kind, key.text),
    }),
  ];
}

function overBroad(group: Group, { key, had, used, more, targets }: GrantHistory): readonly Insight[] {
  const { overBroad: least } = THRESHOLDS;
  if (had.length < least.runs || daysOf(had) < least.days || used.length < least.usedIn || more > 0) return [];
  const sorted = [...targets].sort();
  const offers = offersOf(key, sorted);
  const best = offers.glob ?? offers.exact;
  if (best === undefined) return [];
  return [
    tell('over-broad-grant', group, {
      subject: key.subject,
      says: `used in ${used.length} of ${counted(had.length, 'run')}, on ${counted(sorted.length, 'target')}: ${best.map((one) => `\`${one}\``).join(', ')} would have covered all of them`,
      numbers: { runs: had.length, usedIn: used.length, targets: sorted.length },
      basis: had,
      shown: used,
      backtest: backtest(had, {
        held: (older) => Object.keys(offered(key, older)).length > 0,
        refused: (row, older) => {
          const tighter = offered(key, older);
          if (Object.keys(tighter).length === 0) return 0;
          return sum(targetsIn(row, key).map(([target, uses]) => (withinOffer(key.kind, tighter, target) ? 0 : uses)));
        },
      }),
      ...replacement(key.kind, key.text, best, { ...offers }),
    }),
  ];
}

const targetsIn = (row: Row, key: GrantKey): RowGrant['targets'] => grantsIn(row, key).flatMap((one) => one.targets);

const offeredOn = new WeakMap<readonly Row[], Map<string, Offers>>();

/** What would have been offered on these runs alone; asked for each newer run, worked out once. */
function offered(key: GrantKey, rows: readonly Row[]): Offers {
  const known = offeredOn.get(rows) ?? new Map<string, Offers>();
  offeredOn.set(rows, known);
  const offers =
    known.get(key.subject) ?? offersOf(key, [...new Set(rows.flatMap((row) => targetsIn(row, key).map(([one]) => one)))].sort());
  known.set(key.subject, offers);
  return offers;
}

function convenience(group: Group, { key, used }: GrantHistory): readonly Insight[] {
  const spared = used.filter((row) => spareIn(row, key) >= usesIn(row, key));
  const { runs, share: least } = THRESHOLDS.convenience;
  if (used.length < runs || share(spared.length, used.length) < least) return [];
  return [
    tell('convenience-grant', group, {
      subject: key.subject,
      says: `used in ${counted(used.length, 'run')}; in ${spared.length} of them a narrower grant of the same scope covered every use as well`,
      numbers: { usedIn: used.length, spared: spared.length },
      basis: used,
      shown: spared,
      backtest: backtest(used, {
        held: (older) => share(older.filter((row) => spareIn(row, key) >= usesIn(row, key)).length, older.length) >= least,
        refused: (row) => usesIn(row, key) - spareIn(row, key),
      }),
      ...removal(key.kind, key.text),
    }),
  ];
}
