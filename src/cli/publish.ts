import { parseArgs } from 'node:util';
import { gitBinary } from '../io/git.ts';
import { compareDecisions } from '../io/record-folder.ts';
import { reason } from '../io/repository.ts';
import { BadRecord, filesToPublish, publishedAt, type RecordFiles, readRecord, writeRecord } from '../io/run-refs.ts';
import { type ChosenRun, chooseAny, type Here, here } from './here.ts';
import { peopleOnly } from './people-only.ts';
import { pushRecords, remoteNamed } from './remote.ts';
import { EXIT, green, Refusal, type Terminal } from './terminal.ts';

export const usage =
  'twoloops publish [RUN] [--remote NAME] [--log full|digest] [--no-push]   the packet, the log (or its digest) and the decisions of a run, as refs/twoloops/runs/RUN on a remote';

/** Writes a run's record to its ref and pushes it. A ref only ever moves on: nobody's record is overwritten. */
export async function publish(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { remote: { type: 'string' }, log: { type: 'string' }, 'no-push': { type: 'boolean' } },
    allowPositionals: true,
  });
  peopleOnly(terminal, 'publish');
  const log = values.log ?? 'full';
  if (log !== 'full' && log !== 'digest') throw new Refusal(`--log \`${log}\`: write full or digest`, EXIT.usage);
  const repository = here(terminal);
  const chosen = chooseAny(repository, positionals[0]);
  const remote = remoteNamed(values.remote);
  const { commit, fresh } = write(repository, chosen, terminal, log);
  if (!values['no-push']) await pushRecords(repository.root, remote, [chosen.run]);
  const where = values['no-push'] ? 'written here and not pushed' : `on ${remote}`;
  terminal.out(
    `${green(terminal, 'published')}: run ${chosen.run}, ${where}: refs/twoloops/runs/${chosen.run} ${commit.slice(0, 12)}${fresh ? '' : ' (nothing new)'}\n`,
  );
  return EXIT.done;
}

function write(repository: Here, chosen: ChosenRun, terminal: Terminal, log: 'full' | 'digest'): ReturnType<typeof writeRecord> {
  const call = { binary: gitBinary(terminal.env['PATH']), gitDir: repository.common, cwd: repository.root };
  try {
    const before = publishedAt(call, chosen.run);
    const published = before === undefined ? undefined : readRecord(call, before);
    if (published !== undefined) refuseOlder(chosen, published);
    return writeRecord(call, chosen.run, filesOf(chosen, published, log));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (error instanceof BadRecord) throw new Refusal(`what was published of run ${chosen.run} is no record: ${error.message}`);
    throw new Refusal(`run ${chosen.run} cannot be published: ${reason(error)}`);
  }
}

/** Of a run of another machine only the decisions are ours to add. */
function filesOf({ folder, origin }: ChosenRun, published: RecordFiles | undefined, log: 'full' | 'digest'): RecordFiles {
  if (origin === 'here') return filesToPublish(folder, log);
  const own = filesToPublish(folder, published?.has('log.json') ? 'digest' : 'full');
  const decisions = own.get('decisions.jsonl');
  return new Map([...(published ?? own), ...(decisions === undefined ? [] : [['decisions.jsonl', decisions] as const])]);
}

/** Decisions that were published and are not here would be lost from sight. */
function refuseOlder({ run, folder }: ChosenRun, published: RecordFiles): void {
  const ahead = compareDecisions(folder, published);
  if (ahead === 'same' || ahead === 'folder') return;
  throw new Refusal(
    ahead === 'record'
      ? `decisions on run ${run} were published that are not here: \`twoloops fetch\` first`
      : `the decisions on run ${run} here and those that were published contradict each other: neither is overwritten; look at both`,
    EXIT.no,
  );
}
