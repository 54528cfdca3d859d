import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { RUN_REFS } from '../core/published.ts';
import { type GitCall, git, gitBinary } from '../io/git.ts';
import { compareDecisions, layDown, takeDecisions } from '../io/record-folder.ts';
import { reason } from '../io/repository.ts';
import { fetchedFolder, listRuns, runsFolder } from '../io/run-folder.ts';
import { BadRecord, follows, publishedRuns, readRecord } from '../io/run-refs.ts';
import { type Here, here } from './here.ts';
import { peopleOnly } from './people-only.ts';
import { fetchRecords, REMOTE_REFS, remoteNamed } from './remote.ts';
import { EXIT, red, type Terminal } from './terminal.ts';

export const usage = 'twoloops fetch [REMOTE]   the records of runs that others published: to read, to verify, to decide on';

/** What became of one fetched run. */
type Taken = { readonly said: string } | { readonly problem: string };

/** Fetches records: 0, or 1 where one of them cannot be taken as it is; the others are. */
export async function fetch(args: readonly string[], terminal: Terminal): Promise<number> {
  const { positionals } = parseArgs({ args: [...args], options: {}, allowPositionals: true });
  peopleOnly(terminal, 'fetch');
  const repository = here(terminal);
  const remote = remoteNamed(positionals[0]);
  await fetchRecords(repository.root, remote);
  const call = { binary: gitBinary(terminal.env['PATH']), gitDir: repository.common, cwd: repository.root };
  const mine = publishedRuns(call);
  const runs = [...publishedRuns(call, REMOTE_REFS)];
  if (runs.length === 0) terminal.out(`${remote} has no records of runs\n`);
  let bad = 0;
  for (const [run, commit] of runs) {
    const taken = take(call, repository, run, { theirs: commit, mine: mine.get(run) });
    if ('problem' in taken) bad += 1;
    terminal.out(`${run}  ${'problem' in taken ? red(terminal, taken.problem) : taken.said}\n`);
  }
  return bad === 0 ? EXIT.done : EXIT.no;
}

interface Commits {
  readonly theirs: string;
  readonly mine: string | undefined;
}

function take(call: GitCall, { common }: Here, run: string, { theirs, mine }: Commits): Taken {
  if (mine !== undefined && mine !== theirs && !follows(call, theirs, mine)) {
    if (follows(call, mine, theirs)) return { said: 'here is newer: not published yet' };
    return {
      problem:
        'the record on the remote does not follow from the one here: it was rewritten (force-pushed), or two people published at once; the one here is kept',
    };
  }
  const own = listRuns(common).includes(run);
  const folder = join(own ? runsFolder(common) : fetchedFolder(common), run);
  try {
    const files = readRecord(call, theirs);
    const ahead = compareDecisions(folder, files);
    if (ahead === 'neither') return { problem: 'its decisions and those made here contradict each other: nothing was overwritten' };
    if (own && ahead === 'record') takeDecisions(folder, files);
    if (!own) layDown(folder, files);
    if (mine !== theirs) git(call, 'update-ref', `${RUN_REFS}${run}`, theirs, mine ?? '0'.repeat(theirs.length));
    return { said: mine === theirs ? 'nothing new' : own ? 'decisions taken over' : 'fetched' };
  } catch (error) {
    if (error instanceof BadRecord) return { problem: `it is no record: ${error.message}` };
    return { problem: reason(error) };
  }
}
