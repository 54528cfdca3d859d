import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Given } from '../core/insight/collect.ts';
import { readSummary } from '../core/insight/read-summary.ts';
import { summarise } from '../core/insight/summary/summarise.ts';
import type { Summary } from '../schema/summary.ts';
import { loadDecisions } from './decisions.ts';
import { lineBytes, readEvents } from './event-log.ts';
import { sha256 } from './hash.ts';
import { readPacket } from './release-case.ts';
import { reason } from './repository.ts';
import { type RepositoryId, repositoryId, revertedCommits } from './repository-id.ts';
import { fetchedFolder, isPruned, listFetched, listRuns, loadFrozen, runsFolder } from './run-folder.ts';
import { savedState } from './state-file.ts';

export const SUMMARY = 'summary.json';

/** Bytes: no summary is as large. */
const LARGEST = 4 << 20;

/** What is asked once for a repository and holds for all of its runs. */
export interface Ledger {
  readonly common: string;
  readonly repository: RepositoryId;
  readonly reverted: ReadonlySet<string>;
}

export const ledgerOf = (common: string, path: string | undefined): Ledger => ({
  common,
  repository: repositoryId(common, path),
  reverted: revertedCommits(common, path),
});

/** The summary of each closed run of a repository, its own and fetched ones, one after the other; or why there is none. */
export function* summariesOf(ledger: Ledger, runs?: ReadonlySet<string>): Generator<Given> {
  const own = listRuns(ledger.common);
  const fetched = listFetched(ledger.common).filter((run) => !own.includes(run));
  const places = [
    ...own.map((run) => [run, runsFolder(ledger.common)] as const),
    ...fetched.map((run) => [run, fetchedFolder(ledger.common)] as const),
  ];
  for (const [run, folder] of places) if (runs === undefined || runs.has(run)) yield summaryOf(join(folder, run), run, ledger);
}

/** Never throws for what lies in a run's folder. */
function summaryOf(folder: string, run: string, ledger: Ledger): Given {
  const where = `run ${run}`;
  try {
    const sealed = sealedIn(folder);
    if (sealed !== undefined && isCurrent(sealed, folder, run, ledger)) return { where, summary: sealed };
    if (isPruned(folder) && !existsSync(join(folder, 'events.jsonl')))
      return sealed === undefined ? { where, problem: 'its record was pruned before it was summed up' } : { where, summary: sealed };
    return { where, summary: freshSummary(folder, run, ledger) };
  } catch (error) {
    return { where, problem: reason(error) };
  }
}

function sealedIn(folder: string): Summary | undefined {
  const file = join(folder, SUMMARY);
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isFile() || stat.size > LARGEST) return undefined;
  const read = readSummary(readFileSync(file, 'utf8'), sha256);
  return 'summary' in read ? read.summary : undefined;
}

/** Whether nothing that it was made of has changed since. */
function isCurrent({ seal, repository, reverted }: Summary, folder: string, run: string, ledger: Ledger): boolean {
  const { head, seq } = savedState(folder);
  if (seal.head !== head || seal.events !== seq || repository.id !== ledger.repository.id) return false;
  if (seal.decisions !== loadDecisions(folder, run).decisions.length) return false;
  // only where something was reverted at all is the packet worth reading
  return reverted || ledger.reverted.size === 0 || !isReverted(readPacket(folder, run).packet.delivery.commits, ledger);
}

const isReverted = (commits: readonly string[], { reverted }: Ledger): boolean => commits.some((commit) => reverted.has(commit));

/** Makes the summary of a closed run from its record. Throws, saying why, where it cannot be made. */
function freshSummary(folder: string, run: string, ledger: Ledger): Summary {
  const frozen = loadFrozen(folder)?.frozen;
  if (frozen === undefined) throw new Error('it was never fully opened');
  const events = readEvents(folder);
  if (events.findLast((event) => event.type === 'closed' || event.type === 'continued')?.type !== 'closed')
    throw new Error('it is still open');
  const { packet, digest } = readPacket(folder, run);
  const { decisions, faults } = loadDecisions(folder, run);
  return summarise({
    frozen,
    events,
    packet,
    packetDigest: digest,
    // decisions that do not hold together say nothing
    decisions: faults.length > 0 ? [] : decisions,
    head: sha256(lineBytes(folder).at(-1) ?? ''),
    repository: ledger.repository,
    reverted: isReverted(packet.delivery.commits, ledger),
    sha256,
  });
}

/** Sums a closed run up for good, as far as it can be told now; later readers make it again where more was recorded. */
export function sealSummary(folder: string, run: string, ledger: Ledger): void {
  const file = join(folder, SUMMARY);
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(freshSummary(folder, run, ledger))}\n`, { mode: 0o600, flush: true });
  renameSync(fresh, file);
}
