import { mkdirSync } from 'node:fs';
import type { GateFault } from '../../core/gate/gated.ts';
import type { GitCall } from '../git.ts';
import { git } from '../git.ts';
import { isRunId } from '../run-folder.ts';
import { publishedRuns } from '../run-refs.ts';
import type { History } from './history.ts';
import { type PublishedRun, publishedRun } from './published-run.ts';

export interface FoundRuns {
  readonly runs: readonly PublishedRun[];
  readonly faults: readonly GateFault[];
}

/** Runs that no trailer names and that are looked at, the latest first; and runs that one change may have. */
const MOST_LOOKED_AT = 2_000;
const MOST_RUNS = 200;

/** The runs that the changes come from: those that trailers name, and those whose packet has a path with the head's very content. */
export function runsOf(call: GitCall, history: History, scratch: string): FoundRuns {
  mkdirSync(scratch, { recursive: true });
  const published = publishedRuns(call);
  const named = [...new Set(history.trailers.flatMap((one) => one.runs))];
  const faults: GateFault[] = [];
  if (named.length > MOST_RUNS) faults.push({ check: 'trailers', text: `trailers name ${named.length} runs: too many for one change` });
  for (const run of named.slice(0, MOST_RUNS)) {
    const commit = history.trailers.find((one) => one.runs.includes(run))?.commit.slice(0, 12);
    if (!isRunId(run))
      faults.push({ check: 'trailers', text: `commit ${commit} names run ${JSON.stringify(run.slice(0, 80))}, which is no run’s name` });
    else if (!published.has(run))
      faults.push({
        check: 'trailers',
        run,
        text: `commit ${commit} names run ${run}, and no record of it was published here`,
        next: `\`twoloops publish ${run}\` where it ran; from a fork a maintainer fetches refs/twoloops/runs/* and publishes it`,
      });
  }
  const byContent = contentRuns(call, history, published).filter((run) => !named.includes(run));
  const wanted = [...named.filter((run) => published.has(run)), ...byContent].slice(0, MOST_RUNS).sort();
  const runs = wanted.map((run) => publishedRun(call, run, published.get(run) ?? '', scratch));
  return { runs, faults: [...faults, ...otherPackets(history, runs)] };
}

/** A trailer names a packet by its digest: it must be one of those that were published. */
function otherPackets({ trailers }: History, runs: readonly PublishedRun[]): readonly GateFault[] {
  const known = new Set(runs.flatMap((one) => one.packets));
  return trailers.flatMap(({ commit, runs: named, packets }) =>
    packets
      .filter((packet) => !known.has(packet))
      .map(
        (packet): GateFault => ({
          check: 'trailers',
          text: `commit ${commit.slice(0, 12)} names packet ${JSON.stringify(packet.slice(0, 16))}, which is none that ${named.length === 0 ? 'any run here' : named.join(', ')} has published`,
          next: '`twoloops trailers --amend` writes the trailers anew',
        }),
      ),
  );
}

/** Runs whose packet lists a path of the diff with the content that it has in the head. */
function contentRuns(call: GitCall, { diff }: History, published: ReadonlyMap<string, string>): readonly string[] {
  if (diff.length === 0) return [];
  const blobs = new Set(diff.map(({ path, after }) => `${JSON.stringify(path)} ${after?.blob ?? ''}`));
  const latest = [...published.keys()].sort().reverse().slice(0, MOST_LOOKED_AT);
  const sizes = git({ ...call, input: latest.map((run) => `${published.get(run)}:packet.json\n`).join('') }, 'cat-file', '--batch-check')
    .toString('latin1')
    .split('\n');
  return latest.filter((run, i) => {
    const [, type, size] = (sizes[i] ?? '').split(' ');
    return (
      type === 'blob' &&
      Number(size) < LARGEST &&
      lists(git(call, 'cat-file', 'blob', `${published.get(run)}:packet.json`).toString('utf8'), blobs)
    );
  });
}

/** Bytes of a packet that is looked into only for what it lists. */
const LARGEST = 48 << 20;

function lists(text: string, blobs: ReadonlySet<string>): boolean {
  try {
    const { delivery } = JSON.parse(text) as {
      readonly delivery?: { readonly changes?: readonly { readonly path?: unknown; readonly blob?: unknown; readonly status?: unknown }[] };
    };
    return (delivery?.changes ?? []).some(({ path, blob, status }) =>
      blobs.has(`${JSON.stringify(path)} ${status === 'deleted' ? '' : String(blob)}`),
    );
  } catch {
    return false;
  }
}
