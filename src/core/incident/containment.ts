import type { Frozen } from '../../schema/frozen.ts';
import type { Incident } from '../../schema/incident.ts';
import { quote } from './quote.ts';

interface Facts {
  readonly frozen: Frozen;
  readonly head: Incident['head'];
  readonly effects: Incident['effects'];
  readonly credentials: Incident['credentials'];
  readonly commits: readonly string[];
}

/** What to paste, in this order: stop it, keep it, look, go back. Every name is quoted. */
export function containmentOf({ frozen, head, effects, credentials, commits }: Facts): Incident['containment'] {
  const { run } = frozen;
  const used = [...new Set(effects.done.flatMap(({ grant }) => (grant === undefined || !/:\d+:\d+ /.test(grant) ? [] : [grant])))];
  const rotate = credentials.files.map(({ path, how }) => `${path} (${how})`);
  const shas = commits.filter((sha) => /^[0-9a-f]{40,64}$/.test(sha));
  const steps: Incident['containment']['steps'] = [
    { why: 'work in the repository of the run', commands: [`cd -- ${quote(frozen.ground.root)}`] },
    ...(head.closed ? [] : [{ why: 'the run is not closed: stop it', commands: [`twoloops halt ${run} --reason incident`] }]),
    { why: 'stop every run of this repository, those to come among them', commands: ['twoloops halt --all --reason incident'] },
    ...(head.hold === null ? [{ why: 'keep it from being pruned', commands: [`twoloops incident ${run} --hold --reason incident`] }] : []),
    { why: 'see whether the record holds, and what going back would do', commands: [`twoloops verify ${run}`, `twoloops rollback ${run}`] },
    { why: 'go back, when that is what you want', commands: [`twoloops rollback ${run} --yes`] },
    ...(shas.length === 0
      ? []
      : [{ why: 'take the run’s commits back, the latest first', commands: [`git revert --no-edit ${shas.join(' ')}`] }]),
    ...used.map((grant) => ({ why: `take this grant out: it let an external effect through: ${grant}`, commands: [showing(grant)] })),
    ...(rotate.length === 0 ? [] : [{ why: `rotate the credentials in: ${rotate.join(', ')}`, commands: [] }]),
    ...(credentials.granted.length === 0
      ? []
      : [
          {
            why: `rotate what these were reached with: ${credentials.granted.map(({ kind, text }) => `${kind} ${text}`).join(', ')}`,
            commands: [],
          },
        ]),
  ];
  return { steps, basis: 'derived' };
}

/** `file:line:col key` → the line, shown. */
function showing(grant: string): string {
  const [, file = '', line = '1'] = /^(.*?):(\d+):\d+ /s.exec(grant) ?? [];
  return `sed -n ${line}p -- ${quote(file)}`;
}
