import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { factsOf } from '../core/decision/facts-of.ts';
import { type Fresh, type StandingDecision, standingDecision } from '../core/decision/standing-decision.ts';
import { boundTo, decisionText, RELEASE_NAMESPACE } from '../core/decision/text.ts';
import { ABSENT } from '../core/gate/cover.ts';
import { freshNow } from '../io/fresh-now.ts';
import { filesAt } from '../io/gate/history.ts';
import { rawStates } from '../io/gate/raw-states.ts';
import { ask, gitBinary } from '../io/git.ts';
import type { ReleaseCase } from '../io/release-case.ts';
import { signedBy } from '../io/signatures.ts';
import { witnessedIn } from '../io/witnessed.ts';
import type { ChosenRun, Here } from './here.ts';
import { EXIT, Refusal, type Terminal } from './terminal.ts';

/** The last decision on a run, held against the policies and the work tree as they are now, or against a commit. */
export function decisionStanding(
  open: ReleaseCase,
  chosen: ChosenRun,
  repository: Here,
  terminal: Terminal,
  at: string | undefined,
): StandingDecision {
  const { packet, digest, rules, keys, decisions, folder } = open;
  const commit = at ?? (chosen.origin === 'fetched' ? 'HEAD' : undefined);
  return standingDecision(decisions, {
    ...factsOf(packet, rules, terminal.now()),
    bound: boundTo(packet, digest),
    // what git must look at is only looked at where somebody decided
    fresh:
      decisions.decisions.at(-1)?.value !== 'ship'
        ? { paths: [] }
        : commit === undefined
          ? freshNow(open, terminal.env['PATH'])
          : freshAt(open, repository, commit, terminal),
    signed: (decision) =>
      signedBy(keys, { text: decisionText(decision), signature: decision.signature ?? '', namespace: RELEASE_NAMESPACE }),
    witnessed: witnessedIn(folder),
  });
}

/** Whether a commit has every changed path as the packet says. What else it changes is the gate's to say. */
export function freshAt({ packet }: Pick<ReleaseCase, 'packet'>, { gitDir, root }: Here, ref: string, { env }: Terminal): Fresh {
  const call = { binary: gitBinary(env['PATH']), gitDir, cwd: root };
  const commit = ref.startsWith('-') ? undefined : ask(call, 'rev-parse', '--quiet', '--verify', `${ref}^{commit}`);
  if (commit === undefined) throw new Refusal(`there is no commit \`${ref}\``, EXIT.usage);
  const scratch = mkdtempSync(join(tmpdir(), 'twoloops-at-'));
  try {
    const { changes } = packet.delivery;
    const state = rawStates(
      call,
      commit,
      filesAt(call, commit),
      changes.map((one) => one.path),
      { root, scratch },
    );
    return {
      paths: changes
        .filter((one) => state(one.path) !== (one.status === 'deleted' ? ABSENT : `${one.mode} ${one.blob}`))
        .map((one) => one.path),
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
