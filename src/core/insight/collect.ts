import type { NotUsed } from '../../schema/insight.ts';
import type { Summary } from '../../schema/summary.ts';
import { type Row, rowMaker } from './rows.ts';

/** A summary and where it came from, or why it could not be read there. */
export type Given = { readonly where: string } & ({ readonly summary: Summary } | { readonly problem: string });

/** What is asked for. Times in ms since the epoch. */
export interface Asked {
  readonly since: number;
  /** Now: what was opened later was opened in the future. */
  readonly until: number;
  readonly profile?: string;
  /** Profiles that are the same: old name → the name that counts. */
  readonly same?: ReadonlyMap<string, string>;
}

/** Runs of the same repository and profile, in their order. */
export interface Group {
  readonly repository: string;
  readonly repositoryName: string;
  readonly profile: string;
  readonly rows: readonly Row[];
  /** Those that something may be learnt from. */
  readonly learnable: readonly Row[];
}

export interface Collected {
  /** All that were read. */
  readonly summaries: number;
  readonly groups: readonly Group[];
  readonly notUsed: readonly NotUsed[];
  readonly notUsedMore: number;
}

/** Reasons that are named; the rest is counted. */
const MOST_NAMED = 100;

/** Reads summaries one after the other, keeps each run once, and sorts the runs into groups. */
export function collect(given: Iterable<Given>, asked: Asked): Collected {
  const toRow = rowMaker((profile) => asked.same?.get(profile) ?? profile);
  const rows = new Map<string, Row>();
  const notUsed: NotUsed[] = [];
  let more = 0;
  let summaries = 0;
  const leave = (where: string, why: string): void => {
    if (notUsed.length < MOST_NAMED) notUsed.push({ where, why });
    else more += 1;
  };
  for (const one of given) {
    if ('problem' in one) {
      leave(one.where, one.problem);
      continue;
    }
    summaries += 1;
    const row = toRow(one.summary);
    if (row.at > asked.until) {
      leave(one.where, `run ${row.run} says that it was opened in the future: ${row.opened}`);
      continue;
    }
    if (row.at < asked.since || (asked.profile !== undefined && row.profile !== asked.profile)) continue;
    const key = JSON.stringify([row.repository, row.run]);
    const known = rows.get(key);
    if (known !== undefined) leave(one.where, `run ${row.run} was there already: it counts once`);
    if (known === undefined || saysMore(row, known)) rows.set(key, row);
  }
  return { summaries, groups: grouped([...rows.values()]), notUsed, notUsedMore: more };
}

/** Where neither says more, the digest decides: which one came first must make no difference. */
const saysMore = (row: Row, known: Row): boolean =>
  row.events !== known.events || row.decisions !== known.decisions
    ? row.events > known.events || (row.events === known.events && row.decisions > known.decisions)
    : row.digest < known.digest;

function grouped(rows: readonly Row[]): readonly Group[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.repository, row.profile]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()].map(asGroup).sort((a, b) => compare(a.repository, b.repository) || compare(a.profile, b.profile));
}

function asGroup(rows: readonly Row[]): Group {
  const ordered = [...rows].sort((a, b) => a.at - b.at || compare(a.run, b.run));
  const last = ordered.at(-1);
  return {
    repository: last?.repository ?? '',
    repositoryName: last?.repositoryName ?? '',
    profile: last?.profile ?? '',
    rows: ordered,
    learnable: ordered.filter((row) => row.learnable),
  };
}

/** By code units: the same order everywhere. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
